import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { folder, held, requests, runOnFakeLive } from "./fakeWorkspace.ts"
import { ask, password, postgres } from "./postgres.ts"
import { processes, runToEnd, startFake } from "./process.ts"

const server = postgres()
const env = { PGPASSWORD: password }

let schemas = 0
const newSchema = () => `export_${++schemas}`

const seeds = { contacts: 320, companies: 30, conversations: 25 }
const workspace = FakeIntercom.layerHttpClient(seeds)

const secondPageFails = FakeIntercom.layerHttpClient({
  ...seeds,
  faults: Faults.script([
    {
      when: ({ path, query }) => path === "/contacts" && query["starting_after"] !== undefined,
      times: 1,
      fault: { status: 403 }
    }
  ])
})

/** The records of a table, a line each. Keys of JSON have no order in PostgreSQL. */
const recordsIn = (schema: string, table: string) =>
  Effect.map(ask(server, `SELECT record FROM "${schema}".${table}`), (rows) => rows.map(({ record }) => record))

const assertHolds = Effect.fnUntraced(function* (schema: string, stream: "contacts" | "companies" | "conversations") {
  const expected: ReadonlyArray<unknown> = (yield* held(stream)).map((line) => JSON.parse(line))
  assert.sameDeepMembers<unknown>([...(yield* recordsIn(schema, stream))], [...expected], stream)
})

const toDatabase = (args: ReadonlyArray<string>, schema: string) =>
  runOnFakeLive(["export", ...args, "--to", server.address(), "--schema", schema], { env })

describe("effect-intercom export --to", () => {
  it.live("fills tables that hold what the workspace holds, and says where the report is", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const { exitCode, stderr, stdout } = yield* toDatabase([], schema)
      assert.deepStrictEqual([exitCode, stdout], [0, ""], stderr)
      for (const stream of ["contacts", "companies", "conversations"] as const) yield* assertHolds(schema, stream)
      assert.match(stderr, /^contacts +320 +320 +\d+ +yes$/m)
      assert.match(
        stderr,
        /rows in [^\n]+, in the schema export_\d+ of postgres at 127\.0\.0\.1:\d+; export_reports there/
      )
      const parts = yield* ask(server, `SELECT count(*)::int4 AS parts FROM "${schema}".conversation_parts`)
      const expected = (yield* held("conversations")).flatMap(
        (line) => JSON.parse(line).conversation_parts.conversation_parts
      )
      assert.deepStrictEqual([...parts], [{ parts: expected.length }])
      const reports = yield* ask(server, `SELECT report FROM "${schema}".export_reports`)
      assert.isTrue(JSON.parse(String(reports[0]?.["report"])).complete)
    }).pipe(Effect.provide(workspace))
  )

  it.live("goes on with what it says, adds what changed, and writes over nothing without a word", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const failed = yield* toDatabase(["contacts", "conversations"], schema)
      assert.strictEqual(failed.exitCode, 1, failed.stderr)
      const command = `effect-intercom export contacts conversations --to ${server.address()} --schema ${schema} --resume`
      assert.isTrue(failed.stderr.endsWith(`Go on with: ${command}\n`), failed.stderr)
      const unfinished = yield* toDatabase(["contacts", "conversations"], schema)
      assert.strictEqual(unfinished.exitCode, 2)
      assert.include(unfinished.stderr, "holds an export that did not end")

      const resumed = yield* runOnFakeLive(command.split(" ").slice(1), { env })
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      yield* assertHolds(schema, "contacts")
      yield* assertHolds(schema, "conversations")

      const again = yield* toDatabase(["contacts"], schema)
      assert.strictEqual(again.exitCode, 2)
      assert.match(
        again.stderr,
        /the schema export_\d+ of [^\n]+ holds a finished export\. [^\n]+another schema with --schema\n$/
      )
      yield* FakeIntercom.use(({ workspace }) =>
        Effect.sync(() => workspace.contacts.add({ email: "new@example.com" }))
      )
      for (const flag of [["--full"], ["--since", "last"], ["--overwrite"]]) {
        const { exitCode, stderr } = yield* toDatabase(["contacts", ...flag], schema)
        assert.strictEqual(exitCode, 0, stderr)
        yield* assertHolds(schema, "contacts")
      }
    }).pipe(Effect.provide(secondPageFails))
  )

  it.live("plans what changed since, and writes nothing", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const rowsOf = Effect.map(
        toDatabase(["conversations", "--since", "last", "--plan", "--json"], schema),
        ({ stdout }) => JSON.parse(stdout).rows
      )
      assert.strictEqual(yield* rowsOf, 25)
      const [there] = yield* ask(server, `SELECT to_regnamespace('${schema}') IS NOT NULL AS is`)
      assert.deepStrictEqual(there, { is: false })
      yield* toDatabase(["conversations"], schema)
      assert.strictEqual(yield* rowsOf, 0)
    }).pipe(Effect.provide(workspace))
  )

  it.live("gives custom attributes typed columns with --attributes, and writes the report where it is asked to", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const report = join(yield* folder, "report.json")
      yield* FakeIntercom.use(({ workspace }) =>
        Effect.sync(() => {
          workspace.dataAttributes.add({ model: "contact", name: "seats", data_type: "integer" })
          workspace.contacts.add({ email: "ada@example.com", custom_attributes: { seats: 7 } })
        })
      )
      const { exitCode, stderr } = yield* toDatabase(["contacts", "--attributes", "--report", report], schema)
      assert.strictEqual(exitCode, 0, stderr)
      const seats = yield* ask(
        server,
        `SELECT custom_seats::int4 AS seats FROM "${schema}".contacts WHERE email = 'ada@example.com'`
      )
      assert.deepStrictEqual([...seats], [{ seats: 7 }])
      assert.isTrue(JSON.parse(readFileSync(report, "utf8")).complete)
    }).pipe(Effect.provide(workspace))
  )

  it.live("keeps what the flags of privacy say out of every column", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      yield* toDatabase(["contacts", "--drop", "*.email,*.name"], schema)
      const rows = yield* ask(server, `SELECT * FROM "${schema}".contacts`)
      assert.lengthOf(rows, 320)
      assert.notMatch(
        JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? Number(value) : value)),
        /@/
      )
    }).pipe(Effect.provide(workspace))
  )

  it.live("takes the whole address from a variable", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const address = server.address().replace("@", `:${password}@`)
      const args = ["export", "companies", "--to-env", "WAREHOUSE", "--schema", schema]
      const { exitCode, stderr } = yield* runOnFakeLive(args, { env: { WAREHOUSE: address } })
      assert.strictEqual(exitCode, 0, stderr)
      assert.notInclude(stderr, password)
      yield* assertHolds(schema, "companies")
      const absent = yield* runOnFakeLive(args)
      assert.deepStrictEqual(absent, {
        exitCode: 2,
        stdout: "",
        stderr: "effect-intercom: --to-env: the environment has no WAREHOUSE, or nothing in it\n"
      })
    }).pipe(Effect.provide(workspace))
  )

  it.live("refuses a password in the address, names three other ways, and repeats it nowhere", () =>
    Effect.gen(function* () {
      for (const address of ["postgres://me:secretive@host/db", "postgres://me@host/db?password=secretive"]) {
        const { exitCode, stderr, stdout } = yield* runOnFakeLive(["export", "--to", address])
        assert.deepStrictEqual([exitCode, stdout], [2, ""])
        for (const way of ["PGPASSWORD", "~/.pgpass", "--to-env NAME"]) assert.include(stderr, way)
        assert.notInclude(stderr, "secretive")
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.live("says why the database does not take it, before Intercom is asked anything", () =>
    Effect.gen(function* () {
      const { port } = new URL(server.address())
      for (const [address, why] of [
        ["postgres://postgres@127.0.0.1:1/postgres", "nothing listens at its address"],
        [`postgres://postgres@127.0.0.1:${port}/nowhere`, "there is no such database"],
        [`postgres://nobody@127.0.0.1:${port}/postgres`, "it does not accept the user, or the password"]
      ] as const) {
        const { exitCode, stderr } = yield* runOnFakeLive(["export", "--to", address], { env })
        assert.strictEqual(exitCode, 1, stderr)
        assert.include(stderr, `the schema intercom cannot be read (${why})`)
        assert.notInclude(stderr, password)
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.live("is refused beside a folder, a form of files, and another database", () =>
    Effect.gen(function* () {
      const to = ["--to", "postgres://host/db"]
      for (const [args, said] of [
        [[...to, "--out", "./there"], "--out is for exports into a folder"],
        [[...to, "--format", "csv"], "--format csv is for exports into a folder"],
        [[...to, "--split-size", "1GB"], "--split-size is for exports into a folder"],
        [[...to, "--to-env", "DB"], "Give one of them"],
        [["--schema", "mine"], "--schema is one of a database"],
        [["--attributes"], "--attributes gives columns to custom attributes"],
        [["--to", "mysql://host/db"], "looks like postgres://user@host:5432/database"]
      ] as const) {
        const { exitCode, stderr, stdout } = yield* runOnFakeLive(["export", ...args])
        assert.deepStrictEqual([exitCode, stdout], [2, ""], stderr)
        assert.include(stderr, said)
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.live("without the package says what to install, before anything is sent", () =>
    Effect.gen(function* () {
      const fake = yield* startFake("--contacts", "3")
      const out = join(yield* folder, "export")
      const hook = fileURLToPath(import.meta.resolve("./withoutPackage.ts"))
      for (const [name, flag, args] of [
        ["@effect/sql-pg", "--to", ["--to", "postgres://host/db"]],
        ["@duckdb/node-api", "--format duckdb", ["--format", "duckdb", "--out", out]]
      ] as const) {
        const { exitCode, stderr, stdout } = yield* runToEnd(["export", ...args], {
          ...fake.env,
          NODE_OPTIONS: `--import ${hook}`,
          WITHOUT_PACKAGE: name
        })
        assert.deepStrictEqual([exitCode, stdout], [2, ""], stderr)
        assert.match(
          stderr,
          new RegExp(
            `^effect-intercom: ${flag} needs the package ${name}, which is not installed\\. [^\\n]*npm install ${name}[^\\n]*\\n$`
          )
        )
      }
      const sent = yield* Effect.flatMap(
        HttpClient.get(`${fake.url}/_fake/requests`, { headers: { "x-fake-secret": fake.secret } }),
        ({ json }) => json
      )
      assert.deepStrictEqual([sent, existsSync(out)], [[], false])
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})

describe("effect-intercom export --format duckdb", () => {
  it.live("fills a database that holds what the workspace holds, and goes on with what it says", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "conversations", "--format", "duckdb", "--out", out]
      const failed = yield* runOnFakeLive(args)
      assert.strictEqual(failed.exitCode, 1)
      assert.include(failed.stderr, "--format duckdb --resume")
      const resumed = yield* runOnFakeLive([...args, "--resume", "--attributes"])
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      const file = join(out, "export.duckdb")
      const rows = yield* Effect.promise(async () => {
        const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" })
        const connection = await instance.connect()
        const read = async (stream: string) =>
          (await connection.runAndReadAll(`SELECT record FROM ${stream}`)).getRowObjects()
        const all = { contacts: await read("contacts"), conversations: await read("conversations") }
        connection.closeSync()
        instance.closeSync()
        return all
      })
      for (const stream of ["contacts", "conversations"] as const) {
        assert.deepStrictEqual(rows[stream].map(({ record }) => String(record)).toSorted(), yield* held(stream), stream)
      }
      assert.isTrue(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
    }).pipe(Effect.provide(secondPageFails))
  )
})
