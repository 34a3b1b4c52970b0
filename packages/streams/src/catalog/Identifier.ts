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
 * Hashes texts behind the same beginning: 53 bits as hexadecimal digits, for telling apart, not for secrets. Of `a` and `b` it
 * is the hash of `ab`; the beginning is looked at once.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hasher = (beginning: string): ((text: string) => string) => {
  let before = { high: 0xdeadbeef, low: 0x41c6ce57 }
  const take = (text: string): { high: number; low: number } => {
    let { high, low } = before
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      high = Math.imul(high ^ code, 2654435761)
      low = Math.imul(low ^ code, 1597334677)
    }
    return { high, low }
  }
  before = take(beginning)
  return (text) => {
    let { high, low } = take(text)
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
    return (2097151 & low).toString(16).padStart(6, "0") + (high >>> 0).toString(16).padStart(8, "0")
  }
}

/**
 * The hash of a text, as {@link hasher} makes it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hash = /*#__PURE__*/ hasher("")

/**
 * Tells records apart by what they hold, where their ids and times do not. What is nested beyond the stack cannot be written,
 * here or by a sink: it is told apart from nothing, and put aside in whatever form it comes.
 *
 * @category conversions
 * @since 0.1.0
 */
export const contentOf = (record: object): string => {
  try {
    return hash(JSON.stringify(record))
  } catch {
    return ""
  }
}
