/**
 * What a log may say of a failure: of which kind it is. Its text may quote a notification.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"

/**
 * The tag of an error, or its name, or the type of what was thrown instead of one.
 *
 * @internal
 */
export const failureKind = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (error !== null && typeof error === "object" && "_tag" in error) return String(error._tag)
  return error instanceof Error ? error.name : typeof error
}
