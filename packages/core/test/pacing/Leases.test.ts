import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Logger, Redacted, Schema } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { IntercomClient, Operation, SharedBudget } from "../../src/index.ts"
import { advancing, scripted, token } from "../ScriptedIntercom.ts"
import { memoryStore } from "./memoryStore.ts"

const me = Operation.make("admins.identify", {
  method: "GET",
  path: "/me",
  since: "2.7",
  input: Schema.Struct({}),
  success: Schema.Struct({ app: Schema.NullOr(Schema.Struct({ id_code: Schema.String })) })
})

const other = Operation.make("tags.list", {
  method: "GET",
  path: "/tags",
  since: "2.7",
  input: Schema.Struct({}),
  success: Schema.Struct({})
})

const answering = (app: unknown = { id_code: "abc" }) =>
  scripted(({ url }) => ({ body: url.pathname === "/me" ? { app } : {} }))

/** A process: a client with a token of its own over a store. */
const client = (
  store: SharedBudget.BudgetStore["Service"],
  {
    accessToken = token,
    app,
    key
  }: { readonly accessToken?: string; readonly app?: unknown; readonly key?: string } = {}
) =>
  IntercomClient.layerSharedBudget({ accessToken: Redacted.make(accessToken), budget: { key } }).pipe(
    Layer.provide([
      Layer.succeed(HttpClient.HttpClient, answering(app).http),
      Layer.succeed(SharedBudget.BudgetStore, store)
    ])
  )

const passing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.flatten(advancing(effect, "10 minutes"))

const workspace = "intercom:https://api.intercom.io:workspace:abc"

/** As many calls as need another lease. */
const many = Effect.forEach(Array.from({ length: 12 }), () => other({}), { concurrency: 1, discard: true })

describe("whose budget is shared", () => {
  it.effect("is the token's, by a hash it cannot be read from, while nobody asked who one is", () =>
    Effect.gen(function* () {
      const { asked, store } = memoryStore()
      yield* passing(many.pipe(Effect.provide(client(store))))
      assert.isAbove(asked.length, 1)
      for (const one of asked) assert.match(one, /^take intercom:https:\/\/api\.intercom\.io:[0-9a-f]{64}$/)
      assert.strictEqual(new Set(asked).size, 1)
      assert.notInclude(asked.join(), token)
    })
  )

  it.effect("is another one with another token, however much they look alike", () =>
    Effect.gen(function* () {
      const { asked, store } = memoryStore()
      for (const accessToken of ["token-1", "token-2"]) {
        yield* passing(other({}).pipe(Effect.provide(client(store, { accessToken }))))
      }
      assert.strictEqual(new Set(asked).size, 2)
    })
  )

  it.effect("is the workspace's once /me was read, which the store is told before it is asked by it", () =>
    Effect.gen(function* () {
      const { asked, store } = memoryStore()
      yield* passing(Effect.andThen(me({}), many).pipe(Effect.provide(client(store))))
      const [first = "", join = "", ...later] = asked
      const own = first.replace("take ", "")
      assert.strictEqual(join, `join ${own} ${workspace}`)
      assert.isNotEmpty(later)
      for (const one of later) assert.strictEqual(one, `take ${workspace}`)
    })
  )

  it.effect("is the same for two tokens of a workspace", () =>
    Effect.gen(function* () {
      const { asked, store } = memoryStore()
      for (const accessToken of ["token-1", "token-2"]) {
        yield* passing(Effect.andThen(me({}), many).pipe(Effect.provide(client(store, { accessToken }))))
      }
      const joins = asked.filter((one) => one.startsWith("join "))
      assert.lengthOf(joins, 2)
      assert.isTrue(joins.every((one) => one.endsWith(` ${workspace}`)))
      assert.strictEqual(asked.at(-1), `take ${workspace}`)
    })
  )

  it.effect("stays the token's where /me tells no workspace, and the key that was given", () =>
    Effect.gen(function* () {
      for (const options of [{ app: null }, { key: "ours" }]) {
        const { asked, store } = memoryStore()
        yield* passing(Effect.andThen(me({}), many).pipe(Effect.provide(client(store, options))))
        assert.strictEqual(new Set(asked).size, 1)
        if ("key" in options) assert.strictEqual(asked[0], "take ours")
      }
    })
  )

  it.effect("is told to a store that was down as soon as it can be asked, and nothing is taken before", () =>
    Effect.gen(function* () {
      const { asked, goesDown, store } = memoryStore()
      const told: Array<unknown> = []
      const log = Logger.layer([Logger.make(({ message }) => told.push(message))])
      yield* passing(
        Effect.gen(function* () {
          yield* me({})
          goesDown(true)
          yield* many
          goesDown(false)
          yield* Effect.sleep("6 seconds")
          yield* many
        }).pipe(Effect.provide([client(store), log]))
      )
      const [, ...later] = asked
      const joins = later.filter((one) => one.startsWith("join "))
      assert.isAtLeast(joins.length, 2)
      assert.deepStrictEqual(later.slice(0, joins.length), joins)
      assert.strictEqual(asked.at(-1), `take ${workspace}`)
      assert.lengthOf(told, 1)
      assert.include(String(told[0]), "this process goes on with one part of")
    })
  )
})

describe("a lease that is waited for", () => {
  for (const [what, waitFor, setBack] of [
    ["an hour, by a store that is wrong", 3_600_000, 0],
    ["five seconds, while the clock is set back by an hour", 5_000, 3_600_000]
  ] as const) {
    it.effect(`${what}, holds nobody for longer than a window`, () => {
      const start = 1_700_000_000_000
      const first = Deferred.makeUnsafe<void>()
      const store: SharedBudget.BudgetStore["Service"] = {
        ...memoryStore().store,
        take: () =>
          Effect.sync(() =>
            Deferred.doneUnsafe(first, Exit.void)
              ? { granted: 0, endsIn: 0, waitFor, active: 1, limit: 166 }
              : { granted: 1, endsIn: 10_000, waitFor: 0, active: 1, limit: 166 }
          )
      }
      return Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const given = yield* Effect.flip(other({}, { deadline: "1 milli" })).pipe(Effect.forkChild)
        yield* Deferred.await(first)
        yield* TestClock.adjust("1 milli")
        assert.strictEqual((yield* Fiber.join(given)).reason._tag, "TimeoutError")
        yield* TestClock.setTime(start - setBack)
        assert.isTrue(Exit.isSuccess(yield* advancing(other({}, { retry: false }), "21 seconds")))
      }).pipe(Effect.provide(client(store)))
    })
  }
})
