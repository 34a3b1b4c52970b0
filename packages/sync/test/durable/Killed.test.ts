import { PgClient } from "@effect/sql-pg/PgClient"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { DurableExport } from "../../src/index.ts"
import { differences, dumpOf } from "../support/equals.ts"
import { isAlive, startRunner } from "../support/exportRunners.ts"
import { clientOf, postgres } from "../support/postgres.ts"
import { randomNumbers } from "../support/randomChanges.ts"
import { doubled, noteVersions } from "../support/versions.ts"

const server = postgres()

/** More of everything on request: `pnpm test:heavy`. */
const amount = (name: string, usual: number) => Number(process.env[name] ?? usual)
const conversations = amount("DURABLE_CONVERSATIONS", 500)
/** How often each of the three is killed. */
const kills = amount("DURABLE_KILLS", 1)
/** Requests per ten seconds: the export takes as long as they do. */
const rateLimit = amount("DURABLE_RATE", 1667)
const rows = amount("DURABLE_ROWS", 100)
const runners = 3
/** Milliseconds that it may take on a busy machine: a bound, and no expectation. */
const bound = 600_000 + 50 * conversations

describe("an export on three runners", () => {
  it.live(
    "equals the workspace with no row written twice, although each was killed, one was stopped and went on, and so was the database",
    () =>
      Effect.gen(function* () {
        const fake = yield* FakeIntercom.serve({ conversations, contacts: 50, rateLimit })
        const schema = "killed"
        const options = { exportId: "killed", streams: ["conversations"], rows } as const
        yield* noteVersions(schema)
        const start = () => startRunner({ fake, database: server.url(), schema, options })
        const running = yield* Effect.promise(() => Promise.all(Array.from({ length: runners }, start)))
        yield* Effect.addFinalizer(() => Effect.sync(() => running.forEach(({ child }) => child.kill("SIGKILL"))))
        yield* Effect.promise(() => Promise.all(running.map(({ joined }) => joined)))
        const begunAt = Date.now()

        const status = DurableExport.status({ exportId: "killed", schema })
        const untilRows = (part: number) =>
          Effect.repeat(
            Effect.orElseSucceed(status, () => undefined),
            {
              until: (found) => found !== undefined && (found.rows >= part * conversations || found.state === "done"),
              schedule: Schedule.spaced("100 millis")
            }
          )
        const sql = yield* PgClient
        /** Waits until a runner works on so many segments, as far as the database knows, or nothing is left to do. */
        const untilHeld = (name: string, isSo: (segments: number) => boolean) =>
          sql
            .unsafe<{ readonly held: number; readonly left: number }>(
              `SELECT count(*) FILTER (WHERE runner = $1 AND beat IS NOT NULL)::int4 AS held, count(*)::int4 AS left
              FROM "${schema}".durable_segments WHERE NOT done`,
              [name]
            )
            .pipe(
              Effect.map(([row]) => row),
              // The database is gone for a moment.
              Effect.orElseSucceed(() => undefined),
              Effect.repeat({
                until: (row) => row !== undefined && (row.left === 0 || isSo(row.held)),
                // Where a busy machine takes longer than that, it goes on a little early, and is no less to be kept out.
                schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "1 minute" }))
              })
            )
        const number = randomNumbers(5)
        const happened: Array<string> = []
        const told = (what: string, part: number) => happened.push(`${what} at ${Math.round(part * 100)} %`)
        // At random parts of the export.
        const events = [
          ...Array.from({ length: kills * runners }, (_, index) => ({
            what: "kill" as const,
            runner: index % runners
          })),
          { what: "stop" as const, runner: 1 },
          // While one is stopped: its connections are lost with the database.
          { what: "restart" as const, runner: 0 },
          // And one that keeps its connections, and goes on beside its successor.
          ...(kills > 1 ? [{ what: "stop" as const, runner: 2 }] : [])
        ].map((event, index, all) => ({ ...event, part: ((index + number()) / all.length) * 0.8 }))
        let stopped: Fiber.Fiber<unknown> | undefined
        for (const { part, runner, what } of events) {
          yield* untilRows(part)
          const victim = running[runner]
          if (victim === undefined) continue
          told(what, part)
          if (what === "kill") {
            victim.child.kill("SIGKILL")
            running[runner] = yield* Effect.promise(start)
          } else if (what === "stop") {
            if (stopped !== undefined) yield* Fiber.join(stopped)
            // Whoever holds nothing loses nothing.
            yield* untilHeld(victim.name, (segments) => segments > 0)
            victim.child.kill("SIGSTOP")
            // Until others have taken all of them, and it does not know.
            stopped = yield* Effect.forkScoped(
              Effect.andThen(
                untilHeld(victim.name, (segments) => segments === 0),
                Effect.sync(() => {
                  happened.push("it goes on")
                  victim.child.kill("SIGCONT")
                })
              )
            )
          } else {
            yield* Effect.promise(server.stop)
            yield* Effect.promise(server.start)
          }
        }
        if (stopped !== undefined) yield* Fiber.join(stopped)
        yield* Effect.repeat(
          Effect.sync(() => running.filter(isAlive).length),
          {
            until: (alive) => alive === 0,
            schedule: Schedule.spaced("200 millis").pipe(Schedule.upTo({ duration: bound / 2 }))
          }
        )
        const took = (Date.now() - begunAt) / 1000
        assert.deepStrictEqual(
          running.map(({ said }) => said.includes("complete")),
          Array.from({ length: runners }, () => true),
          running.map(({ said }) => said.join("\n")).join("\n---\n")
        )
        assert.deepStrictEqual(yield* differences(schema, ["conversations"], dumpOf(fake)), [])
        assert.deepStrictEqual(yield* doubled(schema), [])

        const [counted = { journal: 0, epochs: 0, segments: 0 }] = yield* sql.unsafe<{
          readonly journal: number
          readonly epochs: number
          readonly segments: number
        }>(
          `SELECT (SELECT count(*) FROM "${schema}".cluster_messages)::int4 + (SELECT count(*) FROM "${schema}".cluster_replies)::int4
              AS journal, sum(epoch)::int4 AS epochs, count(*)::int4 AS segments FROM "${schema}".durable_segments`
        )
        const ended = yield* status
        // A page that two wrote would be counted twice, also where its rows were the same.
        assert.strictEqual(ended.rows, conversations)
        const log = yield* fake.requests
        const sent = log.filter(({ status }) => status !== 429).length
        const windows = new Map<number, number>()
        for (const { receivedAt } of log) {
          const window = Math.floor(receivedAt / 10_000)
          windows.set(window, (windows.get(window) ?? 0) + 1)
        }
        console.log(
          `${conversations} conversations in ${took.toFixed(1)} s, ${counted.segments} segments taken ${counted.epochs} times; ` +
            `${(counted.journal / counted.segments).toFixed(1)} journal rows a segment; ${sent} requests, ` +
            `${log.length - sent} answered 429, windows of ${rateLimit}: ${[...windows.values()].join(", ")}; ` +
            `${ended.runners.map(({ rows, runner }) => `${runner}: ${rows}`).join(", ")}; ${happened.join(", ")}`
        )
      }).pipe(Effect.scoped, Effect.provide(clientOf(server, { maxConnections: 3 }))),
    bound
  )
})
