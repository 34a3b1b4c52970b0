/**
 * What can differ from call to call: version, timeouts, retries, headers.
 *
 * **When to use**
 *
 * As second argument of an operation for one call; {@link withOptions} for all calls of an effect, also of one that was
 * written elsewhere. What holds for the whole program is an option of the client.
 *
 * **Details**
 *
 * The call's own options come first, then those of the innermost {@link withOptions}, then the client's. Headers and
 * query parameters are joined, name by name.
 *
 * **Gotchas**
 *
 * - `timeout` bounds one attempt and `deadline` all of them: a short `timeout` with retries may still take minutes.
 * - `headers` cannot replace the token or the version.
 * - `responses: "strict"` fails where a response differs from its schema, of which Intercom's own are an example now
 *   and then: it is for tests.
 *
 * **Example** (One version for a part of a program)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { CallOptions } from "@effect-intercom/core"
 * import { Admins, Contacts } from "@effect-intercom/resources"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * const { requests } = yield* FakeIntercom
 * yield* Contacts.list({ per_page: 1 }).pipe(
 *   Effect.andThen(Admins.list({}, { version: "2.9" })),
 *   CallOptions.withOptions({ version: "2.11", timeout: "5 seconds" })
 * )
 * const sent = yield* requests
 * sent.map(({ headers }) => headers["intercom-version"]) // => ["2.11", "2.9"]
 * ```
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import type { ResponseMode } from "./ResponseCheck.ts"
import type { RetryPolicy } from "./Retry.ts"
import type { Version } from "./Version.ts"

/**
 * Options of one call. What is left out comes from {@link withOptions}, then from the client.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallOptions {
  /** The API version of this call. */
  readonly version?: Version | undefined
  /** How long one attempt may take, its body included. Waiting for the rate limit does not count. */
  readonly timeout?: Duration.Input | undefined
  /** How long all attempts together may take, waits included. */
  readonly deadline?: Duration.Input | undefined
  /**
   * The most bytes of a response, as it comes and unpacked. More is a `DecodeError` of kind `tooLarge`; files are streamed,
   * and have no bound.
   */
  readonly maxBodyBytes?: number | undefined
  /** How failed attempts are repeated; `false` for not at all. */
  readonly retry?: Partial<RetryPolicy> | false | undefined
  /** More headers. They cannot replace the token or the version. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Query parameters the operation does not declare, as those of a preview feature. */
  readonly query?: Readonly<Record<string, string>> | undefined
  /** What happens when a response differs from its schema. */
  readonly responses?: ResponseMode | undefined
}

/**
 * The options in force for every call of an effect. Set them with {@link withOptions}.
 *
 * @category services
 * @since 0.1.0
 */
export const CurrentCallOptions: Context.Reference<CallOptions> = /*#__PURE__*/ Context.Reference<CallOptions>(
  "@effect-intercom/core/CurrentCallOptions",
  { defaultValue: () => ({}) }
)

/**
 * Applies options to every Intercom call of an effect. Options of a call itself come first.
 *
 * ```ts
 * import { CallOptions } from "@effect-intercom/core"
 *
 * program.pipe(CallOptions.withOptions({ version: "2.11", timeout: "5 seconds" }))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const withOptions: {
  (options: CallOptions): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(effect: Effect.Effect<A, E, R>, options: CallOptions): Effect.Effect<A, E, R>
} = /*#__PURE__*/ dual(2, <A, E, R>(effect: Effect.Effect<A, E, R>, options: CallOptions) =>
  Effect.flatMap(CurrentCallOptions, (outer) =>
    Effect.provideService(effect, CurrentCallOptions, merge(outer, options))
  )
)

/**
 * Lays `inner` over `outer`: each option of `inner` that is set wins, headers and query parameters are joined.
 *
 * @category combinators
 * @since 0.1.0
 */
export const merge = (outer: CallOptions, inner: CallOptions | undefined): CallOptions => {
  if (inner === undefined) return outer
  return {
    version: inner.version ?? outer.version,
    timeout: inner.timeout ?? outer.timeout,
    deadline: inner.deadline ?? outer.deadline,
    maxBodyBytes: inner.maxBodyBytes ?? outer.maxBodyBytes,
    retry: inner.retry ?? outer.retry,
    headers: join(outer.headers, inner.headers),
    query: join(outer.query, inner.query),
    responses: inner.responses ?? outer.responses
  }
}

const join = (
  outer: Readonly<Record<string, string>> | undefined,
  inner: Readonly<Record<string, string>> | undefined
): Readonly<Record<string, string>> | undefined => (outer && inner ? { ...outer, ...inner } : (inner ?? outer))
