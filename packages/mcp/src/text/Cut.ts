/**
 * Texts by their bytes.
 *
 * @since 0.1.0
 */

const encoder = new TextEncoder()

/**
 * How many bytes a text has in UTF-8.
 *
 * @internal
 */
export const bytesOf = (text: string): number => encoder.encode(text).length

/**
 * How many characters of a text, from `from` on, fit into so many bytes. No character is taken apart.
 *
 * @internal
 */
export const fitting = (text: string, from: number, bytes: number): number =>
  bytes <= 0 ? 0 : encoder.encodeInto(text.slice(from, from + bytes), new Uint8Array(bytes)).read
