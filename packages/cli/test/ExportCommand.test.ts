import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { folder, held, requests, runOnFake } from "./fakeWorkspace.ts"

const seeds = { contacts: 320, companies: 30, conversations: 25 }
const workspace = FakeIntercom.layerHttpClient(seeds)

const linesOf = (out: string, stream: string): ReadonlyArray<string> =>
  readFileSync(join(out, `${stream}.ndjson`), "utf8")
    .split("\n")
    .slice(0, -1)

const failing = (rule: Faults.Rule) => FakeIntercom.layerHttpClient({ ...seeds, faults: Faults.script([rule]) })

/** What was written of the first page stays, and the export goes on when it is started again. */
const secondPage: Faults.Rule = {
  when: ({ path, query }) => path === "/contacts" && query["starting_after"] !== undefined,
  times: 1,
  fault: { status: 403 }
}

describe("effect-intercom export", () => {
  it.effect("writes a file a stream that holds what the workspace holds, and a report beside them", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr, stdout } = yield* runOnFake(["export", "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      assert.strictEqual(stdout, "")
      for (const stream of ["contacts", "companies", "conversations"] as const) {
        assert.deepStrictEqual(linesOf(out, stream).toSorted(), yield* held(stream), stream)
      }
      const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"))
      assert.isTrue(report.complete)
      assert.match(stderr, /^contacts: 320 rows$/m)
      assert.match(stderr, /^stream +rows +expected +requests +complete +size$/m)
      assert.match(stderr, /^contacts +320 +320 +\d+ +yes +[\d.]+ kB$/m)
      assert.include(stderr, `in ${out}; report.json`)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes a database with a table a stream, and resumes into it", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "conversations", "--format", "sqlite", "--out", out]
      const failed = yield* runOnFake(args)
      assert.strictEqual(failed.exitCode, 1)
      assert.include(failed.stderr, "--format sqlite --resume")
      assert.strictEqual((yield* runOnFake(args)).exitCode, 2)
      const resumed = yield* runOnFake([...args, "--resume"])
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      const database = new DatabaseSync(join(out, "export.db"))
      for (const stream of ["contacts", "conversations"] as const) {
        const rows = database.prepare(`SELECT record FROM ${stream}`).all()
        assert.deepStrictEqual(rows.map(({ record }) => String(record)).toSorted(), yield* held(stream), stream)
      }
      database.close()
      assert.isTrue(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
    }).pipe(Effect.provide(failing(secondPage)))
  )

  it.effect("adds what changed since an export of everything with --since last", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { stderr } = yield* runOnFake(["export", "contacts", "--out", out])
      assert.strictEqual(linesOf(out, "contacts").length, 320, stderr)
      const again = yield* runOnFake(["export", "contacts", "--since", "last", "--out", out])
      assert.strictEqual(again.exitCode, 0, again.stderr)
      assert.isTrue((yield* requests).includes("POST /contacts/search"))
      assert.isAtLeast(linesOf(out, "contacts").length, 320)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("prints nothing with -q when all is well, and what is wrong when it is not", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const fails = yield* runOnFake(["export", "contacts", "--out", out, "-q"])
      assert.strictEqual(fails.exitCode, 1)
      assert.match(fails.stderr, /^effect-intercom: [^\n]+ --quiet --resume\n$/)
      const goesOn = yield* runOnFake(["export", "contacts", "--out", out, "-q", "--resume"])
      assert.deepStrictEqual(goesOn, { exitCode: 0, stderr: "", stdout: "" })
    }).pipe(Effect.provide(failing(secondPage)))
  )

  it.effect("says after a quiet day that nothing changed, and what the rows are that were announced", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "--since", "last", "--out", out]
      yield* runOnFake(args)
      yield* TestClock.adjust("1 day")
      const quiet = yield* runOnFake(args)
      assert.strictEqual(quiet.exitCode, 0, quiet.stderr)
      assert.match(quiet.stderr, /^Nothing changed since \d{4}-\d\d-\d\dT[\d:.]+Z$/m)
      const { streams } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"))
      const [{ duplicates, outside }] = streams
      assert.isAbove(duplicates + outside, 0)
      assert.match(quiet.stderr, /^stream +rows +expected +passed over +requests/m)
      assert.match(quiet.stderr, new RegExp(`^contacts +0 +${duplicates + outside} +${duplicates + outside} `, "m"))
      assert.match(quiet.stderr, /^passed over: listed by Intercom/m)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("is not written over once it is finished, unless told to: the ways in are named", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "contacts", "--out", out])
      for (const flags of [[], ["--since", "7d"]]) {
        const { exitCode, stderr } = yield* runOnFake(["export", "contacts", "--out", out, ...flags])
        assert.strictEqual(exitCode, 2)
        assert.match(stderr, /holds a finished export\. [^\n]*--since last[^\n]*--full[^\n]*--overwrite[^\n]*\n$/)
        assert.strictEqual(linesOf(out, "contacts").length, 320)
      }
      const again = yield* runOnFake(["export", "contacts", "--out", out, "--overwrite"])
      assert.strictEqual(again.exitCode, 0, again.stderr)
      assert.deepStrictEqual(linesOf(out, "contacts").toSorted(), yield* held("contacts"))
      const full = yield* runOnFake(["export", "contacts", "--out", out, "--full"])
      assert.strictEqual(full.exitCode, 0, full.stderr)
      assert.isAtLeast(new Set(linesOf(out, "contacts")).size, 320)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("goes on with --since last after it was stopped, and needs no other flag", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "--since", "last", "--out", out]
      assert.strictEqual((yield* runOnFake(args)).exitCode, 1)
      const next = yield* runOnFake(args)
      assert.strictEqual(next.exitCode, 0, next.stderr)
      assert.deepStrictEqual(linesOf(out, "contacts").toSorted(), yield* held("contacts"))
    }).pipe(Effect.provide(failing(secondPage)))
  )

  it.effect("tells with --plan what it would take, and reads and writes nothing", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "export")
      const { exitCode, stderr, stdout } = yield* runOnFake(["export", "--plan", "--out", out])
      assert.deepStrictEqual([exitCode, stderr], [0, ""])
      assert.deepStrictEqual(stdout.split("\n").slice(0, 5), [
        "stream         rows  requests",
        "contacts        320         3",
        "companies        30         1",
        "conversations    25        26  one each, for its parts",
        "total           375        30"
      ])
      assert.match(stdout, /^That takes 1 second at 1,667 requests per ten seconds\./m)
      assert.strictEqual((yield* requests).length, 4)
      assert.isFalse(existsSync(out))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("shows people at a terminal where the requests of a plan go", () =>
    Effect.gen(function* () {
      const plan = (stdoutIsTerminal: boolean) => runOnFake(["export", "--plan"], { stdoutIsTerminal })
      assert.match((yield* plan(true)).stdout, /^conversations +25 +26 +█{15,}░* {2}one each/m)
      assert.notInclude((yield* plan(false)).stdout, "█")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("shows people at a terminal in the end what took the requests", () =>
    Effect.gen(function* () {
      const export_ = (stderrIsTerminal: boolean) =>
        Effect.flatMap(folder, (out) => runOnFake(["export", "--out", out], { stderrIsTerminal }))
      assert.match((yield* export_(true)).stderr, /^conversations +25 +25 +\d+ +yes +[\d.]+ kB {2}█+░*$/m)
      assert.notInclude((yield* export_(false)).stderr, "█")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("tells a plan to programs, and which streams it cannot count", () =>
    Effect.gen(function* () {
      const args = ["export", "contacts", "notes", "tags", "macros", "--plan", "--json", "--api-version", "2.15"]
      const { exitCode, stdout } = yield* runOnFake([...args, "--lists"])
      const { limit, or_more, requests, rows, seconds, streams } = JSON.parse(stdout)
      assert.deepStrictEqual([exitCode, rows, requests, or_more, seconds, limit], [0, 320, 327, true, 2, 1667])
      assert.deepStrictEqual(streams, [
        { stream: "contacts", rows: 320, requests: 3, or_more: true, note: "and one for a list of more than ten" },
        { stream: "notes", rows: null, requests: 323, or_more: true, note: "of 320 contacts, one by one" },
        { stream: "macros", rows: null, requests: 0, or_more: false, note: "this API version does not have it" },
        { stream: "tags", rows: null, requests: 1, or_more: true, note: "not counted by Intercom" }
      ])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("plans no rows for what is asked of contacts one by one", () =>
    Effect.gen(function* () {
      const streams = ["notes", "data_events", "contact_merges"]
      const { stdout } = yield* runOnFake(["export", ...streams, "--plan", "--json"])
      assert.deepStrictEqual(
        JSON.parse(stdout).streams.map(({ note, rows }: { note: string; rows: number | null }) => [rows, note]),
        streams.map(() => [null, "of 320 contacts, one by one"])
      )
    }).pipe(Effect.provide(workspace))
  )

  it.effect("plans with the part of the rate limit it may use", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runOnFake(["export", "conversations", "--plan", "--max-rate", "10%"])
      assert.match(stdout, /^That takes 17 seconds at 16 requests per ten seconds\./m)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ ...seeds, rateLimit: 167 })))
  )

  it.effect("plans what changed since the last export, once there is one", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "conversations", "--since", "last", "--out", out]
      const planned = Effect.map(runOnFake([...args, "--plan", "--json"]), ({ stdout }) => JSON.parse(stdout).rows)
      assert.strictEqual(yield* planned, 25)
      assert.strictEqual((yield* runOnFake(args)).exitCode, 0)
      assert.strictEqual(yield* planned, 0)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes tables for spreadsheets", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr } = yield* runOnFake(["export", "contacts", "--format", "csv", "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      const [heading, ...rows] = readFileSync(join(out, "contacts.csv"), "utf8").trimEnd().split("\n")
      assert.match(heading ?? "", /^type,id,/)
      assert.strictEqual(rows.length, 320)
      assert.isTrue(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("starts another file where one would grow beyond --split-size", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "--format", "ndjson", "--split-size", "1MB", "--out", out]
      const { exitCode, stderr } = yield* runOnFake(args)
      assert.strictEqual(exitCode, 0, stderr)
      const files = readdirSync(out).filter((name) => name.endsWith(".ndjson"))
      assert.isAbove(files.length, 1)
      for (const file of files) {
        assert.match(file, /^contacts-\d{4}\.ndjson$/)
        assert.isAtMost(statSync(join(out, file)).size, 1_000_000)
      }
      const lines = files.flatMap((file) => readFileSync(join(out, file), "utf8").trimEnd().split("\n"))
      assert.deepStrictEqual(lines.toSorted(), yield* held("contacts"))
      assert.match(stderr, /^contacts +1,000 +1,000 +\d+ +yes +[\d.]+ MB$/m)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 1000 })))
  )

  it.effect("reads the lists inside contacts whole with --lists", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { workspace } = yield* FakeIntercom
      const tags = [...workspace.tags.keys()].slice(0, 11)
      workspace.contacts.add({
        email: "ada@example.com",
        tags: tags.map((id) => ({ id, applied_at: 0, applied_by: "1" }))
      })
      const tagsOf = () => {
        const ada = linesOf(out, "contacts").find((line) => line.includes("ada@example.com"))
        return JSON.parse(ada ?? "").tags.data.length
      }
      yield* runOnFake(["export", "contacts", "--out", out])
      assert.strictEqual(tagsOf(), 10)
      yield* runOnFake(["export", "contacts", "--out", out, "--lists", "--overwrite"])
      assert.strictEqual(tagsOf(), 11)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("says that it waits for the scroll of the run before, and goes on by itself", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const token = Redacted.value((yield* FakeIntercom).token)
      const http = yield* HttpClient.HttpClient
      const url = `${(yield* FakeIntercom).url}/companies/scroll`
      let isOpen = false
      // Opened right before the export's own: an older one might end while the command starts.
      const behindAnother = HttpClient.mapRequestEffect(http, (request) => {
        if (isOpen || request.url !== url) return Effect.succeed(request)
        isOpen = true
        return Effect.as(http.get(url, { headers: { authorization: `Bearer ${token}` } }), request)
      })
      const { exitCode, stderr } = yield* runOnFake(["export", "companies", "--out", out]).pipe(
        Effect.provideService(HttpClient.HttpClient, behindAnother)
      )
      assert.strictEqual(exitCode, 0, stderr)
      assert.match(stderr, /^companies: an earlier scroll of the workspace is still open\. [^\n]+ a minute [^\n]+$/m)
      assert.match(stderr, /^companies 0 \([^\n]*waits: old scroll\)/m)
      assert.deepStrictEqual(linesOf(out, "companies").toSorted(), yield* held("companies"))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of everything goes on without a stream the token may not read, and is not complete", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr } = yield* runOnFake(["export", "all", "--out", out])
      assert.strictEqual(exitCode, 3)
      assert.match(stderr, /effect-intercom: The export is not complete: teams: [^;]*403/)
      assert.deepStrictEqual(linesOf(out, "conversations").toSorted(), yield* held("conversations"))
      assert.strictEqual((yield* runOnFake(["export", "teams", "--out", out, "--overwrite"])).exitCode, 1)
    }).pipe(Effect.provide(failing({ when: ({ path }) => path === "/teams", fault: { status: 403 } })))
  )

  it.effect("refuses flags that contradict each other before anything is sent", () =>
    Effect.gen(function* () {
      for (const flags of [
        ["--resume", "--overwrite"],
        ["--plan", "--resume"],
        ["--since", "last", "--until", "1d"],
        ["--since", "last", "--overwrite"],
        ["--full", "--overwrite"],
        ["--since", "last", "--full"],
        ["--accept", "nothing"],
        ["--since", "1d", "--until", "2d"],
        ["--format", "sqlite", "--split-size", "500MB"],
        ["--format", "parquet", "--split-size", "500MB"],
        ["--split-size", "500"],
        ["--split-size", "1kB"],
        ["--concurrency", "0"],
        ["--segments", "1.5"],
        ["--mismatches", "ignore"],
        ["--checkpoint-every", "2h"],
        ["--max-rate", "0%"]
      ]) {
        const { exitCode, stderr } = yield* runOnFake(["export", ...flags])
        assert.strictEqual(exitCode, 2, flags.join(" "))
        assert.match(stderr, /^effect-intercom: [^\n]+\n$/)
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("goes on with no export in another form, whether it had ended or not", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const refused = Effect.fnUntraced(function* (...flags: ReadonlyArray<string>) {
        const { exitCode, stderr } = yield* runOnFake(["export", "contacts", "--out", out, ...flags])
        assert.strictEqual(exitCode, 2, stderr)
        assert.match(stderr, /^effect-intercom: \S+ holds an export[^\n]* in another form than [^\n]+--overwrite\n$/)
      })
      yield* runOnFake(["export", "contacts", "--out", out])
      for (const format of ["csv", "ndjson.gz", "parquet"]) {
        yield* refused("--format", format)
        yield* refused("--format", format, "--resume")
      }
      assert.strictEqual((yield* runOnFake(["export", "contacts", "--out", out, "--resume"])).exitCode, 0)
      for (const format of ["csv", "ndjson.gz", "parquet"]) {
        yield* refused("--format", format, "--resume")
        yield* refused("--format", format, "--since", "last")
      }
      yield* refused("--split-size", "1MB", "--resume")
      assert.deepStrictEqual(linesOf(out, "contacts").toSorted(), yield* held("contacts"))
    }).pipe(Effect.provide(failing(secondPage)))
  )

  it.effect("says in words what it cannot go on with", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "contacts", "--out", out])
      const other = yield* runOnFake(["export", "contacts", "--since", "2026-01-01", "--out", out, "--resume"])
      assert.strictEqual(other.exitCode, 2)
      assert.match(
        other.stderr,
        /^effect-intercom: The place holds an export with other bounds[^\n]+--since[^\n]+--out [^\n]+\n$/
      )
      const older = yield* runOnFake(["export", "contacts", "--api-version", "2.15", "--out", out, "--resume"])
      assert.strictEqual(older.exitCode, 2)
      assert.match(older.stderr, /^effect-intercom: [^\n]+another API version \(2\.16\)[^\n]+--api-version[^\n]+\n$/)
    }).pipe(Effect.provide(workspace))
  )

  for (const [format, name] of [
    ["ndjson", "contacts.ndjson"],
    ["ndjson.gz", "contacts.ndjson.gz"],
    ["csv", "contacts.csv"],
    ["parquet", "contacts-0001.parquet"]
  ] as const) {
    it.effect(`that ended and lost its files is not told to be complete (${format})`, () =>
      Effect.gen(function* () {
        const out = yield* folder
        const args = ["export", "contacts", "--out", out, "--format", format]
        yield* runOnFake(args)
        rmSync(join(out, name))
        const { exitCode, stderr } = yield* runOnFake([...args, "--resume"])
        assert.strictEqual(exitCode, 2, stderr)
        assert.match(
          stderr,
          /^effect-intercom: \S+ is not there[^\n]+; put the file back, or start again with --overwrite\n$/
        )
        assert.include(stderr, join(out, name))
        const again = yield* runOnFake([...args, "--overwrite"])
        assert.strictEqual(again.exitCode, 0, again.stderr)
        assert.isTrue(existsSync(join(out, name)))
      }).pipe(Effect.provide(workspace))
    )
  }

  it.effect("that ended and lost its table is not told to be complete", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "--out", out, "--format", "sqlite"]
      yield* runOnFake(args)
      const database = new DatabaseSync(join(out, "export.db"))
      database.exec("DROP TABLE contacts")
      database.close()
      const { exitCode, stderr } = yield* runOnFake([...args, "--resume"])
      assert.strictEqual(exitCode, 2, stderr)
      assert.match(
        stderr,
        /^effect-intercom: \S+export\.db has no table contacts, [^\n]+ start again with --overwrite\n$/
      )
    }).pipe(Effect.provide(workspace))
  )

  it.effect("into a database that another export writes says who does", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "--out", out, "--format", "sqlite"]
      yield* runOnFake(args)
      // That process lives as long as the test does.
      const lock = join(realpathSync(out), "export.db.lock")
      writeFileSync(lock, JSON.stringify({ pid: process.ppid, host: hostname(), since: 1_790_000_000 }))
      const { exitCode, stderr } = yield* runOnFake([...args, "--overwrite"])
      assert.strictEqual(exitCode, 2, stderr)
      assert.match(
        stderr,
        /^effect-intercom: another export \(process \d+ on [^\n]+\) writes into this database; wait[^\n]+\n$/
      )
      assert.include(stderr, `delete ${lock}`)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of a time that search does not cover yet says so", () =>
    Effect.gen(function* () {
      const args = ["export", "contacts", "--since", "2100-01-01", "--out", yield* folder]
      const { exitCode, stderr } = yield* runOnFake(args)
      assert.strictEqual(exitCode, 2)
      assert.match(stderr, /^effect-intercom: there is no time between since and until[^\n]+300 seconds[^\n]+\n$/)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of what the version does not have sends nothing and makes no files", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "export")
      const { exitCode, stderr } = yield* runOnFake(["export", "macros", "--api-version", "2.7", "--out", out])
      assert.strictEqual(exitCode, 2)
      assert.match(
        stderr,
        /^effect-intercom: API version 2\.7 does not have macros; 2\.16, [^\n]+ have it\. [^\n]+--api-version[^\n]+\n$/
      )
      assert.deepStrictEqual([yield* requests, existsSync(out)], [[], false])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("tells the first few of many things that are missing", () =>
    Effect.gen(function* () {
      const args = ["export", "all", "--no-parts", "--out", yield* folder]
      const { exitCode, stderr } = yield* runOnFake(args)
      assert.strictEqual(exitCode, 3)
      assert.match(
        stderr,
        /^effect-intercom: [^\n]+ not complete: macros: [^\n]+; admins: [^\n]+; teams: [^\n]+; and 2 more\. See report\.json/m
      )
      // What was counted for notes are the contacts they were asked from.
      assert.match(stderr, /^notes +\d+ +\d+ +yes/m)
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          contacts: 20,
          companies: 1,
          conversations: 1,
          faults: Faults.script([
            { when: ({ path }) => /^\/(macros|admins|teams|tags|brands)$/.test(path), times: 5, fault: { status: 403 } }
          ])
        })
      )
    )
  )

  it.effect("of everything leaves out what the version does not have, and says so", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const old = ["--api-version", "2.7", "--no-parts", "--out", out]
      const { exitCode, stderr } = yield* runOnFake(["export", "all", ...old])
      assert.strictEqual(exitCode, 0, stderr)
      assert.match(stderr, /^effect-intercom: API version 2\.7 does not have [^\n]*macros[^\n]*: left out of all$/m)
      assert.isFalse(existsSync(join(out, "macros.ndjson")))
      assert.match(stderr, /^contacts +20 +20 /m)
      const named = yield* runOnFake(["export", "all", "side_conversations", ...old])
      assert.strictEqual(named.exitCode, 2)
      assert.include(named.stderr, "does not have side_conversations; 2.16, 2.17, Preview")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 20, companies: 1, conversations: 1 })))
  )

  it.effect("replaces an export that was complete with --overwrite", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "companies", "--out", out])
      const { exitCode } = yield* runOnFake(["export", "companies", "--out", out, "--overwrite"])
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(linesOf(out, "companies").toSorted(), yield* held("companies"))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("reads no single conversation with --no-parts", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "conversations", "--no-parts", "--out", out])
      assert.strictEqual(linesOf(out, "conversations").length, 25)
      assert.isFalse((yield* requests).some((request) => request.startsWith("GET /conversations/")))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("that fails says how to go on, and goes on from there", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const failed = yield* runOnFake(["export", "contacts", "--out", out])
      assert.strictEqual(failed.exitCode, 1)
      const command = `effect-intercom export contacts --out ${out} --resume`
      assert.match(failed.stderr, /^effect-intercom: [^\n]*403[^\n]* Go on with: effect-intercom export [^\n]+$/m)
      assert.isTrue(failed.stderr.endsWith(`Go on with: ${command}\n`), failed.stderr)
      assert.isBelow(linesOf(out, "contacts").length, 320)

      const refused = yield* runOnFake(["export", "contacts", "--out", out])
      assert.strictEqual(refused.exitCode, 2)
      assert.include(refused.stderr, command)
      assert.include(refused.stderr, "--overwrite")

      const resumed = yield* runOnFake(command.split(" ").slice(1))
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      assert.deepStrictEqual(linesOf(out, "contacts").toSorted(), yield* held("contacts"))
    }).pipe(Effect.provide(failing(secondPage)))
  )

  it.effect("reads in as many spans as --segments says, and as many conversations at a time as --concurrency", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const flags = ["--segments", "1", "--concurrency", "1", "--checkpoint-every", "0ms"]
      const { exitCode, stderr } = yield* runOnFake(["export", "contacts", "conversations", "--out", out, ...flags])
      assert.strictEqual(exitCode, 0, stderr)
      const { streams } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"))
      assert.deepStrictEqual(
        streams.map(({ spans }: { readonly spans: unknown }) => spans),
        [undefined, undefined]
      )
      assert.deepStrictEqual(linesOf(out, "conversations").toSorted(), yield* held("conversations"))
    }).pipe(Effect.provide(workspace))
  )

  for (const [policy, exitCode, lines] of [
    ["keep", 0, 1],
    ["dead-letter", 3, 0],
    ["fail", 1, 0]
  ] as const) {
    it.effect(`does with a record that differs from its description what --mismatches says (${policy})`, () =>
      Effect.gen(function* () {
        const out = yield* folder
        const ended = yield* runOnFake(["export", "admins", "--out", out, "--mismatches", policy])
        assert.strictEqual(ended.exitCode, exitCode, ended.stderr)
        if (policy !== "fail") assert.strictEqual(linesOf(out, "admins").length, lines)
        if (policy === "fail") assert.include(ended.stderr, `--mismatches fail --resume`)
      }).pipe(
        Effect.provide(
          failing({
            when: ({ path }) => path === "/admins",
            fault: {
              status: 200,
              body: { type: "admin.list", admins: [{ type: "admin", id: "1", name: ["no text"] }] }
            }
          })
        )
      )
    )
  }

  it.effect("names the instant a relative time meant in the command to go on", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { stderr } = yield* runOnFake(["export", "contacts", "--since", "7d", "--out", out])
      assert.match(stderr, /--since \d{4}-\d\d-\d\dT[\d:.]+Z --resume\n$/)
    }).pipe(Effect.provide(failing({ when: ({ path }) => path === "/contacts/search", fault: { status: 403 } })))
  )

  it.effect("that lacks something says what, and ends with a code of its own", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr } = yield* runOnFake(["export", "conversations", "--out", out])
      assert.strictEqual(exitCode, 3)
      assert.match(
        stderr,
        /effect-intercom: The export is not complete: conversations: 1 records? could not be read\.[^\n]*report\.json/
      )
      assert.isTrue(existsSync(join(out, "conversations.problems.ndjson")))
      assert.isFalse(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
    }).pipe(
      Effect.provide(
        failing({
          when: ({ path }) => path.startsWith("/conversations/"),
          times: 1,
          fault: { status: 200, body: { type: "conversation" } }
        })
      )
    )
  )

  it.effect("brings with --resume what it owes", () =>
    Effect.gen(function* () {
      const out = yield* folder
      assert.strictEqual((yield* runOnFake(["export", "conversations", "--out", out])).exitCode, 3)
      const next = yield* runOnFake(["export", "conversations", "--out", out, "--resume"])
      assert.strictEqual(next.exitCode, 0, next.stderr)
      assert.deepStrictEqual(linesOf(out, "conversations").toSorted(), yield* held("conversations"))
    }).pipe(
      Effect.provide(
        failing({
          when: ({ path }) => path.startsWith("/conversations/"),
          times: 1,
          fault: { status: 200, body: { type: "conversation" } }
        })
      )
    )
  )

  it.effect("into a folder that cannot be made says so", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "file")
      writeFileSync(out, "")
      const { exitCode, stderr } = yield* runOnFake(["export", "--out", join(out, "below")])
      assert.strictEqual(exitCode, 2)
      assert.match(stderr, /^effect-intercom: The folder \S+below cannot be made \(ENOTDIR[^\n]*\)\. [^\n]*--out\n$/)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("with a refused token makes no files", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "export")
      const { exitCode, stderr } = yield* runOnFake(["export", "--out", out], {
        env: { INTERCOM_ACCESS_TOKEN: "wrong" }
      })
      assert.strictEqual(exitCode, 1)
      assert.match(stderr, /^effect-intercom: [^\n]*does not accept the access token[^\n]*\n$/)
      assert.isFalse(existsSync(out))
    }).pipe(Effect.provide(workspace))
  )
})
