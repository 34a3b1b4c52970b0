/**
 * JSON as Intercom sends it: no digit of an integer is lost.
 *
 * @since 0.1.0
 */

/**
 * Parses JSON as `JSON.parse` does, except for integers that a number cannot hold (beyond 2^53): they become the text of
 * their digits, so that two ids which differ in the last digit stay two.
 *
 * `{"id":9007199254740993}` is read as `{ id: "9007199254740993" }`. Nearly no answer has one: a look at every sixteenth
 * character tells, and costs a twentieth of the parse. Throws a `SyntaxError`, as `JSON.parse` does.
 *
 * @example
 * ```ts
 * import { Json } from "@effect-intercom/core"
 *
 * Json.parse('{"id":9007199254740993}') // { id: "9007199254740993" }
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const parse = (text: string): unknown => JSON.parse(mayHaveLongInteger(text) ? quoteLongIntegers(text) : text)

/** The fewest digits of an integer beyond 2^53. Any run of as many holds a place that is a multiple of it. */
const fewestDigits = 16

/**
 * Whether sixteen digits follow each other where a number may stand. A text rarely has them behind a comma or a colon; there
 * each text of the whole has to be looked at.
 */
const mayHaveLongInteger = (text: string): boolean => {
  for (let at = 0; at < text.length; at += fewestDigits) {
    // Sixteen digits that hold this place hold the middle of one of the two ways to its neighbours.
    if (!isDigit(text.charCodeAt(at)) || !(isDigit(text.charCodeAt(at + 8)) || isDigit(text.charCodeAt(at - 8))))
      continue
    let first = at
    while (isDigit(text.charCodeAt(first - 1))) first--
    let last = at
    while (isDigit(text.charCodeAt(last + 1))) last++
    if (last - first + 1 >= fewestDigits && mayBeginNumber(text, first)) return true
    at += fewestDigits * Math.floor((last - at) / fewestDigits)
  }
  return false
}

/** Whether a number can begin with the digit at `first`: behind a colon, a comma, a bracket or a space. */
const mayBeginNumber = (text: string, first: number): boolean => {
  const before = text.charCodeAt(first - 1) === minus ? first - 2 : first - 1
  return before < 0 || ":,[ \n\r\t".includes(text.charAt(before))
}

const minus = 0x2d

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** A whole integer of sixteen digits or more; not the digits of a fraction or an exponent, nor where a name should be. */
const longInteger = /(?<![-+.\deE])-?[1-9]\d{15,}(?![\d.eE]|\s*:)/g

const quoteLongIntegers = (text: string): string => {
  let quoted = ""
  let from = 0
  while (from < text.length) {
    const start = text.indexOf('"', from)
    if (start < 0) break
    const end = endOfText(text, start)
    quoted += quoteOutsideTexts(text.slice(from, start)) + text.slice(start, end)
    from = end
  }
  return quoted + quoteOutsideTexts(text.slice(from))
}

const quoteOutsideTexts = (piece: string): string =>
  piece.length < fewestDigits
    ? piece
    : piece.replace(longInteger, (digits) => (Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`))

/** Where the text that begins with the quote at `start` ends, its last quote included. */
const endOfText = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end + 1
}

/** Whether an odd number of backslashes stands before. */
const isEscaped = (text: string, at: number): boolean => {
  let first = at
  while (text.charCodeAt(first - 1) === 0x5c) first--
  return (at - first) % 2 === 1
}
