/**
 * Lines as numbers: millions of them fit where their texts do not.
 *
 * @since 0.1.0
 */

/**
 * Takes the bytes of a file as they come, and has a number of 53 bits for each of its lines without its first character.
 *
 * @category models
 * @since 0.1.0
 */
export interface Digests {
  readonly take: (bytes: Uint8Array) => void
  /** All numbers, ascending. */
  readonly sorted: () => Float64Array
}

/**
 * Makes {@link Digests}.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Digests => {
  let numbers = new Float64Array(1024)
  let count = 0
  let rest = new Uint8Array(0)
  const add = (line: Uint8Array) => {
    if (line.length === 0) return
    if (count === numbers.length) {
      const larger = new Float64Array(count * 2)
      larger.set(numbers)
      numbers = larger
    }
    numbers[count++] = numberOf(line)
  }
  return {
    take: (bytes) => {
      let start = 0
      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
        const line = bytes.subarray(start, end)
        add(rest.length === 0 ? line : joined(rest, line))
        rest = nothing
        start = end + 1
      }
      if (start < bytes.length) rest = joined(rest, bytes.subarray(start))
    },
    sorted: () => numbers.subarray(0, count).toSorted()
  }
}

/**
 * What is among the one and not among the other, each once. Both are sorted.
 *
 * @category combinators
 * @since 0.1.0
 */
export const difference = (known: Float64Array, seen: Float64Array): Float64Array => {
  const missing = new Float64Array(known.length)
  let count = 0
  let at = 0
  for (let index = 0; index < known.length; index++) {
    const number = known[index] ?? 0
    if (index > 0 && number === known[index - 1]) continue
    while (at < seen.length && (seen[at] ?? 0) < number) at++
    if (seen[at] !== number) missing[count++] = number
  }
  return missing.subarray(0, count)
}

/**
 * The number of a line, without its first byte: two hashes of 32 bits, of which 53 bits are kept (cyrb53, public domain).
 *
 * @category conversions
 * @since 0.1.0
 */
export const numberOf = (line: Uint8Array): number => {
  let one = 0xdeadbeef
  let other = 0x41c6ce57
  for (let index = 1; index < line.length; index++) {
    const byte = line[index] ?? 0
    one = Math.imul(one ^ byte, 2654435761)
    other = Math.imul(other ^ byte, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909)
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return 4294967296 * (2097151 & other) + (one >>> 0)
}

const lineFeed = 10

const nothing = new Uint8Array(0)

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(one.length + other.length)
  bytes.set(one)
  bytes.set(other, one.length)
  return bytes
}
