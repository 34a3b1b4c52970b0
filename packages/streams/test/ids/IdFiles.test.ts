import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { readdirSync } from "node:fs"
import * as IdFiles from "../../src/ids/IdFiles.ts"
import * as IdMemory from "../../src/ids/IdMemory.ts"
import type { IdStore } from "../../src/ids/IdStore.ts"
import type { IdLog } from "../../src/state/StreamState.ts"

const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

const write = <R>(
  store: IdStore<R>,
  log: IdLog,
  { came = [], went = [] }: { readonly came?: Iterable<string>; readonly went?: Iterable<string> }
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const ids = yield* store.open("contacts", log)
      yield* ids.add(came)
      yield* ids.remove(went)
      return { generation: log.generation, end: yield* ids.commit }
    })
  )

const missing = <R>(store: IdStore<R>, known: ReadonlyArray<IdLog>, seen: IdLog) =>
  Effect.map(Stream.runCollect(store.missing("contacts", known, seen)), (found) => found.flat())

const first = { generation: 1, end: null }
const second = { generation: 2, end: null }

for (const [where, storeIn] of [
  ["in files", (directory: string) => IdFiles.beside(`${directory}/checkpoint.json`)],
  ["in memory", () => IdMemory.make()]
] as const) {
  describe(`ids ${where}`, () => {
    it.effect("that did not come again are missing, whatever they are made of", () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const store = storeIn(directory)
          const odd = ["a\nb", "+", "-x", "\\", "ü\u2028", "", "\r"]
          const known = yield* write(store, first, { came: ["1", "2", "3", ...odd] })
          const seen = yield* write(store, second, { came: ["2", "4"] })
          assert.sameMembers(yield* missing(store, [known], seen), ["1", "3", ...odd])
          const again = yield* write(store, seen, { came: ["3", ...odd], went: ["1"] })
          assert.deepStrictEqual(yield* missing(store, [known], again), [])
          assert.deepStrictEqual((yield* missing(store, [again], known)).toSorted(), ["4"])
        })
      )
    )

    it.effect("written behind the end that a checkpoint knows are dropped", () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const store = storeIn(directory)
          const known = yield* write(store, first, { came: ["1"] })
          yield* write(store, known, { came: ["2", "3"] })
          const other = yield* write(store, known, { came: ["4"] })
          const nothing = yield* write(store, second, {})
          assert.sameMembers(yield* missing(store, [other], nothing), ["1", "4"])
        })
      )
    )

    it.effect("of generations that nobody speaks of are let go", () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const store = storeIn(directory)
          yield* write(store, first, { came: ["1"] })
          const kept = yield* write(store, second, { came: ["2"] })
          yield* store.keepOnly("contacts", [2])
          if (where === "in files")
            assert.deepStrictEqual(readdirSync(`${directory}/checkpoint.ids`), ["contacts.2.ids"])
          assert.deepStrictEqual(yield* missing(store, [kept], { generation: 3, end: null }), ["2"])
        })
      )
    )

    it.effect("are told part by part where there are many", () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const store = storeIn(directory)
          const ids = Array.from({ length: 60_000 }, (_, index) => index.toString(16).padStart(24, "0"))
          const gone = new Set([...ids.slice(0, 1), ...ids.slice(4_000, 58_000)])
          const known = yield* write(store, first, { came: ids })
          const seen = yield* write(store, second, { came: ids.filter((id) => !gone.has(id)) })
          const parts = yield* Stream.runCollect(store.missing("contacts", [known], seen))
          assert.strictEqual(parts.length, 2)
          assert.deepStrictEqual(parts.flat().toSorted(), [...gone])
        })
      )
    )
  })
}
