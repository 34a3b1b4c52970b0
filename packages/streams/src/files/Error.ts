/**
 * What is wrong with the files of an export, whoever writes them.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Predicate from "effect/Predicate"

/**
 * A place is held by another export (`locked`), a file that a checkpoint counts on is not what it was (`lost`), something
 * else is where a file would go (`occupied`), or the files cannot be written. `message` says what to do about it.
 *
 * @category errors
 * @since 0.1.0
 */
export class FileError extends Data.TaggedError("FileError")<{
  readonly kind?: "locked" | "lost" | "occupied" | undefined
  readonly message: string
  readonly cause?: unknown
}> {}

/**
 * The error of files that cannot be written.
 *
 * @category constructors
 * @since 0.1.0
 */
export const cannotWrite = (cause: unknown): FileError =>
  new FileError({
    message: `the files ${unwritable(cause)}`,
    cause
  })

/**
 * The error of a file that a checkpoint counts on and that is not what it was.
 *
 * @category constructors
 * @since 0.1.0
 */
export const lost = (what: string): FileError =>
  new FileError({ kind: "lost", message: `${what}; put the file back, or start again without resuming` })

/**
 * The error of something that is where a file would go, and that this export did not put there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const occupied = (what: string): FileError =>
  new FileError({
    kind: "occupied",
    message: `${what}, and nothing tells that this export put it there; move it away, or export to another place`
  })

/**
 * The system's word for what is wrong, as `ENOSPC` of a full disk, wherever in the chain of causes it stands.
 *
 * @category conversions
 * @since 0.1.0
 */
export const codeOf = (cause: unknown): string | undefined => {
  if (Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)) return cause.code
  if (Predicate.hasProperty(cause, "reason")) return codeOf(cause.reason)
  return Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : undefined
}

/**
 * That something cannot be written, with the system's word for the reason, and what to do about it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const unwritable = (cause: unknown): string => {
  const code = codeOf(cause)
  const why = code === undefined ? "" : ` (${code})`
  return `cannot be written${why}; check the disk and the permissions, then resume`
}
