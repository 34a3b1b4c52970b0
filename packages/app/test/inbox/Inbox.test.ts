import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Duration, Effect, Exit, Fiber, Layer, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Webhooks } from "../../src/index.ts"
import { NodeSqlite } from "../../src/node.ts"

const body = (
  id: string,
  item: unknown = { type: "contact", id: "c1" },
  topic = "contact.user.updated",
  createdAt = 1
) => JSON.stringify({ type: "notification_event", id, topic, app_id: "w1", created_at: createdAt, data: { item } })

const soon = { retryDelay: () => Duration.millis(1) } satisfies Webhooks.InboxOptions

const stores = {
  memory: (options?: Webhooks.InboxOptions) => Webhooks.layerInbox({ ...soon, ...options }),
  SQLite: (options?: Webhooks.InboxOptions) =>
    Webhooks.layerInboxSql({ retryDelay: () => Duration.zero, pollInterval: "5 millis", ...options }).pipe(
      Layer.provide(NodeSqlite.layer({ filename: ":memory:" }))
    )
}

/** Handles what is there until nothing waits any more. */
const untilEmpty = Effect.gen(function* () {
  const inbox = yield* Webhooks.Inbox
  while ((yield* inbox.waiting) > 0) yield* Effect.sleep("2 millis")
})

const drained = <H extends Effect.Effect<never, never, Webhooks.Inbox>>(running: H) =>
  Effect.raceFirst(Effect.asVoid(running), untilEmpty)

for (const [name, layer] of Object.entries(stores)) {
  describe(`an inbox in ${name}`, () => {
    it.live("hands out what came, once each, and drops what comes again, also after it was handled", () =>
      Effect.gen(function* () {
        const inbox = yield* Webhooks.Inbox
        const seen: Array<string> = []
        for (const id of ["a", "b", "a", "c", "b"]) assert.strictEqual(yield* inbox.offer(body(id)), "kept")
        const running = Webhooks.run(
          { "contact.user.updated": ({ id }) => Effect.sync(() => void seen.push(id)) },
          { concurrency: 1 }
        )
        yield* drained(running)
        yield* inbox.offer(body("a"))
        yield* drained(running)
        assert.deepStrictEqual(seen, ["a", "b", "c"])
      }).pipe(Effect.provide(layer()))
    )

    it.live("tries a handler that fails or dies again, and keeps what never succeeds as a dead letter", () =>
      Effect.gen(function* () {
        const inbox = yield* Webhooks.Inbox
        const attempts: Array<string> = []
        let broken = true
        yield* inbox.offer(body("fails"))
        yield* inbox.offer(body("dies", { id: "c2" }))
        yield* inbox.offer(body("works", { id: "c3" }))
        const running = Webhooks.run({
          "contact.user.updated": ({ id }) =>
            Effect.suspend((): Effect.Effect<void, string> => {
              attempts.push(id)
              if (id === "works" || !broken) return Effect.void
              return id === "fails" ? Effect.fail("no") : Effect.die(new TypeError("no"))
            })
        })
        yield* drained(running)
        assert.deepStrictEqual(attempts.toSorted(), ["dies", "dies", "dies", "fails", "fails", "fails", "works"])
        const letters = yield* Stream.runCollect(inbox.deadLetters)
        assert.deepStrictEqual(letters.map(({ notification }) => notification.id).toSorted(), ["dies", "fails"])
        assert.deepStrictEqual(
          letters.map(({ attempts }) => attempts),
          [3, 3]
        )

        broken = false
        for (const { id } of letters) assert.isTrue(yield* inbox.resend(id))
        assert.isFalse(yield* inbox.resend("w1/nobody"))
        yield* drained(running)
        assert.strictEqual(attempts.length, 9)
        assert.deepStrictEqual(yield* Stream.runCollect(inbox.deadLetters), [])
      }).pipe(Effect.provide(layer({ maxAttempts: 3 })))
    )

    it.live("refuses what is more than it may hold, until there is room", () =>
      Effect.gen(function* () {
        const inbox = yield* Webhooks.Inbox
        const answers = yield* Effect.forEach(["a", "b", "c"], (id) => inbox.offer(body(id)))
        assert.deepStrictEqual(answers, ["kept", "kept", "full"])
      }).pipe(Effect.provide(layer({ capacity: 2 })))
    )

    it.live("erases what waits and what was given up, when a person asks for it", () =>
      Effect.gen(function* () {
        const inbox = yield* Webhooks.Inbox
        yield* inbox.offer(body("a", { id: "c1", email: "ada@example.com" }))
        yield* inbox.offer(body("b", { id: "c2" }))
        const erased = yield* inbox.erase((notification) => Webhooks.itemId(notification) === "c1")
        assert.strictEqual(erased, 1)
        const seen: Array<string> = []
        yield* inbox.offer(body("a", { id: "c1", email: "ada@example.com" }))
        yield* drained(Webhooks.run({ otherwise: ({ id }) => Effect.sync(() => void seen.push(id)) }))
        assert.deepStrictEqual(seen, ["b"])
      }).pipe(Effect.provide(layer()))
    )

    it.live("gives back what a worker held that was interrupted, without counting the attempt", () =>
      Effect.gen(function* () {
        const inbox = yield* Webhooks.Inbox
        const begun = yield* Deferred.make<void>()
        yield* inbox.offer(body("a"))
        const fiber = yield* Effect.forkChild(
          Webhooks.run({ otherwise: () => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never) })
        )
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(fiber)
        const { attempt, notification } = yield* Effect.scoped(inbox.claim)
        assert.deepStrictEqual([notification.id, attempt], ["a", 1])
      }).pipe(Effect.provide(layer()))
    )

    it.live("is a stream, whose last notification comes again where it fails", () =>
      Effect.gen(function* () {
        const inbox = yield* Webhooks.Inbox
        for (const id of ["a", "b", "c"]) yield* inbox.offer(body(id, { id }))
        const seen: Array<string> = []
        const exit = yield* Webhooks.stream.pipe(
          Stream.runForEach(({ id }) => {
            seen.push(id)
            return id === "b" ? Effect.fail("broken") : Effect.void
          }),
          Effect.exit
        )
        assert.isTrue(Exit.isFailure(exit))
        const rest = yield* Webhooks.stream.pipe(
          Stream.take(2),
          Stream.map(({ id }) => id),
          Stream.runCollect
        )
        assert.deepStrictEqual(
          [seen, rest.toSorted()],
          [
            ["a", "b"],
            ["b", "c"]
          ]
        )
        assert.strictEqual(yield* inbox.waiting, 0)
      }).pipe(Effect.provide(layer()))
    )
  })
}

describe("an inbox", () => {
  it.live(
    "in a file is there after the process that filled it has gone, and keeps no contents of what was handled",
    () =>
      Effect.gen(function* () {
        const sqlite = yield* Layer.build(NodeSqlite.layer({ filename: ":memory:" }))
        const filled = Webhooks.layerInboxSql({ tableName: "inbox", pollInterval: "5 millis" })
        yield* Effect.gen(function* () {
          yield* (yield* Webhooks.Inbox).offer(body("a", { id: "c1", email: "ada@example.com" }))
        }).pipe(Effect.provide(filled), Effect.provideContext(sqlite))
        yield* drained(Webhooks.run({})).pipe(Effect.provide(filled), Effect.provideContext(sqlite))
        // An inbox that begins sweeps.
        yield* Effect.sleep("20 millis").pipe(Effect.provide(filled), Effect.provideContext(sqlite))
        const { SqlClient } = yield* Effect.promise(() => import("effect/sql"))
        const sql = yield* SqlClient.SqlClient.pipe(Effect.provideContext(sqlite))
        const rows = yield* sql<{ readonly element: string; readonly id: string }>`SELECT id, element FROM inbox`
        assert.deepStrictEqual(
          rows.map(({ element, id }) => [id, element]),
          [["w1/a", "null"]]
        )
      }).pipe(Effect.scoped)
  )

  it.effect("forgets ids and dead letters when their time is over", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const seen: Array<string> = []
      const handler = ({ id }: Webhooks.Notification) => {
        seen.push(id)
        return id === "dead" ? Effect.fail("no") : Effect.void
      }
      yield* Effect.forkScoped(Webhooks.run({ otherwise: handler }))
      yield* inbox.offer(body("a"))
      yield* inbox.offer(body("dead"))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Stream.runCollect(inbox.deadLetters)).length, 1)
      yield* TestClock.adjust("2 days")
      assert.deepStrictEqual(yield* Stream.runCollect(inbox.deadLetters), [])
      yield* inbox.offer(body("a"))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(seen, ["a", "dead", "a"])
    }).pipe(
      Effect.scoped,
      Effect.provide(Webhooks.layerInbox({ maxAttempts: 1, rememberIds: "1 day", keepDeadLetters: "1 day" }))
    )
  )
})

describe("handlers", () => {
  it.effect("of the same thing take turns, those of others run beside each other", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const running = new Set<string>()
      const together: Array<string> = []
      yield* Effect.forkScoped(
        Webhooks.run({
          otherwise: (notification) =>
            Effect.gen(function* () {
              const key = Webhooks.itemKey(notification) ?? ""
              if (running.has(key)) together.push(key)
              running.add(key)
              yield* Effect.sleep("30 seconds")
              running.delete(key)
            })
        })
      )
      for (const [id, thing] of [
        ["1", "x"],
        ["2", "x"],
        ["3", "y"],
        ["4", "z"]
      ] as const) {
        yield* inbox.offer(body(id, { id: thing }))
      }
      yield* TestClock.adjust("1 second")
      assert.strictEqual(running.size, 3)
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(together, [])
      assert.strictEqual(yield* inbox.waiting, 0)
    }).pipe(Effect.scoped, Effect.provide(stores.memory()))
  )

  it.effect("that take longer than they may count as failed", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      yield* Effect.forkScoped(Webhooks.run({ otherwise: () => Effect.never }, { timeout: "10 seconds" }))
      yield* inbox.offer(body("slow"))
      yield* TestClock.adjust("1 minute")
      const [letter] = yield* Stream.runCollect(inbox.deadLetters)
      assert.match(letter?.failure ?? "", /Timeout/)
    }).pipe(Effect.scoped, Effect.provide(stores.memory({ maxAttempts: 2 })))
  )

  it.effect("that interrupt themselves are tried again, and the others go on", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const seen: Array<string> = []
      yield* Effect.forkScoped(
        Webhooks.run(
          {
            otherwise: ({ id }) => {
              seen.push(id)
              return id === "stops" ? Effect.interrupt : Effect.void
            }
          },
          { concurrency: 1 }
        )
      )
      yield* inbox.offer(body("stops"))
      yield* inbox.offer(body("goes", { id: "c2" }))
      yield* TestClock.adjust("1 minute")
      assert.include(seen, "goes")
      assert.strictEqual((yield* Stream.runCollect(inbox.deadLetters)).length, 1)
    }).pipe(Effect.scoped, Effect.provide(stores.memory({ maxAttempts: 2 })))
  )

  it.effect("that want the latest are not given an older state after a newer one", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const seen = yield* Queue.unbounded<number>()
      const handler = ({ item }: Webhooks.NotificationOf<"contact.user.updated">) =>
        Effect.sync(() => void Queue.offerUnsafe(seen, item.updated_at ?? 0))
      yield* Effect.forkScoped(
        Webhooks.run({ "contact.user.updated": handler }, { order: Webhooks.latest(), concurrency: 1 })
      )
      for (const [id, thing, updated_at] of [
        ["1", "x", 30],
        ["2", "x", 10],
        ["3", "y", 5],
        ["4", "x", 40]
      ] as const) {
        yield* inbox.offer(body(id, { id: thing, updated_at }))
      }
      assert.deepStrictEqual(yield* Queue.takeN(seen, 3), [30, 5, 40])
    }).pipe(Effect.scoped, Effect.provide(stores.memory()))
  )

  it.effect("log which notification failed and how, and nothing of what stands in it", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      yield* Effect.forkScoped(
        Webhooks.run({ otherwise: () => Effect.fail(new Error("ada@example.com is not welcome")) })
      )
      yield* inbox.offer(body("a", { id: "c1", email: "ada@example.com" }))
      yield* TestClock.adjust("1 second")
    }).pipe(Effect.scoped, Effect.provide(stores.memory({ maxAttempts: 1 })), (program) =>
      Effect.gen(function* () {
        const { Logger } = yield* Effect.promise(() => import("effect"))
        const lines: Array<string> = []
        const logger = Logger.make(({ cause, message, fiber }) =>
          lines.push(JSON.stringify([message, Cause.pretty(cause), fiber.context.mapUnsafe.size]))
        )
        yield* program.pipe(Effect.provide(Logger.layer([logger])))
        assert.strictEqual(lines.length, 1)
        assert.notInclude(lines.join(), "ada")
      })
    )
  )
})

describe("an inbox whose clock is set back", () => {
  it.effect("is not full for as long as it was set back", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      yield* TestClock.setTime(Duration.toMillis("1 hour"))
      assert.strictEqual(yield* inbox.offer(body("a")), "kept")
      yield* Effect.scoped(inbox.claim)
      yield* TestClock.setTime(Duration.toMillis("1 minute"))
      assert.strictEqual(yield* inbox.offer(body("b")), "kept")
    }).pipe(Effect.provide(Webhooks.layerInbox({ capacity: 1 })))
  )
})
