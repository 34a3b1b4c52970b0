import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import * as Guard from "../../src/server/Guard.ts"

const secret = "0123456789abcdef0123456789abcdef"

/** A route behind the guard, and what it answers to a request with these headers. */
const guarded = Effect.gen(function* () {
  const routes = Layer.mergeAll(
    HttpRouter.add("POST", "/mcp", HttpServerResponse.empty({ status: 200 })),
    HttpRouter.add("DELETE", "/mcp", HttpServerResponse.empty({ status: 204 })),
    Guard.layer({ secret: Redacted.make(secret), hosts: ["localhost"], mostSessions: 2 })
  )
  const { handler } = yield* Effect.acquireRelease(
    Effect.sync(() => HttpRouter.toWebHandler(routes, { disableLogger: true })),
    ({ dispose }) => Effect.promise(dispose)
  )
  return (method: string, headers: Readonly<Record<string, string>> = {}) =>
    Effect.map(
      Effect.promise(() =>
        handler(
          new Request("http://localhost/mcp", {
            method,
            headers: { host: "localhost", authorization: `Bearer ${secret}`, ...headers }
          })
        )
      ),
      ({ status }) => status
    )
})

describe("the guard of a server over HTTP", () => {
  it.live("lets no more sessions begin than there may be, and others in once one has ended", () =>
    Effect.gen(function* () {
      const ask = yield* guarded
      assert.deepStrictEqual([yield* ask("POST"), yield* ask("POST"), yield* ask("POST")], [200, 200, 503])
      assert.strictEqual(yield* ask("POST", { "mcp-session-id": "1" }), 200)
      assert.strictEqual(yield* ask("POST", { "mcp-protocol-version": "2026-07-28" }), 200)
      assert.strictEqual(yield* ask("DELETE", { "mcp-session-id": "1" }), 204)
      assert.deepStrictEqual([yield* ask("POST"), yield* ask("POST")], [200, 503])
    }).pipe(Effect.scoped)
  )

  it.live("counts nobody it refuses", () =>
    Effect.gen(function* () {
      const ask = yield* guarded
      for (let time = 0; time < 5; time++) {
        assert.strictEqual(yield* ask("POST", { authorization: "Bearer wrong" }), 401)
        assert.strictEqual(yield* ask("POST", { host: "evil.example" }), 403)
      }
      assert.strictEqual(yield* ask("POST"), 200)
    }).pipe(Effect.scoped)
  )
})
