import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { running } from "../support/running.ts"
import { conversation, row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

interface Held {
  readonly id: string
  readonly updated_at: number
}

/** A store where the later version of a record takes the place of the earlier one. */
const store = () => {
  const streams = new Map<string, Map<string, Held>>()
  const versions: Array<string> = []
  const sink = ExportSink.make((stream, records) =>
    Effect.sync(() => {
      for (const record of records as ReadonlyArray<Held>) {
        const held = streams.get(stream) ?? new Map<string, Held>()
        held.set(record.id, record)
        streams.set(stream, held)
        versions.push(`${stream} ${record.id} ${record.updated_at}`)
      }
    })
  )
  return { sink, versions, held: (stream: string) => [...(streams.get(stream)?.values() ?? [])] }
}

const byId = (one: Held, other: Held) => one.id.localeCompare(other.id)

const streams = ["contacts", "conversations", "tickets"] as const

/** The clock of a workspace begins where ours stands when it is made. */
const atTheEndOfTheSeeds = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(seededUntil), test)

/** The record of each stream that changes on the way. */
const changing = new Map<string, string>()

describe("what changes while everything is exported", () => {
  it.effect("T5, T7: is read at the end, so that the store equals the server as it is then", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      for (const stream of streams) {
        const all = yield* Stream.runCollect(fake.dump(stream))
        // Conversations are listed from the last one that changed.
        changing.set(stream, String(all.at(stream === "conversations" ? -1 : 0)?.["id"]))
      }
      const { held, sink, versions } = store()
      const report = yield* running(Export.run({ streams, sink, concurrency: 4 }), "1 second")
      assert.isTrue(report.complete, JSON.stringify(report.streams))
      for (const stream of streams) {
        const dump: ReadonlyArray<Held> = JSON.parse(JSON.stringify(yield* Stream.runCollect(fake.dump(stream))))
        assert.deepStrictEqual(held(stream).toSorted(byId), dump.toSorted(byId), stream)
      }
      assert.strictEqual(new Set(versions).size, versions.length, "no version comes twice")
      assert.deepStrictEqual(
        report.streams.map(({ caughtUp, expected, rows, seen }) => [expected, seen, rows, caughtUp?.rows]),
        [
          [400, 400, 402, 2],
          [60, 60, 61, 1],
          [50, 50, 51, 1]
        ]
      )
      const [contacts] = report.streams
      assert.isAtLeast(contacts?.caughtUp?.until ?? 0, seededUntil / 1000 - 300)
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          contacts: 400,
          conversations: 60,
          tickets: 50,
          latency: "1 second",
          before: [
            {
              request: 40,
              run: ({ contacts, conversations, tickets }) => {
                contacts.update(changing.get("contacts") ?? "", { name: "Ada" })
                contacts.add({ email: "new@example.com" })
                conversations.update(changing.get("conversations") ?? "", { title: "changed" })
                tickets.update(changing.get("tickets") ?? "", { open: false })
              }
            }
          ]
        })
      ),
      atTheEndOfTheSeeds
    )
  )

  it.effect("is left out on request, and in a window, whose end was frozen before", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const server = serve(workspace({ contacts: rows(10, (index) => row(`c${index}`, index)) }))
      const { sink } = store()
      const report = yield* Export.run({ streams: ["contacts"], sink, catchUp: false }).pipe(
        Effect.provide(server.client())
      )
      assert.isUndefined(report.streams[0]?.caughtUp)
      const since = DateTime.makeUnsafe(seededUntil - 3_600_000)
      const later = yield* Export.run({ streams: ["contacts"], sink, since }).pipe(Effect.provide(server.client()))
      assert.isUndefined(later.streams[0]?.caughtUp)
      assert.lengthOf(server.received, 2)
    })
  )

  it.effect("T8: a conversation that changed between list and reading is not read once more", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const now = seededUntil / 1000
      const space = workspace({
        conversations: [conversation("1", now - 50_000, 2), conversation("2", now - 50_000, 2)]
      })
      const server = serve(space, ({ path }) =>
        Effect.sync(() => {
          if (path === "/conversations/1")
            space.conversations = [conversation("1", now, 3), ...space.conversations.slice(1)]
          return undefined
        })
      )
      const { sink, versions } = store()
      const report = yield* Export.run({ streams: ["conversations"], sink }).pipe(Effect.provide(server.client()))
      assert.sameMembers(versions, [`conversations 1 ${now}`, `conversations 2 ${now - 50_000}`])
      assert.strictEqual(report.streams[0]?.caughtUp?.rows, 0)
    })
  )
})
