import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { now } from "../support/SampleExport.ts"
import { conversation, type Hook, json, row, serve, workspace } from "../support/SmallWorkspace.ts"

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

describe("a change within the second in which its record had changed, and was read", () => {
  const kinds = [
    { name: "contacts", of: (name: string) => row("1", now, { name }) },
    { name: "conversations", of: (name: string) => ({ ...conversation("1", now, 1), name }) }
  ] as const

  for (const { name, of } of kinds) {
    const begun = Effect.gen(function* () {
      const names: Array<string> = []
      const sink = ExportSink.make((_, records) =>
        Effect.sync(() => {
          for (const record of records) names.push("name" in record ? String(record.name) : "")
        })
      )
      const space = workspace({ [name]: [of("first")] })
      const checkpoint = Checkpoint.memory()
      const run = (hook?: Hook) =>
        Export.run({ streams: [name], since: "last", sink, checkpoint }).pipe(
          Effect.provide(serve(space, hook).client())
        )
      yield* TestClock.setTime(now * 1000)
      return { names, space, run }
    })

    it.effect(`is delivered by the next run, and nothing else: ${name}`, () =>
      Effect.gen(function* () {
        const { names, run, space } = yield* begun
        yield* run()
        space[name] = [of("second")]
        yield* TestClock.setTime((now + 3600) * 1000)
        yield* run()
        assert.deepStrictEqual(names, ["first", "second"])
        yield* TestClock.setTime((now + 7200) * 1000)
        yield* run()
        assert.deepStrictEqual(names, ["first", "second"])
      })
    )

    it.effect(`is delivered by what follows the walk, and nothing else: ${name}`, () =>
      Effect.gen(function* () {
        const { names, run, space } = yield* begun
        yield* run(({ path }) =>
          Effect.sync(() => {
            if (path === `/${name}/search`) space[name] = [of("second")]
            return undefined
          })
        )
        assert.deepStrictEqual(names, ["first", "second"])
      })
    )

    it.effect(`is no second copy where there was none: ${name}`, () =>
      Effect.gen(function* () {
        const { names, run } = yield* begun
        yield* run()
        yield* TestClock.setTime((now + 100) * 1000)
        yield* run()
        assert.deepStrictEqual(names, ["first"])
      })
    )
  }

  it.effect("is delivered by a list that shows the record twice", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const page = (names: ReadonlyArray<string>, cursor?: string) =>
        json({
          type: "list",
          data: names.map((name) => row("1", now, { name })),
          pages: cursor === undefined ? {} : { next: { page: 2, starting_after: cursor } }
        })
      const server = serve(workspace(), ({ query }) =>
        Effect.succeed(
          query["starting_after"] === undefined ? page(["first", "first"], "2") : page(["first", "second"])
        )
      )
      const contacts = yield* Export.contacts({ settled: false }).pipe(
        Export.records,
        Stream.runCollect,
        Effect.provide(server.client())
      )
      assert.deepStrictEqual(
        contacts.map(({ name }) => name),
        ["first", "second"]
      )
    })
  )
})
