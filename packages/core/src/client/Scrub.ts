/**
 * Takes secrets and personal data out of what came from outside, before it becomes part of an error.
 *
 * @since 0.1.0
 */

/** What is kept of one text. Nobody reads more of a message, and nothing else bounds what a server sends. */
const mostCharacters = 2_000

/** What is read of one text. What stands at the end of it is not kept: half of a secret would not be found. */
const mostRead = 4 * mostCharacters

/** Shorter texts stay: they would take ordinary words apart. */
const fewestCharacters = 4

/** What a long value is known by: a server that quotes one may cut it short. */
const mostToFind = 32

/**
 * Replaces every one of `secrets` (the token, the values of input, query and path) by a placeholder, and so e-mail
 * addresses and telephone numbers, also those that nobody sent.
 *
 * A secret is found in any case, as it is or as it stands in URLs, JSON and HTML, or in several of them at once, wherever no
 * letter or digit stands beside it; a long one also where it was cut short. Secrets of fewer than four characters stay.
 * What is read of a text has an end, and what is kept of it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const scrub = (text: string, secrets: ReadonlyArray<string>): string => makeScrub(secrets)(text)

/**
 * Makes {@link scrub} for the secrets of many texts.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeScrub = (secrets: ReadonlyArray<string>): ((text: string) => string) => {
  const forms = formsOf(secrets)
  return (text) => {
    const read = text.slice(0, mostRead)
    const readings = readingsOf(read)
    // A plus is a space in forms, and the beginning of a telephone number elsewhere.
    if (read.includes("+")) readings.push(...readingsOf(read.replaceAll("+", " ")))
    const places = readings.flatMap((reading) => [...secretsIn(reading, forms), ...peopleIn(reading)])
    const shown = without(read, places, text.length > mostRead ? mostRead - mostCharacters : read.length)
    const scrubbed = shown.replace(controls, " ")
    return scrubbed.length > mostCharacters ? `${scrubbed.slice(0, mostCharacters)}…` : scrubbed
  }
}

/** Each secret, also as it is in upper case: some letters are two there. */
const formsOf = (secrets: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(
    secrets.flatMap((secret) => {
      const raw = secret.slice(0, mostCharacters).toWellFormed().trim()
      return raw.length < fewestCharacters ? [] : [fold(raw), fold(raw.toUpperCase())]
    })
  )

/** Lower case of the same length, so that a place in one is a place in the other. */
const fold = (text: string): string =>
  text.replace(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase()
    return lower.length === letter.length ? lower : letter
  })

/** A part of a text, and what stands there instead. */
interface Place {
  readonly start: number
  readonly end: number
  readonly label: string
}

/** A text, or what it says, with where each character of that begins in the text, and where the last one ends. */
interface Reading {
  readonly text: string
  readonly at: ReadonlyArray<number>
}

/** Ways to read a text, the plainest first: what is escaped may be escaped otherwise once more. */
const mostReadings = 13

/** A text as it is, and with what is escaped in it as it is meant. */
const readingsOf = (text: string): Array<Reading> => {
  const readings: Array<Reading> = [{ text, at: Array.from({ length: text.length + 1 }, (_, at) => at) }]
  // Goes on with those that are added.
  for (const reading of readings) {
    for (const escape of escapes) {
      if (readings.length < mostReadings && reading.text.search(escape) >= 0) readings.push(meantBy(reading, escape))
    }
  }
  return readings
}

/** One character as URLs, JSON and HTML write it. */
const escapes = [
  /%[c-f][\da-f](?:%[89ab][\da-f])+|%[\da-f]{2}/gi,
  /\\(?:u[\da-f]{4}|.)/gi,
  /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/gi
]

const meantBy = (reading: Reading, escape: RegExp): Reading => {
  const at: Array<number> = []
  let from = 0
  const text = reading.text.replace(escape, (escaped, index: number) => {
    const character = characterOf(escaped)
    at.push(...reading.at.slice(from, index), ...Array<number>(character.length).fill(reading.at[index] ?? 0))
    from = index + escaped.length
    return character
  })
  return { text, at: at.concat(reading.at.slice(from)) }
}

const characterOf = (escaped: string): string => {
  try {
    if (escaped.startsWith("%")) return decodeURIComponent(escaped)
    if (escaped.startsWith("\\")) return String(JSON.parse(`"${escaped}"`))
    return entities[escaped.slice(1, -1)] ?? String.fromCodePoint(Number(`0${escaped.slice(2, -1)}`))
  } catch {
    // No character of its own: a byte alone, or a backslash before what needs none.
    return escaped.startsWith("\\") ? escaped.slice(1) : "\uFFFD"
  }
}

const entities: Readonly<Record<string, string | undefined>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

const secretsIn = ({ at, text }: Reading, forms: ReadonlySet<string>): ReadonlyArray<Place> => {
  const folded = fold(text)
  const places: Array<Place> = []
  for (const secret of forms) {
    const beginning = secret.slice(0, mostToFind)
    let start = folded.indexOf(beginning)
    while (start >= 0) {
      let end = start + beginning.length
      // Within a word nothing more is compared: a long text of one letter begins such a secret at each of its places.
      const most = isWithinWord(folded, start) ? 0 : secret.length
      while (end - start < most && folded.charCodeAt(end) === secret.charCodeAt(end - start)) end++
      const isApart = most > 0 && (end - start < most || !isWithinWord(folded, end))
      if (isApart) places.push({ start: at[start] ?? 0, end: at[end] ?? 0, label: "<removed>" })
      start = folded.indexOf(beginning, isApart ? end : start + 1)
    }
  }
  return places
}

const peopleIn = ({ at, text }: Reading): ReadonlyArray<Place> =>
  Object.entries(ofPeople).flatMap(([label, pattern]) =>
    Array.from(text.matchAll(pattern), ({ 0: found, 1: before = "", index }) => ({
      start: at[index - before.length] ?? 0,
      end: at[index + found.length] ?? 0,
      label
    }))
  )

/** The text up to `end` without what stands at the places, which may overlap. */
const without = (text: string, places: ReadonlyArray<Place>, end: number): string => {
  let shown = ""
  let from = 0
  for (const place of places.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (place.start >= end) break
    if (place.start >= from) shown += text.slice(from, place.start) + place.label
    from = Math.max(from, place.end)
  }
  return shown + text.slice(from, Math.max(from, end))
}

/** Whether letters or digits stand on both sides of a place. */
const isWithinWord = (text: string, at: number): boolean => /^[\p{L}\p{N}]{2}$/u.test(text.slice(at - 1, at + 1))

const ofPeople = {
  /**
   * The sign and a host, and the name that stands before: to begin with it would be to begin anew at each letter of a long
   * text.
   */
  "<email>": /@(?<=([^\s"'<>(),;:=\\[\]{}@]{1,320})@)[^\s"'<>(),;:=\\[\]{}&?/#]{1,255}/g,
  /**
   * A plus or two zeros with at least seven digits, or groups of digits as people write them. Dates and times, and the
   * digits of ids, are none: the last group of a UUID may begin with two zeros.
   */
  "<phone>":
    /(?:(?<![\w+])\+|(?<![\w+-])00)\d(?:[\s().+/-]{0,2}\d){6,14}(?!\d)|(?<![\w.+-])\(?\d{2,4}\)?[\s./-]{1,2}\d{3,4}[\s./-]\d{3,4}(?![\w-]|\.\d)|(?<![\w.+-])0(?:\d{2,4}[\s/-]\d{5,8}|\d(?:[\s.-]\d\d){4})(?![\w-]|\.\d)/g
}

/** What a terminal would obey. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g
