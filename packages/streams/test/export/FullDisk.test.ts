import * as NodeServices from "@effect/platform-node/NodeServices"
import { DuckDBInstance } from "@duckdb/node-api"
import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { mkdirSync, readFileSync, rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { gunzipSync } from "node:zlib"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as CsvSink from "../../src/CsvSink.ts"
import * as DuckDbSink from "../../src/DuckDbSink.ts"
import * as Export from "../../src/Export.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as ParquetSink from "../../src/ParquetSink.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { emptyCheckpoint } from "../support/emptyCheckpoint.ts"
import { canMount, smallDisk } from "../support/smallDisk.ts"

if (!canMount) console.log("skipped: disks that are really full, as no disk can be mounted here")

const contacts = 600

/** Room for all of it, however it is written, and for what is needed on the way. */
const size = 64 * 1024 * 1024

/** How much of the room it takes is there; more cases on request: `pnpm test:kills`. */
const parts =
  process.env["EXPORT_KILLS"] === undefined ? [0, 0.02, 0.5] : Array.from({ length: 40 }, (_, index) => index / 40)

/** Why it ended, in the words of the system, of SQLite and of ours. */
const full = /\((ENOSPC|database or disk is full|disk I\/O error|the disk is full)\); check the disk/

const options = { streams: ["contacts"], resume: true, checkpointEvery: 0 } as const

const kept = (folder: string) => ({ checkpoint: Checkpoint.file(`${folder}/checkpoint.json`) })

const idsOf = (lines: string): ReadonlyArray<string> =>
  lines
    .split("\n")
    .slice(0, -1)
    .map((line) => String(JSON.parse(line).id))

const asked = async (statement: string, database = ":memory:"): Promise<ReadonlyArray<string>> => {
  const instance = await DuckDBInstance.create(database)
  const connection = await instance.connect()
  try {
    const found = await connection.runAndReadAll(statement)
    return found.getColumns()[0]?.map(String) ?? []
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

interface How {
  readonly resume?: boolean
  readonly full?: boolean
}

/** How it is written, and the ids of what was. */
const forms = {
  ndjson: {
    run: (folder: string) => Export.run({ ...options, ...kept(folder), sink: NdjsonSink.directory(folder) }),
    ids: async (folder: string) => idsOf(readFileSync(`${folder}/contacts.ndjson`, "utf8"))
  },
  "ndjson.gz": {
    run: (folder: string) =>
      Export.run({ ...options, ...kept(folder), sink: NdjsonSink.directory(folder, { gzip: true }) }),
    ids: async (folder: string) => idsOf(gunzipSync(readFileSync(`${folder}/contacts.ndjson.gz`)).toString())
  },
  csv: {
    run: (folder: string) =>
      Export.run({
        ...options,
        ...kept(folder),
        sink: CsvSink.directory(folder, { columns: { contacts: ["id", "name", "custom_attributes"] } })
      }),
    ids: async (folder: string) =>
      readFileSync(`${folder}/contacts.csv`, "utf8")
        .split("\n")
        .slice(1, -1)
        .map((line) => line.slice(0, line.indexOf(",")))
  },
  sqlite: {
    run: (folder: string, how: How = {}) =>
      Export.run({ ...options, ...how, sink: SqliteSink.file(`${folder}/export.db`) }),
    ids: async (folder: string, column: "id" | "name" = "id") => {
      const database = new DatabaseSync(`${folder}/export.db`, { readOnly: true })
      try {
        return database
          .prepare(`SELECT ${column} AS found FROM contacts`)
          .all()
          .map(({ found }) => String(found))
      } finally {
        database.close()
      }
    }
  },
  duckdb: {
    run: (folder: string, how: How = {}) =>
      Export.run({ ...options, ...how, sink: DuckDbSink.file(`${folder}/export.duckdb`) }),
    ids: (folder: string, column: "id" | "name" = "id") =>
      asked(`SELECT ${column} FROM contacts`, `${folder}/export.duckdb`)
  },
  parquet: {
    run: (folder: string) => Export.run({ ...options, ...kept(folder), sink: ParquetSink.directory(folder) }),
    ids: (folder: string) => asked(`SELECT record->>'id' FROM '${folder}/contacts-*.parquet'`)
  },
  "tables in Parquet": {
    run: (folder: string) =>
      Export.run({ ...options, ...kept(folder), sink: ParquetSink.directory(folder, { tables: true }) }),
    ids: (folder: string) => asked(`SELECT id FROM '${folder}/contacts/*/*.parquet'`)
  }
} as const

describe.skipIf(!canMount)("a disk that is full", () => {
  for (const [name, { ids, run }] of Object.entries(forms)) {
    it.live(
      `ends an export into ${name} with an error that says so, and all is there when it goes on with room`,
      () =>
        Effect.gen(function* () {
          const fake = yield* FakeIntercom
          const expected = (yield* Stream.runCollect(fake.dump("contacts"))).map(({ id }) => String(id)).toSorted()
          const disk = yield* smallDisk(size)
          const folder = `${disk.folder}/export`
          const whole = Effect.gen(function* () {
            const report = yield* run(folder)
            assert.isTrue(report.complete)
            const found = yield* Effect.promise(() => ids(folder))
            assert.deepStrictEqual(found.toSorted(), expected)
          })
          mkdirSync(folder)
          yield* whole
          const needed = disk.used()
          for (const part of parts) {
            rmSync(folder, { recursive: true })
            mkdirSync(folder)
            disk.leave(needed * part)
            for (const time of ["at first", "again"]) {
              const ended = yield* Effect.result(run(folder))
              // What is packed may find room in half of what it took on the way.
              if (part > 0.1 && ended._tag === "Success") continue
              assert(ended._tag === "Failure", `${part} ${time}: it did not fail`)
              assert.match(ended.failure.message, full, `${part} ${time}`)
              assert.include(["SinkError", "CheckpointError"], ended.failure.reason._tag)
            }
            disk.free()
            yield* whole
          }
        }).pipe(
          Effect.scoped,
          Effect.provide([FakeIntercom.layer({ contacts, rateLimit: false }), NodeServices.layer])
        ),
      600_000
    )
  }

  it.live("says so where it is the checkpoint that has no room", () =>
    Effect.gen(function* () {
      const disk = yield* smallDisk(1024 * 1024)
      disk.leave(0)
      const { save } = Checkpoint.file(`${disk.folder}/checkpoint.json`)
      assert.match((yield* Effect.flip(save(emptyCheckpoint))).message, full)
      disk.free()
      yield* save(emptyCheckpoint)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  for (const name of ["sqlite", "duckdb"] as const) {
    const { ids, run } = forms[name]
    it.live(
      `takes nothing that was there away from ${name}, where all of it comes in another version`,
      () =>
        Effect.gen(function* () {
          const fake = yield* FakeIntercom
          const held = (yield* Stream.runCollect(fake.dump("contacts"))).map(({ id }) => String(id)).toSorted()
          const disk = yield* smallDisk(size)
          const folder = `${disk.folder}/export`
          mkdirSync(folder)
          yield* run(folder)
          const needed = disk.used()
          for (const [turn, part] of parts.entries()) {
            for (const id of held) {
              fake.workspace.contacts.update(id, { name: `${turn} ${id}`, updated_at: 1_800_000_000 + turn })
            }
            disk.leave(needed * part)
            const ended = yield* Effect.result(run(folder, { full: true, resume: false }))
            if (ended._tag === "Failure") assert.match(ended.failure.message, full, `${part}`)
            disk.free()
            assert.deepStrictEqual((yield* Effect.promise(() => ids(folder))).toSorted(), held, `${part}`)
            assert.isTrue((yield* run(folder, { full: true, resume: false })).complete, `${part}`)
            const records = yield* Effect.promise(() => ids(folder, "name"))
            assert.deepStrictEqual(records.toSorted(), held.map((id) => `${turn} ${id}`).toSorted(), `${part}`)
          }
        }).pipe(
          Effect.scoped,
          Effect.provide([FakeIntercom.layer({ contacts, rateLimit: false }), NodeServices.layer])
        ),
      600_000
    )
  }
})
