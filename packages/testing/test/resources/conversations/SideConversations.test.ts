import { Conversations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

describe("beside a conversation", () => {
  it.effect("stand the threads teammates began from it, with their parts", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const parts = workspace.conversations.add({ parts: 2 }).parts()
      const { id } = workspace.conversations.add({
        side_conversations: [
          { id: "1", parts },
          { id: "2", parts: [] }
        ]
      })
      const listed = yield* Conversations.listSideConversations({ id, per_page: 1 })
      assert.deepInclude(listed, { total_count: 2 })
      assert.deepInclude(listed.pages, { page: 1, per_page: 1, total_pages: 2 })
      assert.deepStrictEqual(
        listed.side_conversations.map(({ conversation_parts, side_conversation_id, total_count }) => [
          side_conversation_id,
          conversation_parts.map((part) => part.id),
          total_count
        ]),
        [["1", parts.map((part) => part.id), 2]]
      )
      yield* failsWith("NotFound", Conversations.listSideConversations({ id: "1" }))
    }).pipe(strict)
  )

  it.effect("stands when teammates stopped to work on it and went on", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const teammate = workspace.admins[0]?.id ?? ""
      const { id } = workspace.conversations.add({
        handling_events: [
          { type: "paused", teammate, at: 1_790_000_000, reason: "Lunch" },
          { type: "resumed", teammate, at: 1_790_003_600, reason: null }
        ]
      })
      const { handling_events } = yield* Conversations.listHandlingEvents({ id })
      assert.deepStrictEqual(
        handling_events?.map(({ reason, timestamp, type }) => [type, timestamp, reason]),
        [
          ["paused", "2026-09-21T14:13:20.000Z", "Lunch"],
          ["resumed", "2026-09-21T15:13:20.000Z", undefined]
        ]
      )
      const other = workspace.conversations.add()
      assert.deepStrictEqual((yield* Conversations.listHandlingEvents({ id: other.id })).handling_events, [])
    }).pipe(strict)
  )
})
