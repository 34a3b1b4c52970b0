import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { existsSync } from "node:fs"
import * as Export from "../../src/Export.ts"
import type { ExportSink } from "../../src/ExportSink.ts"
import { Checkpoint } from "../../src/index.ts"
import type { DeadLetter } from "../../src/state/Problem.ts"
import { inDirectory, lines, now, options, sample } from "../support/SampleExport.ts"
import { conversation, failure, type Hook, json, serve, workspace } from "../support/SmallWorkspace.ts"

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
        const odd = ["1", "2"].map((id) => ({ type: "admin", id, name: 7 }))
        const server = serve({ ...sample(), admins: [...odd, { type: "admin", id: "3", name: null }] })
        const report = yield* Export.run({ ...request, mismatches: "dead-letter" }).pipe(
          Effect.provide(server.client())
        )
        assert.strictEqual(report.streams[0]?.deadLetters, 2)
        assert.include(String(lines(directory, "admins.problems")[0]?.reason), "name is number, expected string | null")
        const error = yield* Effect.flip(
          Export.run({ ...request, mismatches: "fail", overwrite: true }).pipe(Effect.provide(server.client()))
        )
        assert.include(error.message, "name is number, expected string | null")
      })
    )
  )

  for (const when of ["write", "settle"] as const) {
    it.effect(`a record that the sink refuses is no row, and counted once (told by ${when})`, () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(now * 1000)
        const refusing: ExportSink = {
          open: () =>
            Effect.sync(() => {
              const refused: Array<DeadLetter> = []
              const tell = () => refused.splice(0)
              return {
                write: (records) =>
                  Effect.sync(() => {
                    for (const record of records) {
                      if (Reflect.get(record, "id") !== "c7") continue
                      refused.push({ kind: "dead-letter", id: "c7", reason: "the database refuses it", record })
                    }
                    return when === "write" ? tell() : undefined
                  }),
                settle: when === "settle" ? Effect.sync(tell) : undefined,
                commit: Effect.succeed(null)
              }
            }),
          finish: () => Effect.void
        }
        for (const checkpointEvery of [0, "1 hour"] as const) {
          const { complete, streams } = yield* Export.run({
            streams: ["contacts"],
            sink: refusing,
            checkpoint: Checkpoint.memory(),
            checkpointEvery
          }).pipe(Effect.provide(serve(sample()).client()))
          // What changes meanwhile is read after the walk, which begins with what the walk had counted.
          assert.isDefined(streams[0]?.caughtUp)
          assert.deepInclude(streams[0], { rows: 399, deadLetters: 1 })
          assert.isFalse(complete)
        }
      })
    )
  }

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
