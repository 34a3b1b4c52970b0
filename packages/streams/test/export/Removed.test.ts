import * as NodeServices from "@effect/platform-node/NodeServices"
import { CallOptions } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { FakeIntercom, Faults, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { DatabaseSync } from "node:sqlite"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { running } from "../support/running.ts"

const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(seededUntil)
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

const options = (directory: string, streams: Export.RunOptions["streams"] = ["contacts", "companies"]) => ({
  streams,
  sink: NdjsonSink.directory(directory),
  checkpoint: Checkpoint.file(`${directory}/checkpoint.json`),
  checkpointEvery: 0
})

const run = <R>(given: Export.RunOptions<R>) => running(Export.run(given), "1 second")

interface Removed {
  readonly id: string
  readonly reason: string
  readonly mergedInto?: string
  readonly at: number
}

const removed = (directory: string, stream: string): ReadonlyArray<Removed> => {
  const file = `${directory}/${stream}.deleted.ndjson`
  if (!existsSync(file)) return []
  return readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Removed)
}

const removedIds = (directory: string, stream: string) => removed(directory, stream).map(({ id }) => id)

const idsIn = (stream: "contacts" | "companies" | "conversations") =>
  Effect.gen(function* () {
    const records = yield* Stream.runCollect((yield* FakeIntercom).dump(stream))
    return records.map(({ id }) => String(id))
  })

describe("what went since the walk before", () => {
  it.effect("is told by another walk through everything, once, with the rows that came meanwhile", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { workspace } = yield* FakeIntercom
        yield* run(options(directory))
        assert.deepStrictEqual(readdirSync(`${directory}/checkpoint.ids`), ["companies.1.ids", "contacts.1.ids"])
        // One that came in a run over what changed, and goes again, was never in the first walk.
        const late = workspace.contacts.add().id
        yield* TestClock.adjust("1 hour")
        yield* run({ ...options(directory), since: "last" })
        const gone = [...(yield* idsIn("contacts")).slice(5, 25), late]
        for (const id of gone) workspace.contacts.remove(id)
        const goneCompanies = (yield* idsIn("companies")).slice(0, 3)
        for (const id of goneCompanies) workspace.companies.remove(id)
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(removedIds(directory, "contacts"), [])
        const report = yield* run({ ...options(directory), full: true })
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.sameMembers(removedIds(directory, "contacts"), gone)
        assert.sameMembers(removedIds(directory, "companies"), goneCompanies)
        assert.deepInclude(removed(directory, "contacts")[0], { reason: "missing" })
        assert.deepStrictEqual(
          report.streams.map(({ removed, stream }) => [stream, removed]),
          [
            ["contacts", 21],
            ["companies", 3]
          ]
        )
        assert.deepStrictEqual(readdirSync(`${directory}/checkpoint.ids`), ["companies.2.ids", "contacts.2.ids"])
        // What was told is not told again.
        yield* TestClock.adjust("1 hour")
        yield* run({ ...options(directory), full: true })
        assert.strictEqual(removedIds(directory, "contacts").length, 21)
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 400, companies: 120 })))
  )

  it.effect("is told whole after a walk that was broken off at any request and resumed, and never before its end", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { requests, setFaults, workspace } = yield* FakeIntercom
        let brokenOff = 0
        for (let at = 1; at <= 9; at++) {
          const place = `${directory}/${at}`
          yield* setFaults(Faults.none)
          yield* run(options(place))
          const gone = [...(yield* idsIn("contacts")).slice(at, at + 4), ...(yield* idsIn("contacts")).slice(-2)]
          for (const id of gone) workspace.contacts.remove(id)
          yield* TestClock.adjust("1 hour")
          const sent = (yield* requests).length
          yield* setFaults(Faults.script([{ at: sent + at, fault: "reset" }]))
          const broken = yield* running(
            Effect.exit(Export.run({ ...options(place), full: true }).pipe(CallOptions.withOptions({ retry: false }))),
            "1 second"
          )
          yield* setFaults(Faults.none)
          if (broken._tag === "Failure") {
            brokenOff++
            assert.deepStrictEqual(removedIds(place, "contacts"), [], `broken off at request ${at}`)
            yield* run({ ...options(place), full: true })
          }
          assert.sameMembers(removedIds(place, "contacts"), gone, `broken off at request ${at}`)
        }
        assert.isAbove(brokenOff, 4)
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 320, companies: 5 })))
  )

  it.effect("is not told by a walk that missed rows, but by the one that brings them", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { setFaults, workspace } = yield* FakeIntercom
        const only = options(directory, ["companies"])
        yield* run(only)
        const gone = (yield* idsIn("companies")).slice(0, 2)
        for (const id of gone) workspace.companies.remove(id)
        // A page of the scroll without its rows: the walk comes to its end with too few.
        yield* setFaults(
          Faults.script([
            {
              when: ({ path }) => path === "/companies/scroll",
              times: 1,
              fault: { status: 200, body: { type: "list", data: [], scroll_param: "1", pages: null } }
            }
          ])
        )
        const short = yield* run({ ...only, full: true })
        assert.isFalse(short.complete)
        assert.deepStrictEqual(removedIds(directory, "companies"), [])
        yield* setFaults(Faults.none)
        const report = yield* run({ ...only, resume: true })
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.sameMembers(removedIds(directory, "companies"), gone)
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ companies: 150 })))
  )

  it.effect("is told on every run where deletions and merges are read too, and not once more as missing", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { workspace } = yield* FakeIntercom
        const all = options(directory, ["contact_merges", "deleted_conversations", "contacts", "conversations"])
        yield* run(all)
        const contacts = yield* Stream.runCollect((yield* FakeIntercom).dump("contacts"))
        const of = (role: string) => contacts.filter((contact) => contact["role"] === role).map(({ id }) => String(id))
        const [into = ""] = of("user")
        const [from = ""] = of("lead")
        yield* TestClock.adjust("1 hour")
        yield* Contacts.merge({ from, into, skip_duplicate_validation: true })
        const [deleted = ""] = yield* idsIn("conversations")
        workspace.conversations.remove(deleted)
        yield* TestClock.adjust("1 hour")
        const report = yield* run({ ...all, since: "last" })
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(
          removed(directory, "contacts").map(({ id, mergedInto, reason }) => ({ id, reason, mergedInto })),
          [{ id: from, reason: "merged", mergedInto: into }]
        )
        assert.deepStrictEqual(
          removed(directory, "conversations").map(({ id, reason }) => ({ id, reason })),
          [{ id: deleted, reason: "deleted" }]
        )
        yield* TestClock.adjust("1 hour")
        yield* run({ ...all, full: true })
        assert.deepStrictEqual(new Set(removedIds(directory, "contacts")), new Set([from]))
        assert.isEmpty(removed(directory, "contacts").filter(({ reason }) => reason === "missing"))
        assert.isEmpty(removed(directory, "conversations").filter(({ reason }) => reason === "missing"))
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 60, conversations: 20 })))
  )

  it.effect("is not told where the ids of before are lost, which is said, and is told from then on", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { workspace } = yield* FakeIntercom
        yield* run(options(directory))
        rmSync(`${directory}/checkpoint.ids`, { recursive: true })
        const [first = "", second = ""] = yield* idsIn("contacts")
        workspace.contacts.remove(first)
        yield* TestClock.adjust("1 hour")
        const report = yield* run({ ...options(directory), full: true })
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(removedIds(directory, "contacts"), [])
        workspace.contacts.remove(second)
        yield* TestClock.adjust("1 hour")
        writeFileSync(`${directory}/checkpoint.ids/note.txt`, "mine")
        yield* run({ ...options(directory), full: true })
        assert.include(removedIds(directory, "contacts"), second)
        assert.isTrue(existsSync(`${directory}/checkpoint.ids/note.txt`))
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 40, companies: 3 })))
  )

  it.effect("is not looked for in a window of time, where leaving the window is no leaving", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { workspace } = yield* FakeIntercom
        const window = { since: new Date(seededUntil - 200 * 86_400_000) }
        const bounded = { ...options(directory), since: yield* Effect.sync(() => DateTime.makeUnsafe(window.since)) }
        yield* run(bounded)
        const [id = ""] = yield* idsIn("contacts")
        workspace.contacts.remove(id)
        yield* run({ ...bounded, full: true })
        assert.deepStrictEqual(removedIds(directory, "contacts"), [])
        assert.isFalse(existsSync(`${directory}/checkpoint.ids`))
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 40, companies: 3 })))
  )

  it.effect(
    "stands in tables as deleted, also after a walk that was broken off, and comes back where it comes again",
    () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const { requests, setFaults, workspace } = yield* FakeIntercom
          const sink = SqliteSink.file(`${directory}/export.db`)
          const all = { streams: ["contacts", "companies"], sink, checkpointEvery: 0 } as const
          yield* run(all)
          const gone = (yield* idsIn("contacts")).slice(5, 25)
          for (const id of gone) workspace.contacts.remove(id)
          yield* TestClock.adjust("1 hour")
          yield* setFaults(Faults.script([{ at: (yield* requests).length + 4, fault: "reset" }]))
          yield* running(
            Effect.flip(Export.run({ ...all, full: true }).pipe(CallOptions.withOptions({ retry: false }))),
            "1 second"
          )
          assert.deepStrictEqual(deletedIn(`${directory}/export.db`), [])
          yield* setFaults(Faults.none)
          const report = yield* run({ ...all, full: true })
          assert.isTrue(report.complete, JSON.stringify(report.streams))
          assert.sameMembers(deletedIn(`${directory}/export.db`), gone)
          assert.strictEqual(report.streams[0]?.removed, 20)
        })
      ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 400, companies: 20 })))
  )
})

const deletedIn = (file: string): Array<string> => {
  const database = new DatabaseSync(file)
  const rows = database.prepare("SELECT id FROM contacts WHERE deleted_at IS NOT NULL").all()
  database.close()
  return rows.map(({ id }) => String(id))
}
