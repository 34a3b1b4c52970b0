import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { serve, type ServeOptions } from "../../src/server/Serve.ts"
import { exchange, head, statusOf } from "./wire.ts"

type Headers = Readonly<Record<string, string>>

const authorization = "Bearer fake-access-token"

/** The headers of an answer by lower-case name. */
const headersOf = (answer: string): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    (answer.split("\r\n\r\n")[0] ?? "")
      .split("\r\n")
      .slice(1)
      .map((line) => {
        const [name = "", ...value] = line.split(": ")
        return [name.toLowerCase(), value.join(": ")]
      })
  )

/** Asks a workspace of its own. */
const ask = (options: ServeOptions, line: string, headers: Headers) =>
  Effect.flatMap(serve(options), ({ url }) => exchange(url, head(line, { authorization, ...headers }))).pipe(
    Effect.scoped
  )

const statusFor = (options: ServeOptions, headers: Headers, line = "GET /me") =>
  Effect.map(ask(options, line, headers), statusOf)

describe("the hosts of a served workspace", () => {
  it.live("are this machine's, by name and by number", () =>
    Effect.gen(function* () {
      for (const Host of ["127.0.0.1", "127.0.0.1:4010", "localhost", "LOCALHOST:80", "[::1]", "[::1]:4010"]) {
        assert.strictEqual(yield* statusFor({}, { Host }), 200, Host)
      }
    })
  )

  it.live("are no others: a name that leads here all the same is refused, before anything is read", () =>
    Effect.gen(function* () {
      for (const Host of ["rebound.example", "localhost.example", "127.0.0.1.example:80", "0.0.0.0", "10.0.0.1"]) {
        assert.strictEqual(yield* statusFor({}, { Host }), 403, Host)
        assert.strictEqual(yield* statusFor({}, { Host }, "GET /_fake/requests"), 403, Host)
      }
      assert.strictEqual(yield* statusFor({}, {}, "GET http://rebound.example/me"), 403)
      const answer = yield* ask({}, "GET /me", { Host: "rebound.example" })
      assert.include(answer, "host_not_allowed")
      assert.include(answer, "--allow-host")
      yield* Effect.scoped(
        Effect.gen(function* () {
          const fake = yield* serve()
          yield* exchange(fake.url, head("GET /me", { Host: "rebound.example" }))
          assert.deepStrictEqual(yield* fake.requests, [])
        })
      )
    })
  )

  it.live("are those it was told of too, on any port", () =>
    Effect.gen(function* () {
      const options = { allowHosts: ["intercom", "Host.Docker.Internal", "192.168.7.2"] }
      for (const Host of ["intercom:4010", "host.docker.internal", "192.168.7.2:80", "localhost"]) {
        assert.strictEqual(yield* statusFor(options, { Host }), 200, Host)
      }
      assert.strictEqual(yield* statusFor(options, { Host: "other" }), 403)
    })
  )

  it.live("have to be names", () =>
    Effect.gen(function* () {
      for (const name of ["intercom:4010", "http://intercom", "", "*", "a b"]) {
        const failed = yield* Effect.exit(Effect.scoped(serve({ allowHosts: [name] })))
        assert.match(String(failed), /allowHosts must be names of hosts without a port/, name)
      }
    })
  )
})

describe("the origins of a served workspace", () => {
  it.live("are its own and none", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* statusFor({}, { Host: "localhost:4010", Origin: "http://localhost:4010" }), 200)
      for (const Origin of ["https://evil.example", "http://localhost:3000", "null", "http://127.0.0.1", ""]) {
        const answer = yield* ask({}, "GET /me", { Host: "127.0.0.1:4010", Origin })
        assert.strictEqual(statusOf(answer), 403, Origin)
        assert.include(answer, "origin_not_allowed")
        assert.isUndefined(headersOf(answer)["access-control-allow-origin"])
      }
    })
  )

  it.live("are those it was told of too, which browsers are told", () =>
    Effect.gen(function* () {
      const options = { allowOrigins: ["http://localhost:3000", "https://app.example/"] }
      for (const Origin of ["http://localhost:3000", "https://app.example"]) {
        for (const line of ["GET /me", "GET /contacts/none", "GET /_fake/requests"]) {
          const answer = yield* ask(options, line, { Origin })
          const headers = headersOf(answer)
          assert.strictEqual(headers["access-control-allow-origin"], Origin)
          assert.strictEqual(headers["access-control-expose-headers"], "*")
          assert.strictEqual(headers["vary"], "Origin")
        }
      }
      assert.strictEqual(yield* statusFor(options, { Origin: "https://evil.example" }), 403)
      assert.isUndefined(headersOf(yield* ask(options, "GET /me", {}))["access-control-allow-origin"])
    })
  )

  it.live("are asked about beforehand", () =>
    Effect.gen(function* () {
      const asked = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,intercom-version",
        "Access-Control-Request-Private-Network": "true"
      }
      const options = { allowOrigins: ["https://app.example"] }
      const preflight = "OPTIONS /contacts/1"
      const answer = yield* ask(options, preflight, { Origin: "https://app.example", ...asked, authorization: "" })
      assert.strictEqual(statusOf(answer), 204)
      assert.deepInclude(headersOf(answer), {
        "access-control-allow-origin": "https://app.example",
        "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
        "access-control-allow-headers": "authorization,intercom-version",
        "access-control-allow-private-network": "true"
      })
      assert.strictEqual(yield* statusFor(options, { Origin: "https://evil.example", ...asked }, preflight), 403)
      assert.strictEqual(yield* statusFor(options, asked, preflight), 404)
    })
  )

  it.live("have to be origins", () =>
    Effect.gen(function* () {
      for (const origin of ["app.example", "https://app.example/page", "*", "null", ""]) {
        const failed = yield* Effect.exit(Effect.scoped(serve({ allowOrigins: [origin] })))
        assert.match(String(failed), /allowOrigins must be origins/, origin)
      }
    })
  )
})

describe("the control path", () => {
  it.live("needs the secret, whatever is asked for", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ contacts: 3 })
      for (const line of ["GET /_fake/requests", "GET /_fake/dump/contacts", "POST /_fake/reset", "GET /_fake/none"]) {
        for (const headers of [{}, { "X-Fake-Secret": "" }, { "X-Fake-Secret": "wrong" }, { authorization }]) {
          const answer = yield* exchange(fake.url, head(line, headers))
          assert.strictEqual(statusOf(answer), 401, line)
          assert.include(answer, "X-Fake-Secret")
        }
      }
      const told = yield* exchange(fake.url, head("GET /_fake/dump/contacts", { "X-Fake-Secret": fake.secret }))
      assert.strictEqual(statusOf(told), 200)
    }).pipe(Effect.scoped)
  )

  it.live("has another secret for each workspace, which stands in none of its answers", () =>
    Effect.gen(function* () {
      const [first, second] = yield* Effect.all([serve(), serve()])
      assert.notStrictEqual(first.secret, second.secret)
      assert.isAtLeast(first.secret.length, 32)
      const secret = { "X-Fake-Secret": first.secret }
      yield* exchange(first.url, head("GET /me", { authorization, ...secret }))
      for (const path of ["requests", "snapshot"]) {
        assert.notInclude(yield* exchange(first.url, head(`GET /_fake/${path}`, secret)), first.secret)
      }
    }).pipe(Effect.scoped)
  )
})

describe("the address of a served workspace", () => {
  it.live("can be another one, for containers", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ listen: "0.0.0.0" })
      assert.match(fake.url, /^http:\/\/127\.0\.0\.1:\d+$/)
      assert.strictEqual(statusOf(yield* exchange(fake.url, head("GET /me", { authorization }))), 200)
      const failed = yield* Effect.flip(serve({ listen: "203.0.113.7" }))
      assert.match(failed.message, /cannot listen on 203\.0\.113\.7:0 \(EADDRNOTAVAIL\)/)
    }).pipe(Effect.scoped)
  )
})
