import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { folder, requests, runOnFake } from "./fakeWorkspace.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 2, companies: 1, conversations: 4 })

const linesOf = (out: string, stream: string): ReadonlyArray<Record<string, unknown>> =>
  readFileSync(join(out, `${stream}.ndjson`), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))

describe("effect-intercom export custom_objects:<type>", () => {
  it.effect("writes the objects of the types that are named, beside other streams", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      workspace.customObjects.add({ external_id: "o1" })
      workspace.customObjects.add({ type: "Seat", external_id: "s1" })
      const out = yield* folder
      const words = ["contacts", "custom_objects:Order", "custom_objects:Seat", "custom_objects:Order"]
      const { exitCode, stderr } = yield* runOnFake(["export", ...words, "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      const idsOf = (stream: string) => linesOf(out, stream).map((one) => one["external_id"])
      assert.deepStrictEqual([idsOf("custom_objects_order"), idsOf("custom_objects_seat")], [["o1"], ["s1"]])
      assert.lengthOf(linesOf(out, "contacts"), 2)
      const planned = yield* runOnFake(["export", "custom_objects:Order", "--plan"])
      assert.match(planned.stdout, /^custom_objects_order +1 +1$/m)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuses what is no type, and versions without types, before anything is sent", () =>
    Effect.gen(function* () {
      for (const [words, args] of [
        ["Write custom_objects:<type>", ["custom_objects:"]],
        ["Write custom_objects:<type>", ["custom_objects:a:b"]],
        ["Write custom_objects:<type>", ["objects:Order"]],
        ["reporting:<data set>[:<attribute>,…]", ["reporting:"]],
        ["reporting:<data set>[:<attribute>,…]", ["reporting:ticket:a,"]],
        ["2.15 does not have custom_objects_order; 2.16", ["custom_objects:Order", "--api-version", "2.15"]],
        ["2.15 does not have custom_objects_order; 2.16", ["all", "custom_objects:Order", "--api-version", "2.15"]]
      ] as const) {
        const { exitCode, stderr } = yield* runOnFake(["export", ...args, "--out", yield* folder])
        assert.strictEqual(exitCode, 2, words)
        assert.include(stderr, words)
      }
      assert.lengthOf(yield* requests, 0)
    }).pipe(Effect.provide(workspace))
  )
})

describe("effect-intercom export reporting:<data set>", () => {
  it.effect("writes the rows of the data set, with the attributes that are named", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const words = ["reporting:conversation:channel", "reporting:ticket"]
      const { exitCode, stderr } = yield* runOnFake(["export", ...words, "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      const rows = linesOf(out, "reporting_conversation")
      assert.lengthOf(rows, 4)
      assert.sameMembers(Object.keys(rows[0] ?? {}), ["conversation_id", "conversation_started_at", "channel"])
      assert.isTrue(existsSync(join(out, "reporting_ticket.ndjson")))
    }).pipe(Effect.provide(workspace), (program) => Effect.andThen(TestClock.setTime(seededUntil), program))
  )

  it.effect("says which there are, where it is none of them", () =>
    Effect.gen(function* () {
      const none = yield* runOnFake(["export", "reporting:calls", "--out", yield* folder])
      assert.strictEqual(none.exitCode, 2)
      assert.include(none.stderr, 'There is no data set "calls". There are conversation, ticket')
      const other = yield* runOnFake(["export", "reporting:ticket:colour", "--out", yield* folder])
      assert.strictEqual(other.exitCode, 2)
      assert.include(other.stderr, 'The data set ticket has no attribute "colour". It has ticket_id,')
      const old = yield* runOnFake(["export", "reporting:ticket", "--api-version", "2.13", "--out", yield* folder])
      assert.strictEqual(old.exitCode, 2)
      assert.include(old.stderr, "2.14")
    }).pipe(Effect.provide(workspace))
  )
})
