/**
 * Operations and streams run to promises and async iterables.
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core/ClientService"
import type { Effect } from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import type { Layer } from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Stream } from "effect/Stream"
import { makeEach } from "./Iterate.ts"
import { makeRunner, type RunOptions } from "./Runner.ts"

/**
 * What operations and streams may need: the client, and the HTTP client under it.
 *
 * @category models
 * @since 0.1.0
 */
export type Services = IntercomClient | HttpClient

/**
 * Intercom as promises. Call it with an operation: `await intercom(Contacts.get({ id }))`.
 *
 * A call rejects with the error of the operation as it is (`IntercomError`, whose `reason._tag` says what went wrong), with an
 * `AbortError` where it was ended by its signal or by `close`, and with an `InvalidStateError` after `close`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Intercom<in R = Services> extends AsyncDisposable {
  /**
   * Sends a call, with all its waits and retries, and answers with what Intercom answers.
   *
   * ```ts
   * import { make } from "@effect-intercom/promise"
   * import { Contacts } from "@effect-intercom/resources"
   *
   * const intercom = make({ accessToken: "…" })
   * const contact = await intercom(Contacts.get({ id: "6762f0dd1bb69f9f2193bb83" }), {
   *   signal: AbortSignal.timeout(5_000)
   * })
   * ```
   */
  <A, E>(call: Effect<A, E, R>, options?: RunOptions): Promise<A>
  /**
   * The rows of a stream, for `for await`. A page is requested when its first row is wanted, and one is held at a time. Each
   * iteration begins anew. Leaving the loop ends the request under way and all that the stream holds.
   *
   * ```ts
   * import { make } from "@effect-intercom/promise"
   * import { Contacts } from "@effect-intercom/resources"
   * import { IntercomStream } from "@effect-intercom/streams"
   *
   * const intercom = make({ accessToken: "…" })
   * for await (const contact of intercom.each(IntercomStream.items(Contacts.list))) {
   *   if (contact.role === "lead") break
   * }
   * ```
   */
  readonly each: <A, E>(stream: Stream<A, E, R>, options?: RunOptions) => AsyncIterable<A>
  /** Ends what is under way and lets connections go. As often as one likes; `await using` does it by itself. */
  readonly close: () => Promise<void>
}

/**
 * Promises over a layer: a fake workspace or stubs in a test, or a client that is put together in Effect.
 *
 * ```ts
 * import { fromLayer } from "@effect-intercom/promise"
 * import { Contacts } from "@effect-intercom/resources"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * await using intercom = fromLayer(FakeIntercom.layer({ contacts: 10 }))
 * const page = await intercom(Contacts.list())
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromLayer = <R, E>(layer: Layer<R, E>): Intercom<R> => {
  const runtime = ManagedRuntime.make(layer)
  const { close, run } = makeRunner(runtime)
  return Object.assign(run, {
    each: makeEach(runtime, run),
    close,
    [Symbol.asyncDispose]: close
  })
}
