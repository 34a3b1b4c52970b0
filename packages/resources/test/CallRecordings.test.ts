import { assert, describe, it } from "@effect/vitest"
import { IntercomClient } from "@effect-intercom/core"
import { CallRecordings } from "@effect-intercom/resources"
import { Effect, Fiber, Layer, Stream } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"

const signed = "https://recordings.example.com/1.mp3?signature=secret"

/** Intercom redirecting to another host, which answers with `recording`. */
const server = (recording: Effect.Effect<Response>, seen: Array<HttpClientRequest.HttpClientRequest>) => {
  const http = Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request) => {
      seen.push(request)
      return Effect.map(
        request.url.startsWith("https://api.intercom.io/")
          ? Effect.succeed(new Response(null, { status: 302, headers: { location: signed } }))
          : recording,
        (response) => HttpClientResponse.fromWeb(request, response)
      )
    })
  )
  return IntercomClient.layer({ accessToken: "token", pacing: false, retry: false }).pipe(Layer.provideMerge(http))
}

describe("the recording of a call", () => {
  it.effect("is read where Intercom points to, without the access token", () =>
    Effect.gen(function* () {
      const seen: Array<HttpClientRequest.HttpClientRequest> = []
      const text = yield* CallRecordings.download({ id: "1" }).pipe(
        Stream.decodeText(),
        Stream.mkString,
        Effect.provide(server(Effect.succeed(new Response("sound")), seen))
      )
      assert.strictEqual(text, "sound")
      assert.deepStrictEqual(
        seen.map(({ headers, url }) => [new URL(url).host, headers["authorization"] !== undefined]),
        [
          ["api.intercom.io", true],
          ["recordings.example.com", false]
        ]
      )
    })
  )

  it.effect("that is gone is a typed error without the signed URL", () =>
    Effect.gen(function* () {
      const error = yield* CallRecordings.download({ id: "1" }).pipe(
        Stream.runDrain,
        Effect.flip,
        Effect.provide(server(Effect.succeed(new Response("<xml/>", { status: 404 })), []))
      )
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.notInclude(JSON.stringify(error) + error.message, "signature")
    })
  )

  it.effect("that does not come ends at the timeout", () =>
    Effect.gen(function* () {
      const fiber = yield* CallRecordings.download({ id: "1" }, { timeout: "5 seconds" }).pipe(
        Stream.runDrain,
        Effect.flip,
        Effect.provide(server(Effect.never, [])),
        Effect.forkChild
      )
      yield* TestClock.adjust("6 seconds")
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error.reason._tag, "TimeoutError")
    })
  )
})
