/**
 * Lines as bytes, in a block of memory that is used again and again.
 *
 * @since 0.1.0
 */

/**
 * Lines that wait to be written.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineBlock {
  /** Takes a line, without its end, and tells how many bytes it takes with it. */
  readonly add: (line: string) => number
  /** Bytes that wait. */
  readonly size: () => number
  /** What waits. It is a view of the block: it holds until the next `add` or `clear`. */
  readonly bytes: () => Uint8Array<ArrayBuffer>
  /** Keeps the first bytes alone, as many as there were at the end of a line. */
  readonly cut: (bytes: number) => void
  /** Begins again with nothing. */
  readonly clear: () => void
}

/**
 * Makes a block that has room for a number of bytes, and more when lines need it.
 *
 * Lines become bytes as they come. Collected as text and encoded together, every byte of an export was allocated four
 * times: as a line, joined, with the last end appended, and encoded. What is encoded lies outside the heap, where it is
 * let go late: it is only looked at when a lot of it has gathered.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (room: number): LineBlock => {
  // Made with the first line: most files of problems never have one.
  let block = nothing
  let used = 0

  /** Whether the line fitted. */
  const put = (line: string): boolean => {
    const { read, written } = encoder.encodeInto(line, block.subarray(used, -1))
    if (read < line.length || used + written >= block.length) return false
    used += written
    block[used++] = lineEnd
    return true
  }

  /** For a line at least, if it is ASCII; at first for a few, and soon for all. */
  const grow = (line: string): void => {
    const next = block.length < room ? Math.min(room, Math.max(firstRoom, block.length * 16)) : block.length * 2
    const larger = new Uint8Array(Math.max(next, used + line.length + 1))
    larger.set(block.subarray(0, used))
    block = larger
  }

  return {
    add(line) {
      const before = used
      while (!put(line)) grow(line)
      return used - before
    },
    size: () => used,
    bytes: () => block.subarray(0, used),
    cut(bytes) {
      used = Math.min(used, bytes)
    },
    clear() {
      used = 0
      // The room a long line needed is not kept for short ones.
      if (block.length > room * 2) block = nothing
    }
  }
}

/**
 * The most bytes a line can take, its end included, without looking at its characters.
 *
 * @category conversions
 * @since 0.1.0
 */
export const mostBytesOf = (line: string): number => line.length * 3 + 1

/**
 * Bytes of a line and its end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const bytesOf = (line: string): number => encoder.encode(line).length + 1

const encoder = /*#__PURE__*/ new TextEncoder()

/** Many files of an export never get more. */
const firstRoom = 16 * 1024

const nothing = /*#__PURE__*/ new Uint8Array(0)

const lineEnd = 10
