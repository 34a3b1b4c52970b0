/**
 * Every operation of the API, as the commands list and call them.
 *
 * @since 0.1.0
 */
import type { Operation } from "@effect-intercom/core"
import type { Operations } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"

/**
 * All operations. They are loaded when the first command asks for them.
 *
 * @category constants
 * @since 0.1.0
 */
export const entries: Effect.Effect<ReadonlyArray<Operations.OperationEntry>> = Effect.map(
  Effect.promise(() => import("@effect-intercom/resources")),
  ({ Operations }) => Operations.all
)

/**
 * What is told of an operation: `effect-intercom operations --json` prints these.
 *
 * @category models
 * @since 0.1.0
 */
export interface Listing {
  readonly id: string
  readonly resource: string
  readonly name: string
  readonly method: Operation.Method
  readonly path: string
  readonly since: string
  readonly until: string | null
  readonly pagination: string | null
  readonly summary: string
}

/**
 * The listing of an entry.
 *
 * @category conversions
 * @since 0.1.0
 */
export const listingOf = ({ id, name, operation, resource, summary }: Operations.OperationEntry): Listing => ({
  id,
  resource,
  name,
  method: operation.method,
  path: operation.path,
  since: operation.since,
  until: operation.until ?? null,
  pagination: operation.pagination?.kind ?? null,
  summary
})

/**
 * The texts of `known` that `typed` may have been meant to be, closest first.
 *
 * @category conversions
 * @since 0.1.0
 */
export const suggestions = (typed: string, known: ReadonlyArray<string>): ReadonlyArray<string> => {
  const most = Math.max(2, Math.floor(typed.length / 4))
  return known
    .map((text) => ({ text, edits: distance(typed.toLowerCase(), text.toLowerCase()) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ text }) => text)
}

/** Insertions, deletions and replacements between two texts (Levenshtein). */
const distance = (from: string, to: string): number => {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1)
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
