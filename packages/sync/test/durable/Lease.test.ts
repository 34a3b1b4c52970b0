import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Lease from "../../src/durable/Lease.ts"
import { database, prepare } from "../../src/durable/Place.ts"
import { clientOf, postgres } from "../support/postgres.ts"

const server = postgres()

let schemas = 0

/** An export with one segment, in a schema of its own, and a table to write into. */
const segment = Effect.gen(function* () {
  const schema = `lease_${++schemas}`
  yield* prepare(schema)
  const { name, query } = yield* database(schema)
  yield* query(
    `INSERT INTO ${name("durable_exports")} (id, asked, state, host, api_version) VALUES ('one', '', 'running', '', '')`
  )
  yield* query(
    `INSERT INTO ${name("durable_segments")} (export, number, round, stream) VALUES ('one', 1, 'walk', 'contacts')`
  )
  yield* query(`CREATE TABLE ${name("written")} (by text)`)
  const write = (by: string) => query(`INSERT INTO ${name("written")} VALUES ($1)`, [by])
  const written = Effect.map(query<{ readonly by: string }>(`SELECT by FROM ${name("written")}`), (rows) =>
    rows.map(({ by }) => by)
  )
  /** As if nobody had been heard of for so long. */
  const silent = query(`UPDATE ${name("durable_segments")} SET beat = clock_timestamp() - interval '11 seconds'`)
  const become = (state: string) => query(`UPDATE ${name("durable_exports")} SET state = $1`, [state])
  return { place: { schema, exportId: "one", number: 1 }, write, written, silent, become, query, name }
})

const taken = (lease: Lease.Lease | "held" | "done"): Lease.Lease => {
  assert.isObject(lease)
  return lease as Lease.Lease
}

const moved: Lease.Moved = {
  cursor: "next",
  rows: 1,
  removed: 0,
  requests: 1,
  retries: 0,
  counters: undefined,
  settled: undefined,
  shortfall: undefined,
  isDone: false
}

describe("a segment", () => {
  it.live("is one runner's until it is not heard of, and whoever had it before writes nothing", () =>
    Effect.gen(function* () {
      const { place, silent, write, written } = yield* segment
      const first = taken(yield* Lease.take(place, "first"))
      yield* Lease.fenced(first, moved, write("first"))
      assert.strictEqual(yield* Lease.take(place, "second"), "held")
      yield* silent
      const second = taken(yield* Lease.take(place, "second"))
      assert.strictEqual(second.cursor, "next")
      const exit = yield* Effect.exit(Lease.fenced(first, moved, write("first again")))
      assert.isTrue(Exit.isFailure(exit))
      yield* Lease.fenced(second, { ...moved, isDone: true }, write("second"))
      assert.deepStrictEqual(yield* written, ["first", "second"])
      assert.strictEqual(yield* Lease.take(place, "third"), "done")
      // What is done is done, also for the one who did it.
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Lease.fenced(second, moved, write("second again")))))
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("is let go of when its work ends, whatever the end, and at once when it is another's", () =>
    Effect.gen(function* () {
      const { name, place, query } = yield* segment
      const first = taken(yield* Lease.take(place, "first"))
      assert.strictEqual((yield* Effect.flip(Lease.holding(first, Effect.fail("no" as const)))).toString(), "no")
      const second = taken(yield* Lease.take(place, "second"))
      const working = yield* Effect.forkChild(Lease.holding(second, Effect.never))
      // What taking it does to the row, between two signs of life.
      yield* query(
        `UPDATE ${name("durable_segments")} SET epoch = epoch + 1, runner = 'third', beat = clock_timestamp()`
      )
      const exit = yield* Fiber.await(working)
      assert.isTrue(Exit.isFailure(exit))
      // The successor's is not let go of by the one that lost it.
      const [row] = yield* query<{ readonly runner: string; readonly held: boolean }>(
        `SELECT runner, beat IS NOT NULL AS held FROM ${name("durable_segments")}`
      )
      assert.deepStrictEqual(row, { runner: "third", held: true })
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("is written to only while the export is to go on, and a write that fails leaves nothing", () =>
    Effect.gen(function* () {
      const { become, name, place, query, write, written } = yield* segment
      const lease = taken(yield* Lease.take(place, "first"))
      yield* become("paused")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Lease.fenced(lease, moved, write("paused")))))
      yield* become("running")
      const failing = Effect.andThen(write("failed"), Effect.fail("no" as const))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Lease.fenced(lease, moved, failing))))
      const [row] = yield* query<{ readonly cursor: string | null }>(`SELECT cursor FROM ${name("durable_segments")}`)
      assert.deepStrictEqual([row?.cursor, yield* written], [null, []])
    }).pipe(Effect.provide(clientOf(server)))
  )
})
