import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { folder, held, requests, runOnFake } from "./fakeWorkspace.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 10, companies: 12, conversations: 15 })

const linesOf = (out: string, stream: string): ReadonlyArray<Record<string, unknown>> =>
  readFileSync(join(out, `${stream}.ndjson`), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))

const partsHeld = Effect.map(held("conversations"), (conversations) =>
  conversations.flatMap((line) => {
    const { conversation_parts, id } = JSON.parse(line)
    const parts: ReadonlyArray<object> = conversation_parts.conversation_parts
    return parts.map((part) => ({ conversation_id: id, ...part }))
  })
)

const wholeReads = Effect.map(
  requests,
  (all) => all.filter((request) => /^GET \/conversations\/\d+$/.test(request)).length
)

describe("effect-intercom export conversation_parts", () => {
  it.effect("writes a line each, beside the conversations without another request", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr } = yield* runOnFake([
        "export",
        "conversations",
        "conversation_parts",
        "--drop",
        "conversations.conversation_parts",
        "--out",
        out
      ])
      assert.strictEqual(exitCode, 0, stderr)
      const expected = yield* partsHeld
      assert.isAbove(expected.length, 15)
      assert.sameDeepMembers([...linesOf(out, "conversation_parts")], expected)
      for (const conversation of linesOf(out, "conversations")) assert.notProperty(conversation, "conversation_parts")
      assert.strictEqual(yield* wholeReads, 15)
      assert.match(stderr, new RegExp(`^conversation_parts +${expected.length} +0 +yes `, "m"))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("reads the conversations alone for them, and plans that", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const planned = yield* runOnFake(["export", "conversations", "conversation_parts", "--plan"])
      assert.match(planned.stdout, /^conversation_parts +\? +0 +comes with conversations$/m)
      const alone = yield* runOnFake(["export", "conversation_parts", "company_segments", "--plan", "--json"])
      const plans: ReadonlyArray<{ stream: string; requests: number; note: string }> = JSON.parse(alone.stdout).streams
      assert.deepStrictEqual(
        plans.map(({ note, stream }) => [stream, note]),
        [
          ["conversation_parts", "in conversations"],
          ["company_segments", "in companies"]
        ]
      )
      assert.isAbove(plans[0]?.requests ?? 0, 15)
      const { exitCode, stderr } = yield* runOnFake(["export", "conversation_parts", "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      assert.sameDeepMembers([...linesOf(out, "conversation_parts")], yield* partsHeld)
      assert.isFalse(existsSync(join(out, "conversations.ndjson")))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes the messages of that table where a protocol is spoken", () =>
    Effect.gen(function* () {
      const spoken = yield* runOnFake([
        "export",
        "conversation_parts",
        "companies",
        "--protocol",
        "singer",
        "--out",
        "-"
      ])
      assert.strictEqual(spoken.exitCode, 0, spoken.stderr)
      const messages: ReadonlyArray<{ type: string; stream?: string }> = spoken.stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line))
      const tables = new Set(messages.flatMap(({ stream, type }) => (type === "RECORD" ? [stream] : [])))
      assert.isTrue(tables.has("conversation_parts"))
      assert.isTrue(tables.has("companies"))
      assert.isFalse(tables.has("conversations"))
      assert.isFalse(tables.has("conversation_tags"))
      const records = messages.filter(({ stream, type }) => type === "RECORD" && stream === "conversation_parts")
      assert.lengthOf(records, (yield* partsHeld).length)
      const discovered = yield* runOnFake(["export", "conversation_parts", "--protocol", "singer", "--discover"])
      const { streams } = JSON.parse(discovered.stdout)
      assert.deepStrictEqual(
        streams.map((one: { stream: string; key_properties: unknown }) => [one.stream, one.key_properties]),
        [["conversation_parts", ["conversation_id", "id"]]]
      )
    }).pipe(Effect.provide(workspace))
  )

  it.effect("is refused where tables come of the conversations, and left out of all", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "database")
      const { exitCode, stderr } = yield* runOnFake([
        "export",
        "conversation_parts",
        "--format",
        "sqlite",
        "--out",
        out
      ])
      assert.strictEqual(exitCode, 2)
      assert.include(stderr, "conversation_parts is one of the tables that conversations become there")
      assert.include(stderr, "Export conversations instead")
      assert.isFalse(existsSync(out))
      const all = yield* runOnFake(["export", "all", "--plan"])
      assert.notInclude(all.stdout, "conversation_parts")
      const more = yield* runOnFake(["export", "all", "conversation_parts", "--plan"])
      assert.include(more.stdout, "comes with conversations")
    }).pipe(Effect.provide(workspace))
  )
})
