import { Admins, Contacts } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Redacted } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { TokenStore, Workspaces } from "../../src/index.ts"

/** Several workspaces behind one `HttpClient`: who holds a token sees the workspace of that token, and no other. */
const makeMany = Effect.fnUntraced(function* (tokens: ReadonlyArray<string>) {
  const doors = new Map<string, HttpClient.HttpClient>()
  const fakes = new Map<string, FakeIntercom["Service"]>()
  for (const [index, token] of tokens.entries()) {
    const context = yield* Layer.build(FakeIntercom.layerHttpClient({ token, seed: index + 1 }))
    doors.set(token, Context.get(context, HttpClient.HttpClient))
    fakes.set(token, Context.get(context, FakeIntercom))
  }
  const http = HttpClient.make((request) => {
    const token = request.headers["authorization"]?.replace(/^Bearer /, "") ?? ""
    const door = doors.get(token)
    return door === undefined
      ? Effect.succeed(HttpClientResponse.fromWeb(request, new Response("{}", { status: 401 })))
      : door.execute(request)
  })
  return { fakes, layer: layerOver(http) }
})

const layerOver = (http: HttpClient.HttpClient, options?: Workspaces.WorkspacesOptions) =>
  Workspaces.layer({ client: { pacing: { fallbackLimit: 1667 } }, ...options }).pipe(
    Layer.provideMerge(TokenStore.layerMemory),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
  )

const installed = (workspaceId: string, token: string) =>
  Workspaces.install({ workspaceId, region: "us", token: Redacted.make(token) })

const whose = Effect.map(Admins.identify(), ({ app }) => app?.id_code)

describe("workspaces", () => {
  it.effect("each see their own data with their own token", () =>
    Effect.gen(function* () {
      const { fakes, layer } = yield* makeMany(["token-1", "token-2"])
      yield* Effect.gen(function* () {
        yield* installed("w1", "token-1")
        yield* installed("w2", "token-2")
        const seen = yield* Effect.forEach(["w1", "w2", "w1"], (id) => Workspaces.use(id, whose), {
          concurrency: "unbounded"
        })
        const ids = ["token-1", "token-2", "token-1"].map((token) => fakes.get(token)?.workspace.id)
        assert.deepStrictEqual(seen, ids)
        assert.notStrictEqual(ids[0], ids[1])
      }).pipe(Effect.provide(layer))
    }).pipe(Effect.scoped)
  )

  it.effect("without a token are not installed, also after they were asked for before", () =>
    Effect.gen(function* () {
      const { layer } = yield* makeMany(["token-1"])
      yield* Effect.gen(function* () {
        const error = yield* Effect.flip(Workspaces.use("w1", whose))
        assert.strictEqual(error._tag, "NotInstalled")
        yield* installed("w1", "token-1")
        yield* Workspaces.use("w1", whose)
      }).pipe(Effect.provide(layer))
    }).pipe(Effect.scoped)
  )

  it.effect("are let go when they are idle, and made again when they are needed", () =>
    Effect.gen(function* () {
      const { layer } = yield* makeMany(["token-1"])
      yield* Effect.gen(function* () {
        const { size } = yield* Workspaces.Workspaces
        yield* installed("w1", "token-1")
        yield* Workspaces.use("w1", whose)
        assert.strictEqual(yield* size, 1)
        yield* TestClock.adjust("6 minutes")
        assert.strictEqual(yield* size, 0)
        yield* Workspaces.use("w1", whose)
        assert.strictEqual(yield* size, 1)
      }).pipe(Effect.provide(layer))
    }).pipe(Effect.scoped)
  )

  it.effect("that were uninstalled are refused at once, also for programs that run already", () =>
    Effect.gen(function* () {
      const { fakes, layer } = yield* makeMany(["token-1"])
      yield* Effect.gen(function* () {
        yield* installed("w1", "token-1")
        const begun = yield* Deferred.make<void>()
        const goOn = yield* Deferred.make<void>()
        const fiber = yield* Effect.forkChild(
          Workspaces.use(
            "w1",
            Effect.gen(function* () {
              yield* Contacts.list()
              yield* Deferred.succeed(begun, undefined)
              yield* Deferred.await(goOn)
              return yield* Effect.flip(Contacts.list())
            })
          )
        )
        yield* Deferred.await(begun)
        yield* Workspaces.forget("w1")
        yield* Deferred.succeed(goOn, undefined)
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error.reason._tag, "Unauthorized")
        assert.match(error.message, /nothing was sent/)
        const requests = yield* fakes.get("token-1")?.requests ?? Effect.succeed([])
        assert.strictEqual(requests.length, 1)
        assert.strictEqual((yield* Effect.flip(Workspaces.use("w1", whose)))._tag, "NotInstalled")
      }).pipe(Effect.provide(layer))
    }).pipe(Effect.scoped)
  )

  it.effect("whose token is refused are dropped with it", () =>
    Effect.gen(function* () {
      const { fakes, layer } = yield* makeMany(["token-1"])
      yield* Effect.gen(function* () {
        yield* installed("w1", "token-1")
        yield* Workspaces.use("w1", whose)
        yield* fakes.get("token-1")?.app.remove ?? Effect.void
        const error = yield* Effect.flip(Workspaces.use("w1", whose))
        assert.strictEqual(error._tag, "IntercomError")
        assert.strictEqual((yield* Effect.flip(Workspaces.use("w1", whose)))._tag, "NotInstalled")
        assert.deepStrictEqual(yield* (yield* TokenStore.TokenStore).workspaces, [])
      }).pipe(Effect.provide(layer))
    }).pipe(Effect.scoped)
  )

  it.effect("that were installed again keep the new token when the old one is refused", () =>
    Effect.gen(function* () {
      const { fakes, layer } = yield* makeMany(["old", "new"])
      yield* Effect.gen(function* () {
        yield* installed("w1", "old")
        const begun = yield* Deferred.make<void>()
        const goOn = yield* Deferred.make<void>()
        const fiber = yield* Effect.forkChild(
          Workspaces.use(
            "w1",
            Effect.andThen(Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(goOn)), Effect.flip(whose))
          )
        )
        yield* Deferred.await(begun)
        yield* installed("w1", "new")
        yield* Deferred.succeed(goOn, undefined)
        yield* Fiber.join(fiber)
        assert.strictEqual(yield* Workspaces.use("w1", whose), fakes.get("new")?.workspace.id)
      }).pipe(Effect.provide(layer))
    }).pipe(Effect.scoped)
  )

  it.effect("have a rate budget each: one that has used its own up keeps nobody else waiting", () =>
    Effect.gen(function* () {
      const { layer } = yield* makeMany(["token-1", "token-2"])
      yield* Effect.gen(function* () {
        yield* installed("w1", "token-1")
        yield* installed("w2", "token-2")
        const calls = (id: string, count: number) =>
          Workspaces.use(
            id,
            Effect.all(
              Array.from({ length: count }, () => whose),
              { concurrency: "unbounded" }
            )
          )
        const busy = yield* Effect.forkChild(calls("w1", 2000))
        // More than the window of the first allows, which waits for the clock; the second does not.
        yield* calls("w2", 10)
        assert.isUndefined(busy.pollUnsafe())
        yield* Fiber.interrupt(busy)
      }).pipe(Effect.provide(layer))
    }).pipe(Effect.scoped)
  )

  it.live("a thousand of them in one process: no token in a foreign request, refused at once, and let go", () =>
    Effect.gen(function* () {
      const count = 1000
      const foreign: Array<string> = []
      let refused = 0
      const revoked = new Set<string>()
      // Each program asks for the admin of its own workspace, so that a request shows whose it is.
      const http = HttpClient.make((request) => {
        const token = request.headers["authorization"]?.replace(/^Bearer token-/, "") ?? ""
        const asked = new URL(request.url).pathname
        if (asked !== `/admins/${token}`) foreign.push(`the token of ${token} asked for ${asked}`)
        if (revoked.has(token)) refused++
        const body = { type: "admin", id: `admin-${token}`, name: token, email: "a@example.com" }
        return Effect.succeed(HttpClientResponse.fromWeb(request, new Response(JSON.stringify(body))))
      })
      const admin = (index: number) =>
        Effect.map(Workspaces.use(`w${index}`, Admins.get({ id: `${index}` })), ({ id }) => id)
      setFlagsFromString("--expose-gc")
      const collect: () => void = runInNewContext("gc")
      const heap = () => {
        collect()
        return process.memoryUsage().heapUsed
      }
      yield* Effect.gen(function* () {
        const { size } = yield* Workspaces.Workspaces
        const all = Array.from({ length: count }, (_, index) => index)
        for (const index of all) yield* installed(`w${index}`, `token-${index}`)
        const everyone = Effect.forEach(all, admin, { concurrency: 100 })
        // The first time a process learns much that stays: what is measured is the second.
        yield* everyone
        yield* Effect.sleep("300 millis")
        assert.strictEqual(yield* size, 0)
        const before = heap()
        const seen = yield* everyone
        assert.deepStrictEqual(
          seen,
          all.map((index) => `admin-${index}`)
        )
        assert.deepStrictEqual(foreign, [])
        const started = performance.now()
        yield* Workspaces.forget("w7")
        revoked.add("7")
        yield* Effect.flip(admin(7))
        const elapsed = performance.now() - started
        const busy = heap()
        yield* Effect.sleep("300 millis")
        assert.strictEqual(yield* size, 0)
        const idle = heap()
        assert.deepStrictEqual([refused, elapsed < 10_000], [0, true])
        assert.isBelow(idle - before, Math.max(2_000_000, (busy - before) / 4), "what clients took is given back")
        const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
        console.log(
          `${count} workspaces: heap ${megabytes(before)} before, ${megabytes(busy)} with all clients, ${megabytes(idle)} idle; uninstall to refusal ${elapsed.toFixed(1)} ms`
        )
      }).pipe(Effect.provide(layerOver(http, { idle: "100 millis" })))
    })
  )
})
