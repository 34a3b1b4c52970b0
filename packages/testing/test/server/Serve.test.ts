import { IntercomClient } from "@effect-intercom/core"
import { Contacts, Conversations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import { serve, type ServedFake } from "../../src/server/Serve.ts"
import * as Faults from "../../src/Faults.ts"
import { dump } from "../../src/server/Dump.ts"

/** Asks as a client without any library would. */
const ask = ({ token, url }: ServedFake, path: string, init: RequestInit = {}) =>
  Effect.tryPromise(() =>
    fetch(url + path, {
      ...init,
      redirect: "manual",
      headers: { authorization: `Bearer ${token}`, accept: "application/json", ...init.headers }
    })
  )

const json = (response: Response) => Effect.promise((): Promise<unknown> => response.json())

const clientOf = ({ token, url }: ServedFake, http: Layer.Layer<HttpClient.HttpClient>) =>
  IntercomClient.layer({ accessToken: token, baseUrl: url, retry: false, responses: "strict" }).pipe(
    Layer.provide(http)
  )

describe("a workspace over HTTP", () => {
  it.live("answers a client over fetch and over undici as it does in memory", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ contacts: 300, conversations: 5 })
      const expected = [...dump(fake.workspace, "contacts")].toReversed()
      for (const http of [FetchHttpClient.layer, NodeHttpClient.layerUndici]) {
        const data = yield* Contacts.list({ per_page: 150 }).pipe(Effect.provide(clientOf(fake, http)))
        assert.deepStrictEqual<unknown>(data.data, expected.slice(0, 150))
      }
    }).pipe(Effect.scoped)
  )

  it.live("takes slashes that clients put too many", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ contacts: 2 })
      for (const path of ["//contacts", "/contacts/", "//contacts//?per_page=1"]) {
        assert.strictEqual((yield* ask(fake, path)).status, 200, path)
      }
    }).pipe(Effect.scoped)
  )

  it.live("takes JSON bodies and percent-encoded ids", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ conversations: 3 })
      yield* Effect.gen(function* () {
        const created = yield* Contacts.create({ role: "user", email: "zoë@example.com", external_id: "a/b?c" })
        const found = yield* Contacts.getByExternalId({ external_id: "a/b?c" })
        assert.strictEqual(found.id, created.id)
        assert.strictEqual(found.email, "zoë@example.com")
        const error = yield* Effect.flip(Conversations.get({ id: "../admins" }))
        assert.strictEqual(error.reason._tag, "NotFound")
      }).pipe(Effect.provide(clientOf(fake, FetchHttpClient.layer)))
    }).pipe(Effect.scoped)
  )

  it.live("packs answers for clients that ask for it, and not for others", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ contacts: 150 })
      const packed = yield* ask(fake, "/contacts?per_page=150", { headers: { "accept-encoding": "gzip" } })
      const plain = yield* ask(fake, "/contacts?per_page=150", { headers: { "accept-encoding": "identity" } })
      assert.deepStrictEqual(
        [packed, plain].map(({ headers }) => headers.get("content-encoding")),
        ["gzip", null]
      )
      assert.isBelow(Number(packed.headers.get("content-length")), Number(plain.headers.get("content-length")) / 4)
      assert.deepStrictEqual(yield* json(packed), yield* json(plain))
    }).pipe(Effect.scoped)
  )

  it.live("puts its own address into the next URL", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ companies: 30 })
      const page = (yield* json(yield* ask(fake, "/companies?per_page=10"))) as {
        readonly pages: { readonly next: string }
      }
      assert.strictEqual(page.pages.next, `${fake.url}/companies?per_page=10&page=2`)
    }).pipe(Effect.scoped)
  )

  it.live("breaks, cuts, stalls and redirects as its script says", () =>
    Effect.gen(function* () {
      const fake = yield* serve({
        contacts: 150,
        faults: Faults.script([
          { at: 1, fault: "reset" },
          { at: 2, fault: "truncated" },
          { at: 3, fault: "stalled" },
          { at: 4, fault: "redirect" },
          { at: 5, fault: "html" },
          { at: 6, fault: "empty" },
          { at: 7, fault: 504 }
        ])
      })
      const list = ask(fake, "/contacts?per_page=150")
      assert.strictEqual((yield* Effect.exit(list))._tag, "Failure")
      const cut = yield* list
      assert.strictEqual((yield* Effect.exit(Effect.tryPromise(() => cut.text())))._tag, "Failure")
      const stalled = yield* list
      const read = yield* Effect.tryPromise(() => stalled.text()).pipe(Effect.timeoutOption("100 millis"))
      assert.strictEqual(read._tag, "None")
      const redirected = yield* list
      assert.deepStrictEqual(
        [redirected.status, redirected.headers.get("location")],
        [302, "https://elsewhere.example/contacts"]
      )
      const html = yield* list
      assert.match(`${html.status} ${html.headers.get("content-type")}`, /^200 text\/html/)
      const empty = yield* list
      assert.deepStrictEqual([empty.status, yield* Effect.promise(() => empty.text())], [200, ""])
      assert.strictEqual((yield* list).status, 504)
      assert.deepStrictEqual(
        (yield* fake.requests).map(({ status }) => status),
        [undefined, 200, 200, 302, 200, 200, 504]
      )
    }).pipe(Effect.scoped)
  )

  it.live("has a control path beside the API, with a secret of its own and no token", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ contacts: 250, conversations: 7 })
      const control = (path: string, method = "GET") =>
        Effect.promise(() => fetch(`${fake.url}/_fake/${path}`, { method, headers: { "x-fake-secret": fake.secret } }))
      for (const [resource, count] of [
        ["contacts", 250],
        ["conversations", 7]
      ] as const) {
        const text = yield* Effect.flatMap(control(`dump/${resource}`), (response) =>
          Effect.promise(() => response.text())
        )
        const lines = text
          .trimEnd()
          .split("\n")
          .map((line): unknown => JSON.parse(line))
        assert.strictEqual(lines.length, count)
        assert.deepStrictEqual<unknown>(lines, [...dump(fake.workspace, resource)])
      }
      yield* ask(fake, "/contacts", { method: "POST", body: JSON.stringify({ email: "ada@example.com" }) })
      assert.lengthOf((yield* Effect.flatMap(control("requests"), json)) as ReadonlyArray<unknown>, 1)
      yield* control("reset", "POST")
      assert.lengthOf((yield* Effect.flatMap(control("requests"), json)) as ReadonlyArray<unknown>, 0)
      assert.lengthOf([...dump(fake.workspace, "contacts")], 250)
      assert.strictEqual((yield* control("dump/nothing")).status, 404)
    }).pipe(Effect.scoped)
  )

  it.live("says which port it cannot have", () =>
    Effect.gen(function* () {
      const fake = yield* serve()
      const port = Number(new URL(fake.url).port)
      const taken = yield* Effect.flip(serve({ port }))
      assert.deepInclude(taken, { _tag: "ServeError", code: "EADDRINUSE", port })
    }).pipe(Effect.scoped)
  )

  it.live("is gone when its scope closes, whatever clients still hold", () =>
    Effect.gen(function* () {
      const fake = yield* Effect.scoped(
        Effect.tap(serve({ faults: Faults.script([{ fault: "stalled" }]) }), (fake) => ask(fake, "/me"))
      )
      assert.strictEqual((yield* Effect.exit(ask(fake, "/me")))._tag, "Failure")
    })
  )

  it.live("starts with a million contacts in a moment and in next to no memory", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(serve({ contacts: 10 }))
      const before = process.memoryUsage().heapUsed
      const startedAt = performance.now()
      const fake = yield* serve({ contacts: 1_000_000, companies: 1000, conversations: 100_000 })
      const took = performance.now() - startedAt
      const grew = (process.memoryUsage().heapUsed - before) / 1_000_000
      assert.isBelow(took, 2000)
      assert.isBelow(grew, 20)
      const page = (yield* json(yield* ask(fake, "/contacts?per_page=150"))) as { readonly total_count: number }
      assert.strictEqual(page.total_count, 1_000_000)
    }).pipe(Effect.scoped)
  )
})
