import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { readFileSync } from "node:fs"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import {
  conversation,
  failure,
  type Hook,
  row,
  type Row,
  rows,
  serve,
  workspace,
  type Workspace
} from "../support/SmallWorkspace.ts"

const hour = 3600
const day = 24 * hour
const at = (seconds: number) => DateTime.makeUnsafe(seconds * 1000)

const idsOf = (exported: ReadonlyArray<Export.Exported<unknown>>) =>
  exported.map((one) => (one.kind === "record" ? one.id : one.kind))

describe("windows", () => {
  for (let offset = -11; offset <= 14; offset++) {
    it.effect(`T1, T2: contacts are exact to the second although search knows whole days only (UTC${offset})`, () =>
      Effect.gen(function* () {
        // 14:00 of some day on the workspace's clock.
        const bound = 19_000 * day + 14 * hour - offset * hour
        yield* TestClock.setTime((bound + 10 * day) * 1000)
        const times = { before: -60, exact: 0, after: 60, late: 10 * hour - 60, next: 10 * hour + 60, end: 2 * day }
        const space = workspace({
          offset: offset * hour,
          contacts: Object.entries(times).map(([id, delta]) => row(id, bound + delta))
        })
        const server = serve(space)
        const exported = yield* Export.contacts({ since: at(bound), until: at(bound + 2 * day) }).pipe(
          Stream.runCollect,
          Effect.provide(server.client())
        )
        assert.deepStrictEqual(idsOf(exported), ["exact", "after", "late", "next"])
        assert.deepStrictEqual(
          server.received.map(({ path }) => path),
          ["/contacts/search"]
        )
      })
    )
  }

  it.effect("since 2.17 contacts are asked for to the second, so that nothing around the window is read", () =>
    Effect.gen(function* () {
      const bound = 19_000 * day
      yield* TestClock.setTime((bound + 10 * day) * 1000)
      const spanIn = Effect.fnUntraced(function* (version: "2.16" | "2.17" | "Preview") {
        const server = serve(workspace({ contacts: [row("c", bound)] }))
        const window = Export.contacts({ since: at(bound), until: at(bound + day) })
        yield* Stream.runDrain(window).pipe(Effect.provide(server.client(version)))
        const asked = [...JSON.stringify(server.received[0]?.body).matchAll(/"value":(\d+)/g)].map(([, value]) =>
          Number(value)
        )
        return asked.map((value) => value - bound)
      })
      assert.deepStrictEqual(yield* spanIn("2.16"), [-36 * hour, day + 39 * hour])
      assert.deepStrictEqual(yield* spanIn("2.17"), [-1, day + 1])
      assert.deepStrictEqual(yield* spanIn("Preview"), [-1, day + 1])
    })
  )

  it.effect("T3: one record a second over three windows comes once", () =>
    Effect.gen(function* () {
      const start = 19_000 * day
      yield* TestClock.setTime((start + 10 * day) * 1000)
      const space = workspace({
        contacts: rows(300, (index) => row(`c${index}`, start + index)),
        conversations: rows(300, (index) => row(`v${index}`, start + index))
      })
      const streams: ReadonlyArray<(options: Export.StreamOptions) => Export.Elements<unknown>> = [
        Export.contacts,
        (options) => Export.conversations({ ...options, parts: false })
      ]
      for (const stream of streams) {
        const ids: Array<string> = []
        for (const since of [start, start + 100, start + 200]) {
          const part = yield* stream({ since: at(since), until: at(since + 100) }).pipe(
            Stream.runCollect,
            Effect.provide(serve(space).client())
          )
          ids.push(...idsOf(part))
        }
        assert.lengthOf(ids, 300)
        assert.strictEqual(new Set(ids).size, 300)
      }
    })
  )

  it.effect("T4: hundreds of changes in the same second are resumed at the server's cursor", () =>
    withStore(
      Effect.fnUntraced(function* (store) {
        const start = 19_000 * day
        yield* TestClock.setTime((start + day) * 1000)
        const space = workspace({ contacts: rows(400, (index) => row(`c${index}`, start)) })
        const request = { streams: ["contacts"], since: at(start), resume: true } as const
        let searches = 0
        yield* Effect.flip(
          store.run(space, request, () =>
            Effect.sync(() => (++searches === 4 ? failure(401, "unauthorized") : undefined))
          )
        )
        assert.strictEqual(store.lines("contacts").length, 300)
        yield* store.run(space, request)
        assert.strictEqual(store.lines("contacts").length, 400)
        assert.strictEqual(store.held("contacts").size, 400)
      })
    )
  )

  it.effect("T8: a conversation that gets a part between listing and reading is delivered as it is then", () =>
    Effect.gen(function* () {
      const start = 19_000 * day
      yield* TestClock.setTime((start + day) * 1000)
      const space = workspace({ conversations: [conversation("1", start, 2)] })
      const server = serve(space, ({ path }) =>
        Effect.sync(() => {
          if (path === "/conversations/1") space.conversations = [conversation("1", start + day, 3)]
          return undefined
        })
      )
      const exported = yield* Export.conversations({ since: at(start) }).pipe(
        Export.records,
        Stream.runCollect,
        Effect.provide(server.client())
      )
      assert.deepStrictEqual(
        exported.map(({ conversation_parts, updated_at }) => [conversation_parts?.total_count, updated_at]),
        [[3, start + day]]
      )
    })
  )

  it.effect("companies outside the window are left out, and that is complete", () =>
    withStore(
      Effect.fnUntraced(function* (store) {
        const start = 19_000 * day
        yield* TestClock.setTime((start + day) * 1000)
        const space = workspace({ companies: rows(250, (index) => row(`k${index}`, start + index)) })
        const report = yield* store.run(space, { streams: ["companies"], since: at(start + 200) })
        assert.include(report.streams[0], { rows: 50, outside: 200, seen: 250, expected: 250, complete: true })
      })
    )
  )
})

/** A directory that runs add to, and what it holds: the last line of an id is the valid one. */
const withStore = <A, E, R>(
  use: (store: {
    readonly run: (
      space: Workspace,
      options: Partial<Export.RunOptions>,
      hook?: Hook
    ) => Effect.Effect<Export.ExportReport, Export.ExportError>
    readonly lines: (stream: string) => ReadonlyArray<Row>
    readonly held: (stream: string) => ReadonlyMap<string, Row>
  }) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
    const lines = (stream: string) =>
      readFileSync(`${directory}/${stream}.ndjson`, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Row)
    return yield* use({
      run: (space, options, hook) =>
        Export.run({
          streams: ["contacts", "conversations"],
          sink: NdjsonSink.directory(directory),
          checkpoint: Checkpoint.file(`${directory}/checkpoint.json`),
          since: "last",
          ...options
        }).pipe(Effect.provide([serve(space, hook).client(), NodeServices.layer])),
      lines,
      held: (stream) => new Map(lines(stream).map((line) => [line.id, line]))
    })
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("since the last run", () => {
  const start = 19_000 * day

  it.effect("T5, T7: what changes during or after a run is in the next, and then the store equals the server", () =>
    withStore(
      Effect.fnUntraced(function* (store) {
        yield* TestClock.setTime(start * 1000)
        const space = workspace({
          contacts: rows(300, (index) => row(`c${index}`, start - day + index)),
          conversations: rows(5, (index) => conversation(`v${index}`, start - day + index, 1))
        })
        yield* store.run(space, {})
        assert.strictEqual(store.lines("contacts").length, 300)

        space.contacts = space.contacts.map((one) => (one.id === "c7" ? row("c7", start + 30, { name: "new" }) : one))
        space.contacts.push(row("c300", start - 200))
        space.conversations = space.conversations.map((one) =>
          one.id === "v2" ? conversation("v2", start + 30, 2) : one
        )
        yield* TestClock.setTime((start + hour) * 1000)
        const report = yield* store.run(space, {})
        assert.isTrue(report.complete)
        assert.deepStrictEqual(
          report.streams.map(({ rows }) => rows),
          [2, 1]
        )
        for (const stream of ["contacts", "conversations"] as const) {
          assert.deepStrictEqual(store.held(stream), new Map(space[stream].map((one) => [one.id, one] as const)))
        }
      })
    )
  )

  it.effect(
    "goes on from an export of everything that did not speak of it, and not from one of a window that ended",
    () =>
      withStore(
        Effect.fnUntraced(function* (store) {
          yield* TestClock.setTime(start * 1000)
          const space = workspace({ contacts: rows(300, (index) => row(`c${index}`, start - day + index)) })
          yield* store.run(space, { streams: ["contacts"], since: undefined })
          space.contacts.push(row("c300", start + 30))
          yield* TestClock.setTime((start + hour) * 1000)
          const report = yield* store.run(space, { streams: ["contacts"] })
          assert.include(report.streams[0], { rows: 1, complete: true })
          assert.strictEqual(store.lines("contacts").length, 301)

          yield* store.run(space, { streams: ["contacts"], since: at(start), until: at(start + 60), overwrite: true })
          const { reason } = yield* Effect.flip(store.run(space, { streams: ["contacts"] }))
          assert.include(reason, { _tag: "CheckpointMismatch", field: "query" })
        })
      )
  )

  it.effect("T6: what search finds late is delivered, and what two windows share is delivered once", () =>
    withStore(
      Effect.fnUntraced(function* (store) {
        // Each is found a while after it changed.
        const changes = [
          { id: "early", changed: 100, indexed: 100 },
          { id: "a", changed: 100, indexed: 180 },
          { id: "b", changed: 150, indexed: 151 }
        ]
        const delivered: Array<number> = []
        for (const poll of [160, 200, 260, 320, 700, 1200]) {
          yield* TestClock.setTime((start + poll) * 1000)
          const space = workspace({
            conversations: changes
              .filter(({ indexed }) => indexed <= poll)
              .map(({ changed, id }) => conversation(id, start + changed, 1))
          })
          yield* store.run(space, { streams: ["conversations"] })
          delivered.push(store.lines("conversations").length)
        }
        assert.deepStrictEqual(delivered, [2, 3, 3, 3, 3, 3])
        assert.deepStrictEqual(
          store
            .lines("conversations")
            .map(({ id }) => id)
            .toSorted(),
          ["a", "b", "early"]
        )
      })
    )
  )

  it.effect("a run that was broken off is resumed before the next one begins", () =>
    withStore(
      Effect.fnUntraced(function* (store) {
        yield* TestClock.setTime(start * 1000)
        const space = workspace({
          contacts: rows(10, (index) => row(`c${index}`, start - day)),
          companies: rows(250, (index) => row(`k${index}`, start - day)),
          admins: [{ id: "1" }]
        })
        const streams = ["contacts", "companies", "admins"] as const
        yield* store.run(space, { streams })
        space.companies = space.companies.map((one) => (one.id === "k240" ? row("k240", start + 10) : one))
        space.contacts.push(row("c10", start + 10))
        space.admins = [{ id: "2" }]
        yield* TestClock.setTime((start + hour) * 1000)

        let scrolls = 0
        const error = yield* Effect.flip(
          store.run(space, { streams }, ({ path }) =>
            Effect.sync(() => (path === "/companies/scroll" && ++scrolls === 3 ? failure(403, "forbidden") : undefined))
          )
        )
        assert.strictEqual(error._tag, "ExportError")

        yield* TestClock.setTime((start + 2 * hour) * 1000)
        const report = yield* store.run(space, { streams })
        assert.isTrue(report.complete)
        assert.strictEqual(report.resumes, 1)
        assert.strictEqual(store.lines("companies").length, 251)
        assert.strictEqual(store.lines("contacts").length, 11)
        assert.deepStrictEqual<unknown>(store.lines("admins"), [{ id: "2" }])
      })
    )
  )
})
