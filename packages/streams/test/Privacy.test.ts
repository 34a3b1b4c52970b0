import { assert, describe, it } from "@effect/vitest"
import { NodeServices } from "@effect/platform-node"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { createHmac } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { gunzipSync } from "node:zlib"
import { definitionOf, innerStreamNames, streamNames } from "../src/catalog/Catalog.ts"
import * as Checkpoint from "../src/Checkpoint.ts"
import * as CsvSink from "../src/CsvSink.ts"
import * as Export from "../src/Export.ts"
import type { ExportSink, StreamSink } from "../src/ExportSink.ts"
import * as NdjsonSink from "../src/NdjsonSink.ts"
import * as ParquetSink from "../src/ParquetSink.ts"
import * as Privacy from "../src/Privacy.ts"
import * as SqliteSink from "../src/SqliteSink.ts"
import type { Problem } from "../src/state/Problem.ts"
import { contactsTarget } from "./support/contactsTarget.ts"
import { recordsIn } from "./support/exportedRecords.ts"
import { inDirectory, now } from "./support/SampleExport.ts"
import { row, rows, serve, workspace } from "./support/SmallWorkspace.ts"

const secret = "a key that nobody else has"
const key = Redacted.make(secret)
const hashOf = (text: string) => createHmac("sha256", secret).update(text).digest("hex")

/** What a sink got. */
const taking = () => {
  const records: Array<object> = []
  const problems: Array<Problem> = []
  const stream: StreamSink = {
    write: (some, others) =>
      Effect.sync(() => {
        records.push(...some)
        problems.push(...others)
      }),
    commit: Effect.succeed(null)
  }
  const sink: ExportSink = { open: () => Effect.succeed(stream), finish: () => Effect.void }
  return { sink, records, problems }
}

/** Records of contacts as they come through. */
const through = Effect.fnUntraced(function* (
  options: Omit<Privacy.PrivacyOptions, "streams">,
  records: ReadonlyArray<object>,
  problems: ReadonlyArray<Problem> = []
) {
  const taken = taking()
  const privacy = yield* Privacy.make({ streams: ["contacts"], key, ...options })
  const sink = yield* Privacy.protect(taken.sink, privacy).open(contactsTarget("begin"), undefined)
  const refused = yield* sink.write(records, problems)
  return { ...taken, refused }
}, Effect.scoped)

const ada = {
  id: "1",
  email: "ada@example.com",
  phone: null,
  custom_attributes: { plan: "pro", seats: 5 },
  location: { type: "location", city: "London" },
  tags: {
    data: [
      { id: "7", url: "/a" },
      { id: "8", url: "/b" }
    ]
  }
}

describe("Privacy", () => {
  it.effect("drops fields, also inside of objects and of lists, and leaves the record that was given", () =>
    Effect.gen(function* () {
      const before = JSON.stringify(ada)
      const { records } = yield* through({ drop: ["email", "custom_attributes.seats", "contacts.tags.data.url"] }, [
        ada
      ])
      assert.deepStrictEqual(records, [
        {
          id: "1",
          phone: null,
          custom_attributes: { plan: "pro" },
          location: { type: "location", city: "London" },
          tags: { data: [{ id: "7" }, { id: "8" }] }
        }
      ])
      assert.strictEqual(JSON.stringify(ada), before)
    })
  )

  it.effect("keeps only the fields that are chosen, and what a record is known by", () =>
    Effect.gen(function* () {
      const { records } = yield* through(
        { fields: ["custom_attributes.plan", "contacts.tags.data.url"], hash: ["email"] },
        [ada]
      )
      assert.deepStrictEqual(records, [
        {
          id: "1",
          email: hashOf("ada@example.com"),
          custom_attributes: { plan: "pro" },
          tags: {
            data: [
              { id: "7", url: "/a" },
              { id: "8", url: "/b" }
            ]
          }
        }
      ])
    })
  )

  it.effect(
    "keeps the ids of what is in lists, by which tables tell rows apart: no part takes the place of another",
    () =>
      inDirectory((directory) =>
        Effect.gen(function* () {
          const streams = ["conversations"] as const
          const fields = ["conversations.conversation_parts.conversation_parts.body", "updated_at"]
          const privacy = yield* Privacy.make({ streams, fields })
          const sink = Privacy.protect(SqliteSink.file(`${directory}/export.db`), privacy)
          const part = (id: string) => ({ type: "conversation_part", id, part_type: "comment", body: `part ${id}` })
          // Of more than 500 parts Intercom hands out the newest.
          for (const [hours, ids] of [
            [0, ["1", "2", "3"]],
            [3, ["2", "3", "4"]]
          ] as const) {
            yield* TestClock.setTime((now + hours * 3600) * 1000)
            const conversation_parts = { conversation_parts: ids.map(part), total_count: ids.length }
            const space = workspace({ conversations: [row("1", now - 900 + hours * 3000, { conversation_parts })] })
            yield* Export.run({ streams, sink, ...(hours === 0 ? {} : { since: "last" }) }).pipe(
              Effect.provide(serve(space).client())
            )
          }
          const database = new DatabaseSync(`${directory}/export.db`)
          const held = database.prepare("SELECT id, body FROM conversation_parts ORDER BY body").all()
          database.close()
          assert.deepStrictEqual(
            held.map(({ body, id }) => [id, body]),
            ["1", "2", "3", "4"].map((id) => [id, `part ${id}`])
          )
        })
      ).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("keeps that a list was cut short, of which an element is kept: its rest would be taken for gone", () =>
    Effect.gen(function* () {
      const cut = { data: [{ id: "7", url: "/a" }], total_count: 12, has_more: true }
      const records = [{ ...ada, tags: cut, notes: cut, companies: { ...cut, has_more: false } }]
      const fields = ["contacts.tags.data.id", "contacts.companies.data.id"]
      const chosen = yield* through({ fields }, records)
      assert.deepStrictEqual(chosen.records, [
        { id: "1", tags: { data: [{ id: "7" }], has_more: true }, companies: { data: [{ id: "7" }] } }
      ])
      const dropped = yield* through({ fields, drop: ["contacts.tags.has_more"] }, records)
      assert.deepStrictEqual(dropped.records, [
        { id: "1", tags: { data: [{ id: "7" }] }, companies: { data: [{ id: "7" }] } }
      ])
    })
  )

  it.effect("hashes texts and numbers with the key as HMAC-SHA-256 does, and leaves null", () =>
    Effect.gen(function* () {
      const { records } = yield* through({ hash: ["*.email", "custom_attributes.*", "phone"] }, [
        { ...ada, custom_attributes: { seats: 5, owner: { email: "ada@example.com", no: null } } }
      ])
      assert.deepStrictEqual(records, [
        {
          ...ada,
          email: hashOf("ada@example.com"),
          custom_attributes: { seats: hashOf("5"), owner: { email: hashOf("ada@example.com"), no: null } }
        }
      ])
    })
  )

  it.effect("takes a dropped field away from what is hashed or kept, and keeps names that objects inherit", () =>
    Effect.gen(function* () {
      const odd = JSON.parse(
        '{"id":"1","__proto__":{"email":"a"},"constructor":"x","location":{"city":"c","country":"d"}}'
      )
      const { records } = yield* through(
        { fields: ["*.email", "location"], hash: ["location"], drop: ["location.city"] },
        [odd]
      )
      assert.strictEqual(
        JSON.stringify(records[0]),
        `{"id":"1","__proto__":{"email":"a"},"location":{"country":"${hashOf("d")}"}}`
      )
    })
  )

  it.effect("knows a field whose name has dots by them", () =>
    Effect.gen(function* () {
      const attributes = { "E.g. phone": "secret", E: { g: "open" }, "a.b": { "c.d": "secret", c: "open" } }
      const { records } = yield* through({ drop: ["custom_attributes.E.g. phone", "custom_attributes.a.b.c.d"] }, [
        { id: "1", custom_attributes: attributes }
      ])
      assert.deepStrictEqual(records, [{ id: "1", custom_attributes: { E: { g: "open" }, "a.b": { c: "open" } } }])
    })
  )

  it.effect("says of a list the same in the stream of its elements, wherever a path begins, and leaves their ids", () =>
    Effect.gen(function* () {
      const part = { id: "1", conversation_id: "2", body: "secret", author: { email: "secret", name: "open" } }
      const ofParts = Effect.fnUntraced(function* (options: Pick<Privacy.PrivacyOptions, "drop" | "hash" | "fields">) {
        const streams = ["conversations", "conversation_parts"] as const
        const privacy = yield* Privacy.make({ streams, key, ...options })
        return (yield* privacy.rewrite("conversation_parts", [part]))[0]
      })
      const ids = { id: "1", conversation_id: "2" }
      const list = "conversations.conversation_parts.conversation_parts"
      for (const [drop, left] of [
        ["conversations.*.email", { ...ids, body: "secret", author: { name: "open" } }],
        ["*.conversation_parts.body", { ...ids, author: part.author }],
        ["conversations.*.conversation_parts.author.email", { ...ids, body: "secret", author: { name: "open" } }],
        [`${list}.*`, ids],
        [`${list}.id`, part]
      ] as const) {
        assert.deepStrictEqual(yield* ofParts({ drop: [drop] }), left, drop)
      }
      const hashed = { ...ids, body: hashOf("secret"), author: { email: hashOf("secret"), name: hashOf("open") } }
      for (const hash of ["conversations.conversation_parts", list, "*.conversation_parts"]) {
        assert.deepStrictEqual(yield* ofParts({ hash: [hash] }), hashed, hash)
      }
    })
  )

  it.effect("says of a path that no stream has which were meant", () =>
    Effect.gen(function* () {
      for (const [path, message, near] of [
        ["emial", /^no record of contacts has a field emial\. Did you mean email\?$/, ["email"]],
        ["contacts.location.ctiy", /Did you mean contacts\.location\.city/, ["contacts.location.city"]],
        ["*.emial", /Did you mean \*\.email\?$/, ["*.email"]],
        ["*.nobody_has_this", /^no record of contacts has a field \*\.nobody_has_this$/, []],
        ["conversations.title", /^conversations\.title is a field of conversations, which is not exported/, []],
        ["a..b", /is no path to a field/, []],
        ["*", /is no path to a field/, []],
        ["id", /^id is what records of contacts are known by/, []]
      ] as const) {
        const error = yield* Effect.flip(Privacy.make({ streams: ["contacts"], drop: [path] }))
        assert.instanceOf(error, Privacy.InvalidPrivacy)
        assert.match(error.message, message)
        assert.strictEqual(error.path, path)
        assert.includeMembers([...error.near], [...near])
      }
    })
  )

  it.effect("refuses fields that leave a stream with nothing, and a key that is none, which it does not repeat", () =>
    Effect.gen(function* () {
      const nothing = yield* Effect.flip(Privacy.make({ streams: ["contacts", "tags"], fields: ["contacts.email"] }))
      assert.match(nothing.message, /^no field of tags is named; name one, as tags\.id$/)
      for (const key of [undefined, Redacted.make("too short")]) {
        const error = yield* Effect.flip(Privacy.make({ streams: ["contacts"], hash: ["email"], key }))
        assert.match(error.message, /at least 16 bytes/)
        assert.notInclude(JSON.stringify(error), "too short")
      }
    })
  )

  it.effect("knows of every stream by which fields its records are known", () =>
    Effect.gen(function* () {
      for (const stream of [...streamNames, ...innerStreamNames]) {
        const { identity, idOf } = definitionOf(stream)
        const record = Object.fromEntries(identity.map((field) => [field, "1"]))
        assert.isString(idOf(record), stream)
        const privacy = yield* Privacy.make({ streams: [stream], fields: identity })
        assert.deepStrictEqual(yield* privacy.rewrite(stream, [{ ...record, other: "x" }]), [record])
      }
    })
  )

  it.effect("lets nothing through in records that could not be delivered, nor in their ids", () =>
    Effect.gen(function* () {
      let deep: object = { email: "deep@example.com" }
      for (let depth = 0; depth < 100_000; depth++) deep = { deep }
      const { problems, records, refused } = yield* through(
        { drop: ["*.email"] },
        [ada, { id: "9", deep }],
        [
          { kind: "dead-letter", id: "2", reason: "it differs", record: { id: "2", email: "grace@example.com" } },
          { kind: "dead-letter", id: undefined, reason: "no record", record: "alan@example.com" },
          { kind: "gone", id: "3" }
        ]
      )
      assert.deepStrictEqual(records.length, 1)
      const tooDeep: Problem = {
        kind: "dead-letter",
        id: "9",
        reason: "it is nested too deeply to be written",
        record: undefined
      }
      assert.deepStrictEqual(problems, [
        { kind: "dead-letter", id: "2", reason: "it differs", record: { id: "2" } },
        { kind: "dead-letter", id: undefined, reason: "no record", record: undefined },
        { kind: "gone", id: "3" },
        tooDeep
      ])
      assert.deepStrictEqual(refused, [tooDeep])
    })
  )

  it.effect.prop(
    "lets no value of a dropped or hashed field through, and every other one, whatever the record",
    [Schema.Array(Schema.Int).check(Schema.isBetweenLength(5, 60))],
    ([seeds]) =>
      Effect.gen(function* () {
        const { open, secrets, value } = randomRecord(seeds)
        const { records } = yield* through({ drop: ["*.email"], hash: ["*.phone", "location"] }, [
          { id: "1", value, location: value }
        ])
        const written = JSON.stringify(records)
        for (const text of secrets) assert.notInclude(written, text)
        const [record] = records
        const kept = JSON.stringify({ ...record, location: undefined })
        for (const text of open) assert.include(kept, text)
        assert.notInclude(JSON.stringify({ ...record, value: undefined }), "open")
      }),
    { arbitrary: { runs: 60 } }
  )
})

/** Nested as the numbers say, with texts that occur once: those below the fields that are spoken of, and the others. */
const randomRecord = (seeds: ReadonlyArray<number>) => {
  const secrets: Array<string> = []
  const open: Array<string> = []
  const left = seeds.map((seed) => Math.abs(seed))
  const names = ["email", "phone", "name", "data", "__proto__", "a.b"]
  const make = (depth: number, isSecret: boolean): unknown => {
    const seed = left.pop() ?? 0
    if (depth > 5 || left.length === 0 || seed % 4 === 0) {
      const of = isSecret ? secrets : open
      const text = `${isSecret ? "secret" : "open"}<${secrets.length + open.length}>`
      of.push(text)
      return text
    }
    const width = (seed % 3) + 1
    if (seed % 4 === 1) return Array.from({ length: width }, () => make(depth + 1, isSecret))
    const fields = Array.from({ length: width }, (_, index) => {
      const name = names[(seed + index) % names.length] ?? ""
      return [name, make(depth + 1, isSecret || name === "email" || name === "phone")] as const
    })
    return Object.fromEntries(fields)
  }
  return { value: make(0, false), secrets, open }
}

const people = () =>
  workspace({
    contacts: rows(40, (index) =>
      row(`c${index}`, now - 100_000 + index, {
        email: `secret${index}@example.com`,
        name: `Open ${index}`,
        phone: `+4930${1000 + index}`,
        avatar: { image_url: `https://example.com/secret${index}.png` },
        custom_attributes: { note: `secret note ${index}`, plan: "pro" }
      })
    )
  })

const sinks = {
  ndjson: (directory: string) => NdjsonSink.directory(directory),
  "ndjson.gz": (directory: string) => NdjsonSink.directory(directory, { gzip: true }),
  csv: (directory: string) => CsvSink.directory(directory),
  parquet: (directory: string) => ParquetSink.directory(directory),
  sqlite: (directory: string) => SqliteSink.file(`${directory}/export.db`)
}

describe("an export with a privacy", () => {
  for (const format of ["ndjson", "ndjson.gz", "csv", "parquet", "sqlite"] as const) {
    it.effect(`leaves no value of a dropped or hashed field in any file (${format})`, () =>
      inDirectory((directory) =>
        Effect.gen(function* () {
          const privacy = yield* Privacy.make({
            streams: ["contacts"],
            drop: ["avatar", "custom_attributes.note", "phone"],
            hash: ["*.email"],
            key
          })
          const sink = sinks[format](directory)
          const checkpoint = sink.checkpoint === undefined ? Checkpoint.file(`${directory}/checkpoint.json`) : undefined
          // What differs from its schema is put beside the records.
          const report = yield* Export.run({
            streams: ["contacts"],
            sink: Privacy.protect(sink, privacy),
            checkpoint,
            mismatches: "dead-letter"
          }).pipe(Effect.provide(serve(people()).client()))
          const [stream] = report.streams
          assert.strictEqual((stream?.rows ?? 0) + (stream?.deadLetters ?? 0), 40)

          const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
            entry.isFile()
          )
          const texts = files.map(({ name, parentPath }) => {
            const bytes = readFileSync(`${parentPath}/${name}`)
            return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1")
          })
          const all = [...texts, ...(yield* Effect.promise(() => recordsIn(format, directory, "contacts")))].join("\n")
          for (const raw of [/secret\d+@/, /\+4930\d/, /secret\d+\.png/, /secret note/, new RegExp(secret)]) {
            assert.notMatch(all, raw)
          }
          assert.include(all, hashOf("secret7@example.com"))
          assert.include(all, "Open 7")
        })
      ).pipe(Effect.provide(NodeServices.layer))
    )
  }

  it.effect("puts hashes of numbers and times into tables whose columns hold others, and loses no record", () =>
    inDirectory((directory) =>
      Effect.gen(function* () {
        const privacy = yield* Privacy.make({ streams: ["contacts"], hash: ["created_at", "has_hard_bounced"], key })
        const sink = Privacy.protect(SqliteSink.file(`${directory}/export.db`), privacy)
        const report = yield* Export.run({ streams: ["contacts"], sink }).pipe(Effect.provide(serve(people()).client()))
        assert.deepStrictEqual(
          [report.streams[0]?.rows, report.streams[0]?.deadLetters, report.complete],
          [40, 0, true]
        )
        const records = yield* Effect.promise(() => recordsIn("sqlite", directory, "contacts"))
        assert.lengthOf(records, 40)
        for (const record of records) assert.match(JSON.parse(record).created_at, /^[0-9a-f]{64}$/)
      })
    ).pipe(Effect.provide(NodeServices.layer))
  )

  for (const [what, later] of [
    ["another choice", { drop: ["phone"] }],
    ["another key", { drop: ["email"], hash: ["name"], key: Redacted.make("another key that nobody has") }],
    ["none", undefined]
  ] as const) {
    it.effect(`is not gone on with by one with ${what}, and is with the same`, () =>
      inDirectory((directory) =>
        Effect.gen(function* () {
          const checkpoint = Checkpoint.file(`${directory}/checkpoint.json`)
          const run = Effect.fnUntraced(function* (
            choice: Omit<Privacy.PrivacyOptions, "streams"> | undefined,
            since?: "last"
          ) {
            const sink = NdjsonSink.directory(directory)
            const privacy = choice && (yield* Privacy.make({ streams: ["contacts"], ...choice }))
            return yield* Export.run({
              streams: ["contacts"],
              sink: privacy === undefined ? sink : Privacy.protect(sink, privacy),
              checkpoint,
              since
            }).pipe(Effect.provide(serve(people()).client()))
          })
          const first = { drop: ["email"], hash: ["name"], key }
          yield* run(first)
          const before = readFileSync(`${directory}/contacts.ndjson`, "utf8")
          const error = yield* Effect.flip(run(later, "last"))
          assert.strictEqual(error._tag, "ExportError")
          assert.strictEqual(error._tag === "ExportError" && error.reason._tag, "CheckpointMismatch")
          assert.strictEqual(readFileSync(`${directory}/contacts.ndjson`, "utf8"), before)
          // The order of the paths, and whether a stream is named that has them anyway, make no other choice.
          yield* run({ hash: ["contacts.name"], drop: ["contacts.email"], key }, "last")
        })
      ).pipe(Effect.provide(NodeServices.layer))
    )
  }

  it.effect("does not touch a stream whose choice was not made", () =>
    Effect.gen(function* () {
      const { records, sink } = taking()
      const privacy = yield* Privacy.make({ streams: ["companies"], drop: ["name"] })
      const error = yield* Effect.flip(
        Export.run({ streams: ["contacts"], sink: Privacy.protect(sink, privacy) }).pipe(
          Effect.provide(serve(people()).client())
        )
      )
      assert.match(error.message, /what is to be kept of contacts was not said/)
      assert.deepStrictEqual(records, [])
    })
  )
})
