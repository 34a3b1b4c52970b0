/**
 * Names that every database takes: lower case, at most 63 bytes, one for each column.
 *
 * @since 0.1.0
 */

/** PostgreSQL cuts longer ones, and would then take two for the same. */
const longest = 63

/**
 * A text as an identifier: `pt-BR` is `pt_br`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const identifier = (text: string): string => {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
  if (plain === "") return marked("column", text)
  const led = /^\d/.test(plain) ? `_${plain}` : plain
  return led.length > longest ? marked(led, text) : led
}

/**
 * The name with a mark of its own that tells it from others like it. It depends on nothing but the text, so it is the same in
 * every run.
 *
 * @category constructors
 * @since 0.1.0
 */
export const marked = (name: string, text: string): string => {
  const mark = `_${hash(text).slice(0, 8)}`
  return name.slice(0, longest - mark.length) + mark
}

/**
 * 53 bits of a text as hexadecimal digits: for telling apart, not for secrets.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hash = (text: string): string => {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(16).padStart(14, "0")
}

/**
 * One of many, by its name: `conversations` hold a `conversation`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const singular = (plural: string): string => plural.replace(/ies$/, "y").replace(/([^s])s$/, "$1")
