/**
 * Lists as answers.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import { answer } from "../text/Answer.ts"
import { bytesOf, fitting } from "../text/Cut.ts"
import { mostOfCursor } from "./Parameters.ts"

/**
 * A page of records: how many there are, a line for each, and how to go on.
 *
 * @internal
 */
export const page = (of: {
  readonly what: string
  readonly total?: number | string | null | undefined
  readonly lines: ReadonlyArray<string>
  readonly cursor?: string | undefined
  readonly next: string
}): Effect.Effect<string> => {
  const total = of.total === null || of.total === undefined ? "" : `${of.total} ${of.what} match. `
  const more =
    of.cursor === undefined
      ? "There are no more."
      : of.cursor.length > mostOfCursor
        ? "There are more, but the cursor that leads there is too long to be given."
        : `For more: cursor ${JSON.stringify(of.cursor)}.`
  return answer({
    before: `${total}${of.lines.length} shown. ${more}`,
    data: of.lines.length === 0 ? "(nothing)" : of.lines.map(bounded).join("\n"),
    after: of.lines.length === 0 ? "Next: look with fewer or other filters." : of.next
  })
}

/** 25 of them fit into an answer. */
const mostOfLine = 750

const bounded = (line: string): string =>
  bytesOf(line) <= mostOfLine ? line : `${line.slice(0, fitting(line, 0, mostOfLine - 3))}…`
