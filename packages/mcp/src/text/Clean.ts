/**
 * Texts of other people, made harmless: nothing invisible, one kind of line end, and no line of theirs that could be one of ours.
 *
 * @since 0.1.0
 */

/**
 * The text as it is seen. Characters that no reader sees (controls, directions, tags, selectors beyond those of emoji) can carry
 * words to a model that nobody else notices; they are left out.
 *
 * @internal
 */
export const clean = (text: string): string => text.toWellFormed().replace(lineEnds, "\n").replace(invisible, "")

const lineEnds = /\r\n?|[\v\f\x85\u2028\u2029]/g

/**
 * Controls, formats and selectors. Joiners stay, since emoji, Persian and Indic scripts are written with them, and so do the marks
 * of Arabic and Syriac that have a form.
 */
const invisible =
  /[\p{Cc}--[\t\n]]|(?!\u200c|\u200d)[\p{Cf}--[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]]|[\u{e0100}-\u{e01ef}]/gv

/**
 * One line of at most `most` characters.
 *
 * @internal
 */
export const oneLine = (text: string, most: number): string => {
  const line = clean(text.slice(0, most * 4))
    .replace(/\s+/g, " ")
    .trim()
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`
}

/**
 * One line in quotes, whose own quotes are escaped: what stands in it cannot pass for what stands around it.
 *
 * @internal
 */
export const quoted = (text: string, most = 200): string => JSON.stringify(oneLine(text, most))

/**
 * Ids, states and the like without quotes; anything else with them.
 *
 * @internal
 */
export const word = (text: string): string => (/^[\w.:@+-]{1,64}$/.test(text) ? text : quoted(text))

/**
 * Every line of a text behind a bar, so that none of them can be taken for a line about it.
 *
 * @internal
 */
export const barred = (text: string): string => `| ${text.replaceAll("\n", "\n| ")}`
