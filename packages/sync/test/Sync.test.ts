import { Export } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Sync } from "../src/index.ts"
import { allRows, differences, type Dump, type Resource } from "./support/equals.ts"
import { clientOf, postgres } from "./support/postgres.ts"
import { randomChanges } from "./support/randomChanges.ts"

const server = postgres()

let schemas = 0
const newSchema = () => `sync_${++schemas}`

const streams = [
  "contacts",
  "companies",
  "conversations",
  "tickets",
  "deleted_conversations",
  "contact_merges"
] as const
const dumped: ReadonlyArray<Resource> = ["contacts", "companies", "conversations", "tickets"]

const often = { every: "300 millis", wholeEvery: "700 millis", reconcileEvery: "3 seconds" } as const

const fakeDump: Effect.Effect<Dump, never, FakeIntercom> = Effect.map(
  FakeIntercom,
  ({ dump }) =>
    (resource) =>
      Stream.runCollect(dump(resource))
)

/** Asks until it is so, for half a minute at most; the last answer is told by the test. */
const until = <A, E, R>(ask: Effect.Effect<A, E, R>, isSo: (answer: A) => boolean): Effect.Effect<A, E, R> =>
  Effect.repeat(ask, {
    until: isSo,
    schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "30 seconds" }))
  }).pipe(Effect.andThen(ask))

const isEqual = Effect.fnUntraced(function* (schema: string) {
  const dump = yield* fakeDump
  return yield* Effect.catch(differences(schema, dumped, dump), (error) => Effect.succeed([error.message]))
})

const databaseOf = () => clientOf(server, { maxConnections: 5 })

describe("Sync.run", () => {
  it.live(
    "loads the workspace, and equals it after random changes, deletes and merges included",
    () =>
      Effect.gen(function* () {
        const schema = newSchema()
        yield* Effect.forkScoped(Sync.run({ streams, schema, ...often }))
        yield* randomChanges(150, 7)
        assert.deepStrictEqual(yield* until(isEqual(schema), (found) => found.length === 0), [])
        // Whatever was written bit by bit is what an export writes at once.
        const fresh = newSchema()
        yield* Export.run({ streams, sink: PostgresSink.make({ schema: fresh }) })
        const [synced, exported] = [yield* allRows(schema), yield* allRows(fresh)]
        for (const view of Object.keys(exported)) assert.deepStrictEqual(synced[view], exported[view], view)
      }).pipe(
        Effect.scoped,
        Effect.provide([
          FakeIntercom.layer({ contacts: 30, companies: 5, conversations: 10, tickets: 3 }),
          databaseOf()
        ])
      ),
    120_000
  )
})
