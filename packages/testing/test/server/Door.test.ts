import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { objection, rawCall } from "../rawCall.ts"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import { seededUntil } from "../../src/server/Options.ts"

describe("the door", () => {
  it.effect("refuses a missing and a wrong token in an error list, without telling the rate limit", () =>
    Effect.gen(function* () {
      for (const authorization of ["", "Bearer wrong", "fake-access-token"]) {
        const answer = yield* rawCall("GET", "/contacts", { headers: { authorization } })
        assert.strictEqual(answer.status, 401)
        assert.strictEqual(objection(answer), "unauthorized: Access Token Invalid")
        assert.isUndefined(answer.headers["x-ratelimit-limit"])
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("takes what real clients send: another case of the scheme, Basic, doubled and trailing slashes", () =>
    Effect.gen(function* () {
      const basic = `Basic ${btoa("fake-access-token:")}`
      for (const authorization of ["bearer fake-access-token", "BEARER fake-access-token", basic]) {
        assert.strictEqual((yield* rawCall("GET", "/contacts", { headers: { authorization } })).status, 200)
      }
      const wrong = yield* rawCall("GET", "/contacts", { headers: { authorization: `Basic ${btoa("wrong:")}` } })
      assert.strictEqual(wrong.status, 401)
      for (const path of ["//contacts", "/contacts/", "//contacts//?per_page=1"]) {
        assert.strictEqual((yield* rawCall("GET", path)).status, 200, path)
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 2 })))
  )

  it.effect("says with every answer which version it is in and which request it was", () =>
    Effect.gen(function* () {
      const asked = yield* rawCall("GET", "/contacts", { headers: { "intercom-version": "2.11" } })
      const unasked = yield* rawCall("GET", "/contacts")
      const refused = yield* rawCall("GET", "/contacts/unknown")
      const unknown = yield* rawCall("GET", "/contacts", { headers: { authorization: "Bearer wrong" } })
      assert.deepStrictEqual(
        [asked, unasked, refused, unknown].map(({ headers }) => [
          headers["intercom-version"],
          headers["x-intercom-version"]
        ]),
        [
          ["2.11", "2.11"],
          ["2.14", "2.14"],
          ["2.14", "2.14"],
          ["2.14", "2.14"]
        ]
      )
      const ids = [asked, unasked, refused, unknown].map(({ headers }) => headers["x-request-id"])
      assert.strictEqual(new Set(ids).size, 4)
      assert.notInclude(ids, undefined)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ version: "2.14" })))
  )

  it.effect("knows its token in its own region only", () =>
    Effect.gen(function* () {
      const elsewhere = yield* rawCall("GET", "/me", { origin: "https://api.intercom.io" })
      const here = yield* rawCall("GET", "/me", { origin: "https://api.eu.intercom.io" })
      assert.deepStrictEqual([elsewhere.status, here.status], [401, 200])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ region: "eu" })))
  )

  it.effect("is not found under the name of another host", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(rawCall("GET", "/contacts", { origin: "https://elsewhere.example" }))
      assert.strictEqual(error.reason._tag, "TransportError")
      assert.deepStrictEqual(yield* (yield* FakeIntercom).requests, [])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("refuses a version nobody knows and an endpoint the version lacks", () =>
    Effect.gen(function* () {
      const unknown = yield* rawCall("GET", "/contacts", { headers: { "intercom-version": "3.0" } })
      const tooOld = yield* rawCall("GET", "/contacts/find_by_external_id/1", {
        headers: { "intercom-version": "2.7" }
      })
      const newEnough = yield* rawCall("GET", "/contacts/find_by_external_id/1", {
        headers: { "intercom-version": "2.13" }
      })
      assert.deepStrictEqual([unknown.status, tooOld.status, newEnough.status], [400, 400, 200])
      assert.match(objection(unknown), /^intercom_version_invalid/)
      assert.match(objection(tooOld), /^intercom_version_invalid/)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 5 })))
  )

  it.effect("gives a request without a version that of the app", () =>
    Effect.gen(function* () {
      const answer = yield* rawCall("GET", "/contacts/find_by_external_id/1")
      assert.match(objection(answer), /^intercom_version_invalid/)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 5, version: "2.10" })))
  )

  it.effect("refuses to answer in anything but JSON", () =>
    Effect.gen(function* () {
      const xml = yield* rawCall("GET", "/contacts", { headers: { accept: "text/xml" } })
      const any = yield* rawCall("GET", "/contacts", { headers: { accept: "*/*" } })
      assert.deepStrictEqual([xml.status, any.status], [406, 200])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("says of an endpoint it does not serve that it is the fake that lacks it", () =>
    Effect.gen(function* () {
      const answer = yield* rawCall("GET", "/nothing/here")
      assert.strictEqual(answer.status, 404)
      assert.strictEqual(
        objection(answer),
        "not_served_by_fake: The fake workspace does not serve GET /nothing/here yet"
      )
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("refuses a body that is no JSON object", () =>
    Effect.gen(function* () {
      for (const body of ["{", "[1]", '"text"']) {
        const answer = yield* rawCall("POST", "/contacts", { body })
        assert.strictEqual(answer.status, 400)
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("names every request in header and error body alike", () =>
    Effect.gen(function* () {
      const first = yield* rawCall("GET", "/contacts/none")
      const second = yield* rawCall("GET", "/contacts/none")
      const ids = [first, second].map(({ body, headers }) => {
        const { request_id } = body as { readonly request_id: string }
        assert.strictEqual(headers["x-request-id"], request_id)
        return request_id
      })
      assert.match(ids[0] ?? "", /^[0-9a-f-]{36}$/)
      assert.notStrictEqual(ids[0], ids[1])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("tells its own time, which may differ from ours", () =>
    Effect.gen(function* () {
      const { headers } = yield* rawCall("GET", "/me")
      assert.strictEqual(Date.parse(headers["date"] ?? "") - seededUntil, 120_000)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ clockSkew: "2 minutes" })), (test) =>
      Effect.andThen(TestClock.setTime(seededUntil), test)
    )
  )

  it.effect("keeps a log of what it received, without the token", () =>
    Effect.gen(function* () {
      yield* rawCall("POST", "/contacts/search?x=1", { body: { query: null } })
      yield* rawCall("GET", "/me")
      const [search, me] = yield* (yield* FakeIntercom).requests
      assert.deepInclude(search, {
        number: 1,
        method: "POST",
        host: "api.intercom.io",
        path: "/contacts/search",
        query: { x: "1" },
        body: { query: null },
        status: 400
      })
      assert.deepInclude(me, { number: 2, method: "GET", path: "/me", body: undefined, status: 200 })
      assert.notInclude(JSON.stringify([search, me]), "fake-access-token")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})

describe("the rate limit", () => {
  it.effect("is counted in ten seconds of the server's clock, and told in every answer", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil + 3_000)
      const statuses: Array<readonly [number, string | undefined]> = []
      for (let request = 0; request < 4; request++) {
        const { headers, status } = yield* rawCall("GET", "/me")
        assert.strictEqual(headers["x-ratelimit-limit"], "3")
        assert.strictEqual(headers["x-ratelimit-reset"], String(seededUntil / 1000 + 10))
        statuses.push([status, headers["x-ratelimit-remaining"]])
      }
      assert.deepStrictEqual(statuses, [
        [200, "2"],
        [200, "1"],
        [200, "0"],
        [429, "0"]
      ])
      yield* TestClock.adjust("6999 millis")
      const refused = yield* rawCall("GET", "/me")
      assert.strictEqual(objection(refused), "rate_limit_exceeded: Exceeded rate limit of 3 in 10_seconds")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* rawCall("GET", "/me")).status, 200)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ rateLimit: 3 })), (test) =>
      Effect.andThen(TestClock.setTime(seededUntil), test)
    )
  )

  it.effect("counts refused requests of a valid token too, and not those of a wrong one", () =>
    Effect.gen(function* () {
      yield* rawCall("GET", "/me", { headers: { authorization: "Bearer wrong" } })
      yield* rawCall("GET", "/contacts/none")
      const { headers } = yield* rawCall("GET", "/me")
      assert.strictEqual(headers["x-ratelimit-remaining"], "1665")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect(
    "is announced six seconds late where the headers roll, and is whole again with the window all the same",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(seededUntil + 7_000)
        const used = yield* rawCall("GET", "/me")
        yield* TestClock.setTime(seededUntil + 10_000)
        const next = yield* rawCall("GET", "/me")
        assert.deepStrictEqual(
          [used, next].map(({ headers, status }) => [
            status,
            headers["x-ratelimit-remaining"],
            Number(headers["x-ratelimit-reset"]) - seededUntil / 1000
          ]),
          [
            [200, "0", 16],
            [200, "0", 26]
          ]
        )
      }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ rateLimit: 1, rateHeaders: "rolling" })), (test) =>
        Effect.andThen(TestClock.setTime(seededUntil), test)
      )
  )

  it.effect("can be left out, headers and all", () =>
    Effect.gen(function* () {
      const { headers } = yield* rawCall("GET", "/me")
      assert.isFalse(Object.keys(headers).some((name) => name.startsWith("x-ratelimit")))
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ rateLimit: false })))
  )
})
