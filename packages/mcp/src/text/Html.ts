/**
 * The words of Intercom's HTML.
 *
 * @since 0.1.0
 */

/**
 * HTML as plain text: paragraphs and list items become lines, links and pictures what they are called. It goes through the text
 * once, so that no text takes long.
 *
 * @internal
 */
export const plain = (html: string): string => {
  let text = ""
  let at = 0
  while (at < html.length) {
    const open = html.indexOf("<", at)
    if (open < 0) break
    text += html.slice(at, open)
    at = open
    if (/[a-z/!?]/i.test(html.charAt(open + 1))) {
      const close = html.indexOf(">", open)
      if (close < 0) break
      text += standsFor(html.slice(open + 1, close))
      at = close + 1
    } else {
      // A `<` of the text itself.
      text += "<"
      at = open + 1
    }
  }
  text += html.slice(at)
  return decoded(text)
    .replace(/(?<![ \t])[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

const standsFor = (tag: string): string => {
  const name = /^\/?([a-z0-9]{1,20})/i.exec(tag)?.[1]?.toLowerCase()
  if (name === "img") return `[picture${altOf(tag)}]`
  if (name === "li") return tag.startsWith("/") ? "" : "\n- "
  return name !== undefined && breaking.has(name) ? "\n" : ""
}

const altOf = (tag: string): string => {
  const alt = /\salt="([^"]{1,200})"/i.exec(tag)?.[1]
  return alt === undefined ? "" : `: ${alt}`
}

const breaking: ReadonlySet<string> = new Set(
  "address article blockquote br div dl dt dd figure footer h1 h2 h3 h4 h5 h6 header hr ol p pre section table tr ul".split(
    " "
  )
)

const decoded = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
    (entity, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? entity
      const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal)
      return point <= 0x10ffff ? String.fromCodePoint(point) : entity
    }
  )

const entities: Readonly<Record<string, string | undefined>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  hellip: "…",
  lt: "<",
  mdash: "—",
  nbsp: " ",
  ndash: "–",
  quot: '"'
}
