import { PgClient } from "@effect/sql-pg/PgClient"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { DurableExport } from "../../src/index.ts"
import { differences, dumpOf } from "../support/equals.ts"
import { isAlive, type Runner, startRunner } from "../support/exportRunners.ts"
import { hasNetworks, networks, relayed } from "../support/networks.ts"
import { clientOf, postgres } from "../support/postgres.ts"
import { doubled, noteVersions } from "../support/versions.ts"

const server = postgres()
const schema = "apart"
const conversations = 600
const options = { exportId: "apart", streams: ["conversations"], rows: 100 } as const

const until = <A, E, R>(ask: Effect.Effect<A, E, R>, isSo: (answer: A) => boolean): Effect.Effect<A, E, R> =>
  Effect.repeat(ask, {
    until: isSo,
    schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "120 seconds" }))
  }).pipe(Effect.andThen(ask))

describe.skipIf(!hasNetworks)("an export on runners in networks of their own", () => {
  it.live(
    "equals the workspace with no row written twice, although one was cut off from the database and Intercom and came back",
    () =>
      Effect.gen(function* () {
        const { address, apart } = yield* networks(2)
        const fake = yield* FakeIntercom.serve({ conversations, rateLimit: 250, listen: address })
        const relay = yield* relayed(address, server.port())
        yield* noteVersions(schema)
        const running: Array<Runner> = []
        yield* Effect.addFinalizer(() => Effect.sync(() => running.forEach(({ child }) => child.kill("SIGKILL"))))
        for (const { address: host, within } of apart) {
          // The one that begins it waits for the other, whose start goes on with it.
          if (running.length > 0) yield* DurableExport.pause({ exportId: options.exportId, schema })
          const database = server.url().replace(/@[^/]+/, `@${address}:${relay}`)
          const runner = yield* Effect.promise(() => startRunner({ fake, database, schema, options, host, within }))
          running.push(runner)
          yield* Effect.promise(() => runner.joined)
        }
        const began = Date.now()
        const happened: Array<string> = []
        const told = (what: string) => happened.push(`${what} after ${((Date.now() - began) / 1000).toFixed(1)} s`)

        const sql = yield* PgClient
        /** The segments that a runner works on, as far as the database knows. */
        const heldBy = (host: string) =>
          Effect.map(
            sql.unsafe(
              `SELECT FROM "${schema}".durable_segments WHERE runner LIKE $1 AND beat IS NOT NULL AND NOT done`,
              [`${host}:%`]
            ),
            (rows) => rows.length
          )
        const [stays, leaves] = apart
        if (stays === undefined || leaves === undefined) return assert.fail("there are two")
        for (const { address } of apart) yield* until(heldBy(address), (segments) => segments > 0)
        let held = 0
        // Between two segments it holds none. What is on its way when it is cut off may still arrive.
        for (let tries = 0; held === 0 && tries < 100; tries++) {
          leaves.cut()
          held = yield* Effect.delay(heldBy(leaves.address), "300 millis")
          if (held === 0) leaves.mend()
        }
        assert.isAbove(held, 0)
        told(`one was cut off, with ${held} segments`)
        // The other has taken all of them, and the one that is cut off does not know.
        yield* until(heldBy(leaves.address), (segments) => segments === 0)
        leaves.mend()
        told("it came back")
        yield* until(
          Effect.sync(() => running.filter(isAlive).length),
          (alive) => alive === 0
        )
        told("both were at their end")
        assert.deepStrictEqual(
          running.map(({ said }) => said.includes("complete")),
          [true, true],
          running.map(({ said }) => said.join("\n")).join("\n---\n")
        )
        assert.deepStrictEqual(yield* differences(schema, ["conversations"], dumpOf(fake)), [])
        assert.deepStrictEqual(yield* doubled(schema), [])
        const [counted = { epochs: 0, segments: 0 }] = yield* sql.unsafe<{
          readonly epochs: number
          readonly segments: number
        }>(`SELECT sum(epoch)::int4 AS epochs, count(*)::int4 AS segments FROM "${schema}".durable_segments`)
        assert.isAtLeast(counted.epochs, counted.segments + held)
        const { rows, runners } = yield* DurableExport.status({ exportId: options.exportId, schema })
        // A page that two wrote would be counted twice, also where its rows were the same.
        assert.strictEqual(rows, conversations)
        console.log(
          `${happened.join(", ")}; ${counted.segments} segments taken ${counted.epochs} times; ` +
            runners.map(({ rows, runner }) => `${runner}: ${rows} rows`).join(", ")
        )
      }).pipe(Effect.scoped, Effect.provide(clientOf(server, { maxConnections: 3 }))),
    300_000
  )
})
