import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import * as Export from "../../src/Export.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { assertWhole, inDirectory, lines, options, readJson, sample } from "../support/SampleExport.ts"
import { failure, serve } from "../support/SmallWorkspace.ts"

const later = DateTime.makeUnsafe("2026-09-21")

describe("a place that holds an export", () => {
  it.effect("that ended is not written over by one of another window: the ways in are named", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(space).client()))
        for (const given of [{}, { since: later }, { streams: ["contacts"] as const }]) {
          const server = serve(space)
          const error = yield* Effect.flip(
            Export.run({ ...options(directory), ...given }).pipe(Effect.provide(server.client()))
          )
          assert.strictEqual(error.reason._tag, "PlaceTaken")
          assert.include(error.message, 'since: "last"')
          assert.include(error.message, "full: true")
          assert.include(error.message, "overwrite: true")
          assert.deepStrictEqual(server.received, [])
        }
        assertWhole(directory, space, "after all of them")
        assert.isTrue(readJson(`${directory}/report.json`)["complete"])
      })
    )
  )

  it.effect("that ended is not written over in a database either", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = SqliteSink.file(`${directory}/export.db`)
        yield* Export.run({ streams: ["contacts", "admins"], sink }).pipe(Effect.provide(serve(sample()).client()))
        const error = yield* Effect.flip(
          Export.run({ streams: ["contacts"], since: later, sink }).pipe(Effect.provide(serve(sample()).client()))
        )
        assert.strictEqual(error.reason._tag, "PlaceTaken")
        const database = new DatabaseSync(`${directory}/export.db`)
        assert.strictEqual(database.prepare("SELECT count(*) AS n FROM contacts").get()?.["n"], 400)
        database.close()
      })
    )
  )

  it.effect("that did not end is gone on with, and not begun anew unless told to", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const stopped = serve(space, ({ number }) =>
          Effect.succeed(number === 20 ? failure(401, "unauthorized") : undefined)
        )
        yield* Effect.flip(Export.run(options(directory)).pipe(Effect.provide(stopped.client())))
        const error = yield* Effect.flip(Export.run(options(directory)).pipe(Effect.provide(serve(space).client())))
        assert.strictEqual(error.reason._tag, "PlaceTaken")
        assert.include(error.message, "did not end")
        assert.include(error.message, "resume: true")
        yield* Export.run({ ...options(directory), overwrite: true }).pipe(Effect.provide(serve(space).client()))
        assertWhole(directory, space, "begun anew")
      })
    )
  )

  it.effect("takes streams it does not hold yet, beside those it holds", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        yield* Export.run({ ...options(directory), streams: ["contacts"] }).pipe(Effect.provide(serve(space).client()))
        const report = yield* Export.run({ ...options(directory), streams: ["admins"] }).pipe(
          Effect.provide(serve(space).client())
        )
        assert.isTrue(report.complete)
        assert.lengthOf(lines(directory, "contacts"), 400)
      })
    )
  )

  for (const [what, text] of [
    ["no checkpoint", "{"],
    ["one of a later version", JSON.stringify({ format: "effect-intercom export checkpoint", formatVersion: 99 })]
  ] as const) {
    it.effect(`whose checkpoint cannot be read (${what}) is left as it is, unless told to go`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const space = sample()
          writeFileSync(`${directory}/checkpoint.json`, text)
          for (const given of [{}, { resume: true }, { since: "last" }, { full: true }] as const) {
            yield* Effect.flip(
              Export.run({ ...options(directory), ...given }).pipe(Effect.provide(serve(space).client()))
            )
            assert.strictEqual(readFileSync(`${directory}/checkpoint.json`, "utf8"), text)
          }
          const report = yield* Export.run({ ...options(directory), overwrite: true }).pipe(
            Effect.provide(serve(space).client())
          )
          assert.isTrue(report.complete)
        })
      )
    )
  }

  it.effect("of another workspace is left as it is, unless told to go", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(sample()).client()))
        const other = { ...sample(), appId: "app2" }
        const error = yield* Effect.flip(
          Export.run({ ...options(directory), full: true }).pipe(Effect.provide(serve(other).client()))
        )
        assert.strictEqual(error.reason._tag, "CheckpointMismatch")
        yield* Export.run({ ...options(directory), overwrite: true }).pipe(Effect.provide(serve(other).client()))
        assert.strictEqual(readJson(`${directory}/checkpoint.json`)["workspace"], "app2")
      })
    )
  )

  it.effect("is not held against an option that contradicts another", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (const given of [
          { overwrite: true, resume: true },
          { overwrite: true, since: "last" },
          { overwrite: true, full: true },
          { full: true, since: "last" }
        ] as const) {
          const server = serve(sample())
          const error = yield* Effect.flip(
            Export.run({ ...options(directory), ...given }).pipe(Effect.provide(server.client()))
          )
          assert.strictEqual(error.reason._tag, "InvalidExport")
          assert.deepStrictEqual(server.received, [])
        }
      })
    )
  )
})
