/**
 * What docs/export.md says of exports, held against the command.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Export } from "@effect-intercom/streams"
import { FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { exitCodes, signalCodes } from "../src/Problem.ts"
import { compare } from "../src/Verification.ts"
import { folder, held, runOnFake } from "./fakeWorkspace.ts"
import { processes, runToEnd, spawn, startFake } from "./process.ts"

const page = readFileSync(new URL("../../../docs/export.md", import.meta.url), "utf8")

const sectionOf = (heading: string): string => {
  const [, section = ""] = page.split(`\n## ${heading}\n`)
  return section.split("\n## ")[0] ?? ""
}

const cellsOf = (table: string): ReadonlyArray<string> =>
  Array.from(table.matchAll(/^\| `?(\w+)`? \|/gm), ([, cell]) => cell ?? "").filter(
    (cell) => cell !== "field" && cell !== "code"
  )

/** Every field there is; the compiler asks for those that come to be. */
const ofReport: Readonly<Record<keyof Export.ExportReport, true>> = {
  startedAt: true,
  finishedAt: true,
  apiVersion: true,
  host: true,
  resumes: true,
  streams: true,
  complete: true
}

const ofStream: Readonly<Record<keyof Export.StreamReport, true>> = {
  stream: true,
  window: true,
  rows: true,
  expected: true,
  seen: true,
  outside: true,
  duplicates: true,
  gone: true,
  truncated: true,
  deadLetters: true,
  restarts: true,
  pages: true,
  requests: true,
  retries: true,
  clippedAt: true,
  caughtUp: true,
  removed: true,
  owed: true,
  settled: true,
  spans: true,
  complete: true,
  shortfalls: true
}

const latest = sectionOf("The latest version of each record")

/** What the page's command of a tool prints in a folder that holds `export`. */
const printedBy = (tool: string, cwd: string): string => {
  const [command] = new RegExp(`^${tool} .+$`, "m").exec(latest) ?? []
  assert.isDefined(command)
  return execFileSync("sh", ["-c", command], { cwd, encoding: "utf8" })
}

const isAtHand = (tool: string): boolean => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0

describe("docs/export.md", () => {
  it("has a row for every exit code", () => {
    const codes = [0, exitCodes.failure, exitCodes.usage, exitCodes.incomplete, ...Object.values(signalCodes)]
    assert.sameMembers(
      cellsOf(sectionOf("Exit codes")).map((code) => Number(code)),
      codes
    )
  })

  it("has a row for every field of a report, and of the report of a stream", () => {
    const [report = "", stream = ""] = sectionOf("report.json").split("\nA report of a stream:\n")
    assert.sameMembers([...cellsOf(report)], Object.keys(ofReport))
    assert.sameMembers([...cellsOf(stream)], Object.keys(ofStream))
  })

  it.effect("knows the report that an export writes", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "contacts", "conversations", "--out", out])
      const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"))
      assert.includeMembers(Object.keys(ofReport), Object.keys(report))
      for (const stream of report.streams) assert.includeMembers(Object.keys(ofStream), Object.keys(stream))
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 3, conversations: 2 })))
  )

  for (const tool of ["jq", "node", "duckdb"]) {
    it(`reads the latest version of each record with ${tool}`, ({ skip }) => {
      skip(!isAtHand(tool), `${tool} is not at hand`)
      const place = mkdtempSync(join(tmpdir(), "intercom-cli-"))
      const versions = [
        { id: "1", name: "Ada", updated_at: 1 },
        { id: "2", name: "Grace", updated_at: 1 },
        { id: "1", name: "Ada Lovelace", updated_at: 2 }
      ]
      mkdirSync(join(place, "export"))
      const lines = versions.map((version) => `${JSON.stringify(version)}\n`).join("")
      writeFileSync(join(place, "export/contacts.ndjson"), lines)
      const printed = printedBy(tool, place)
      const records: ReadonlyArray<(typeof versions)[number]> = printed.startsWith("[")
        ? JSON.parse(printed)
        : printed
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line))
      assert.deepStrictEqual(
        records.toSorted((a, b) => a.id.localeCompare(b.id)),
        [
          { id: "1", name: "Ada Lovelace", updated_at: 2 },
          { id: "2", name: "Grace", updated_at: 1 }
        ]
      )
    })
  }

  it.effect("reads what a database holds", ({ skip }) =>
    Effect.gen(function* () {
      skip(!isAtHand("sqlite3"), "sqlite3 is not at hand")
      const place = yield* folder
      yield* runOnFake(["export", "contacts", "--out", join(place, "export"), "--format", "sqlite"])
      const printed = printedBy("sqlite3", place).trimEnd().split("\n")
      assert.deepStrictEqual(printed.toSorted(), yield* held("contacts"))
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 30 })))
  )

  it.live("gives a line for cron that goes on with a run that was killed, and needs no other flag", () =>
    Effect.gen(function* () {
      const [line = ""] = /effect-intercom export .+ --since last .+/.exec(sectionOf("From cron")) ?? []
      const { env, secret, url } = yield* startFake(
        "--contacts",
        "6000",
        "--companies",
        "5",
        "--conversations",
        "200",
        "--latency",
        "120"
      )
      const out = yield* folder
      const args = line
        .split(/\s+/)
        .slice(1)
        .map((word) => (word === "/data/intercom" ? out : word))
      const child = yield* spawn(args, env)
      const file = join(out, "contacts.ndjson")
      yield* Effect.sleep("20 millis").pipe(
        Effect.repeat({ until: () => existsSync(file) && readFileSync(file, "utf8").length > 0 })
      )
      yield* child.kill({ killSignal: "SIGKILL" })
      // A run that has come to its end has written a report.
      assert.isFalse(existsSync(join(out, "report.json")))
      for (const what of ["goes on", "adds what changed"]) {
        const { exitCode, stderr } = yield* runToEnd(args, env)
        assert.strictEqual(exitCode, 0, `${what}: ${stderr}`)
        const compared = yield* compare({ secret, url }, "contacts", file)
        assert.deepStrictEqual([compared.lines, compared.differences], [6000, []], what)
      }
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})
