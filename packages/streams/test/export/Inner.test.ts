import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { existsSync } from "node:fs"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as Privacy from "../../src/Privacy.ts"
import * as ProtocolSink from "../../src/ProtocolSink.ts"
import { running } from "../support/running.ts"
import { inDirectory, lines, now, options, readJson } from "../support/SampleExport.ts"
import { conversation, failure, type Received, rows, serve, workspace } from "../support/SmallWorkspace.ts"

const space = (parts = 3) =>
  workspace({ conversations: rows(12, (index) => conversation(`c${index}`, now - 80_000 + index, parts)) })

const both = ["conversations", "conversation_parts"] as const

const isRead = ({ path }: Received) => /^\/conversations\/c\d+$/.test(path)

const idsOf = (directory: string, stream: string) => lines(directory, stream).map(({ id }) => id)

const partIds = (conversations: number, parts: number) =>
  Array.from({ length: conversations }, (_, index) =>
    Array.from({ length: parts }, (_, part) => `c${index}-${part}`)
  ).flat()

describe("streams of what stands inside the records of others", () => {
  it.effect("take no request of their own beside the stream they are of", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const server = serve(space())
        const report = yield* Export.run({ ...options(directory), streams: both }).pipe(Effect.provide(server.client()))
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.lengthOf(server.received.filter(isRead), 12)
        assert.sameMembers(idsOf(directory, "conversation_parts"), partIds(12, 3))
        assert.lengthOf(lines(directory, "conversations"), 12)
        assert.deepStrictEqual(
          report.streams.map(({ expected, requests, rows, seen }) => [rows, seen, expected, requests > 0]),
          [
            [12, 12, 12, true],
            [36, 12, 12, false]
          ]
        )
        const [first] = lines(directory, "conversation_parts")
        assert.deepStrictEqual(Object.keys(first ?? {}), ["conversation_id", "id", "body"])
        assert.strictEqual(first?.["conversation_id"], first?.id.split("-")[0])
      })
    )
  )

  it.effect("are read by themselves where that one is not named, or without what they stand in", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const alone = serve(space())
        const report = yield* Export.run({ ...options(directory), streams: ["conversation_parts"] }).pipe(
          Effect.provide(alone.client())
        )
        assert.isTrue(report.complete)
        assert.lengthOf(alone.received.filter(isRead), 12)
        assert.sameMembers(idsOf(directory, "conversation_parts"), partIds(12, 3))
        assert.isFalse(existsSync(`${directory}/conversations.ndjson`))

        const without = serve(space())
        const place = `${directory}/without`
        yield* Export.run({ ...options(place), streams: both, parts: false }).pipe(Effect.provide(without.client()))
        assert.lengthOf(without.received.filter(isRead), 12)
        assert.sameMembers(idsOf(place, "conversation_parts"), partIds(12, 3))
      })
    )
  )

  it.effect("come to a sink of one's own too", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const found = yield* Export.stream("conversation_parts").pipe(
        Stream.runCollect,
        Effect.provide(serve(space()).client())
      )
      assert.sameMembers(
        found.map((one) => (one.kind === "record" ? one.id : one.kind)),
        partIds(12, 3)
      )
    })
  )

  it.effect("are whole and once however often both are stopped and gone on with", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        let left = 4
        const server = serve(space(), (request) =>
          Effect.sync(() => (isRead(request) && left-- <= 0 ? failure(403, "forbidden") : undefined))
        )
        const run = Export.run({ ...options(directory), streams: both, resume: true, concurrency: 1 }).pipe(
          Effect.provide(server.client())
        )
        let stops = 0
        while (true) {
          left = 4
          const exit = yield* Effect.exit(run)
          if (exit._tag === "Success") break
          stops++
          const { streams } = readJson(`${directory}/checkpoint.json`) as {
            streams: Record<(typeof both)[number], { position: unknown; counters: { rows: number } }>
          }
          assert.deepStrictEqual(streams.conversation_parts.position, streams.conversations.position)
          assert.strictEqual(streams.conversation_parts.counters.rows, 3 * streams.conversations.counters.rows)
        }
        assert.isAtLeast(stops, 2)
        assert.sameMembers(idsOf(directory, "conversation_parts"), partIds(12, 3))
        assert.lengthOf(lines(directory, "conversations"), 12)
      })
    )
  )

  it.effect("catch up by themselves with one that was exported before, and are read with it from then on", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const held = space()
        const server = serve(held)
        const run = (streams: typeof both | readonly ["conversations"]) =>
          Export.run({ ...options(directory), streams, since: "last" }).pipe(Effect.provide(server.client()))
        yield* run(["conversations"])
        yield* TestClock.adjust("1 hour")
        held.conversations[3] = conversation("c3", now + 1800, 5)
        server.received.length = 0
        yield* run(both)
        assert.lengthOf(server.received.filter(isRead), 13)
        assert.sameMembers([...new Set(idsOf(directory, "conversation_parts"))], [...partIds(12, 3), "c3-3", "c3-4"])
        yield* TestClock.adjust("1 hour")
        held.conversations[3] = conversation("c3", now + 5400, 6)
        server.received.length = 0
        const report = yield* run(both)
        assert.isTrue(report.complete)
        assert.lengthOf(server.received.filter(isRead), 1)
        assert.include(idsOf(directory, "conversation_parts"), "c3-5")
        assert.deepStrictEqual(
          report.streams.map(({ rows }) => rows),
          [1, 6]
        )
      })
    )
  )

  it.effect("owe a part by its conversation, which is asked for again", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const server = serve(space())
        const kept = new Map<string, number>()
        let refuses = true
        const checkpoint = Checkpoint.file(`${directory}/checkpoint.json`)
        const inner = ExportSink.make((_, records) =>
          Effect.sync(() => {
            for (const { id } of records as ReadonlyArray<{ id: string }>) kept.set(id, (kept.get(id) ?? 0) + 1)
          })
        )
        const sink: ExportSink.ExportSink = {
          ...inner,
          open: (target, state) =>
            Effect.map(inner.open(target, state), (opened) => ({
              ...opened,
              write: Effect.fnUntraced(function* (records, problems) {
                const isRefused = (record: object) => refuses && target.idOf(record) === "c5-1"
                yield* opened.write(
                  records.filter((record) => !isRefused(record)),
                  problems
                )
                return records
                  .filter(isRefused)
                  .map((record) => ({ kind: "dead-letter", id: "c5-1", reason: "too deep", record }) as const)
              })
            }))
        }
        const run = Export.run({ streams: both, sink, checkpoint, resume: true }).pipe(Effect.provide(server.client()))
        const first = yield* run
        assert.isFalse(first.complete)
        assert.deepStrictEqual(
          first.streams.map(({ owed, rows }) => [rows, owed.map((debt) => (debt.kind === "record" ? debt.id : ""))]),
          [
            [12, []],
            [35, ["c5"]]
          ]
        )
        refuses = false
        server.received.length = 0
        const second = yield* run
        assert.isTrue(second.complete, JSON.stringify(second.streams))
        assert.deepStrictEqual(
          server.received.filter(isRead).map(({ path }) => path),
          ["/conversations/c5"]
        )
        assert.isTrue(kept.has("c5-1"))
      })
    )
  )

  it.effect("tell which conversations have more than Intercom hands out, and which cannot be read", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const held = space()
        held.conversations[0] = conversation("c0", now - 70_000, 500, 812)
        const server = serve(held, ({ path }) =>
          Effect.sync(() => (path === "/conversations/c1" ? failure(500, "server_error") : undefined))
        )
        const report = yield* Export.run({ ...options(directory), streams: both }).pipe(Effect.provide(server.client()))
        const [whole, parts] = report.streams
        assert.deepStrictEqual([parts?.owed, parts?.settled], [whole?.owed, whole?.settled])
        assert.strictEqual(parts?.truncated, 1)
        assert.strictEqual(parts?.deadLetters, 1)
        assert.isFalse(parts?.complete)
      })
    )
  )

  it.effect("are refused, before anything is sent, where lists become tables anyway", () =>
    Effect.gen(function* () {
      const server = serve(space())
      const sink = ProtocolSink.singer({ write: () => Effect.void })
      const error = yield* Effect.flip(
        Export.run({ streams: ["conversation_parts"], sink }).pipe(Effect.provide(server.client()))
      )
      assert.strictEqual(error.reason._tag, "InvalidExport")
      assert.include(error.message, "export conversations instead")
      assert.lengthOf(server.received, 0)
    })
  )

  it.effect("keep of the elements what was said of the list", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const privacy = yield* Privacy.make({
          streams: both,
          drop: ["conversations.conversation_parts.conversation_parts.body"]
        })
        const sink = Privacy.protect(NdjsonSink.directory(directory), privacy)
        yield* Export.run({ streams: both, sink }).pipe(Effect.provide(serve(space()).client()))
        for (const part of lines(directory, "conversation_parts")) assert.notProperty(part, "body")
        const outside = yield* Privacy.make({ streams: both, drop: ["conversations.conversation_parts"] })
        const place = `${directory}/outside`
        yield* Export.run({ streams: both, sink: Privacy.protect(NdjsonSink.directory(place), outside) }).pipe(
          Effect.provide(serve(space()).client())
        )
        for (const one of lines(place, "conversations")) assert.notProperty(one, "conversation_parts")
        assert.strictEqual(lines(place, "conversation_parts")[0]?.["body"], "…")
      })
    )
  )

  it.effect("cost nothing in an estimate where the stream they are of is there", () =>
    Effect.gen(function* () {
      const costOf = (streams: ReadonlyArray<"conversations" | "conversation_parts">) =>
        Export.estimate({ streams }).pipe(
          Effect.map((estimate) => estimate.streams.map(({ requests, rows }) => [rows, requests])),
          Effect.provide(serve(space()).client())
        )
      assert.deepStrictEqual(yield* costOf(both), [
        [12, 13],
        [undefined, 0]
      ])
      assert.deepStrictEqual(yield* costOf(["conversation_parts"]), [[undefined, 13]])
    })
  )
})

describe("on the fake workspace", () => {
  it.effect("parts and segments are those of its records", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const streams = [
          "conversations",
          "conversation_parts",
          "tickets",
          "ticket_parts",
          "companies",
          "company_segments"
        ] as const
        const fake = yield* FakeIntercom
        const segments = fake.workspace.segments.map(({ id }) => id)
        const companies = yield* Stream.runCollect(fake.dump("companies"))
        for (const { id } of companies.slice(0, 6)) fake.workspace.companies.update(String(id), { segments })
        const report = yield* running(Export.run({ ...options(directory), streams }), "1 second")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        for (const { list, of, parent, stream } of [
          { of: "conversations", stream: "conversation_parts", parent: "conversation_id", list: "conversation_parts" },
          { of: "tickets", stream: "ticket_parts", parent: "ticket_id", list: "ticket_parts" },
          { of: "companies", stream: "company_segments", parent: "company_id", list: "segments" }
        ] as const) {
          const expected = lines(directory, of).flatMap((record) => {
            const { [list]: wrapper } = record as unknown as Record<string, Record<string, ReadonlyArray<object>>>
            return (wrapper?.[list] ?? []).map((element) => ({ [parent]: record.id, ...element }))
          })
          assert.isAbove(expected.length, 10, stream)
          assert.sameDeepMembers<unknown>([...lines(directory, stream)], expected, stream)
        }
        assert.deepStrictEqual(
          report.streams.filter((_, index) => index % 2 === 1).map(({ requests }) => requests),
          [0, 0, 0]
        )
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ conversations: 20, tickets: 15, companies: 40 })))
  )
})
