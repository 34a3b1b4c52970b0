/**
 * Numbers that look random and depend on nothing but where they are asked for, so that record `i` of a seeded
 * workspace needs no other record to be made.
 *
 * @since 0.1.0
 */

/**
 * A 32-bit number for one trait (`salt`) of one record (`index`) of one workspace (`seed`).
 *
 * @category fixtures
 * @since 0.1.0
 */
export const bits = (seed: number, salt: number, index: number): number => {
  let hash =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 0x27d4eb2f, 0xc2b2ae35) ^ Math.imul(index, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad)
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97)
  return (hash ^ (hash >>> 15)) >>> 0
}

/**
 * A fraction in `[0, 1)`.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const fraction = (seed: number, salt: number, index: number): number => bits(seed, salt, index) / 4294967296

/**
 * A whole number in `[0, below)`.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const below = (limit: number, seed: number, salt: number, index: number): number =>
  Math.floor(fraction(seed, salt, index) * limit)

/**
 * One of the words.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const pick = <const Words extends readonly [unknown, ...ReadonlyArray<unknown>]>(
  words: Words,
  seed: number,
  salt: number,
  index: number
): Words[number] => words[below(words.length, seed, salt, index)] ?? words[0]

/**
 * `length` hexadecimal digits.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const hex = (length: number, seed: number, salt: number, index: number): string => {
  let text = ""
  for (let part = 0; text.length < length; part++)
    text += bits(seed, salt + part * 7919, index)
      .toString(16)
      .padStart(8, "0")
  return text.slice(0, length)
}

/**
 * A text of the shape of a UUID.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const uuid = (seed: number, salt: number, index: number): string => {
  const digits = hex(32, seed, salt, index)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`
}
