import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { now } from "../support/SampleExport.ts"
import { conversation, serve, workspace } from "../support/SmallWorkspace.ts"

/** Seconds that search takes to show a change, now and then: more than a stream waits, less than windows overlap. */
const lag = 200

const store = () => {
  const versions: Array<string> = []
  const sink = ExportSink.make((_, records) =>
    Effect.sync(() => {
      for (const { id, updated_at } of records as ReadonlyArray<{ id: string; updated_at: number }>) {
        versions.push(`${id} ${updated_at - now}`)
      }
    })
  )
  return { sink, versions, checkpoint: Checkpoint.memory() }
}

describe("a change that search shows late", () => {
  it.effect("is delivered by the next run, although it lies before the horizon of the last", () =>
    Effect.gen(function* () {
      const { checkpoint, sink, versions } = store()
      const space = workspace({ conversations: [conversation("1", now - 9000, 1)] })
      const run = Export.run({ streams: ["conversations"], since: "last", sink, checkpoint }).pipe(
        Effect.provide(serve(space).client())
      )
      yield* TestClock.setTime(now * 1000)
      yield* run
      space.conversations = [conversation("1", now - lag, 2)]
      yield* TestClock.setTime((now + 3600) * 1000)
      yield* run
      assert.deepStrictEqual(versions, ["1 -9000", `1 ${-lag}`])
      yield* TestClock.setTime((now + 7200) * 1000)
      yield* run
      assert.lengthOf(versions, 2)
    })
  )

  it.effect("is delivered by what follows the walk, although it lies before the beginning of the export", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const { checkpoint, sink, versions } = store()
      const space = workspace({ conversations: [conversation("1", now - 9000, 1)] })
      const server = serve(space, ({ path }) =>
        Effect.sync(() => {
          // Search shows now what changed before anything was asked.
          if (path === "/conversations/search") space.conversations = [conversation("1", now - lag, 2)]
          return undefined
        })
      )
      yield* Export.run({ streams: ["conversations"], sink, checkpoint }).pipe(Effect.provide(server.client()))
      assert.deepStrictEqual(versions, ["1 -9000", `1 ${-lag}`])
    })
  )

  it.effect(
    "is delivered by what follows the walk, although the server's clock is ahead and nothing told by how much",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now * 1000)
        const { checkpoint, sink, versions } = store()
        const space = workspace({ conversations: [conversation("1", now - 9000, 1)] })
        const server = serve(space, ({ path }) =>
          Effect.sync(() => {
            if (path === "/conversations/search") space.conversations = [conversation("1", now + lag, 2)]
            return undefined
          })
        )
        yield* Export.run({ streams: ["conversations"], sink, checkpoint }).pipe(Effect.provide(server.client()))
        assert.deepStrictEqual(versions, ["1 -9000", `1 ${lag}`])
      })
  )
})
