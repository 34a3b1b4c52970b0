import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { OAuth } from "../../src/index.ts"
import { NodeSqlite } from "../../src/node.ts"

const states = {
  memory: OAuth.layerStates(),
  SQLite: Layer.provide(OAuth.layerStatesSql(), NodeSqlite.layer({ filename: ":memory:" }))
}

for (const [name, layer] of Object.entries(states)) {
  describe(`a state in ${name}`, () => {
    it.effect("is good once, for the session it was made for", () =>
      Effect.gen(function* () {
        const state = yield* OAuth.newState("session-1")
        assert.match(state, /^[\w-]{43}$/)
        assert.notStrictEqual(state, yield* OAuth.newState("session-1"))
        yield* OAuth.checkState(state, "session-1")
        const again = yield* Effect.flip(OAuth.checkState(state, "session-1"))
        assert.strictEqual(again._tag === "OAuthError" ? again.kind : again._tag, "state")
      }).pipe(Effect.provide(layer))
    )

    it.effect("is used up by whoever tries it in another session", () =>
      Effect.gen(function* () {
        const state = yield* OAuth.newState("session-1")
        yield* Effect.flip(OAuth.checkState(state, "session-2"))
        yield* Effect.flip(OAuth.checkState(state, "session-1"))
      }).pipe(Effect.provide(layer))
    )

    it.effect("expires, and one that was never given out is none", () =>
      Effect.gen(function* () {
        const state = yield* OAuth.newState("session-1")
        yield* TestClock.adjust("10 minutes")
        yield* Effect.flip(OAuth.checkState(state, "session-1"))
        yield* Effect.flip(OAuth.checkState("", "session-1"))
      }).pipe(Effect.provide(layer))
    )

    it.effect("lets one of several through that come at the same time", () =>
      Effect.gen(function* () {
        const state = yield* OAuth.newState("session-1")
        const tries = Array.from({ length: 10 }, () => Effect.isSuccess(OAuth.checkState(state, "session-1")))
        const outcomes = yield* Effect.all(tries, { concurrency: "unbounded" })
        assert.strictEqual(outcomes.filter((isWell) => isWell).length, 1)
      }).pipe(Effect.provide(layer))
    )
  })
}

describe("the address an admin is sent to", () => {
  it("names app, state and region", () => {
    assert.strictEqual(
      OAuth.authorizeUrl({ clientId: "c&1", state: "s", redirectUri: "https://app.example/back?x=1" }),
      "https://app.intercom.com/oauth?client_id=c%261&state=s&redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fx%3D1"
    )
    assert.match(OAuth.authorizeUrl({ clientId: "c", state: "s", region: "eu" }), /^https:\/\/app\.eu\.intercom\.com\//)
  })
})

describe("an exchange", () => {
  const credentials = { clientId: "fake-client-id", clientSecret: Redacted.make("fake-client-secret") }
  const kindOf = <A, R>(effect: Effect.Effect<A, OAuth.OAuthError, R>) =>
    Effect.map(Effect.flip(effect), ({ kind }) => kind)

  it.effect("reads no more of an answer than a token needs", () =>
    Effect.gen(function* () {
      let pieces = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          pieces++
          if (pieces > 1_000) controller.close()
          else controller.enqueue(new Uint8Array(65_536).fill(0x20))
        }
      })
      const http = HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body, { status: 503 })))
      )
      const exchanged = OAuth.exchange({ ...credentials, code: "c" })
      assert.strictEqual(yield* Effect.provideService(kindOf(exchanged), HttpClient.HttpClient, http), "unavailable")
      assert.isBelow(pieces, 10)
    })
  )

  it.effect("brings the token, and the workspace it is of", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const code = yield* fake.app.authorize
      const install = yield* OAuth.exchange({ ...credentials, code, region: "eu" })
      assert.deepStrictEqual(
        [install.workspaceId, install.region, Redacted.value(install.token)],
        [fake.workspace.id, "eu", "fake-access-token"]
      )
      const requests = yield* fake.requests
      assert.deepStrictEqual(
        requests.map(({ body, method, path }) => [method, path, body]),
        [
          ["POST", "/auth/eagle/token", undefined],
          ["GET", "/me", undefined]
        ]
      )
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ region: "eu" })))
  )

  it.effect("finds the region of a token by asking", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const install = yield* OAuth.exchange({ ...credentials, code: yield* fake.app.authorize })
      assert.strictEqual(install.region, "au")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ region: "au" })))
  )

  it.effect("says what Intercom objects to: a code twice, an old one, none, another secret", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const code = yield* fake.app.authorize
      yield* OAuth.exchange({ ...credentials, code })
      assert.strictEqual(yield* kindOf(OAuth.exchange({ ...credentials, code })), "code")
      assert.strictEqual(yield* kindOf(OAuth.exchange({ ...credentials, code: "" })), "code")
      const old = yield* fake.app.authorize
      yield* TestClock.adjust("6 minutes")
      assert.strictEqual(yield* kindOf(OAuth.exchange({ ...credentials, code: old })), "code")
      const wrong = OAuth.exchange({
        clientId: "fake-client-id",
        clientSecret: "guess",
        code: yield* fake.app.authorize
      })
      assert.strictEqual(yield* kindOf(wrong), "credentials")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  const answering = (status: number, body: string) =>
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body, { status }))))
    )

  it.effect("is unavailable where Intercom is busy, or its answer cannot be read; no secret shows", () =>
    Effect.gen(function* () {
      for (const [status, body] of [
        [503, "busy"],
        [429, "{}"],
        [200, "<html>"],
        [200, "[]"],
        [200, '{"access_token":""}']
      ] as const) {
        const error = yield* OAuth.exchange({ ...credentials, code: "secret-code" }).pipe(
          Effect.provide(answering(status, body)),
          Effect.flip
        )
        assert.strictEqual(error.kind, "unavailable", `${status} ${body}`)
        assert.notMatch(JSON.stringify(error) + String(error), /secret-code|fake-client-secret/)
      }
    })
  )
})
