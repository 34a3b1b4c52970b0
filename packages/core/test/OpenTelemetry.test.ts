import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Metric, Option, Redacted, Schema, Tracer } from "effect"
import { FetchHttpClient } from "effect/http"
import { Otlp } from "effect/observability"
import { TestClock } from "effect/testing"
import type { RequestListener } from "node:http"
import { type ClientOptions, IntercomClient, OpenTelemetry } from "../src/index.ts"
import { serving } from "./loopback.ts"
import { type Answer, failureOf, getContact, scripted, settle, token } from "./ScriptedIntercom.ts"

const found = { body: { id: "1" } }

/** A tracer that keeps its spans. */
const keeping = () => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span(options) {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return { spans, tracer }
}

/** Runs a program against a script, watched. Answers with the spans. */
const watched = <A, E>(
  program: Effect.Effect<A, E, IntercomClient.IntercomClient>,
  answers: ReadonlyArray<Answer>,
  options?: Partial<ClientOptions>
) =>
  Effect.suspend(() => {
    const { spans, tracer } = keeping()
    return Effect.exit(program).pipe(
      Effect.provide(OpenTelemetry.layer()),
      Effect.provide(scripted(...answers).layer(options)),
      Effect.withTracer(tracer),
      Effect.as(spans)
    )
  })

const attributesOf = (span: Tracer.Span | undefined) => Object.fromEntries(span?.attributes ?? [])

describe("the spans of a call", () => {
  it.effect("are one for it and one for each attempt, with the time the request took", () =>
    Effect.gen(function* () {
      const spans = yield* watched(
        Effect.flatMap(Effect.forkChild(getContact({ id: "1" }, { retry: { base: "2 seconds" } })), (fiber) =>
          Effect.andThen(TestClock.adjust("3 seconds"), Fiber.join(fiber))
        ),
        [{ status: 503 }, found]
      )
      assert.deepStrictEqual(
        spans.map(({ kind, name }) => `${kind} ${name}`),
        ["internal intercom.contacts.get", "client GET /contacts/{id}", "client GET /contacts/{id}"]
      )
      const [call, first, second] = spans
      const server = { "server.address": "api.intercom.io", "server.port": 443 }
      const request = { "http.request.method": "GET", "url.template": "/contacts/{id}", ...server }
      assert.deepStrictEqual(attributesOf(call), { "intercom.operation": "contacts.get", ...request })
      assert.deepStrictEqual(attributesOf(first), {
        ...request,
        "http.response.status_code": 503,
        "error.type": "503"
      })
      assert.deepStrictEqual(attributesOf(second), {
        ...request,
        "http.response.status_code": 200,
        "http.request.resend_count": 1
      })
      for (const span of [first, second]) {
        assert.strictEqual(span?.traceId, call?.traceId)
        assert.isTrue(span !== undefined && Option.isSome(span.parent) && span.parent.value.spanId === call?.spanId)
      }
      const [one, two] = [first, second].map((span) => span?.status)
      assert.isTrue(one?._tag === "Ended" && Exit.isFailure(one.exit))
      assert.isTrue(two?._tag === "Ended" && Exit.isSuccess(two.exit) && two.startTime >= 1_600_000_000n)
    })
  )

  it.effect.each([
    [{ status: 404 }, {}, "404", 404],
    [{ fault: "refused" }, {}, "ECONNREFUSED", undefined],
    [{ fault: "never" }, {}, "TimeoutError", undefined],
    [{ body: { id: 1 } }, { responses: "strict" }, "DecodeError", 200],
    [{ body: "<html>" }, {}, "DecodeError", 200]
  ] as const)("of an attempt that ends with %o tell why", ([answer, options, type, status]) =>
    Effect.gen(function* () {
      const [call, attempt] = yield* watched(failureOf(getContact({ id: "1" }, { retry: false, ...options })), [answer])
      assert.strictEqual(attributesOf(attempt)["error.type"], type)
      assert.strictEqual(attributesOf(attempt)["http.response.status_code"], status)
      assert.isTrue(call?.status._tag === "Ended" && Exit.isFailure(call.status.exit))
    })
  )

  it.effect("of a call that is refused before anything is sent hold no attempt, and the reason", () =>
    Effect.gen(function* () {
      const spans = yield* watched(Effect.flip(getContact({ id: "" })), [found])
      assert.lengthOf(spans, 1)
      assert.strictEqual(attributesOf(spans[0])["error.type"], "InvalidInput")
    })
  )

  it.effect("of an interrupted call end with it", () =>
    Effect.gen(function* () {
      const spans = yield* watched(
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(getContact({ id: "1" }))
          yield* settle
          yield* Fiber.interrupt(fiber)
        }),
        [{ fault: "never" }]
      )
      assert.lengthOf(spans, 2)
      assert.isTrue(spans.every(({ status }) => status._tag === "Ended"))
      assert.strictEqual(attributesOf(spans[1])["error.type"], "interrupted")
    })
  )

  it.effect.each([
    ["http://127.0.0.1:4010", "127.0.0.1", 4010],
    ["http://[::1]/intercom", "::1", 80],
    ["https://proxy.example/intercom", "proxy.example", 443]
  ] as const)("name the host and the port of %s", ([baseUrl, address, port]) =>
    Effect.gen(function* () {
      const spans = yield* watched(getContact({ id: "1" }), [found], { baseUrl })
      assert.lengthOf(spans, 2)
      for (const span of spans)
        assert.deepInclude(attributesOf(span), { "server.address": address, "server.port": port })
    })
  )

  it.effect("are none where the parent is not sampled but the parent's", () =>
    Effect.gen(function* () {
      const spans = yield* watched(Effect.withSpan(getContact({ id: "1" }), "job", { sampled: false }), [found])
      assert.deepStrictEqual(
        spans.map(({ name }) => name),
        ["job", "intercom.contacts.get"]
      )
      assert.isTrue(spans.every(({ sampled }) => !sampled))
    })
  )
})

describe("without", () => {
  /** Whether a span is around the call, as the token's effect sees it. */
  const seesSpan = (watch: Layer.Layer<IntercomClient.IntercomClient, never, IntercomClient.IntercomClient>) =>
    Effect.suspend(() => {
      let seen = false
      const accessToken = Effect.map(Effect.option(Effect.currentParentSpan), (span) => {
        seen = Option.isSome(span)
        return Redacted.make(token)
      })
      const client = scripted(found).layer({ accessToken })
      return getContact({ id: "1" }).pipe(
        Effect.provide(watch),
        Effect.provide(client),
        Effect.andThen(Effect.sync(() => seen))
      )
    })
  const unwatched = Layer.effect(IntercomClient.IntercomClient, IntercomClient.IntercomClient)

  it.effect("a tracer no span is made", () =>
    Effect.gen(function* () {
      assert.isFalse(yield* seesSpan(OpenTelemetry.layer()))
    })
  )

  it.effect("the layer no span is made either", () =>
    Effect.gen(function* () {
      const { spans, tracer } = keeping()
      assert.isFalse(yield* Effect.withTracer(seesSpan(unwatched), tracer))
      assert.lengthOf(spans, 0)
      assert.isTrue(yield* Effect.withTracer(seesSpan(OpenTelemetry.layer()), tracer))
      assert.lengthOf(spans, 2)
    })
  )

  it.effect("being asked for no trace header is sent", () => {
    const intercom = scripted(found)
    const { spans, tracer } = keeping()
    return Effect.gen(function* () {
      yield* Effect.provide(getContact({ id: "1" }), OpenTelemetry.layer())
      yield* Effect.provide(
        getContact({ id: "1" }, { headers: { "x-a": "1" } }),
        OpenTelemetry.layer({ propagate: true })
      )
      const [first, second] = intercom.received.map(({ headers }) => headers)
      assert.notProperty(first, "traceparent")
      assert.strictEqual(second?.["x-a"], "1")
      assert.include(second?.["traceparent"], spans[2]?.spanId)
    }).pipe(Effect.provide(intercom.layer()), Effect.withTracer(tracer))
  })
})

describe("the duration of requests", () => {
  it.effect("is kept in seconds, in the buckets of the conventions, also without a tracer", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        getContact({ id: "1" }, { timeout: "2 seconds", retry: false }).pipe(
          Effect.provide(OpenTelemetry.layer()),
          Effect.provide(scripted({ fault: "never" }).layer())
        )
      )
      yield* settle
      yield* TestClock.adjust("2 seconds")
      yield* Effect.exit(Fiber.join(fiber))
      const [metric] = yield* Metric.snapshot
      assert.isTrue(metric?.type === "Histogram")
      if (metric?.type !== "Histogram") return
      assert.strictEqual(metric.id, "http.client.request.duration")
      assert.deepInclude(metric.state, { count: 1, sum: 2 })
      const bounds = metric.state.buckets.map(([bound]) => bound).filter(Number.isFinite)
      assert.deepStrictEqual(bounds, [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10])
      assert.deepStrictEqual(metric.attributes, {
        unit: "s",
        "http.request.method": "GET",
        "url.template": "/contacts/{id}",
        "server.address": "api.intercom.io",
        "server.port": "443",
        "error.type": "TimeoutError"
      })
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})

const Attributes = Schema.Array(Schema.Struct({ key: Schema.String, value: Schema.Unknown }))

const valuesOf = (attributes: typeof Attributes.Type): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value]))

const Traces = Schema.Struct({
  resourceSpans: Schema.Array(
    Schema.Struct({
      scopeSpans: Schema.Array(
        Schema.Struct({
          spans: Schema.Array(
            Schema.Struct({
              name: Schema.String,
              kind: Schema.Number,
              spanId: Schema.String,
              parentSpanId: Schema.optionalKey(Schema.String),
              attributes: Attributes
            })
          )
        })
      )
    })
  )
})
const decodeTraces = Schema.decodeUnknownSync(Schema.fromJsonString(Traces))

const Metrics = Schema.Struct({
  resourceMetrics: Schema.Array(
    Schema.Struct({
      scopeMetrics: Schema.Array(
        Schema.Struct({
          metrics: Schema.Array(
            Schema.Struct({
              name: Schema.String,
              unit: Schema.String,
              histogram: Schema.optionalKey(
                Schema.Struct({ dataPoints: Schema.Array(Schema.Struct({ attributes: Attributes })) })
              )
            })
          )
        })
      )
    })
  )
})
const decodeMetrics = Schema.decodeUnknownSync(Schema.fromJsonString(Metrics))

describe("a collector on loopback", () => {
  it.live("gets the spans and the metric of a call that was repeated", () => {
    const collected = new Map<string, string>()
    const collector: RequestListener = (request, response) => {
      let body = ""
      request.on("data", (chunk) => (body += String(chunk)))
      request.on("end", () => {
        if (body.includes("intercom.contacts.get") || body.includes("http.client"))
          collected.set(request.url ?? "", body)
        response.setHeader("content-type", "application/json").end("{}")
      })
    }
    let asked = 0
    const intercom: RequestListener = (_request, response) => {
      response.writeHead(asked++ === 0 ? 502 : 200, { "content-type": "application/json" }).end(`{"id":"1"}`)
    }
    const program = (baseUrl: string, collectorUrl: string) =>
      getContact({ id: "1" }, { retry: { base: 0 } }).pipe(
        Effect.provide(OpenTelemetry.layer()),
        Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl })),
        Effect.provide(Otlp.layerJson({ baseUrl: collectorUrl, resource: { serviceName: "test" } })),
        Effect.provide(FetchHttpClient.layer),
        Effect.provideService(Metric.MetricRegistry, new Map())
      )
    return Effect.gen(function* () {
      const port = yield* serving(collector, (collectorUrl) =>
        serving(intercom, (baseUrl) => Effect.as(program(baseUrl, collectorUrl), Number(new URL(baseUrl).port)))
      )
      const [spans] = decodeTraces(collected.get("/v1/traces")).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.map(({ spans }) => spans)
      )
      const call = spans?.find(({ name }) => name === "intercom.contacts.get")
      const attempts = spans?.filter(({ name }) => name === "GET /contacts/{id}") ?? []
      assert.lengthOf(attempts, 2)
      for (const { kind, parentSpanId } of attempts) {
        assert.strictEqual(parentSpanId, call?.spanId)
        assert.strictEqual(kind, 3, "a client's")
      }
      const [first, second] = attempts.map(({ attributes }) => valuesOf(attributes))
      assert.deepInclude(first, {
        "server.address": { stringValue: "127.0.0.1" },
        "server.port": { intValue: port },
        "http.response.status_code": { intValue: 502 },
        "error.type": { stringValue: "502" }
      })
      assert.deepInclude(second, {
        "http.response.status_code": { intValue: 200 },
        "http.request.resend_count": { intValue: 1 }
      })
      const metrics = decodeMetrics(collected.get("/v1/metrics")).resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) => metrics)
      )
      const duration = metrics.find(({ name }) => name === "http.client.request.duration")
      assert.strictEqual(duration?.unit, "s")
      assert.deepStrictEqual(
        duration?.histogram?.dataPoints.map(({ attributes }) => valuesOf(attributes)["http.response.status_code"]),
        [{ stringValue: "502" }, { stringValue: "200" }]
      )
      for (const body of collected.values()) assert.notInclude(body, token)
    })
  })
})
