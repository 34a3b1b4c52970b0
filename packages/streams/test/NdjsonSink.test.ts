import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { idOf, secondsOf } from "../src/catalog/Field.ts"
import * as CsvSink from "../src/CsvSink.ts"
import type * as ExportSink from "../src/ExportSink.ts"
import * as NdjsonSink from "../src/NdjsonSink.ts"
import type { DirectoryOptions } from "../src/NdjsonSink.ts"
import * as ParquetSink from "../src/ParquetSink.ts"

const target = {
  stream: "contacts",
  idOf,
  changedAtOf: (record: object) => secondsOf(record, "updated_at"),
  intent: "goOn"
} as const

const open = (directory: string, state: unknown, options?: DirectoryOptions) =>
  NdjsonSink.directory(directory, options).open(target, state)

const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("NdjsonSink", () => {
  it.effect("writes records whole, fields nobody declared included", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = yield* open(directory, undefined)
        yield* sink.write([{ id: "1", name: "Ada\n", unknown: { deep: [1, null] } }], [])
        yield* sink.commit
        assert.strictEqual(
          readFileSync(`${directory}/contacts.ndjson`, "utf8"),
          '{"id":"1","name":"Ada\\n","unknown":{"deep":[1,null]}}\n'
        )
      })
    )
  )

  for (const gzip of [false, true]) {
    const file = gzip ? "contacts.ndjson.gz" : "contacts.ndjson"
    const read = (directory: string) => {
      const bytes = readFileSync(`${directory}/${file}`)
      return (gzip ? gunzipSync(bytes) : bytes).toString("utf8")
    }
    it.effect(`T32: what was written after the last commit is cut off on resume (${file})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const first = yield* open(directory, undefined, { gzip })
          yield* first.write([{ id: "1" }], [])
          const state: unknown = JSON.parse(JSON.stringify(yield* first.commit))
          yield* first.write([{ id: "2" }], [])
          yield* first.commit

          const second = yield* open(directory, state, { gzip })
          yield* second.write([{ id: "3" }], [])
          yield* second.commit
          assert.strictEqual(read(directory), '{"id":"1"}\n{"id":"3"}\n')
        })
      )
    )
  }

  it.effect("a stream that overwrites starts with an empty file and without old problems", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const first = yield* open(directory, undefined)
        yield* first.write([{ id: "1" }], [{ kind: "gone", id: "2" }])
        const state = yield* first.commit
        assert.strictEqual(readFileSync(`${directory}/contacts.problems.ndjson`, "utf8"), '{"kind":"gone","id":"2"}\n')
        yield* (yield* NdjsonSink.directory(directory).open({ ...target, intent: "overwrite" }, state)).commit
        const fileSystem = yield* FileSystem.FileSystem
        assert.strictEqual(readFileSync(`${directory}/contacts.ndjson`, "utf8"), "")
        assert.isFalse(yield* fileSystem.exists(`${directory}/contacts.problems.ndjson`))
      })
    )
  )

  it.effect("a file that lost what its checkpoint counts is refused", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const first = yield* open(directory, undefined)
        yield* first.write([{ id: "1" }], [])
        const state = yield* first.commit
        yield* (yield* FileSystem.FileSystem).writeFileString(`${directory}/contacts.ndjson`, "")
        const error = yield* Effect.flip(open(directory, state))
        assert.include(error.message, "shorter than its checkpoint says (0 of 11 bytes)")
      })
    )
  )

  it.effect("an export that ended is not taken for one in another form", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const state = yield* (yield* open(directory, undefined)).commit
        const check = (sink: ExportSink.ExportSink<FileSystem.FileSystem | Path.Path>) =>
          Effect.flip(sink.check?.(target, state) ?? Effect.die("it does not look"))
        yield* NdjsonSink.directory(directory).check?.(target, state) ?? Effect.void
        for (const sink of [
          NdjsonSink.directory(directory, { gzip: true }),
          NdjsonSink.directory(directory, { maxBytes: 1000 }),
          CsvSink.directory(directory)
        ]) {
          assert.include((yield* check(sink)).message, "was written for contacts.ndjson")
        }
        assert.include((yield* check(ParquetSink.directory(directory))).message, "another kind of sink")
      })
    )
  )

  it.effect("files that cannot be written are told with the system's word for why", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* (yield* FileSystem.FileSystem).writeFileString(`${directory}/file`, "")
        const error = yield* Effect.flip(open(`${directory}/file`, undefined))
        assert.match(error.message, /^the files cannot be written \((EEXIST|ENOTDIR)\); /)
      })
    )
  )

  it.effect("a state of another sink is refused", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const error = yield* Effect.flip(open(directory, { rows: 3 }))
        assert.include(error.message, "another kind of sink")
      })
    )
  )
})
