import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { running } from "../support/running.ts"

describe("the horizon", () => {
  for (const [name, clockSkew] of [
    ["an hour ahead", "-1 hour"],
    ["an hour behind", "1 hour"]
  ] as const) {
    it.effect(`is the server's: with a clock ${name}, what changes after a run is in the next`, () =>
      Effect.gen(function* () {
        const fake = yield* FakeIntercom
        const held = new Map<string, unknown>()
        const sink = ExportSink.make((stream, records) =>
          Effect.sync(() => {
            for (const record of records) if ("id" in record) held.set(`${stream} ${record.id}`, record)
          })
        )
        const options = { streams: ["contacts", "conversations"], sink, checkpoint: Checkpoint.memory() } as const
        yield* running(Export.run(options), "1 second")
        yield* TestClock.adjust("2 minutes")
        const [contact] = yield* Stream.runCollect(fake.dump("contacts"))
        const [conversation] = yield* Stream.runCollect(fake.dump("conversations"))
        fake.workspace.contacts.update(String(contact?.["id"]), { name: "Ada" })
        fake.workspace.conversations.update(String(conversation?.["id"]), { title: "changed" })
        yield* TestClock.adjust("20 minutes")
        const report = yield* running(Export.run({ ...options, since: "last" }), "1 second")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.propertyVal(held.get(`contacts ${String(contact?.["id"])}`), "name", "Ada")
        assert.propertyVal(held.get(`conversations ${String(conversation?.["id"])}`), "title", "changed")
      }).pipe(
        Effect.provide([FakeIntercom.layer({ contacts: 20, conversations: 5, clockSkew }), NodeServices.layer]),
        (test) => Effect.andThen(TestClock.setTime(seededUntil + 7_200_000), test)
      )
    )
  }
})
