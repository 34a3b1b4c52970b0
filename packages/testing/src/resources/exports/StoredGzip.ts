/**
 * Gzip without compression: what an answer in memory can be packed with at once, on every runtime.
 *
 * @since 0.1.0
 */

/**
 * Wraps bytes as a gzip file.
 *
 * @category conversions
 * @since 0.1.0
 */
export const storedGzip = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const blocks = Math.max(1, Math.ceil(bytes.length / blockSize))
  const packed = new Uint8Array(header.length + bytes.length + blocks * blockHeaderSize + trailerSize)
  const view = new DataView(packed.buffer)
  packed.set(header)
  let position = header.length
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * blockSize, (block + 1) * blockSize)
    packed[position] = block === blocks - 1 ? 1 : 0
    view.setUint16(position + 1, part.length, true)
    view.setUint16(position + 3, ~part.length & 0xffff, true)
    packed.set(part, position + blockHeaderSize)
    position += blockHeaderSize + part.length
  }
  view.setUint32(position, checksum(bytes), true)
  view.setUint32(position + 4, bytes.length, true)
  return packed
}

/** Magic number, "deflate", no flags, no time, no hints, unknown system. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)

/** A stored block holds as much as sixteen bits can count. */
const blockSize = 0xffff
const blockHeaderSize = 5
const trailerSize = 8

const table = /*#__PURE__*/ Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

/** CRC-32. */
const checksum = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
