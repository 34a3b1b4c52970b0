import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { readFileSync } from "node:fs"
import * as CsvSink from "../src/CsvSink.ts"
import * as Export from "../src/Export.ts"
import { contactsTarget } from "./support/contactsTarget.ts"
import { inDirectory, now, options } from "./support/SampleExport.ts"
import { failure, row, rows, serve, workspace } from "./support/SmallWorkspace.ts"

const people = () =>
  workspace({
    contacts: rows(400, (index) =>
      row(`c${index}`, now - 900, {
        name: index === 0 ? 'Ada "Countess", Lovelace\nof London' : index === 1 ? "=1+1" : null,
        tags: [index],
        location: { city: "Dublin" }
      })
    )
  })

describe("CsvSink", () => {
  it.effect("writes the columns asked for, quoted where needed, and no formulas", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = CsvSink.directory(directory, {
          columns: { contacts: ["id", "name", "tags", "location.city", "nothing"] }
        })
        yield* Export.run({ ...options(directory), streams: ["contacts"], sink }).pipe(
          Effect.provide(serve(people()).client())
        )
        const text = readFileSync(`${directory}/contacts.csv`, "utf8")
        assert.isTrue(
          text.startsWith(
            [
              "id,name,tags,location.city,nothing",
              'c0,"Ada ""Countess"", Lovelace\nof London",[0],Dublin,',
              "c1,'=1+1,[1],Dublin,",
              "c2,,[2],Dublin,\n"
            ].join("\n")
          ),
          text.slice(0, 200)
        )
      })
    )
  )

  it.effect("T32: goes on below one heading, with the columns it began with, and holds every record once", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        const request = { ...options(directory), streams: ["contacts"] as const }
        let pages = 0
        const broken = serve(space, ({ path }) =>
          Effect.sync(() => (path === "/contacts" && ++pages === 3 ? failure(401, "unauthorized") : undefined))
        )
        yield* Effect.flip(
          Export.run({ ...request, sink: CsvSink.directory(directory) }).pipe(Effect.provide(broken.client()))
        )
        const sink = CsvSink.directory(directory)
        yield* Export.run({ ...request, sink, resume: true }).pipe(Effect.provide(serve(space).client()))
        const lines = readFileSync(`${directory}/contacts.csv`, "utf8").trimEnd().split("\n")
        assert.strictEqual(lines[0], "id,created_at,updated_at,name,tags,location")
        assert.strictEqual(lines[400], `c398,${now - 900},${now - 900},,[398],"{""city"":""Dublin""}"`)
        // One heading, and one name of two lines.
        assert.lengthOf(lines, 402)
      })
    )
  )

  it.effect("is not gone on with by one with other columns, whose file would hold what nobody wants any more", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const client = serve(people()).client()
        const run = (columns: ReadonlyArray<string> | undefined) =>
          Export.run({
            ...options(directory),
            streams: ["contacts"],
            since: "last",
            sink: CsvSink.directory(directory, { columns: columns && { contacts: columns } })
          }).pipe(Effect.provide(client))
        yield* run(["id", "name"])
        const before = readFileSync(`${directory}/contacts.csv`, "utf8")
        for (const columns of [["id"], ["name", "id"], undefined]) {
          assert.strictEqual((yield* Effect.flip(run(columns))).reason._tag, "CheckpointMismatch")
        }
        assert.strictEqual(readFileSync(`${directory}/contacts.csv`, "utf8"), before)
        assert.isTrue((yield* run(["id", "name"])).complete)
      })
    )
  )

  /** The cells of one column, as they stand in the file. */
  const cellsOf = (values: ReadonlyArray<unknown>) =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = CsvSink.directory(directory, { columns: { contacts: ["value"] } })
        const stream = yield* sink.open(contactsTarget("begin"), undefined)
        const cells: Array<string> = []
        let before = 0
        for (const value of values) {
          yield* stream.write([{ value }], [])
          yield* stream.commit
          const text = readFileSync(`${directory}/contacts.csv`, "utf8")
          cells.push(text.slice(before === 0 ? "value\n".length : before, -1))
          before = text.length
        }
        return cells
      })
    )

  for (const [what, text, cell] of [
    ["at the beginning", "=1+1", "'=1+1"],
    ["behind blanks", "  =1+1", "  '=1+1"],
    ["in a second line", "a\n=1+1", `"a\n'=1+1"`],
    ["in a second line of Windows", "a\r\n@SUM(1)", `"a\r\n'@SUM(1)"`],
    ["behind a tab", "a\t=1+1", "a\t'=1+1"],
    ["behind a tab at the beginning", "\t=1+1", "'\t'=1+1"],
    ["behind a semicolon", "a;=1+1;+2;-x", "a;'=1+1;'+2;'-x"],
    ["behind a semicolon in JSON", ["a;=1+1"], `"[""a;'=1+1""]"`],
    ["that begins with a minus", "-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
    ["in wide letters", "\uFF1D1+1", "'\uFF1D1+1"]
  ] as const) {
    it.effect(`guards a formula ${what}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* cellsOf([text]), [cell])
      })
    )
  }

  it.effect("leaves negative numbers as they are, and what only looks like the middle of a formula", () =>
    Effect.gen(function* () {
      const values = [-5, "-5", "-5.25", "-1e9", "a;-5;b", "a=b", "1-2", "ada@example.com", "-12345678901234567890"]
      assert.deepStrictEqual(yield* cellsOf(values), values.map(String))
    })
  )

  it.effect("has cells for a record's own fields, and none for what every object inherits", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const columns = ["id", "constructor", "toString", "name.length", "__proto__", "owner.constructor.name"]
        const sink = CsvSink.directory(directory, { columns: { contacts: columns } })
        const stream = yield* sink.open(contactsTarget("begin"), undefined)
        yield* stream.write([{ id: "1", name: "Ada", owner: {} }, JSON.parse('{"id":"2","__proto__":7}')], [])
        yield* stream.commit
        assert.strictEqual(readFileSync(`${directory}/contacts.csv`, "utf8"), `${columns.join(",")}\n1,,,,,\n2,,,,7,\n`)
      })
    )
  )

  it.effect("tells at the end which fields of later records have no column, also of those before a kill", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const warnings: Array<unknown> = []
        const logger = Logger.make(({ logLevel, message }) => {
          if (logLevel === "Warn") warnings.push(message)
        })
        const sink = CsvSink.directory(directory)
        const first = yield* sink.open(contactsTarget("begin"), undefined)
        yield* first.write([{ id: "1" }, { id: "2", name: "Ada" }], [])
        yield* first.write([{ id: "3", plan: "pro" }], [])
        const state: unknown = JSON.parse(JSON.stringify(yield* first.commit))
        const again = CsvSink.directory(directory)
        const second = yield* again.open(contactsTarget("goOn"), state)
        yield* second.write([{ id: "4", phone: "1" }], [])
        yield* second.commit
        yield* again
          .finish({
            startedAt: now,
            finishedAt: now,
            apiVersion: "2.16",
            host: "api.intercom.io",
            resumes: 1,
            streams: Object.assign([], [{ stream: "contacts" }]),
            complete: true
          })
          .pipe(Effect.provide(Logger.layer([logger])), Effect.provideService(References.MinimumLogLevel, "Warn"))
        assert.deepStrictEqual(warnings.flat(), [
          "contacts: the table has no columns for plan, phone, which its first records did not have; name the columns, or export to NDJSON"
        ])
        assert.strictEqual(readFileSync(`${directory}/contacts.csv`, "utf8"), "id,name\n1,\n2,Ada\n3,\n4,\n")
      })
    )
  )
})
