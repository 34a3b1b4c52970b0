import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import { cpSync, existsSync, readFileSync } from "node:fs"
import * as Export from "../../src/Export.ts"
import type * as ExportSink from "../../src/ExportSink.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import { assertWhole, inDirectory, lines, options, readJson, sample, streams } from "../support/SampleExport.ts"
import { failure, type Hook, serve } from "../support/SmallWorkspace.ts"

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
            ["contacts", 400, 400, 4],
            ["companies", 250, 250, 5],
            ["conversations", 30, 30, 32],
            ["admins", 2, 2, 1]
          ]
        )
        assert.deepStrictEqual(readJson(`${directory}/report.json`), JSON.parse(JSON.stringify(report)))
        assert.isTrue(readJson(`${directory}/checkpoint.json`).complete)
      })
    )
  )

  it.effect("T32: killed at any request and resumed, it holds every record once", () =>
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
        assert.lengthOf(snapshots, 43)
        for (const copy of snapshots) {
          const report = yield* Export.run({ ...options(copy), checkpointEvery: "1 second", resume: true }).pipe(
            Effect.provide(serve(space).client())
          )
          assertWhole(copy, space, copy)
          assert.isTrue(report.complete, `${copy} ${JSON.stringify(report.streams)}`)
        }
      })
    )
  )

  it.effect("T32: failed at any request and resumed, it holds every record once", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        for (let number = 1; number <= 43; number++) {
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
    )
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
        const reread = server.received.filter(({ path }) => /^\/conversations\/\d+$/.test(path)).length
        assert.strictEqual(reread, 30 - (before[2] ?? 0))
      })
    )
  )

  it.effect("T9, T31: resuming reads exactly the conversations that were on their way, 99 and 100 among them", () =>
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

  it.effect("T32: a sink is given nothing while it commits, also when it takes records as soon as it is called", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        let committing = 0
        let during = 0
        let commits = 0
        const sink: ExportSink.ExportSink = {
          open: () =>
            Effect.succeed({
              write: (records) => {
                if (committing > 0) during += records.length
                return Effect.void
              },
              commit: Effect.gen(function* () {
                committing++
                commits++
                for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
                committing--
                return null
              })
            }),
          finish: () => Effect.void
        }
        const report = yield* Export.run({ ...options(directory), sink }).pipe(Effect.provide(serve(sample()).client()))
        assert.isTrue(report.complete)
        assert.isAbove(commits, 40)
        assert.strictEqual(during, 0)
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

  it.effect("a finished export is not taken for one in another form", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(space).client()))
        const sink = NdjsonSink.directory(directory, { gzip: true })
        const { reason } = yield* Effect.flip(
          Export.run({ ...options(directory), sink, resume: true }).pipe(Effect.provide(serve(space).client()))
        )
        assert.include(reason.message, "was written for contacts.ndjson")
        assertWhole(directory, space, "after both")
      })
    )
  )

  it.effect("an export that may overwrite starts again", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        yield* Export.run(options(directory)).pipe(Effect.provide(serve(space).client()))
        yield* Export.run({ ...options(directory), overwrite: true }).pipe(Effect.provide(serve(space).client()))
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
        assert.include(error.message, "begin anew with overwrite: true")
      })
    )

  it.effect("format version", () => after(() => ({ edit: { formatVersion: 3, streams: "later" } }), "formatVersion"))
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

describe("a stream the token may not read", () => {
  it.effect("T35: ends the export, or is reported while the others finish, and is not complete in either case", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const denied: Hook = ({ path }) =>
          Effect.succeed(path === "/companies/scroll" ? failure(403, "api_plan_restricted") : undefined)
        const error = yield* Effect.flip(
          Export.run(options(directory)).pipe(Effect.provide(serve(space, denied).client()))
        )
        assert.strictEqual(error.stream, "companies")
        assert.isFalse(readJson(`${directory}/report.json`).complete)

        const request = { ...options(directory), denied: "report" } as const
        const report = yield* Export.run({ ...request, overwrite: true }).pipe(
          Effect.provide(serve(space, denied).client())
        )
        assert.isFalse(report.complete)
        assert.deepStrictEqual(
          report.streams.map(({ complete, rows }) => [rows, complete]),
          [
            [400, true],
            [0, false],
            [30, true],
            [2, true]
          ]
        )
        assert.include(report.streams[1]?.shortfalls[0], "api_plan_restricted")

        const later = yield* Export.run({ ...request, resume: true }).pipe(Effect.provide(serve(space).client()))
        assert.isTrue(later.complete)
        assertWhole(directory, space, "once it may be read")
      })
    )
  )

  it.effect("a refused token ends the export in any case", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const server = serve(sample(), ({ path }) =>
          Effect.succeed(path === "/contacts" ? failure(401, "unauthorized") : undefined)
        )
        const error = yield* Effect.flip(
          Export.run({ ...options(directory), denied: "report" }).pipe(Effect.provide(server.client()))
        )
        assert.strictEqual(error.stream, "contacts")
      })
    )
  )
})

describe("options that make no sense are refused before anything is sent", () => {
  for (const [name, change, message] of [
    ["no streams", { streams: [] }, "name at least one stream"],
    ["nothing at a time", { concurrency: 0 }, "concurrency is a whole number from 1"],
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
