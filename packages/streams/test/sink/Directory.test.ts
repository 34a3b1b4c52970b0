import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { gunzipSync } from "node:zlib"
import * as CsvSink from "../../src/CsvSink.ts"
import type { ExportSink, Intent, SinkError, StreamSink } from "../../src/ExportSink.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as ParquetSink from "../../src/ParquetSink.ts"
import type { ExportReport } from "../../src/state/Report.ts"
import { contactsTarget, saved } from "../support/contactsTarget.ts"
import { inDirectory, now } from "../support/SampleExport.ts"
import * as WatchedFiles from "../support/watchedFiles.ts"

type FileSink = ExportSink<FileSystem.FileSystem | Path.Path>

const open = (
  sink: FileSink,
  intent: Intent,
  state?: unknown
): Effect.Effect<StreamSink, SinkError, FileSystem.FileSystem | Path.Path | Scope.Scope> =>
  sink.open(contactsTarget(intent), state)

/** Writes as a run of its own, and answers with the state of its checkpoint. */
const write = (sink: FileSink, intent: Intent, records: ReadonlyArray<object>, state?: unknown) =>
  Effect.scoped(
    Effect.gen(function* () {
      const stream = yield* open(sink, intent, state)
      yield* stream.write(records, [])
      return saved(yield* stream.commit)
    })
  )

/** Writes as a run that comes to its end. */
const finish = (sink: FileSink, intent: Intent, records: ReadonlyArray<object>, state?: unknown) =>
  Effect.scoped(
    Effect.gen(function* () {
      const stream = yield* open(sink, intent, state)
      yield* stream.write(records, [])
      assert.deepStrictEqual(yield* stream.verify ?? Effect.succeed(["it does not look"]), [])
      const end = saved(yield* stream.commit)
      yield* sink.finish(ofContacts)
      return end
    })
  )

const report: ExportReport = {
  startedAt: now,
  finishedAt: now,
  apiVersion: "2.16",
  host: "api.intercom.io",
  resumes: 0,
  streams: [],
  complete: true
}

/** Only the names of streams matter to a sink. */
const ofContacts: ExportReport = Object.assign({}, report, { streams: [{ stream: "contacts" }] })

const records = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ id: String(from + index), name: `Ada ${from + index}` }))

const textOf = (directory: string, file = "contacts.ndjson") => readFileSync(`${directory}/${file}`, "utf8")

const linesOf = (all: ReadonlyArray<object>) => all.map((record) => `${JSON.stringify(record)}\n`).join("")

describe("files that are somebody's", () => {
  for (const [form, sinkOf, ending] of [
    ["split lines", (place: string) => NdjsonSink.directory(place, { maxBytes: 60 }), "ndjson"],
    ["Parquet", (place: string) => ParquetSink.directory(place, { charactersPerFile: 60 }), "parquet"]
  ] as const) {
    it.effect(`are left where their names look like those of parts (${form})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const own = [`contacts-20260101.${ending}`, `contacts-0007.${ending}.bak`, `contacts-2026.${ending}`]
          for (const file of own) writeFileSync(`${directory}/${file}`, "mine")
          writeFileSync(`${directory}/contacts-20260101.part.gz`, "mine")
          const sink = sinkOf(directory)
          const state = yield* finish(sink, "begin", records(0, 9))
          yield* finish(sink, "goOn", records(9, 12), state)
          const last = yield* finish(sink, "add", records(9, 20), state).pipe(Effect.orElseSucceed(() => state))
          yield* finish(sink, "overwrite", records(0, 3), last)
          for (const file of [...own, "contacts-20260101.part.gz"]) {
            assert.strictEqual(textOf(directory, file), "mine", file)
          }
        })
      )
    )

    it.effect(`end the export where a part would go, and are not touched (${form})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const state = yield* finish(sinkOf(directory), "begin", records(0, 3))
          const there = readdirSync(directory).filter((file) => file.endsWith(ending)).length
          const next = `contacts-000${there + 1}.${ending}`
          writeFileSync(`${directory}/${next}`, "mine")
          const error = yield* Effect.flip(write(sinkOf(directory), "add", records(3, 20), state))
          assert.strictEqual(error.kind, "occupied")
          assert.include(error.message, next)
          assert.strictEqual(textOf(directory, next), "mine")
        })
      )
    )

    it.effect(`that came while the export went on, end it too (${form})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const stream = yield* open(sinkOf(directory), "begin")
          writeFileSync(`${directory}/contacts-0003.${ending}`, "mine")
          const error = yield* Effect.flip(Effect.andThen(stream.write(records(0, 30), []), stream.commit))
          assert.strictEqual(error.kind, "occupied")
          assert.strictEqual(textOf(directory, `contacts-0003.${ending}`), "mine")
        })
      )
    )
  }

  for (const [file, sinkOf] of [
    ["contacts.ndjson", NdjsonSink.directory],
    ["contacts.problems.ndjson", NdjsonSink.directory],
    ["contacts.deleted.ndjson", NdjsonSink.directory],
    ["report.json", NdjsonSink.directory],
    ["contacts.csv", CsvSink.directory],
    ["contacts-0001.parquet", ParquetSink.directory],
    ["contacts.deleted.ndjson", ParquetSink.directory],
    ["report.json", ParquetSink.directory]
  ] as const) {
    it.effect(`are never overwritten: ${file}`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          writeFileSync(`${directory}/${file}`, "mine")
          const error = yield* Effect.flip(write(sinkOf(directory), "begin", records(0, 3)))
          assert.strictEqual(error.kind, "occupied")
          assert.include(error.message, file)
          assert.strictEqual(textOf(directory, file), "mine")
          if (file === "report.json") return
          const again = yield* Effect.flip(write(sinkOf(directory), "overwrite", records(0, 3)))
          assert.strictEqual(again.kind, "occupied")
          assert.strictEqual(textOf(directory, file), "mine")
        })
      )
    )

    it.effect(`are not written to through a link: ${file}`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const out = `${directory}/out`
          mkdirSync(out)
          for (const content of ["mine", ""]) {
            writeFileSync(`${directory}/elsewhere`, content)
            rmSync(`${out}/${file}`, { force: true })
            symlinkSync(`${directory}/elsewhere`, `${out}/${file}`)
            for (const intent of ["begin", "overwrite", "goOn"] as const) {
              const error = yield* Effect.flip(write(sinkOf(out), intent, records(0, 3)))
              assert.strictEqual(error.kind, "occupied")
              assert.strictEqual(textOf(directory, "elsewhere"), content)
              assert.isTrue(lstatSync(`${out}/${file}`).isSymbolicLink())
            }
          }
        })
      )
    )
  }

  it.effect("are refused before anything of the earlier export is removed", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const state = yield* finish(NdjsonSink.directory(directory), "begin", records(0, 3))
        writeFileSync(`${directory}/contacts.csv`, "mine")
        const error = yield* Effect.flip(write(CsvSink.directory(directory), "overwrite", records(0, 1), state))
        assert.strictEqual(error.kind, "occupied")
        assert.strictEqual(textOf(directory), linesOf(records(0, 3)))
      })
    )
  )

  it.effect("are not those a damaged checkpoint names", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const out = `${directory}/out`
        mkdirSync(out)
        writeFileSync(`${directory}/precious`, "mine")
        writeFileSync(`${out}/precious`, "mine")
        for (const file of ["../precious", "precious", `${directory}/precious`, "contacts/../../precious"]) {
          const state = { records: { file, bytes: 4 }, problems: { file, bytes: 4 }, format: null }
          yield* Effect.exit(write(NdjsonSink.directory(out), "overwrite", [], state))
          assert.strictEqual(textOf(directory, "precious"), "mine")
          assert.strictEqual(textOf(out, "precious"), "mine")
        }
      })
    )
  )

  it.effect("may be where a link leads that is the directory itself", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        mkdirSync(`${directory}/real`)
        symlinkSync(`${directory}/real`, `${directory}/out`)
        yield* finish(NdjsonSink.directory(`${directory}/out`), "begin", records(0, 3))
        assert.strictEqual(textOf(`${directory}/real`), linesOf(records(0, 3)))
      })
    )
  )
})

describe("an export that overwrites", () => {
  it.effect("takes the place of an earlier one in another form, parts of a run that was killed included", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const split = NdjsonSink.directory(directory, { maxBytes: 60 })
        const state = yield* write(split, "begin", records(0, 6))
        // Killed after the checkpoint, with parts that it does not know.
        yield* Effect.scoped(
          Effect.gen(function* () {
            const stream = yield* open(split, "goOn", state)
            yield* stream.write(records(6, 20), [{ kind: "gone", id: "99" }])
            yield* stream.commit
          })
        )
        const tables = yield* finish(CsvSink.directory(directory), "overwrite", records(0, 2), state)
        const ownFiles = () => readdirSync(directory).filter((file) => file.startsWith("contacts"))
        assert.deepStrictEqual(ownFiles(), ["contacts.csv"])
        const columns = yield* finish(ParquetSink.directory(directory), "overwrite", records(0, 2), tables)
        yield* finish(NdjsonSink.directory(directory), "overwrite", records(0, 2), columns)
        assert.deepStrictEqual(ownFiles(), ["contacts-0001.parquet", "contacts.ndjson"].slice(1))
      })
    )
  )

  it.effect("leaves what follows the parts of one that came to its end", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const split = NdjsonSink.directory(directory, { maxBytes: 60 })
        const state = yield* finish(split, "begin", records(0, 3))
        assert.isTrue(existsSync(`${directory}/contacts-0002.ndjson`))
        writeFileSync(`${directory}/contacts-0003.ndjson`, "mine")
        yield* Effect.exit(finish(split, "overwrite", records(0, 1), state))
        assert.strictEqual(textOf(directory, "contacts-0003.ndjson"), "mine")
      })
    )
  )
})

describe("parts of a run that was killed", () => {
  for (const [form, sinkOf] of [
    ["split lines", (place: string) => NdjsonSink.directory(place, { maxBytes: 60 })],
    ["Parquet", (place: string) => ParquetSink.directory(place, { charactersPerFile: 60 })]
  ] as const) {
    for (const intent of ["goOn", "overwrite"] as const) {
      it.effect(`all go, although a run was killed while it took them away (${form}, ${intent})`, () =>
        inDirectory(
          Effect.fnUntraced(function* (directory) {
            const sinkIn = (place: string) => sinkOf(place)
            const place = `${directory}/0`
            const state = yield* write(sinkIn(place), "begin", records(0, 6))
            yield* write(sinkIn(place), "goOn", records(6, 20), state)
            const killed = [place]
            const watched = WatchedFiles.layer((change) => {
              if (!/^remove .*contacts/.test(change)) return
              const copy = `${directory}/${killed.length}`
              cpSync(place, copy, { recursive: true })
              rmSync(`${copy}/export.lock`)
              killed.push(copy)
            })
            yield* finish(sinkIn(place), intent, records(6, 7), state).pipe(Effect.provide(watched))
            assert.isAbove(killed.length, 5)
            const there = () => readdirSync(place).filter((file) => file.startsWith("contacts"))
            const expected = there()
            for (const copy of killed.slice(1)) {
              yield* finish(sinkIn(copy), intent, records(6, 7), state)
              assert.deepStrictEqual(
                readdirSync(copy).filter((file) => file.startsWith("contacts")),
                expected,
                copy
              )
            }
          })
        )
      )
    }
  }

  it.effect("are somebody's where the run had come to its end (Parquet)", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = ParquetSink.directory(directory)
        const first = yield* finish(sink, "begin", records(0, 3))
        const state = yield* finish(sink, "add", [], first)
        writeFileSync(`${directory}/contacts-0002.parquet`, "mine")
        const error = yield* Effect.flip(write(sink, "add", records(3, 6), state))
        assert.strictEqual(error.kind, "occupied")
        assert.strictEqual(textOf(directory, "contacts-0002.parquet"), "mine")
      })
    )
  )
})

describe("what a run wrote behind its checkpoint, which was killed", () => {
  for (const intent of ["goOn", "add", "upsert"] as const) {
    for (const [form, sinkOf] of [
      ["one file", (place: string) => NdjsonSink.directory(place)],
      ["packed", (place: string) => NdjsonSink.directory(place, { gzip: true })],
      ["split lines", (place: string) => NdjsonSink.directory(place, { maxBytes: 60 })],
      ["Parquet", (place: string) => ParquetSink.directory(place, { charactersPerFile: 60 })]
    ] as const) {
      it.effect(`goes, whatever follows (${form}, ${intent})`, () =>
        inDirectory(
          Effect.fnUntraced(function* (directory) {
            const sink = sinkOf(directory)
            const stream = yield* Effect.scoped(
              Effect.gen(function* () {
                const stream = yield* open(sink, "begin")
                yield* stream.write(records(0, 3), [{ kind: "gone", id: "98" }])
                yield* stream.remove?.([{ id: "99", reason: "deleted", at: now }]) ?? Effect.void
                const state = saved(yield* stream.commit)
                const files = readdirSync(directory).filter((file) => /contacts.*ndjson/.test(file))
                const before = new Map(files.map((file) => [file, readFileSync(`${directory}/${file}`)]))
                yield* stream.write(records(3, 9), [{ kind: "gone", id: "1" }])
                yield* stream.remove?.([{ id: "2", reason: "deleted", at: now }]) ?? Effect.void
                yield* stream.commit
                return { before, state }
              })
            )
            yield* finish(sink, intent, [], stream.state)
            for (const [file, bytes] of stream.before) {
              assert.deepStrictEqual(readFileSync(`${directory}/${file}`), bytes, file)
            }
            const parts = readdirSync(directory).filter((file) => /contacts-\d/.test(file))
            if (form === "Parquet") assert.lengthOf(parts, 2)
            if (form === "split lines") assert.lengthOf(parts, 2)
          })
        )
      )
    }
  }
})

describe("what a run wrote", () => {
  for (const gzip of [false, true]) {
    const file = `contacts.ndjson${gzip ? ".gz" : ""}`
    for (const [change, harm, told] of [
      ["deleted", (location: string) => rmSync(location), "is no longer there"],
      ["cut short", (location: string) => truncateSync(location, 5), "is shorter than it was written (5 of "],
      ["added to", (location: string) => appendFileSync(location, "{}\n"), "is longer than it was written"],
      [
        "added to at its beginning",
        (location: string) =>
          writeFileSync(location, Buffer.concat([Buffer.from('{"id":"0"}\n'), readFileSync(location)])),
        "was changed while it was written"
      ]
    ] as const) {
      it.effect(`is missed at its end where it was ${change} (${file})`, () =>
        inDirectory(
          Effect.fnUntraced(function* (directory) {
            const stream = yield* open(NdjsonSink.directory(directory, { gzip }), "begin")
            yield* stream.write(records(0, 100), [])
            yield* stream.commit
            harm(`${directory}/${file}`)
            const missing = yield* stream.verify ?? Effect.succeed([])
            assert.lengthOf(missing, 1)
            assert.include(missing[0], file)
            assert.include(missing[0], told)
          })
        )
      )
    }
  }

  it.effect("is looked for in every part of the run, problems and deletions included", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const stream = yield* open(NdjsonSink.directory(directory, { maxBytes: 60 }), "begin")
        yield* stream.write(records(0, 9), [{ kind: "gone", id: "99" }])
        yield* stream.remove?.([{ id: "98", reason: "deleted" }]) ?? Effect.void
        yield* stream.commit
        const files = ["contacts-0001.ndjson", "contacts.problems.ndjson", "contacts.deleted.ndjson"]
        for (const file of files) rmSync(`${directory}/${file}`)
        assert.deepStrictEqual(
          yield* stream.verify ?? Effect.succeed([]),
          files.map((file) => `${directory}/${file} is no longer there`)
        )
      })
    )
  )

  it.effect("is looked for in every Parquet file of the run", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const stream = yield* open(ParquetSink.directory(directory, { charactersPerFile: 60 }), "begin")
        yield* stream.write(records(0, 9), [])
        yield* stream.commit
        rmSync(`${directory}/contacts-0001.parquet`)
        truncateSync(`${directory}/contacts-0002.parquet`, 10)
        const missing = yield* stream.verify ?? Effect.succeed([])
        assert.lengthOf(missing, 2)
        assert.include(missing[0], "contacts-0001.parquet is no longer there")
        assert.include(missing[1], "contacts-0002.parquet is shorter")
      })
    )
  )
})

describe("the report of an earlier run", () => {
  for (const [form, sinkOf] of [
    ["lines", (place: string) => NdjsonSink.directory(place)],
    ["Parquet", (place: string) => ParquetSink.directory(place)]
  ] as const) {
    it.effect(`is withdrawn when the next one begins to write (${form})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const state = yield* finish(sinkOf(directory), "begin", records(0, 3))
          assert.isTrue(JSON.parse(textOf(directory, "report.json")).complete)
          yield* write(sinkOf(directory), "add", records(3, 4), state)
          assert.isFalse(existsSync(`${directory}/report.json`))
        })
      )
    )
  }
})

describe("a checkpoint", () => {
  for (const gzip of [false, true]) {
    const file = `contacts.ndjson${gzip ? ".gz" : ""}`
    it.effect(`does not fit files with a line added before what it counts (${file})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const sink = NdjsonSink.directory(directory, { gzip })
          const state = yield* write(sink, "begin", records(0, 100))
          const changed = Buffer.concat([Buffer.from('{"id":"0"}\n'), readFileSync(`${directory}/${file}`)])
          writeFileSync(`${directory}/${file}`, changed)
          for (const intent of ["goOn", "add", "upsert"] as const) {
            const error = yield* Effect.flip(write(sink, intent, records(100, 101), state))
            assert.strictEqual(error.kind, "lost")
            assert.include(error.message, "was changed after its checkpoint was saved")
          }
          const error = yield* Effect.flip(sink.check?.(contactsTarget("goOn"), state) ?? Effect.die("no check"))
          assert.strictEqual(error.kind, "lost")
          assert.deepStrictEqual(readFileSync(`${directory}/${file}`), changed)
        })
      )
    )
  }

  it.effect("does not fit a finished file with a line added behind", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = NdjsonSink.directory(directory)
        const state = yield* finish(sink, "begin", records(0, 3))
        appendFileSync(`${directory}/contacts.ndjson`, "mine\n")
        for (const intent of ["add", "upsert"] as const) {
          const error = yield* Effect.flip(write(sink, intent, records(3, 4), state))
          assert.strictEqual(error.kind, "lost")
          assert.include(error.message, "is longer than its checkpoint says")
        }
        assert.strictEqual(textOf(directory), `${linesOf(records(0, 3))}mine\n`)
      })
    )
  )

  for (const [form, sinkOf, good] of [
    [
      "lines",
      (place: string) => NdjsonSink.directory(place),
      {
        records: { file: "contacts.ndjson", bytes: 0 },
        problems: { file: "contacts.problems.ndjson", bytes: 0 },
        format: null
      }
    ],
    ["Parquet", (place: string) => ParquetSink.directory(place), { kind: "parquet", part: 1, bytes: 0, problems: 0 }]
  ] as const) {
    it.effect(`of an earlier version is gone on with (${form})`, () =>
      inDirectory((directory) => Effect.asVoid(write(sinkOf(directory), "goOn", records(0, 1), good)))
    )

    for (const bytes of [-5, 1.5, 2 ** 60, Number.NaN]) {
      it.effect(`with ${bytes} bytes is refused (${form})`, () =>
        inDirectory(
          Effect.fnUntraced(function* (directory) {
            const bad = "records" in good ? { ...good, records: { ...good.records, bytes } } : { ...good, bytes }
            const error = yield* Effect.flip(write(sinkOf(directory), "goOn", records(0, 1), bad))
            assert.strictEqual(error.kind, "lost")
            assert.deepStrictEqual(readdirSync(directory), [])
          })
        )
      )
    }
  }
})

describe("records that are gone", () => {
  for (const [form, sinkOf, file] of [
    ["lines", (place: string) => NdjsonSink.directory(place), "contacts.deleted.ndjson"],
    ["packed lines", (place: string) => NdjsonSink.directory(place, { gzip: true }), "contacts.deleted.ndjson.gz"],
    ["tables", (place: string) => CsvSink.directory(place), "contacts.deleted.ndjson"],
    ["Parquet", (place: string) => ParquetSink.directory(place), "contacts.deleted.ndjson"]
  ] as const) {
    it.effect(`stand once beside those that came, also after a kill (${form})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const sink = sinkOf(directory)
          const state = yield* Effect.scoped(
            Effect.gen(function* () {
              const stream = yield* open(sink, "begin")
              yield* stream.remove?.([{ id: "1", reason: "merged", mergedInto: "2", at: now - 10 }]) ?? Effect.void
              const safe = saved(yield* stream.commit)
              yield* stream.remove?.([{ id: "lost", reason: "missing" }]) ?? Effect.void
              yield* stream.commit
              return safe
            })
          )
          const stream = yield* open(sink, "goOn", state)
          yield* stream.remove?.([{ id: "3", reason: "missing" }]) ?? Effect.void
          yield* stream.commit
          const bytes = readFileSync(`${directory}/${file}`)
          assert.deepStrictEqual(
            (file.endsWith("gz") ? gunzipSync(bytes) : bytes).toString("utf8"),
            linesOf([
              { id: "1", reason: "merged", mergedInto: "2", at: now - 10 },
              { id: "3", reason: "missing", at: now }
            ])
          )
        })
      )
    )
  }
})

describe("a stream without records", () => {
  for (const [form, sinkOf, file, text] of [
    ["ndjson", (place: string) => NdjsonSink.directory(place), "contacts.ndjson", ""],
    ["ndjson.gz", (place: string) => NdjsonSink.directory(place, { gzip: true }), "contacts.ndjson.gz", ""],
    ["csv", (place: string) => CsvSink.directory(place), "contacts.csv", "id\n"],
    [
      "csv with columns",
      (place: string) => CsvSink.directory(place, { columns: { contacts: ["id", "email"] }, gzip: true }),
      "contacts.csv.gz",
      "id,email\n"
    ]
  ] as const) {
    it.effect(`leaves a file that can be read, and is gone on with (${form})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const sink = sinkOf(directory)
          const read = () => {
            const bytes = readFileSync(`${directory}/${file}`)
            return (file.endsWith("gz") ? gunzipSync(bytes) : bytes).toString("utf8")
          }
          const state = yield* write(sink, "begin", [])
          yield* sink.finish(ofContacts)
          assert.strictEqual(read(), text)
          const later = yield* write(sink, "add", [], state)
          yield* sink.finish(ofContacts)
          assert.strictEqual(read(), text)
          yield* write(sink, "add", [{ id: "1", email: "ada@example.com" }], later)
          assert.strictEqual(
            read(),
            form.startsWith("csv") ? "id,email\n1,ada@example.com\n" : '{"id":"1","email":"ada@example.com"}\n'
          )
        })
      )
    )
  }
})

const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`)

describe("a record that cannot be written", () => {
  for (const [form, sinkOf] of [
    ["ndjson", (place: string) => NdjsonSink.directory(place)],
    ["csv", (place: string) => CsvSink.directory(place, { columns: { contacts: ["id", "deep"] } })],
    ["parquet", (place: string) => ParquetSink.directory(place)]
  ] as const) {
    it.effect(`is put aside with its id, and those beside it are written (${form})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const stream = yield* open(sinkOf(directory), "begin")
          const all = [{ id: "1" }, { id: "2", deep: nested(100_000) }, { id: "3" }]
          const refused = yield* stream.write(all, [])
          assert.deepStrictEqual(
            (refused ?? []).map(({ id, kind, reason }) => ({ kind, id, reason })),
            [{ kind: "dead-letter", id: "2", reason: "it is nested too deeply to be written" }]
          )
          yield* stream.commit
          assert.deepStrictEqual(JSON.parse(textOf(directory, "contacts.problems.ndjson")), {
            kind: "dead-letter",
            id: "2",
            reason: "it is nested too deeply to be written"
          })
          if (form === "ndjson") assert.strictEqual(textOf(directory), linesOf([{ id: "1" }, { id: "3" }]))
          if (form === "csv") assert.strictEqual(textOf(directory, "contacts.csv"), "id,deep\n1,\n3,\n")
        })
      )
    )
  }

  it.effect("has a number too large for a column of Parquet", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const stream = yield* open(ParquetSink.directory(directory), "begin")
        const refused = yield* stream.write(
          [
            { id: "1", updated_at: 1e300 },
            { id: "2", created_at: 1e300 }
          ],
          []
        )
        assert.deepStrictEqual(
          (refused ?? []).map(({ id, reason }) => [id, reason]),
          [
            ["1", "updated_at is too large for a column of integers"],
            ["2", "created_at is too large for a column of integers"]
          ]
        )
      })
    )
  )

  it.effect("and one that was refused before it came here does not end the export either", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const stream = yield* open(NdjsonSink.directory(directory), "begin")
        yield* stream.write([], [{ kind: "dead-letter", id: "1", reason: "it has no name", record: nested(100_000) }])
        yield* stream.commit
        assert.deepStrictEqual(JSON.parse(textOf(directory, "contacts.problems.ndjson")), {
          kind: "dead-letter",
          id: "1",
          reason: "it has no name"
        })
      })
    )
  )
})

describe("numbers with more digits than JavaScript keeps", () => {
  it.effect("are written whole, since they come as text", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const record = { id: "12345678901234567890", balance: "-12345678901234567890" }
        yield* finish(NdjsonSink.directory(directory), "begin", [record])
        assert.strictEqual(textOf(directory), linesOf([record]))
        yield* write(CsvSink.directory(directory), "begin", [record])
        assert.strictEqual(
          textOf(directory, "contacts.csv"),
          "id,balance\n12345678901234567890,-12345678901234567890\n"
        )
      })
    )
  )
})
