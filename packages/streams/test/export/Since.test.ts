import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { now } from "../support/SampleExport.ts"
import { conversation, failure, row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

const bookmark = now - 50_000

const sample = () =>
  workspace({
    contacts: rows(40, (index) => row(`c${index}`, bookmark - 20_000 + index * 1000)),
    companies: rows(10, (index) => row(`k${index}`, bookmark - 5000 + index * 1000)),
    conversations: rows(10, (index) => conversation(String(90 + index), bookmark - 5000 + index * 1000, 2))
  })

const make = () => {
  const taken: Array<string> = []
  const sink = ExportSink.make((stream, records) =>
    Effect.sync(() => {
      for (const record of records) if ("id" in record) taken.push(`${stream} ${record.id}`)
    })
  )
  const options = {
    streams: ["contacts", "companies", "conversations"],
    sink,
    checkpoint: Checkpoint.memory(),
    checkpointEvery: 0
  } as const
  return { options, taken }
}

const since = DateTime.makeUnsafe(bookmark * 1000)

const start = TestClock.setTime(now * 1000)

describe("an export that begins at a date", () => {
  it.effect("is followed by what changed since", () =>
    Effect.gen(function* () {
      yield* start
      const space = sample()
      const { options, taken } = make()
      const client = serve(space).client()
      yield* Export.run({ ...options, since }).pipe(Effect.provide(client))
      assert.strictEqual(taken.length, 20 + 5 + 5)
      assert.notInclude(taken, "contacts c0")

      for (const [turn, id] of ["c3", "c4"].entries()) {
        yield* TestClock.adjust("1 hour")
        space.contacts = [...space.contacts.filter((contact) => contact.id !== id), row(id, now + turn * 3600 + 600)]
        taken.length = 0
        const report = yield* Export.run({ ...options, since: "last" }).pipe(Effect.provide(client))
        assert.isTrue(report.complete)
        assert.deepStrictEqual(taken, [`contacts ${id}`])
      }
    })
  )

  it.effect("and was stopped is gone on with first, from the same date", () =>
    Effect.gen(function* () {
      yield* start
      const space = sample()
      const { options, taken } = make()
      const stopping = serve(space, ({ path }) =>
        Effect.succeed(path === "/conversations/97" ? failure(401, "unauthorized") : undefined)
      )
      yield* Effect.flip(Export.run({ ...options, since }).pipe(Effect.provide(stopping.client())))
      const client = serve(space).client()
      yield* Export.run({ ...options, since: "last" }).pipe(Effect.provide(client))
      assert.sameMembers(
        taken.filter((one) => one.startsWith("conversations")),
        [95, 96, 97, 98, 99].map((id) => `conversations ${id}`)
      )
      assert.notInclude(taken, "contacts c0")
    })
  )

  it.effect("is not followed by another query, nor one that ended before now", () =>
    Effect.gen(function* () {
      yield* start
      const space = sample()
      const client = serve(space).client()
      const until = DateTime.makeUnsafe((bookmark + 2000) * 1000)
      for (const [first, second] of [
        [{ since, until }, {}],
        [{ since }, { parts: false }],
        [{ since }, { since: DateTime.makeUnsafe((bookmark + 1) * 1000), resume: true }]
      ] as const) {
        const { options } = make()
        yield* Export.run({ ...options, ...first }).pipe(Effect.provide(client))
        const error = yield* Effect.flip(
          Export.run({ ...options, since: "last", ...second }).pipe(Effect.provide(client))
        )
        assert.deepInclude(error.reason, { _tag: "CheckpointMismatch", field: "query" })
      }
    })
  )
})
