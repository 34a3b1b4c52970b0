/**
 * The headers of a response that a reason gives: those that tell of the request and its limits, never of people.
 *
 * @since 0.1.0
 */

/**
 * Headers by their names in lower case.
 *
 * @category models
 * @since 0.1.0
 */
export type ShownHeaders = Readonly<Record<string, string>>

const names = [
  "content-type",
  "date",
  "intercom-version",
  "retry-after",
  "x-intercom-version",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-request-id"
]

const none: ShownHeaders = {}

/** Beside the reasons and not in them: a reason is printed, logged, encoded and compared without them. */
const shown = new WeakMap<object, ShownHeaders>()

/**
 * Gives a reason the headers of its response.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withHeaders = <A extends object>(reason: A, headers: ShownHeaders): A => {
  shown.set(reason, Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name))))
  return reason
}

/**
 * The headers a reason was given; none where it does not come from a response.
 *
 * @category conversions
 * @since 0.1.0
 */
export const headersOf = (reason: object): ShownHeaders => shown.get(reason) ?? none
