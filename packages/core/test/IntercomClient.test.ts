import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Exit, Layer, Metric, Redacted } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { CallOptions, ConfigurationError, IntercomClient, Metrics, Version } from "../src/index.ts"
import { failureOf, getContact, scripted, searchContacts } from "./ScriptedIntercom.ts"

const found = { body: { id: "1" } }

describe("versions", () => {
  it.effect.each(["2.7", "2.16", "Preview", "Unstable"] as const)(
    "an operation of 2.9 to 2.15 is refused in %s before anything is sent",
    (version) => {
      const intercom = scripted(found)
      return Effect.gen(function* () {
        const error = yield* failureOf(searchContacts({ query: {} }))
        assert.strictEqual(error.reason._tag, "UnsupportedVersion")
        assert.include(error.message, version)
        assert.strictEqual(intercom.received.length, 0)
      }).pipe(Effect.provide(intercom.layer({ version })))
    }
  )

  it.effect.each(["2.9", "2.10", "2.15"] as const)("and sent in %s", (version) => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      yield* searchContacts({ query: {} })
      assert.strictEqual(intercom.received[0]?.headers["intercom-version"], version)
    }).pipe(Effect.provide(intercom.layer({ version })))
  })

  it("are ordered as they appeared, Unstable being Preview", () => {
    assert.isBelow(Version.compare("2.9", "2.10"), 0)
    assert.isBelow(Version.compare("2.16", "Preview"), 0)
    assert.strictEqual(Version.compare("Unstable", "Preview"), 0)
  })
})

describe("options", () => {
  it.effect("of a call come before those around it, and those before the client's", () => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      yield* getContact({ id: "1" })
      const around = CallOptions.withOptions({ version: "2.9", headers: { "x-a": "around", "x-b": "around" } })
      yield* around(getContact({ id: "1" }))
      yield* around(getContact({ id: "1" }, { version: "2.10", headers: { "x-b": "call" } }))
      assert.deepStrictEqual(
        intercom.received.map(({ headers }) => [headers["intercom-version"], headers["x-a"], headers["x-b"]]),
        [
          ["2.8", undefined, undefined],
          ["2.9", "around", "around"],
          ["2.10", "around", "call"]
        ]
      )
    }).pipe(Effect.provide(intercom.layer({ version: "2.8" })))
  })

  it.effect("the token is asked for before every call when it is an effect", () => {
    const intercom = scripted(found)
    let turn = 0
    const accessToken = Effect.sync(() => Redacted.make(`token-${++turn}`))
    return Effect.gen(function* () {
      yield* getContact({ id: "1" })
      yield* getContact({ id: "1" })
      assert.deepStrictEqual(
        intercom.received.map(({ headers }) => headers["authorization"]),
        ["Bearer token-1", "Bearer token-2"]
      )
    }).pipe(Effect.provide(intercom.layer({ accessToken })))
  })
})

describe("layerConfig", () => {
  const build = (env: Record<string, string>) => {
    const intercom = scripted(found)
    const layer = IntercomClient.layerConfig().pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, intercom.http)),
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
    )
    return Effect.exit(Effect.as(getContact({ id: "1" }), intercom.received).pipe(Effect.provide(layer)))
  }

  it.effect("reads token, region and version from the environment", () =>
    Effect.gen(function* () {
      const exit = yield* build({ INTERCOM_ACCESS_TOKEN: "t", INTERCOM_REGION: "eu", INTERCOM_API_VERSION: "2.11" })
      assert.isTrue(Exit.isSuccess(exit))
      if (Exit.isSuccess(exit)) {
        assert.strictEqual(exit.value[0]?.url.host, "api.eu.intercom.io")
        assert.strictEqual(exit.value[0]?.headers["intercom-version"], "2.11")
      }
    })
  )

  it.effect("INTERCOM_BASE_URL takes the place of the region", () =>
    Effect.gen(function* () {
      const exit = yield* build({ INTERCOM_ACCESS_TOKEN: "t", INTERCOM_BASE_URL: "http://127.0.0.1:4010" })
      assert.isTrue(Exit.isSuccess(exit) && exit.value[0]?.url.host === "127.0.0.1:4010")
    })
  )

  it.effect.each([
    [{}, "INTERCOM_ACCESS_TOKEN", "is not set: set it to an access token"],
    [{ INTERCOM_ACCESS_TOKEN: " " }, "INTERCOM_ACCESS_TOKEN", "is not set: set it to an access token"],
    [{ INTERCOM_ACCESS_TOKEN: "two words" }, "INTERCOM_ACCESS_TOKEN", "copy it again"],
    [{ INTERCOM_ACCESS_TOKEN: "t", INTERCOM_REGION: "mars" }, "INTERCOM_REGION", "set it to one of them"],
    [{ INTERCOM_ACCESS_TOKEN: "t", INTERCOM_API_VERSION: "1.0" }, "INTERCOM_API_VERSION", "set it to one of them"],
    [{ INTERCOM_ACCESS_TOKEN: "t", INTERCOM_BASE_URL: "mars" }, "INTERCOM_BASE_URL", "leave it out"]
  ] as const)("%o is refused in one line: the variable, what is wrong, and what to do", ([env, variable, next]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(IntercomClient.layerConfig())).pipe(
        Effect.provide(FetchHttpClient.layer),
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
      )
      assert.instanceOf(error, ConfigurationError)
      assert.strictEqual(error.variable, variable)
      assert.isTrue(error.message.startsWith(`${variable} is`) || error.message.startsWith(`${variable} holds`))
      assert.include(error.message, next)
      assert.notInclude(error.message, "\n")
      for (const value of ["two words", "mars", "1.0"]) assert.notInclude(error.message, value)
    })
  )

  it("without a token rejects the promise with an error that says so", async () => {
    const program = getContact({ id: "1" }).pipe(
      Effect.provide(IntercomClient.layerConfig()),
      Effect.provide(FetchHttpClient.layer),
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
    )
    const rejected: unknown = await Effect.runPromise(program).then(
      () => undefined,
      (error: unknown) => error
    )
    assert.instanceOf(rejected, Error)
    assert.match(String(rejected), /ConfigurationError: INTERCOM_ACCESS_TOKEN is not set: set it to .*Developer Hub.*$/)
  })
})

describe("metrics", () => {
  it.effect("requests and retries are counted by operation", () => {
    const intercom = scripted({ status: 429 }, found)
    const attempts = Metric.value(
      Metric.withAttributes(Metrics.requests, { operation: "contacts.get", outcome: "failure" })
    )
    const retries = Metric.value(
      Metric.withAttributes(Metrics.retries, { operation: "contacts.get", reason: "RateLimited" })
    )
    return Effect.gen(function* () {
      yield* getContact({ id: "1" }, { retry: { base: "0 millis" } })
      assert.strictEqual((yield* attempts).count, 1)
      assert.strictEqual((yield* retries).count, 1)
    }).pipe(
      Effect.provide(Metrics.layer),
      Effect.provide(intercom.layer()),
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  })

  it.effect("what waits for the rate limit until its deadline is no request", () => {
    const used = { "x-ratelimit-limit": "167", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" }
    const failures = Metric.value(
      Metric.withAttributes(Metrics.requests, { operation: "contacts.get", outcome: "failure" })
    )
    return Effect.gen(function* () {
      yield* getContact({ id: "1" })
      const error = yield* Effect.flip(getContact({ id: "1" }, { deadline: "1 second" }))
      assert.strictEqual(error.reason._tag, "TimeoutError")
      assert.strictEqual((yield* failures).count, 0)
    }).pipe(
      Effect.provide(Metrics.layer),
      Effect.provide(scripted({ ...found, headers: used }).layer()),
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  })

  it.effect("nothing is counted where their layer is not provided", () =>
    Effect.gen(function* () {
      yield* getContact({ id: "1" })
      assert.deepStrictEqual(yield* Metric.snapshot, [])
    }).pipe(Effect.provide(scripted(found).layer()), Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
