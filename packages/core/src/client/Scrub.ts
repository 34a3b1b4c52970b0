/**
 * Takes secrets and personal data out of what came from outside, before it becomes part of an error.
 *
 * @since 0.1.0
 */

/** What is kept of one text. Nobody reads more of a message, and nothing else bounds what a server sends. */
const mostCharacters = 2_000

/** Shorter texts stay: they would take ordinary words apart. */
const fewestCharacters = 4

/** What a long value is known by: a server that quotes one may cut it short. */
const mostToFind = 32

/**
 * Replaces every one of `secrets` (the token, the values of input, query and path) by a placeholder, and so e-mail
 * addresses and telephone numbers, also those that nobody sent.
 *
 * A secret is found in any case, as it is or as it stands in URLs, JSON and HTML, wherever no letter or digit stands beside
 * it; a long one also where it was cut short. Secrets of fewer than four characters stay. Time grows with the length of
 * the text alone; what is kept of it has an end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const scrub = (text: string, secrets: ReadonlyArray<string>): string => {
  // Cut only after cleaning: half of a secret would not be found.
  const beginning = text.length > 8 * mostCharacters ? text.slice(0, 8 * mostCharacters) : text
  let scrubbed = beginning
  for (const secret of formsOf(secrets)) scrubbed = withoutSecret(scrubbed, secret)
  scrubbed = scrubbed.replace(address, "<email>").replace(telephone, "<phone>").replace(controls, " ")
  return scrubbed.length > mostCharacters ? `${scrubbed.slice(0, mostCharacters)}…` : scrubbed
}

/** Each secret as it may be quoted, the longest first: a short one may be a part of it. */
const formsOf = (secrets: ReadonlyArray<string>): ReadonlyArray<string> => {
  const forms = new Set<string>()
  for (const secret of secrets) {
    const raw = secret.slice(0, mostCharacters).toWellFormed().trim()
    if (raw.length < fewestCharacters) continue
    // Some letters are two in upper case.
    for (const text of [raw, raw.toUpperCase()]) {
      const encoded = encodeURIComponent(text)
      const json = JSON.stringify(text).slice(1, -1)
      for (const form of [text, encoded, json, asHtml(text)]) forms.add(fold(form))
      forms.add(fold(new URLSearchParams([["", text]]).toString().slice(1)))
    }
  }
  return Array.from(forms).toSorted((a, b) => b.length - a.length)
}

const asHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")

/** Lower case of the same length, so that a place in one is a place in the other. */
const fold = (text: string): string =>
  text.replace(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase()
    return lower.length === letter.length ? lower : letter
  })

const withoutSecret = (text: string, secret: string): string => {
  const folded = fold(text)
  const beginning = secret.slice(0, mostToFind)
  let cleaned = ""
  let kept = 0
  let at = folded.indexOf(beginning)
  while (at >= 0) {
    let end = at + beginning.length
    while (end - at < secret.length && folded.charCodeAt(end) === secret.charCodeAt(end - at)) end++
    const isWhole = end - at === secret.length
    const isApart =
      !(isWord(folded, at - 1) && isWord(folded, at)) && (!isWhole || !(isWord(folded, end - 1) && isWord(folded, end)))
    if (isApart) {
      cleaned += `${text.slice(kept, at)}<removed>`
      kept = end
    }
    at = folded.indexOf(beginning, isApart ? end : at + 1)
  }
  return cleaned + text.slice(kept)
}

const isWord = (text: string, at: number): boolean => at >= 0 && at < text.length && word.test(text.charAt(at))

const word = /[\p{L}\p{N}]/u

/** A name and a host, each with an end: without an end, a pattern begins anew at each letter of a long text. */
const address = /[^\s"'<>(),;:=\\[\]{}@]{1,320}(?:@|%40)[^\s"'<>(),;:=\\[\]{}&?/#]{1,255}/gi

/**
 * A plus or two zeros with at least seven digits, or groups of digits as people write them. Dates and times, and the digits
 * of ids, are none: the last group of a UUID may begin with two zeros.
 */
const telephone =
  /(?:(?<![\w+])(?:\+|%2b)|(?<![\w+-])00)\d(?:(?:[\s().+/-]|%2[089f]){0,2}\d){6,14}(?!\d)|(?<![\w.+-])\(?\d{2,4}\)?[\s./-]{1,2}\d{3,4}[\s./-]\d{3,4}(?![\w-]|\.\d)/gi

/** What a terminal would obey. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g
