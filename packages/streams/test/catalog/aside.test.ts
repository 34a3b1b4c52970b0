import { FakeIntercom, Faults, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import * as Tables from "../../src/Tables.ts"
import { running } from "../support/running.ts"
import { inDirectory, lines, options } from "../support/SampleExport.ts"

/** Two conversations of which something goes on beside. */
const withAsides = Effect.gen(function* () {
  const { dump, workspace } = yield* FakeIntercom
  const [first = "", second = ""] = (yield* Stream.runCollect(dump("conversations"))).map(({ id }) => String(id))
  const parts = workspace.conversations.add({ parts: 4 }).parts()
  const teammate = workspace.admins[0]?.id ?? ""
  const at = Math.floor(seededUntil / 1000) - 10_000
  workspace.conversations.update(first, {
    side_conversations: [
      { id: "901", parts: parts.slice(0, 2) },
      { id: "902", parts: parts.slice(2, 3) }
    ],
    handling_events: [
      { at, type: "paused", teammate, reason: "Away" },
      { at: at + 60, type: "resumed", teammate, reason: null }
    ]
  })
  workspace.conversations.update(second, { side_conversations: [{ id: "903", parts: parts.slice(3) }] })
  return { first, second, at, parts: parts.map(({ id }) => id) }
})

const atTheEndOfTheSeeds = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(seededUntil), test)

const idsOf = (exported: ReadonlyArray<Export.Exported<unknown>>) =>
  exported.map((one) => (one.kind === "record" ? one.id : one.kind))

const fake = FakeIntercom.layer({ conversations: 8, calls: 6 })

describe("what goes on beside conversations and calls", () => {
  it.effect("transcripts are asked of calls that say they have one", () =>
    Effect.gen(function* () {
      const { requests, workspace } = yield* FakeIntercom
      const { id } = workspace.calls.add({ conversation_id: null, transcript: "Hello" })
      const found = yield* running(Stream.runCollect(Export.stream("call_transcripts")), "1 second")
      assert.deepStrictEqual(
        found.map((one) => (one.kind === "record" ? one.record : one)),
        [{ call_id: id, transcript: "Hello" }]
      )
      assert.deepStrictEqual(idsOf(found), [id])
      const asked = (yield* requests).filter(({ path }) => path.endsWith("/transcript"))
      assert.lengthOf(asked, 1)
      assert.isAbove(workspace.calls.all().length, 5)
    }).pipe(Effect.provide(fake), atTheEndOfTheSeeds)
  )

  it.effect("handling events have the conversation, and a key that nothing else has", () =>
    Effect.gen(function* () {
      const { at, first } = yield* withAsides
      const found = yield* running(Stream.runCollect(Export.stream("conversation_handling_events")), "1 second")
      assert.deepStrictEqual(
        found.map((one) => (one.kind === "record" ? Reflect.get(one.record, "conversation_id") : one.kind)),
        [first, first]
      )
      assert.match(idsOf(found)[0] ?? "", /^\d+ \S+ paused \d+$/)
      assert.include(idsOf(found)[0], DateTime.formatIso(DateTime.makeUnsafe(at * 1000)))
      assert.strictEqual(new Set(idsOf(found)).size, 2)
    }).pipe(Effect.provide(fake), atTheEndOfTheSeeds)
  )

  it.effect("in a window those of conversations that changed come whole, whenever they are from", () =>
    Effect.gen(function* () {
      const { first } = yield* withAsides
      yield* TestClock.adjust("1 day")
      const since = DateTime.makeUnsafe(seededUntil + 3_600_000)
      const { workspace } = yield* FakeIntercom
      const stream = running(Stream.runCollect(Export.stream("conversation_handling_events", { since })), "1 second")
      assert.lengthOf(yield* stream, 0)
      workspace.conversations.update(first, { title: "changed" })
      yield* TestClock.adjust("1 hour")
      assert.lengthOf(yield* stream, 2)
    }).pipe(Effect.provide(fake), atTheEndOfTheSeeds)
  )

  it.effect("side conversations and their parts take one request of each conversation, and tables have both", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* TestClock.setTime(seededUntil)
        const { first, parts, second } = yield* withAsides
        const streams = ["side_conversations", "side_conversation_parts"] as const
        const report = yield* running(Export.run({ ...options(directory), streams }), "1 second")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        const { requests } = yield* FakeIntercom
        assert.lengthOf(
          (yield* requests).filter(({ path }) => path.endsWith("/side_conversations")),
          9
        )
        assert.sameDeepMembers(
          lines(directory, "side_conversations").map((one) => [one["side_conversation_id"], one["conversation_id"]]),
          [
            ["901", first],
            ["902", first],
            ["903", second]
          ]
        )
        assert.sameDeepMembers(
          lines(directory, "side_conversation_parts").map((one) => [one["side_conversation_id"], one.id]),
          [
            ["901", parts[0]],
            ["901", parts[1]],
            ["902", parts[2]],
            ["903", parts[3]]
          ]
        )
        const [child] = Tables.of("side_conversations").children
        assert.deepStrictEqual([child?.name, child?.key], ["side_conversation_parts", ["side_conversation_id", "id"]])
      })
    ).pipe(Effect.provide(fake))
  )

  it.effect("an answer without its list is no empty one", () =>
    Effect.gen(function* () {
      yield* withAsides
      const error = yield* Effect.flip(
        running(Stream.runCollect(Export.stream("conversation_handling_events")), "1 second")
      )
      assert.strictEqual(error._tag === "IntercomError" ? error.reason._tag : "", "PaginationError")
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          conversations: 12,
          faults: Faults.script([
            {
              when: ({ path }) => path.endsWith("/handling_events"),
              times: 100,
              fault: { status: 200, body: { type: "list" } }
            }
          ])
        })
      ),
      atTheEndOfTheSeeds
    )
  )

  it("each is there in the versions that have the operation, and in none before", () => {
    const first = (stream: Export.StreamName | Export.InnerStreamName) => Export.versionsOf(stream).at(0)
    assert.deepStrictEqual(
      [
        first("call_transcripts"),
        first("conversation_handling_events"),
        first("side_conversations"),
        first("side_conversation_parts"),
        first("conversation_parts")
      ],
      ["2.14", "2.15", "2.16", "2.16", "2.7"]
    )
  })
})
