import { Contacts } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { both } from "../both.ts"
import { objection, rawCall } from "../rawCall.ts"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import * as Faults from "../../src/Faults.ts"

const statusOf = Effect.map(rawCall("GET", "/me"), ({ status }) => status)

/** A client that neither waits nor repeats, so that each fault shows as it comes. */
const bare = (faults: ReadonlyArray<Faults.Rule>) =>
  FakeIntercom.layer({ contacts: 20, faults: Faults.script(faults), client: { retry: false } })

const reasonOf = Effect.map(Effect.flip(Contacts.list()), ({ reason }) => reason)

describe("a fault script", () => {
  it.effect("meets the requests it names, in their order", () =>
    Effect.gen(function* () {
      const statuses = yield* Effect.forEach([1, 2, 3, 4, 5], () => statusOf)
      assert.deepStrictEqual(statuses, [200, 500, 200, 503, 503])
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          faults: Faults.script([
            { at: 2, fault: 500 },
            { at: [4, 5], fault: 503 }
          ])
        })
      )
    )
  )

  it.effect("meets requests by what they ask, as often as it says", () =>
    Effect.gen(function* () {
      const page = (size: number) =>
        Effect.map(rawCall("GET", `/contacts?per_page=${size}`), ({ headers, status }) => [
          status,
          headers["content-type"]?.split(";")[0]
        ])
      assert.deepStrictEqual(yield* page(10), [200, "application/json"])
      const heavy = yield* Effect.forEach([1, 2, 3], () => Effect.exit(page(50)))
      assert.deepStrictEqual(
        heavy.map(({ _tag }) => _tag),
        ["Failure", "Failure", "Success"]
      )
      const log = yield* (yield* FakeIntercom).requests
      assert.deepStrictEqual(
        log.map(({ status }) => status),
        [200, 504, 504, 200]
      )
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          contacts: 100,
          faults: Faults.script([{ when: ({ query }) => Number(query["per_page"]) > 20, times: 2, fault: 504 }])
        })
      )
    )
  )

  it.effect("leaves the deed undone, unless it says otherwise", () =>
    Effect.gen(function* () {
      const create = (email: string) => Effect.exit(Contacts.create({ role: "user", email }))
      yield* create("undone@example.com")
      yield* create("done@example.com")
      const { data } = yield* Contacts.list()
      assert.deepStrictEqual(
        data.map(({ email }) => email),
        ["done@example.com"]
      )
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          client: { retry: false },
          faults: Faults.script([
            { at: 1, fault: "reset" },
            { at: 2, fault: "reset", executed: true }
          ])
        })
      )
    )
  )

  it.effect("can be replaced while the workspace runs", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      assert.strictEqual(yield* statusOf, 500)
      yield* fake.setFaults(Faults.none)
      assert.strictEqual(yield* statusOf, 200)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ faults: Faults.script([{ fault: 500 }]) })))
  )

  it("that no compiler has seen is refused where a fault is none, with those there are", () => {
    const rules = JSON.parse('[{ "at": 1, "fault": "disconnect" }]')
    assert.throws(() => Faults.script(rules), RangeError, /one of 429, .*"?reset.*\{ latency \}.*not disconnect/)
    const unknown = JSON.parse('[{ "at": 1, "fault": { "late": 4 } }]')
    assert.throws(() => Faults.script(unknown), RangeError)
  })
})

describe("what a client sees of a fault", () => {
  it.effect("429 and 5xx are answers with an error list", () =>
    Effect.gen(function* () {
      const limited = yield* rawCall("GET", "/me")
      assert.strictEqual(limited.headers["x-ratelimit-remaining"], "0")
      assert.match(objection(limited), /^rate_limit_exceeded: Exceeded rate limit of 1667 in 10_seconds$/)
      assert.match(objection(yield* rawCall("GET", "/me")), /^server_error/)
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          faults: Faults.script([
            { at: 1, fault: 429 },
            { at: 2, fault: 500 }
          ])
        })
      )
    )
  )

  for (const [fault, code] of [
    ["reset", "ECONNRESET"],
    ["refused", "ECONNREFUSED"],
    ["truncated", "UND_ERR_SOCKET"]
  ] as const) {
    it.effect(`${fault} is a broken connection`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf
        assert.deepInclude(reason, { _tag: "TransportError", code })
      }).pipe(Effect.provide(bare([{ fault }])))
    )
  }

  for (const [fault, kind] of [
    ["html", "not-json"],
    ["empty", "empty"],
    ["redirect", "redirect"]
  ] as const) {
    it.effect(`${fault} is an answer that cannot be read`, () =>
      Effect.gen(function* () {
        const reason = yield* reasonOf
        assert.deepInclude(reason, { _tag: "DecodeError", kind })
      }).pipe(Effect.provide(bare([{ fault }])))
    )
  }

  it.effect("a proxy's page is a server error without a reason", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf
      assert.deepInclude(reason, { _tag: "ServerError", status: 502, errors: [] })
    }).pipe(Effect.provide(bare([{ fault: 502 }])))
  )

  it.effect("a stalled body never ends", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(reasonOf)
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 seconds")
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "TimeoutError", limit: "attempt" })
    }).pipe(Effect.provide(bare([{ fault: "stalled" }])))
  )

  it.effect("a stalled and a broken body begin as they should", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const http = yield* HttpClient.HttpClient
      const request = HttpClientRequest.get(`${fake.url}/me`, {
        headers: { accept: "application/json", authorization: "Bearer fake-access-token" }
      })
      const whole = yield* Effect.flatMap(http.execute(request), ({ text }) => text)
      for (const _ of ["stalled", "truncated"]) {
        const response = yield* http.execute(request)
        const first = yield* Stream.runHead(Stream.decodeText(response.stream))
        assert.isTrue(first._tag === "Some" && first.value.length > 10 && whole.startsWith(first.value))
      }
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          faults: Faults.script([
            { at: 2, fault: "stalled" },
            { at: 3, fault: "truncated" }
          ])
        })
      )
    )
  )

  it.effect("latency holds an answer back, on top of the workspace's own", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        Effect.forEach([1, 2], () => Effect.andThen(statusOf, Clock.currentTimeMillis))
      )
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* Fiber.join(fiber), [200, 3200])
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          latency: "200 millis",
          faults: Faults.script([{ at: 2, fault: { latency: "2800 millis" } }])
        })
      )
    )
  )

  it.effect("any answer can be made up", () =>
    Effect.gen(function* () {
      const answer = yield* rawCall("GET", "/me")
      assert.deepInclude(answer, { status: 418, body: { type: "teapot" } })
      assert.strictEqual(answer.headers["retry-after"], "7")
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          faults: Faults.script([{ fault: { status: 418, body: { type: "teapot" }, headers: { "retry-after": "7" } } }])
        })
      )
    )
  )
})

describe("a program over a fault", () => {
  it.effect("gets its page when a reset is repeated", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Contacts.list())
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber)).total_count, 20)
      assert.strictEqual((yield* (yield* FakeIntercom).requests).length, 2)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 20, faults: Faults.script([{ at: 1, fault: "reset" }]) })))
  )
})

describe("before a request", () => {
  it.effect("the workspace can be changed, by a function or an effect", () => {
    const before = [
      { request: 2, run: ({ contacts }: FakeIntercom["Service"]["workspace"]) => void contacts.add({ name: "Ada" }) },
      {
        request: 3,
        run: ({ contacts }: FakeIntercom["Service"]["workspace"]) =>
          Effect.sync(() => void contacts.add({ name: "Grace" }))
      }
    ]
    return Effect.gen(function* () {
      const count = Effect.map(Contacts.list({ per_page: 1 }), ({ total_count }) => total_count)
      assert.deepStrictEqual([yield* count, yield* count, yield* count], [3, 4, 5])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 3, before })))
  })
})

describe("compression in memory", () => {
  it.effect("is there for clients that ask for it, where it is wanted", () =>
    Effect.gen(function* () {
      const packed = yield* rawHeaders("gzip")
      const plain = yield* rawHeaders("identity")
      assert.deepStrictEqual([packed, plain], ["gzip", undefined])
      assert.strictEqual((yield* Contacts.list({ per_page: 150 })).data.length, 20)
    }).pipe(Effect.provide(both({ contacts: 20, compression: true })))
  )

  it.effect("is not there by itself", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* rawHeaders("gzip"))
    }).pipe(Effect.provide(both({ contacts: 20 })))
  )

  const rawHeaders = Effect.fnUntraced(function* (encoding: string) {
    const { token, url } = yield* FakeIntercom
    const http = yield* HttpClient.HttpClient
    const response = yield* http.execute(
      HttpClientRequest.get(`${url}/contacts`, { headers: { "accept-encoding": encoding } }).pipe(
        HttpClientRequest.bearerToken(token)
      )
    )
    return response.headers["content-encoding"]
  })
})
