/**
 * Text in lines of a width.
 *
 * @since 0.1.0
 */
import * as CliOutput from "effect/cli/CliOutput"

/**
 * The text in lines of at most so many columns, cut at blanks where there are some. Lines after the first are indented.
 *
 * @category conversions
 * @since 0.1.0
 */
export const wrapped = (text: string, columns: number, indent = 0): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const space = " ".repeat(indent)
  let rest = text
  while (CliOutput.displayWidth(rest) > columns) {
    const end = breakBefore(rest, columns, lines.length === 0 ? 0 : indent)
    lines.push(rest.slice(0, end).trimEnd())
    rest = space + rest.slice(end).trimStart()
  }
  return [...lines, rest]
}

/** The last blank that leaves the line short enough; the width itself where a word is longer. */
const breakBefore = (text: string, columns: number, from: number): number => {
  let end = -1
  for (let at = text.indexOf(" ", from + 1); at >= 0; at = text.indexOf(" ", at + 1)) {
    if (CliOutput.displayWidth(text.slice(0, at)) > columns) break
    if (text.slice(from, at).trim() !== "") end = at
  }
  return end > 0 ? end : Math.max(columns, from + 1)
}
