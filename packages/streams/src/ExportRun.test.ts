import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import { TestClock } from "effect/testing"
import { cpSync, existsSync, readFileSync } from "node:fs"
import {
  conversation,
  failure,
  type Hook,
  json,
  row,
  type Row,
  rows,
  serve,
  workspace
} from "../test/SmallWorkspace.ts"
import * as Checkpoint from "./Checkpoint.ts"
import * as Export from "./Export.ts"
import * as NdjsonSink from "./NdjsonSink.ts"

const now = 1_790_000_000

const sample = () =>
  workspace({
    contacts: rows(400, (index) => row(`c${index}`, now - 100_000 + index)),
    companies: rows(250, (index) => row(`k${index}`, now - 90_000 - index)),
    conversations: rows(30, (index) => conversation(String(90 + index), now - 80_000 + index, 3)),
    admins: [{ type: "admin", id: "1" }, null, { type: "admin", id: "2" }]
  })

const streams = ["contacts", "companies", "conversations", "admins"] as const

const options = (directory: string) => ({
  streams,
  sink: NdjsonSink.directory(directory),
  checkpoint: Checkpoint.file(`${directory}/checkpoint.json`),
  checkpointEvery: 0,
  concurrency: 5
})

const lines = (directory: string, stream: string): Array<Row> =>
  readFileSync(`${directory}/${stream}.ndjson`, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row)

/** Every record of the workspace stands in its file, whole and once. */
const assertWhole = (directory: string, space: ReturnType<typeof sample>, message: string) => {
  for (const stream of streams) {
    const all = space[stream].filter((record) => record !== null) as Array<Row>
    const byId = (one: Row, other: Row) => one.id.localeCompare(other.id)
    assert.deepStrictEqual(lines(directory, stream).toSorted(byId), all.toSorted(byId), `${message}: ${stream}`)
  }
}

const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now * 1000)
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

const readJson = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, "utf8"))

describe("Export.run", () => {
  it.effect("writes every record of every stream once, and a report that says so", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const server = serve(space)
        const report = yield* Export.run(options(directory)).pipe(Effect.provide(server.client()))
        assertWhole(directory, space, "after the run")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(
          report.streams.map(({ requests, rows, seen, stream }) => [stream, rows, seen, requests]),
          [
            ["contacts", 400, 400, 3],
            ["companies", 250, 250, 4],
            ["conversations", 30, 30, 31],
            ["admins", 2, 2, 1]
          ]
        )
        assert.deepStrictEqual(readJson(`${directory}/report.json`), JSON.parse(JSON.stringify(report)))
        assert.isTrue(readJson(`${directory}/checkpoint.json`).complete)
      })
    )
  )

  it.effect(
    "T32: killed at any request and resumed, it holds every record once",
    () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const space = sample()
          const snapshots: Array<string> = []
          // What a kill leaves behind at the moment of a request is what stands on the disk at that moment.
          const snapshot: Hook = ({ number }) =>
            Effect.sync(() => {
              const copy = `${directory}/killed-${number}`
              cpSync(`${directory}/live`, copy, { recursive: true })
              snapshots.push(copy)
              return undefined
            })
          yield* (yield* FileSystem.FileSystem).makeDirectory(`${directory}/live`)
          yield* Export.run(options(`${directory}/live`)).pipe(Effect.provide(serve(space, snapshot).client()))
          assert.lengthOf(snapshots, 40)
          for (const copy of snapshots) {
            const report = yield* Export.run({ ...options(copy), checkpointEvery: "1 second", resume: true }).pipe(
              Effect.provide(serve(space).client())
            )
            assertWhole(copy, space, copy)
            assert.isTrue(report.complete, `${copy} ${JSON.stringify(report.streams)}`)
          }
        })
      ),
    60_000
  )

  it.effect(
    "T32: failed at any request and resumed, it holds every record once",
    () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const space = sample()
          for (let number = 1; number <= 40; number++) {
            const copy = `${directory}/failed-${number}`
            const broken = serve(space, (request) =>
              Effect.succeed(request.number === number ? failure(401, "unauthorized") : undefined)
            )
            const error = yield* Effect.flip(Export.run(options(copy)).pipe(Effect.provide(broken.client())))
            assert.strictEqual(error.reason._tag, "IntercomError")
            const report = yield* Export.run({ ...options(copy), checkpointEvery: "1 second", resume: true }).pipe(
              Effect.provide(serve(space).client())
            )
            assertWhole(copy, space, copy)
            assert.isTrue(report.complete, `${copy} ${JSON.stringify(report.streams)}`)
          }
        })
      ),
    60_000
  )

  it.effect("interrupted, it leaves whole lines and a checkpoint to go on from", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const reached = yield* Deferred.make<void>()
        const stalled = serve(space, ({ path }) =>
          path === "/conversations/110"
            ? Effect.andThen(Deferred.succeed(reached, undefined), Effect.never)
            : Effect.undefined
        )
        const fiber = yield* Effect.forkChild(
          Export.run({ ...options(directory), checkpointEvery: "1 hour" }).pipe(Effect.provide(stalled.client()))
        )
        yield* Deferred.await(reached)
        yield* Fiber.interrupt(fiber)
        const before = streams.map((stream) => lines(directory, stream).length)
        assert.isAbove(before[2] ?? 0, 0)
        assert.isFalse(readJson(`${directory}/report.json`).complete)

        const server = serve(space)
        yield* Export.run({ ...options(directory), resume: true }).pipe(Effect.provide(server.client()))
        assertWhole(directory, space, "after resuming")
        const reread = server.received.filter(({ path }) => path.startsWith("/conversations/")).length
        assert.strictEqual(reread, 30 - (before[2] ?? 0))
      })
    )
  )

  it.effect("T9: resuming reads exactly the conversations that were on their way", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        let count = 0
        const broken = serve(space, ({ path }) => {
          const isRead = /^\/conversations\/\d+$/.test(path)
          if (isRead) count++
          return isRead && count > 7 ? Effect.succeed(failure(403, "forbidden")) : Effect.undefined
        })
        const request = { ...options(directory), streams: ["conversations"] as const, concurrency: 15 }
        yield* Effect.flip(Export.run(request).pipe(Effect.provide(broken.client())))
        const done = lines(directory, "conversations").map(({ id }) => id)
        assert.lengthOf(done, 7)
        const { streams: states } = readJson(`${directory}/checkpoint.json`) as {
          streams: { conversations: { position: { pending: Array<string> } } }
        }
        assert.deepStrictEqual(
          new Set(states.conversations.position.pending),
          new Set(space.conversations.map(({ id }) => id).filter((id) => !done.includes(id)))
        )
        const server = serve(space)
        yield* Export.run({ ...request, resume: true }).pipe(Effect.provide(server.client()))
        assert.lengthOf(
          server.received.filter(({ path }) => /^\/conversations\/\d+$/.test(path)),
          23
        )
        assert.strictEqual(server.received.filter(({ path }) => path === "/conversations").length, 0)
      })
    )
  )

  it.effect("a finished export is not read again on resume", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const first = yield* Export.run(options(directory)).pipe(Effect.provide(serve(space).client()))
        const server = serve(space)
        const second = yield* Export.run({ ...options(directory), resume: true }).pipe(Effect.provide(server.client()))
        assert.deepStrictEqual(
          server.received.map(({ path }) => path),
          ["/me"]
        )
        assert.deepStrictEqual(second.streams, first.streams)
        assertWhole(directory, space, "after both")
      })
    )
  )

  it.effect("without resume an export starts again", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(space).client()))
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(space).client()))
        assertWhole(directory, space, "after both")
      })
    )
  )

  it.effect("the token stands nowhere in the checkpoint and the report", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(sample()).client()))
        for (const file of ["checkpoint.json", "report.json"]) {
          assert.notInclude(readFileSync(`${directory}/${file}`, "utf8"), "secret-token")
        }
      })
    )
  )
})

describe("T33: a checkpoint of something else is refused", () => {
  const after = (
    change: (directory: string) => {
      readonly appId?: string
      readonly version?: "2.15"
      readonly baseUrl?: string
      readonly since?: DateTime.DateTime
      readonly edit?: object
    },
    field: string
  ) =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(sample()).client()))
        const { appId = "app1", baseUrl, edit, since, version = "2.16" } = change(directory)
        if (edit !== undefined) {
          const changed = { ...readJson(`${directory}/checkpoint.json`), ...edit }
          yield* (yield* FileSystem.FileSystem).writeFileString(`${directory}/checkpoint.json`, JSON.stringify(changed))
        }
        const server = serve({ ...sample(), appId })
        const error = yield* Effect.flip(
          Export.run({ ...options(directory), since, resume: true }).pipe(
            Effect.provide(server.client(version, baseUrl))
          )
        )
        assert.strictEqual(error.reason._tag, "CheckpointMismatch")
        assert.strictEqual("field" in error.reason ? error.reason.field : undefined, field)
        assert.isTrue(server.received.every(({ path }) => path === "/me"))
        assert.include(error.message, "start again without resuming")
      })
    )

  it.effect("format version", () => after(() => ({ edit: { formatVersion: 2, streams: "later" } }), "formatVersion"))
  it.effect("API version", () => after(() => ({ version: "2.15" }), "apiVersion"))
  it.effect("host", () => after(() => ({ baseUrl: "https://api.eu.intercom.io" }), "host"))
  it.effect("workspace", () => after(() => ({ appId: "app2" }), "workspace"))
  it.effect("query", () => after(() => ({ since: DateTime.makeUnsafe(0) }), "query"))

  it.effect("a file that is no checkpoint", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* (yield* FileSystem.FileSystem).writeFileString(`${directory}/checkpoint.json`, "{")
        const error = yield* Effect.flip(
          Export.run({ ...options(directory), resume: true }).pipe(Effect.provide(serve(sample()).client()))
        )
        assert.strictEqual(error.reason._tag, "CheckpointError")
        assert.isFalse(existsSync(`${directory}/contacts.ndjson`))
      })
    )
  )
})

describe("what goes wrong with single records", () => {
  const exported = (hook: Hook, space = sample()) =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const request = { ...options(directory), streams: ["conversations"] as const }
        const report = yield* Export.run(request).pipe(Effect.provide(serve(space, hook).client()))
        const problems = existsSync(`${directory}/conversations.problems.ndjson`)
          ? lines(directory, "conversations.problems")
          : []
        return { report: report.streams[0], complete: report.complete, problems }
      })
    )

  it.effect("T11: a conversation that is deleted or merged after it was listed is gone, and that is complete", () =>
    Effect.gen(function* () {
      const { complete, problems, report } = yield* exported(({ path }) =>
        Effect.succeed(
          path === "/conversations/100"
            ? failure(404, "not_found")
            : path === "/conversations/101"
              ? failure(410, "contact_merged")
              : undefined
        )
      )
      assert.sameDeepMembers<unknown>(problems, [
        { kind: "gone", id: "100" },
        { kind: "gone", id: "101" }
      ])
      assert.strictEqual(report?.gone, 2)
      assert.strictEqual(report?.rows, 28)
      assert.isTrue(complete)
    })
  )

  for (const [status, code] of [
    [401, "unauthorized"],
    [403, "forbidden"]
  ] as const) {
    it.effect(`T11, T35: ${status} fails the stream, and is never an empty success`, () =>
      Effect.gen(function* () {
        for (const refused of ["/conversations", "/conversations/100"]) {
          const error = yield* Effect.flip(
            exported(({ path }) => Effect.succeed(path === refused ? failure(status, code) : undefined))
          )
          assert.strictEqual("stream" in error ? error.stream : undefined, "conversations")
        }
      })
    )
  }

  it.effect("T10: parts beyond the 500 that Intercom hands out are reported", () =>
    Effect.gen(function* () {
      const space = workspace({
        conversations: [
          conversation("499", now - 9000, 499),
          conversation("500", now - 9000, 500),
          conversation("501", now - 9000, 501),
          // A count that includes the message which opened the conversation.
          conversation("12", now - 9000, 12, 13)
        ]
      })
      const { complete, problems, report } = yield* exported(() => Effect.undefined, space)
      assert.deepStrictEqual<unknown>(problems, [{ kind: "truncated", id: "501", have: 500, total: 501 }])
      assert.strictEqual(report?.rows, 4)
      assert.isFalse(complete)
    })
  )

  it.effect("T30: a record Intercom cannot hand out is put aside with its id and reason", () =>
    Effect.gen(function* () {
      const { complete, problems, report } = yield* exported(({ path }) =>
        Effect.succeed(path === "/conversations/100" ? failure(500, "server_error") : undefined)
      )
      assert.lengthOf(problems, 1)
      assert.include(problems[0], { kind: "dead-letter", id: "100" })
      assert.include(String(problems[0]?.reason), "server_error")
      assert.strictEqual(report?.rows, 29)
      assert.isFalse(complete)
    })
  )

  it.effect("T30: when no record comes any more, the export fails", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        exported(({ path }) =>
          Effect.succeed(/^\/conversations\/\d+$/.test(path) ? failure(500, "server_error") : undefined)
        )
      )
      assert.strictEqual("reason" in error ? error.reason._tag : undefined, "IntercomError")
    })
  )

  it.effect("T30: rows that are no records are put aside, numeric ids and unknown fields are not", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const odd = [
          { id: 7, updated_at: "yesterday", nobody: { knows: true } },
          "text",
          { name: "without id" },
          { id: "8" }
        ]
        const server = serve(sample(), ({ path }) =>
          Effect.succeed(
            path === "/contacts" ? json({ type: "list", data: odd, total_count: 4, pages: null }) : undefined
          )
        )
        const report = yield* Export.run({ ...options(directory), streams: ["contacts"] }).pipe(
          Effect.provide(server.client())
        )
        assert.deepStrictEqual<unknown>(lines(directory, "contacts"), [odd[0], odd[3]])
        assert.strictEqual(report.streams[0]?.deadLetters, 2)
        assert.isFalse(report.complete)
      })
    )
  )

  it.effect("T30: records that differ from their schema are put aside, or fail the export, on request", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const request = { ...options(directory), streams: ["admins"] as const }
        const server = serve(sample())
        const report = yield* Export.run({ ...request, mismatches: "dead-letter" }).pipe(
          Effect.provide(server.client())
        )
        assert.strictEqual(report.streams[0]?.deadLetters, 2)
        assert.include(String(lines(directory, "admins.problems")[0]?.reason), "name: expected")
        const error = yield* Effect.flip(
          Export.run({ ...request, mismatches: "fail" }).pipe(Effect.provide(server.client()))
        )
        assert.include(error.message, "name: expected")
      })
    )
  )

  it.effect("T35: an answer without its list is not an empty workspace", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (const stream of ["contacts", "admins"] as const) {
          const server = serve(sample(), ({ path }) =>
            Effect.succeed(path === "/me" ? undefined : json({ type: "list" }))
          )
          const error = yield* Effect.flip(
            Export.run({ ...options(directory), streams: [stream] }).pipe(Effect.provide(server.client()))
          )
          assert.include(error.message, "PaginationError")
        }
      })
    )
  )

  it.effect("T35: rows that were announced and did not come leave the export incomplete", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const server = serve(sample(), ({ path }) =>
          Effect.succeed(
            path === "/contacts" ? json({ type: "list", data: [{ id: "1" }], total_count: 5, pages: null }) : undefined
          )
        )
        const report = yield* Export.run({ ...options(directory), streams: ["contacts"] }).pipe(
          Effect.provide(server.client())
        )
        assert.isFalse(report.complete)
        assert.deepStrictEqual(report.streams[0]?.shortfalls, ["4 of 5 announced rows did not come"])
      })
    )
  )
})

describe("options that make no sense are refused before anything is sent", () => {
  for (const [name, change, message] of [
    ["no streams", { streams: [] }, "name at least one stream"],
    ["a stream twice", { streams: ["contacts", "contacts"] as const }, "contacts is named twice"],
    [
      "resume without a checkpoint",
      { resume: true, checkpoint: undefined },
      "going on from an earlier run needs a checkpoint"
    ],
    [
      "an empty window",
      { since: DateTime.makeUnsafe(2000), until: DateTime.makeUnsafe(1000) },
      "no time between since and until"
    ]
  ] as const) {
    it.effect(name, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const server = serve(sample())
          const error = yield* Effect.flip(
            Export.run({ ...options(directory), ...change }).pipe(Effect.provide(server.client()))
          )
          assert.strictEqual(error.reason._tag, "InvalidExport")
          assert.include(error.message, message)
          assert.isFalse(existsSync(`${directory}/checkpoint.json`))
        })
      )
    )
  }
})
