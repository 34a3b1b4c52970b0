import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { serve, type ServedFake } from "../../src/server/Serve.ts"
import { exchange, head, statusOf } from "./wire.ts"

const authorization = "Bearer fake-access-token"

const post = (path: string, body: string) =>
  head(`POST ${path}`, {
    authorization,
    accept: "application/json",
    "content-length": String(Buffer.byteLength(body))
  }) + body

/** The requests so far, as a client reads them. */
const log = ({ secret, url }: ServedFake) =>
  Effect.promise(async () => {
    const response = await fetch(`${url}/_fake/requests`, { headers: { "x-fake-secret": secret } })
    const requests: ReadonlyArray<{ readonly path: string; readonly body: unknown; readonly status: number }> =
      await response.json()
    return requests
  })

const isAlive = ({ url }: ServedFake) =>
  Effect.map(exchange(url, head("GET /me", { authorization })), (answer) => assert.strictEqual(statusOf(answer), 200))

const nested = (depth: number): string => `{"name":${"[".repeat(depth)}${"]".repeat(depth)}}`

describe("the door over HTTP", () => {
  it.live("answers targets and hosts that are no URL", () =>
    Effect.gen(function* () {
      const fake = yield* serve()
      const statuses: Array<number | undefined> = []
      for (const request of [
        head("GET //", { authorization }),
        head("GET ///", { authorization }),
        head("GET //_fake/[", { authorization }),
        head("GET /contacts", { authorization, Host: "[" }),
        head("GET /contacts", { authorization, Host: "127.0.0.1:none" }),
        head("GET http://[", { authorization }),
        head("GET http://127.0.0.1/me", { authorization }),
        head("OPTIONS *", { authorization }),
        head("GET /%E0%A4%A", { authorization })
      ]) {
        statuses.push(statusOf(yield* exchange(fake.url, request)))
      }
      assert.deepStrictEqual(statuses, [404, 404, 404, 400, 400, 400, 200, 404, 404])
      yield* isAlive(fake)
    }).pipe(Effect.scoped)
  )

  it.live("takes no body of 600 MB, whoever sends it, and keeps none of it in memory", () =>
    Effect.gen(function* () {
      const fake = yield* serve()
      const before = process.memoryUsage().rss
      let most = 0
      const megabyte = Buffer.alloc(1024 * 1024, "x")
      const chunks = function* (headers: Readonly<Record<string, string>>, around: (chunk: Buffer) => Uint8Array) {
        yield head("POST /contacts", headers)
        for (let count = 0; count < 600; count++) {
          most = Math.max(most, process.memoryUsage().rss)
          yield around(megabyte)
        }
        if (headers["transfer-encoding"] !== undefined) yield "0\r\n\r\n"
      }
      const length = { "content-length": String(600 * megabyte.length) }
      const told = yield* exchange(
        fake.url,
        chunks(length, (chunk) => chunk)
      )
      const untold = yield* exchange(
        fake.url,
        chunks({ authorization, "transfer-encoding": "chunked" }, (chunk) =>
          Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")])
        )
      )
      assert.deepStrictEqual([told, untold].map(statusOf), [413, 413])
      assert.include(told, '"type":"error.list"')
      assert.isBelow((most - before) / 1_000_000, 300)
      assert.deepStrictEqual(
        (yield* log(fake)).map(({ body, status }) => [body, status]),
        [
          [undefined, 413],
          [undefined, 413]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("refuses bodies nested deeper than anybody writes them, and shows them in its log", () =>
    Effect.gen(function* () {
      const fake = yield* serve()
      for (const [depth, status] of [
        [100_000, 400],
        [101, 400],
        [20, 400]
      ] as const) {
        assert.strictEqual(statusOf(yield* exchange(fake.url, post("/contacts", nested(depth)))), status)
      }
      const search = yield* exchange(fake.url, post("/contacts/search", `{"query":${nested(100_000)}}`))
      assert.strictEqual(statusOf(search), 400)
      const [deepest, , shallow] = yield* log(fake)
      assert.strictEqual(deepest?.body, nested(100_000))
      assert.deepStrictEqual(shallow?.body, JSON.parse(nested(20)))
      yield* isAlive(fake)
    }).pipe(Effect.scoped)
  )

  it.live("keeps the last requests of its log where all are more than memory should hold", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ rateLimit: false })
      const body = `{"name":"${"x".repeat(8 * 1024 * 1024)}"}`
      for (let count = 0; count < 12; count++) yield* exchange(fake.url, post("/contacts", body))
      const requests = yield* log(fake)
      assert.isAtLeast(requests.length, 3)
      assert.isBelow(requests.length, 12)
    }).pipe(Effect.scoped)
  )

  it.live("says that it is at fault where it fails, and goes on", () =>
    Effect.gen(function* () {
      const fake = yield* serve({
        before: [
          {
            request: 1,
            run: () => {
              throw new Error("out of order")
            }
          }
        ]
      })
      const answer = yield* exchange(fake.url, head("GET /me", { authorization }))
      assert.strictEqual(statusOf(answer), 500)
      assert.include(answer, "fake_failed")
      assert.include(answer, "out of order")
      yield* isAlive(fake)
    }).pipe(Effect.scoped)
  )
})
