import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { idOf, secondsOf } from "../../src/catalog/Field.ts"
import * as CsvSink from "../../src/CsvSink.ts"
import * as Export from "../../src/Export.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import { inDirectory, now, options } from "../support/SampleExport.ts"
import { row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

const target = {
  stream: "contacts",
  idOf,
  changedAtOf: (record: object) => secondsOf(record, "updated_at"),
  intent: "goOn"
} as const

const filesOf = (directory: string) => readdirSync(directory).filter((file) => file.startsWith("contacts"))

const textOf = (directory: string, file: string): string => {
  const bytes = readFileSync(`${directory}/${file}`)
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")
}

const linesOf = (directory: string): Array<string> =>
  filesOf(directory).flatMap((file) => textOf(directory, file).split("\n").slice(0, -1))

const people = () =>
  workspace({ contacts: rows(400, (index) => row(`c${index}`, now - 900 + index, { name: `Ada ${index} é` })) })

describe("files split by size", () => {
  for (const gzip of [false, true]) {
    it.effect(`are numbered, none is larger, and no record is cut or lost (${gzip ? "packed" : "plain"})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const space = people()
          const maxBytes = gzip ? 1500 : 5000
          const sink = NdjsonSink.directory(directory, { maxBytes, gzip })
          yield* Export.run({ ...options(directory), streams: ["contacts"], sink }).pipe(
            Effect.provide(serve(space).client())
          )
          const files = filesOf(directory)
          assert.isAbove(files.length, 2)
          assert.strictEqual(files[0], gzip ? "contacts-0001.ndjson.gz" : "contacts-0001.ndjson")
          for (const file of files) assert.isAtMost(statSync(`${directory}/${file}`).size, maxBytes, file)
          // Each is as full as it can be, but for the last.
          for (const file of files.slice(0, -1)) assert.isAbove(statSync(`${directory}/${file}`).size, maxBytes * 0.8)
          assert.deepStrictEqual(
            linesOf(directory).map((line): unknown => JSON.parse(line)),
            space.contacts
          )
        })
      )
    )
  }

  it.effect("T32: killed at any request and resumed, they hold every record once", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        const request = (place: string) => ({
          ...options(place),
          streams: ["contacts"] as const,
          sink: NdjsonSink.directory(place, { maxBytes: 3000 }),
          resume: true
        })
        const live = `${directory}/live`
        mkdirSync(live)
        const killed: Array<string> = []
        const server = serve(space, ({ number }) =>
          Effect.sync(() => {
            const copy = `${directory}/killed-${number}`
            cpSync(live, copy, { recursive: true })
            // What was written after the checkpoint, in a part it does not know.
            const next = filesOf(copy).length + 1
            if (next > 1) writeFileSync(`${copy}/contacts-${String(next).padStart(4, "0")}.ndjson`, '{"id":"late"}\n')
            killed.push(copy)
            return undefined
          })
        )
        yield* Export.run(request(live)).pipe(Effect.provide(server.client()))
        assert.isAtLeast(killed.length, 4)
        for (const place of killed) {
          yield* Export.run(request(place)).pipe(Effect.provide(serve(space).client()))
          assert.deepStrictEqual(
            linesOf(place).map((line): unknown => JSON.parse(line)),
            space.contacts,
            place
          )
        }
      })
    )
  )

  it.effect("what was written after the last commit is taken away, with the files begun since", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = () => NdjsonSink.directory(directory, { maxBytes: 24 }).open(target, undefined)
        const first = yield* sink()
        yield* first.write([{ id: "1" }, { id: "2" }, { id: "3" }], [])
        const state: unknown = JSON.parse(JSON.stringify(yield* first.commit))
        yield* first.write([{ id: "4" }, { id: "5" }, { id: "6" }], [])
        yield* first.commit
        assert.lengthOf(filesOf(directory), 3)

        const second = yield* NdjsonSink.directory(directory, { maxBytes: 24 }).open(target, state)
        yield* second.write([{ id: "7" }], [])
        yield* second.commit
        assert.deepStrictEqual(linesOf(directory), ['{"id":"1"}', '{"id":"2"}', '{"id":"3"}', '{"id":"7"}'])
        assert.lengthOf(filesOf(directory), 2)
      })
    )
  )

  it.effect("a record that is longer than a file may be has one of its own", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = yield* NdjsonSink.directory(directory, { maxBytes: 30 }).open(target, undefined)
        const long = { id: "x".repeat(50) }
        yield* sink.write([{ id: "1" }, long, { id: "2" }], [])
        yield* sink.commit
        assert.deepStrictEqual(
          filesOf(directory).map((file) => textOf(directory, file)),
          ['{"id":"1"}\n', `${JSON.stringify(long)}\n`, '{"id":"2"}\n']
        )
      })
    )
  )

  it.effect("an export that overwrites leaves nothing of one that was split otherwise", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        let earlier: unknown
        for (const maxBytes of [24, undefined, 1000]) {
          const intent = earlier === undefined ? "begin" : "overwrite"
          const sink = yield* NdjsonSink.directory(directory, { maxBytes }).open({ ...target, intent }, earlier)
          yield* sink.write([{ id: "1" }, { id: "2" }, { id: "3" }], [])
          earlier = yield* sink.commit
          assert.deepStrictEqual(linesOf(directory), ['{"id":"1"}', '{"id":"2"}', '{"id":"3"}'], String(maxBytes))
        }
      })
    )
  )

  it.effect("a checkpoint of files that were not split is refused, and the other way round", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (const [before, after] of [
          [undefined, 100],
          [100, undefined]
        ]) {
          const sink = yield* NdjsonSink.directory(directory, { maxBytes: before }).open(target, undefined)
          const state = yield* sink.commit
          const error = yield* Effect.flip(NdjsonSink.directory(directory, { maxBytes: after }).open(target, state))
          assert.include(error.message, "ask for the same format")
        }
      })
    )
  )

  it.effect("every file of a table begins with its heading", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const open = (state: unknown) => CsvSink.directory(directory, { maxBytes: 30 }).open(target, state)
        const first = yield* open(undefined)
        yield* first.write(
          [
            { id: "1", name: "Ada" },
            { id: "2", name: "Grace" },
            { id: "3", name: "Katherine" }
          ],
          []
        )
        const second = yield* open(JSON.parse(JSON.stringify(yield* first.commit)))
        yield* second.write(
          [
            { id: "4", name: "Hedy" },
            { id: "5", name: "Radia Perlman" }
          ],
          []
        )
        yield* second.commit
        assert.deepStrictEqual(
          filesOf(directory).map((file) => textOf(directory, file)),
          ["id,name\n1,Ada\n2,Grace\n", "id,name\n3,Katherine\n4,Hedy\n", "id,name\n5,Radia Perlman\n"]
        )
      })
    )
  )

  it.effect("a size that is none is refused", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (const maxBytes of [0, -1, 1.5, Number.NaN]) {
          const error = yield* Effect.flip(NdjsonSink.directory(directory, { maxBytes }).open(target, undefined))
          assert.include(error.message, "whole number of bytes")
        }
      })
    )
  )
})
