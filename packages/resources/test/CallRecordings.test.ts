import { assert, describe, it } from "@effect/vitest"
import { IntercomClient, IntercomError, Observer } from "@effect-intercom/core"
import { CallRecordings, Calls } from "@effect-intercom/resources"
import { Cause, Duration, Effect, Fiber, Layer, Logger, Schema, Stream, Tracer } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"

const signed = "https://recordings.example.com/1.mp3?signature=c2lnbmVk"

const isIntercom = (url: string): boolean => url.startsWith("https://api.intercom.io/")

interface Answers {
  readonly intercom?: (request: HttpClientRequest.HttpClientRequest) => Response
  /** What the other host answers, or instead of answering does. */
  readonly host: (
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<Response, HttpClientError.HttpClientError>
}

const pointing = () => new Response(null, { status: 302, headers: { location: signed, "x-request-id": "req-1" } })

/** Intercom redirecting to another host, with all that both were asked. */
const serving = ({ host, intercom = pointing }: Answers) => {
  const seen: Array<HttpClientRequest.HttpClientRequest> = []
  const http = HttpClient.make((request) => {
    seen.push(request)
    return Effect.map(isIntercom(request.url) ? Effect.succeed(intercom(request)) : host(request), (response) =>
      HttpClientResponse.fromWeb(request, response)
    )
  })
  const layer = (options?: Partial<IntercomClient.ClientOptions>) =>
    IntercomClient.layer({ accessToken: "c2VjcmV0", ...options }).pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
    )
  return { layer, seen }
}

const sound = () => Effect.succeed(new Response("sound"))

const refusing = (status: number) => () =>
  Effect.succeed(new Response(JSON.stringify({ errors: [{ message: `${signed} is no longer valid` }] }), { status }))

const reset = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.fail(
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({
        request,
        description: `reset at ${request.url}`,
        cause: Object.assign(new Error(`read ECONNRESET ${request.url}`), { code: "ECONNRESET" })
      })
    })
  )

/** One after the other; the last one is repeated. */
const inTurn = (...hosts: ReadonlyArray<Answers["host"]>): Answers["host"] => {
  let turn = 0
  return (request) => (hosts[Math.min(turn++, hosts.length - 1)] ?? sound)(request)
}

const read = (options?: Parameters<typeof CallRecordings.download>[1]) =>
  CallRecordings.download({ id: "1" }, options).pipe(Stream.decodeText(), Stream.mkString)

/** Runs an effect to its end, however long it waits. */
const afterHours = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    yield* TestClock.adjust("2 hours")
    return yield* Fiber.join(fiber)
  })

describe("the recording of a call", () => {
  it("is asked for as its URL is", () => {
    const { download } = CallRecordings
    const { getRecording } = Calls
    assert.deepStrictEqual(
      [download.method, download.path, download.since, download.input],
      [getRecording.method, getRecording.path, getRecording.since, getRecording.input]
    )
  })

  it.effect("is read where Intercom points to, with nothing that was sent to Intercom", () => {
    const { layer, seen } = serving({ host: sound })
    return Effect.gen(function* () {
      assert.strictEqual(yield* read(), "sound")
      assert.deepStrictEqual(
        seen.map(({ headers, url }) => [new URL(url).host, headers["authorization"], headers["x-of-mine"]]),
        [
          ["api.intercom.io", "Bearer c2VjcmV0", "mine"],
          ["recordings.example.com", undefined, undefined]
        ]
      )
    }).pipe(Effect.provide(layer({ headers: { "x-of-mine": "mine" } })))
  })

  it.effect("is asked for again, its URL first, when the other host fails", () => {
    const { layer, seen } = serving({ host: inTurn(refusing(503), reset, sound) })
    return Effect.gen(function* () {
      assert.strictEqual(yield* afterHours(read()), "sound")
      assert.deepStrictEqual(
        seen.map(({ url }) => isIntercom(url)),
        [true, false, true, false, true, false]
      )
    }).pipe(Effect.provide(layer()))
  })

  it.effect("has part in no rate limit where it lies", () => {
    const headers = { "x-ratelimit-limit": "100", "x-ratelimit-remaining": "99", "x-ratelimit-reset": "5" }
    const { layer } = serving({
      host: () => Effect.succeed(new Response("sound", { headers: { ...headers, "x-ratelimit-remaining": "0" } })),
      intercom: () => new Response(null, { status: 302, headers: { location: signed, ...headers } })
    })
    return Effect.gen(function* () {
      yield* read()
      const budget = yield* IntercomClient.IntercomClient.use((client) => client.budget)
      assert.strictEqual(budget._tag === "Some" ? budget.value.remaining : undefined, 99)
    }).pipe(Effect.provide(layer()))
  })

  it.effect("is observed as one attempt, with its retries", () => {
    const { layer } = serving({ host: inTurn(refusing(503), sound) })
    const events: Array<string> = []
    return Effect.gen(function* () {
      yield* afterHours(read())
      assert.deepStrictEqual(events, [
        "Attempted callRecordings.download",
        "Retried callRecordings.download",
        "Attempted callRecordings.download"
      ])
    }).pipe(
      Observer.observed((event) => Effect.sync(() => void events.push(`${event._tag} ${event.operation}`))),
      Effect.provide(layer())
    )
  })

  it.effect("that is gone is a typed error with the request id of Intercom", () => {
    const { layer } = serving({ host: refusing(404) })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(read())
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.strictEqual(error.requestId, "req-1")
      assert.strictEqual(error.url, "https://api.intercom.io/calls/{id}/recording")
    }).pipe(Effect.provide(layer()))
  })

  it.effect("behind more than one redirect, or one without an address, is not followed", () =>
    Effect.gen(function* () {
      const further = serving({ host: () => Effect.succeed(pointing()) })
      const nowhere = serving({ host: sound, intercom: () => new Response(null, { status: 302 }) })
      for (const { layer } of [further, nowhere]) {
        const error = yield* Effect.flip(read()).pipe(Effect.provide(layer()))
        assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "redirect")
      }
      assert.lengthOf(further.seen, 2)
    })
  )

  it.effect("that does not come ends at the timeout, and at the deadline with all attempts", () => {
    const { layer, seen } = serving({ host: () => Effect.never })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(read({ timeout: "5 seconds", retry: false })).pipe(afterHours)
      assert.strictEqual(error.reason._tag === "TimeoutError" && error.reason.limit, "attempt")
      assert.lengthOf(seen, 2)
      const late = yield* Effect.flip(read({ timeout: "5 seconds", deadline: "12 seconds" })).pipe(
        Effect.timed,
        afterHours
      )
      assert.strictEqual(late[1].reason._tag, "TimeoutError")
      assert.isAtMost(Duration.toSeconds(late[0]), 12)
    }).pipe(Effect.provide(layer()))
  })

  it.effect("that stalls half way ends at the timeout", () => {
    const stalling = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("so"))
    })
    const { layer } = serving({ host: () => Effect.succeed(new Response(stalling)) })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Effect.flip(read({ timeout: "5 seconds" })))
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* TestClock.adjust("6 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "TimeoutError")
    }).pipe(Effect.provide(layer()))
  })

  for (const [name, host] of [
    ["refuses", refusing(403)],
    ["breaks off", reset]
  ] as const) {
    it.effect(`shows the signed URL nowhere when its host ${name}`, () => {
      const { layer } = serving({ host })
      const printed: Array<string> = []
      const tracer = Tracer.make({
        span(options) {
          const span = new Tracer.NativeSpan(options)
          const attribute = span.attribute.bind(span)
          span.attribute = (key, value) => {
            printed.push(`${key} ${String(value)}`)
            attribute(key, value)
          }
          printed.push(options.name)
          return span
        }
      })
      const logger = Logger.map(Logger.formatJson, (line) => void printed.push(line))
      return Effect.gen(function* () {
        const error = yield* afterHours(Effect.flip(read({ retry: { times: 1 } })))
        yield* Effect.logError("failed", error)
        printed.push(
          error.message,
          String(error),
          error.stack ?? "",
          JSON.stringify(error),
          JSON.stringify(Schema.encodeSync(IntercomError)(error)),
          Cause.pretty(Cause.fail(error))
        )
        const text = printed.join("\n")
        assert.include(text, "callRecordings.download")
        assert.notInclude(text, "c2lnbmVk")
        assert.notInclude(text, "recordings.example.com")
      }).pipe(
        Observer.observed((event) => Effect.logWarning("seen", event)),
        Effect.provide(layer()),
        Effect.provide(Logger.layer([logger])),
        Effect.withTracer(tracer)
      )
    })
  }
})
