/**
 * How large a request's body may be, and how deep.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"

/**
 * How many bytes of a body are read at most.
 *
 * @category constants
 * @since 0.1.0
 */
export const bodyLimit: number = 10 * 1024 * 1024

/**
 * How many bytes a snapshot may have.
 *
 * @category constants
 * @since 0.1.0
 */
export const snapshotLimit: number = 256 * 1024 * 1024

/**
 * How deep a body may be nested. Intercom's framework reads no deeper, and what is much deeper overflows the stack of
 * whoever writes it again.
 *
 * @category constants
 * @since 0.1.0
 */
export const depthLimit = 100

/**
 * Whether a parsed body is nested deeper than {@link depthLimit}.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTooDeep = (body: unknown): boolean => {
  let level: ReadonlyArray<unknown> = [body]
  for (let depth = 0; depth <= depthLimit; depth++) {
    level = level.flatMap((value) => (Predicate.isObjectOrArray(value) ? Object.values(value) : []))
    if (level.length === 0) return false
  }
  return true
}
