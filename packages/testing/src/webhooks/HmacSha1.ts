/**
 * HMAC-SHA1, the signature of Intercom's webhooks, without waiting: every runtime has one that needs a turn of the event
 * loop, which a `TestClock` does not wait for.
 *
 * @since 0.1.0
 */

/**
 * The code of a text under a key, as 40 hexadecimal digits.
 *
 * @category conversions
 * @since 0.1.0
 */
export const hmacSha1Hex = (key: string, message: string): string => {
  const given = new TextEncoder().encode(key)
  const block = new Uint8Array(blockSize)
  block.set(given.length > blockSize ? sha1(given) : given)
  const inner = sha1(joined(masked(block, 0x36), new TextEncoder().encode(message)))
  return hexOf(sha1(joined(masked(block, 0x5c), inner)))
}

const blockSize = 64

const masked = (bytes: Uint8Array, mask: number): Uint8Array => bytes.map((byte) => byte ^ mask)

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** SHA-1 as FIPS 180-4 describes it: 80 rounds over every block of 64 bytes. */
const sha1 = (message: Uint8Array): Uint8Array => {
  const state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0])
  const bytes = padded(message)
  const view = new DataView(bytes.buffer)
  const words = new Uint32Array(80)
  for (let offset = 0; offset < bytes.length; offset += blockSize) {
    for (let index = 0; index < 16; index++) words[index] = view.getUint32(offset + index * 4)
    for (let index = 16; index < 80; index++) {
      words[index] = rotated(
        at(words, index - 3) ^ at(words, index - 8) ^ at(words, index - 14) ^ at(words, index - 16),
        1
      )
    }
    addRounds(state, words)
  }
  const digest = new Uint8Array(20)
  const digestView = new DataView(digest.buffer)
  state.forEach((word, index) => digestView.setUint32(index * 4, word))
  return digest
}

const addRounds = (state: Uint32Array, words: Uint32Array): void => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let round = 0; round < 80; round++) {
    const [mixed, constant] = mix(Math.floor(round / 20), b, c, d)
    const next = (rotated(a, 5) + mixed + e + constant + at(words, round)) >>> 0
    e = d
    d = c
    c = rotated(b, 30)
    b = a
    a = next
  }
  for (const [index, word] of [a, b, c, d, e].entries()) state[index] = (at(state, index) + word) >>> 0
}

const mix = (quarter: number, b: number, c: number, d: number): readonly [mixed: number, constant: number] => {
  switch (quarter) {
    case 0:
      return [(b & c) | (~b & d), 0x5a827999]
    case 1:
      return [b ^ c ^ d, 0x6ed9eba1]
    case 2:
      return [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
    default:
      return [b ^ c ^ d, 0xca62c1d6]
  }
}

/** A one, zeros, and the length in bits, up to whole blocks. */
const padded = (message: Uint8Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / blockSize) * blockSize)
  bytes.set(message)
  bytes[message.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(bytes.length - 8, Math.floor(message.length / 0x20000000))
  view.setUint32(bytes.length - 4, (message.length << 3) >>> 0)
  return bytes
}

const rotated = (word: number, by: number): number => ((word << by) | (word >>> (32 - by))) >>> 0

const at = (words: Uint32Array, index: number): number => words[index] ?? 0
