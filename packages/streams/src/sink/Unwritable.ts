/**
 * Records that cannot be written as they are.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type { SinkTarget } from "../ExportSink.ts"
import type { DeadLetter, Problem } from "../state/Problem.ts"

/**
 * A value does not fit the column it belongs to.
 *
 * @category errors
 * @since 0.1.0
 */
export class DoesNotFit extends Data.TaggedError("DoesNotFit")<{ readonly message: string }> {}

/**
 * A time in seconds as a whole number, for a column of integers; null where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const wholeSeconds = (column: string, seconds: number | undefined): number | null => {
  if (seconds === undefined) return null
  const whole = Math.floor(seconds)
  if (!Number.isSafeInteger(whole)) throw new DoesNotFit({ message: `${column} is too large for a column of integers` })
  return whole
}

/**
 * Makes something of a record. Where that throws, the record is put with the refused.
 *
 * @category constructors
 * @since 0.1.0
 */
export const attempt = <A>(
  { idOf }: SinkTarget,
  record: object,
  refused: Array<DeadLetter>,
  make: (record: object) => A
): A | undefined => {
  try {
    return make(record)
  } catch (error) {
    refused.push({ kind: "dead-letter", id: idOf(record), reason: reasonOf(error), record })
    return undefined
  }
}

/**
 * The line that tells of a problem. A record without an id has none there either, and says so; one that cannot be written is
 * left out of it.
 *
 * @category actions
 * @since 0.1.0
 */
export const problemLine = (problem: Problem): string => {
  const named = { ...problem, id: problem.id ?? null }
  try {
    return JSON.stringify(named)
  } catch {
    return JSON.stringify({ ...named, record: undefined })
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof DoesNotFit) return error.message
  // The stack of JSON.stringify is as deep as the record.
  return error instanceof RangeError ? "it is nested too deeply to be written" : "it cannot be written"
}
