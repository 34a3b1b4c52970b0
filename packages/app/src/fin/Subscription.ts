/**
 * Events of one conversation with Fin, as they happen.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Sse from "effect/encoding/Sse"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type Decoded, decode } from "./Events.ts"

/**
 * A stream of events that cannot be read.
 *
 * - `refused`: Intercom does not take the address: its token is good for three minutes, and until Fin waits for the user or
 *   is done.
 * - `broken`: the connection was lost, or what came is no stream of events.
 *
 * The address, which holds a token, does not stand in it.
 *
 * @category errors
 * @since 0.1.0
 */
export class SubscriptionError extends Schema.TaggedError<SubscriptionError>("@effect-intercom/app/SubscriptionError")(
  "SubscriptionError",
  { kind: Schema.Literals(["refused", "broken"]), status: Schema.optionalKey(Schema.Number) }
) {
  override get message(): string {
    return this.kind === "refused"
      ? `Intercom does not take the address of the stream (HTTP ${this.status ?? "?"}); ask Fin again for a new one`
      : "the stream of events was broken"
  }
}

/** In characters. An event is a text of Fin's and little more. */
const largestEvent = 1_000_000

/**
 * The events of a conversation, from the `sse_subscription_url` that `FinAgent.start` and `FinAgent.reply` of the resources
 * answer with. It ends when Intercom ends it: when Fin waits for the user, or is done.
 *
 * @category constructors
 * @since 0.1.0
 */
export const events = (subscriptionUrl: string): Stream.Stream<Decoded, SubscriptionError, HttpClient.HttpClient> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const http = yield* HttpClient.HttpClient
      const request = HttpClientRequest.get(subscriptionUrl).pipe(HttpClientRequest.accept("text/event-stream"))
      const response = yield* http.execute(request).pipe(
        Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
        Effect.mapError(() => new SubscriptionError({ kind: "broken" }))
      )
      const { status } = response
      if (status !== 200) return yield* new SubscriptionError({ kind: "refused", status })
      return response.stream.pipe(
        Stream.decodeText,
        Stream.pipeThroughChannel(Sse.decode({ maxEventSize: largestEvent })),
        Stream.mapError(() => new SubscriptionError({ kind: "broken" })),
        Stream.map(({ data }) => decode(data))
      )
    })
  )
