import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as PostgresSink from "../../src/PostgresSink.ts"
import * as Line from "../../src/sink/PostgresLine.ts"
import { emptyCheckpoint } from "../support/emptyCheckpoint.ts"
import { contactsTarget } from "../support/contactsTarget.ts"
import { clientOf, postgres } from "../support/postgres.ts"

const server = postgres()

let schemas = 0
const newSchema = () => `line_${++schemas}`

/** So long that each goes in a statement of its own. */
const long = "word ".repeat(120_000)

const contact = (id: string, updated_at = 1) => ({
  id,
  updated_at,
  long,
  tags: { data: [{ type: "tag", id: String(updated_at) }], has_more: false }
})

/** An id that no index takes: it does not pack. */
const poison = contact(
  Array.from({ length: 4000 }, (_, index) => (Math.imul(index + 1, 2_654_435_761) >>> 0).toString(36)).join("")
)

const opened = (schema: string) => PostgresSink.make({ schema }).open(contactsTarget("begin"), undefined)

/** What is seen from inside, before anything is committed. */
const heldAfter = (records: ReadonlyArray<object>) =>
  Effect.gen(function* () {
    const schema = newSchema()
    const sink = PostgresSink.make({ schema })
    const refused = yield* Effect.scoped(
      Effect.gen(function* () {
        const stream = yield* sink.open(contactsTarget("begin"), undefined)
        const found = [...((yield* stream.write(records, [])) ?? [])]
        if (stream.settle !== undefined) found.push(...(yield* stream.settle))
        yield* stream.commit
        yield* sink.checkpoint.save(emptyCheckpoint)
        return found
      })
    )
    const sql = yield* PgClient.PgClient
    const rows = yield* sql.unsafe<{ readonly id: string; readonly at: number; readonly tags: ReadonlyArray<string> }>(
      `SELECT id, extract(epoch FROM updated_at)::int4 AS at,
        ARRAY(SELECT tag_id FROM "${schema}".contact_tags WHERE contact_id = id ORDER BY 1) AS tags
        FROM "${schema}".contacts ORDER BY id`
    )
    return { refused: refused.map(({ id }) => id), rows: rows.map(({ at, id, tags }) => [id, at, ...tags]) }
  })

describe("pages that follow each other into PostgreSQL", () => {
  it.live("are all there but for the record that it refuses, wherever that comes", () =>
    Effect.gen(function* () {
      const others = ["a", "b", "c", "d", "e"].map((id) => contact(id))
      for (const nth of [0, 1, 2, 5]) {
        const { refused, rows } = yield* heldAfter(others.toSpliced(nth, 0, poison))
        assert.deepStrictEqual(refused, [poison.id], `at ${nth}`)
        assert.deepStrictEqual(
          rows.map(([id]) => id),
          ["a", "b", "c", "d", "e"],
          `at ${nth}`
        )
      }
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("take a record that comes again among new ones, and keep its later version", () =>
    Effect.gen(function* () {
      const { refused, rows } = yield* heldAfter([
        contact("a", 1),
        contact("b", 1),
        contact("a", 3),
        contact("c", 1),
        contact("a", 2),
        contact("b", 2),
        contact("d", 1)
      ])
      assert.deepStrictEqual(refused, [])
      assert.deepStrictEqual(rows, [
        ["a", 3, "3"],
        ["b", 2, "2"],
        ["c", 1, "1"],
        ["d", 1, "1"]
      ])
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("are in a transaction that no other statement of the same client is in", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const schema = newSchema()
        const stream = yield* opened(schema)
        yield* stream.write([contact("a")], [])
        if (stream.settle !== undefined) yield* stream.settle
        const sql = yield* PgClient.PgClient
        const [found] = yield* sql.unsafe("SELECT to_regclass($1) IS NULL AS unseen", [`"${schema}".contacts`])
        assert.deepStrictEqual(found, { unseen: true })
      })
    ).pipe(Effect.provide(clientOf(server, { multiplex: true, maxConnections: 1 })))
  )

  it.live(
    "are let go of at once when the export is interrupted while the database waits for somebody",
    () =>
      Effect.gen(function* () {
        const schema = newSchema()
        const sql = yield* PgClient.PgClient
        yield* heldIn(schema)
        const blocked = yield* Deferred.make<void>()
        yield* Effect.forkScoped(
          sql.withTransaction(
            Effect.andThen(
              sql.unsafe(`LOCK TABLE "${schema}".contacts IN SHARE MODE`),
              Effect.andThen(Deferred.succeed(blocked, undefined), Effect.never)
            )
          )
        )
        yield* Deferred.await(blocked)
        const export_ = yield* Effect.forkScoped(
          Effect.scoped(
            Effect.gen(function* () {
              const stream = yield* PostgresSink.make({ schema }).open(contactsTarget("add"), { table: "contacts" })
              yield* stream.write([contact("b")], [])
              yield* stream.commit
            })
          )
        )
        const waiting = sql<{ readonly waiting: number }>`SELECT count(*)::int4 AS waiting FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND query LIKE ${`%${schema}%`}`
        const until = (count: number) =>
          Effect.repeat(waiting, {
            until: ([row]) => row?.waiting === count,
            schedule: Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "10 seconds" }))
          })
        yield* until(1)
        yield* Fiber.interrupt(export_)
        assert.deepStrictEqual(yield* until(0), [{ waiting: 0 }])
      }).pipe(Effect.scoped, Effect.provide(clientOf(server))),
    60_000
  )
})

/** Tables with nothing in them. */
const heldIn = (schema: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sink = PostgresSink.make({ schema })
      yield* sink.open(contactsTarget("begin"), undefined)
      // Type boundary: a report is kept as it comes.
      if (sink.finish !== undefined) yield* sink.finish({ streams: [] } as never)
    })
  )

describe("the line of a connection", () => {
  /** What a page does, in the order in which it does it. */
  const said: Array<string> = []
  const page = (line: Line.PostgresLine, name: string, answer: Deferred.Deferred<string, string>) =>
    line.page(
      Effect.sync(() => {
        said.push(`${name} sent`)
        return Deferred.await(answer)
      }),
      (error) =>
        Effect.sync(() => {
          said.push(`${name} made up for`)
          return `after ${String(error)}`
        })
    )

  it.effect("sends the next before the first is answered, and makes up for them one after the other", () =>
    Effect.gen(function* () {
      said.length = 0
      const line = Line.make()
      const answers = [Deferred.makeUnsafe<string, string>(), Deferred.makeUnsafe<string, string>()] as const
      const one = yield* Effect.forkChild(page(line, "one", answers[0]), { startImmediately: true })
      const other = yield* Effect.forkChild(page(line, "other", answers[1]), { startImmediately: true })
      assert.deepStrictEqual(said, ["one sent", "other sent"])
      // The second is told first.
      Deferred.doneUnsafe(answers[1], Exit.fail("the first"))
      yield* Effect.yieldNow
      assert.deepStrictEqual(said, ["one sent", "other sent"])
      Deferred.doneUnsafe(answers[0], Exit.fail("itself"))
      assert.strictEqual(yield* Fiber.join(one), "after itself")
      assert.strictEqual(yield* Fiber.join(other), "after the first")
      assert.deepStrictEqual(said, ["one sent", "other sent", "one made up for", "other made up for"])
    })
  )
})
