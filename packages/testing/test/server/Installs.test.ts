import { Admins } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { FakeIntercom } from "../../src/FakeIntercom.ts"

const exchange = Effect.fnUntraced(function* (fields: Readonly<Record<string, string>>, form = false) {
  const http = yield* HttpClient.HttpClient
  const all = { client_id: "fake-client-id", client_secret: "fake-client-secret", ...fields }
  const request = HttpClientRequest.post("https://api.intercom.io/auth/eagle/token")
  const response = yield* http.execute(
    form ? HttpClientRequest.bodyUrlParams(request, all) : HttpClientRequest.bodyJsonUnsafe(request, all)
  )
  const body: unknown = yield* response.json
  return { status: response.status, body }
})

describe("an app in a fake workspace", () => {
  it.effect("exchanges a code for the token, once and within five minutes, as JSON or as a form", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      for (const form of [true, false]) {
        const code = yield* fake.app.authorize
        const { body, status } = yield* exchange({ code }, form)
        assert.deepStrictEqual(
          [status, body],
          [200, { token_type: "Bearer", token: "fake-access-token", access_token: "fake-access-token" }]
        )
        assert.strictEqual((yield* exchange({ code }, form)).status, 400)
      }
      const code = yield* fake.app.authorize
      yield* TestClock.adjust("5 minutes")
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* exchange({ code })).status, 400)
      assert.strictEqual((yield* exchange({ code: yield* fake.app.authorize, client_secret: "guess" })).status, 401)
      assert.deepStrictEqual(
        (yield* fake.requests).flatMap(({ body }) => (body === undefined ? [] : [body])),
        []
      )
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.live("is installed and taken out over HTTP too, by whoever knows the secret", () =>
    Effect.gen(function* () {
      const { secret, token, url } = yield* FakeIntercom.serve()
      const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
        Effect.promise(async () => {
          const init = { method: "POST", body: JSON.stringify(body), headers }
          const response = await fetch(`${url}${path}`, init)
          const answer: Readonly<Record<string, unknown>> = await response.json()
          return { status: response.status, answer }
        })
      const control = { "x-fake-secret": secret }
      const app = { client_id: "fake-client-id", client_secret: "fake-client-secret" }
      const { answer } = yield* post("/_fake/authorize", {}, control)
      const exchanged = yield* post("/auth/eagle/token", { ...app, code: answer["code"] })
      assert.deepInclude(exchanged, { status: 200 })
      assert.strictEqual(exchanged.answer["access_token"], token)
      const me = Effect.promise(() => fetch(`${url}/me`, { headers: { authorization: `Bearer ${token}` } }))
      assert.strictEqual((yield* me).status, 200)
      yield* post("/_fake/uninstall", {}, control)
      assert.strictEqual((yield* me).status, 401)
      assert.notStrictEqual((yield* post("/_fake/authorize", {})).status, 200)
    }).pipe(Effect.scoped)
  )

  it.effect("is refused once it was taken out, until it is put in again", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      yield* Admins.identify()
      yield* fake.app.remove
      assert.strictEqual((yield* Effect.flip(Admins.identify())).status, 401)
      yield* fake.reset
      yield* Admins.identify()
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )
})
