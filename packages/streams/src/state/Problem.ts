/**
 * What an export could not deliver as it should: records that are gone, cut short, or not readable.
 *
 * @since 0.1.0
 */
import type * as Core from "@effect-intercom/core"

/**
 * The record was deleted or merged between the moment it was listed and the moment it was read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Gone {
  readonly kind: "gone"
  readonly id: string
}

/**
 * Intercom hands out fewer parts of the record than it has. The record was delivered with those it got.
 *
 * @category models
 * @since 0.1.0
 */
export interface Truncated {
  readonly kind: "truncated"
  readonly id: string
  readonly have: number
  readonly total: number
}

/**
 * The record could not be delivered. `record` is what Intercom sent, where it sent anything.
 *
 * @category models
 * @since 0.1.0
 */
export interface DeadLetter {
  readonly kind: "dead-letter"
  /** Undefined where the record does not tell. */
  readonly id: string | undefined
  readonly reason: string
  readonly record: unknown
}

/**
 * Everything that can go wrong with one record while the export goes on.
 *
 * @category models
 * @since 0.1.0
 */
export type Problem = Gone | Truncated | DeadLetter

/**
 * The problem a record has when reading it failed, or undefined when the failure is not the record's: a refused token
 * or a lost connection must not look like an empty workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromFailure = (id: string, error: Core.IntercomError): Gone | DeadLetter | undefined => {
  switch (error.reason._tag) {
    case "NotFound":
    case "Gone":
      return { kind: "gone", id }
    case "DecodeError":
    case "InvalidInput":
    case "ServerError":
      return { kind: "dead-letter", id, reason: `${error.operation}: ${error.reason.message}`, record: undefined }
    default:
      return undefined
  }
}

/**
 * How many records may fail one after the other before what fails is Intercom, and not the records.
 *
 * @category constants
 * @since 0.1.0
 */
export const mostInARow = 10

/**
 * The problem in words, which name the record and hold nothing of it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const wordsOf = (stream: string, problem: Problem): string => {
  const id = problem.id ?? "a record without an id"
  switch (problem.kind) {
    case "gone":
      return `${stream}: ${id} was gone before it could be read`
    case "truncated":
      return `${stream}: ${id} has ${problem.total} parts, of which Intercom hands out ${problem.have}`
    case "dead-letter":
      return `${stream}: ${id} is left out: ${problem.reason}`
  }
}
