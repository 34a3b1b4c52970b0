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

const lineEnds = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g

/** Joiners stay: emoji, Persian and Indic scripts are written with them. */
const invisible =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu

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
