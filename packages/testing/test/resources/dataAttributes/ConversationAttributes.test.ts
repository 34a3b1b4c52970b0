import { ConversationAttributes, Conversations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

describe("conversation attributes", () => {
  it.effect("can be said of conversations from then on, and put away", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const conversation = workspace.conversations.add()
      const say = (custom_attributes: { readonly [name: string]: string }) =>
        Conversations.update({ id: conversation.id, custom_attributes })
      yield* failsWith("InvalidRequest", say({ Mood: "good" }))
      const { id } = yield* ConversationAttributes.create({ name: "Mood", data_type: "string", multiline: true })
      assert.deepInclude((yield* say({ Mood: "good" })).custom_attributes, { Mood: "good" })
      const changed = yield* ConversationAttributes.update({ id, description: "How they are", required: true })
      assert.deepInclude(changed, { name: "Mood", description: "How they are", required: true, multiline: true })
      assert.deepInclude(yield* ConversationAttributes.delete({ id }), { id, archived: true })
      yield* failsWith("InvalidRequest", say({ Mood: "bad" }))
      const namesOf = (include_archived: boolean) =>
        Effect.map(ConversationAttributes.list({ include_archived }), ({ data }) => data.map(({ name }) => name))
      assert.notInclude(yield* namesOf(false), "Mood")
      assert.include(yield* namesOf(true), "Mood")
    }).pipe(strict)
  )

  it.effect("of a list take the options that are not put away", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const conversation = workspace.conversations.add()
      const say = (Size: string) => Conversations.update({ id: conversation.id, custom_attributes: { Size } })
      const { id, options } = yield* ConversationAttributes.create({
        name: "Size",
        data_type: "list",
        options: [{ label: "S" }, { label: "M" }]
      })
      const option_id = options?.[0]?.id ?? ""
      yield* ConversationAttributes.createOption({ id, label: "L" })
      yield* ConversationAttributes.updateOption({ id, option_id, label: "XS" })
      yield* say("L")
      yield* say("XS")
      yield* failsWith("InvalidRequest", say("S"))
      const after = yield* ConversationAttributes.deleteOption({ id, option_id })
      assert.deepStrictEqual(
        after.options?.map(({ archived, label }) => [label, archived]),
        [
          ["XS", true],
          ["M", false],
          ["L", false]
        ]
      )
      yield* failsWith("InvalidRequest", say("XS"))
      yield* failsWith("NotFound", ConversationAttributes.deleteOption({ id, option_id: "none" }))
    }).pipe(strict)
  )

  it.effect("have options where they are a list only, and a name of their own", () =>
    Effect.gen(function* () {
      const { id } = yield* ConversationAttributes.create({ name: "Mood", data_type: "string" })
      yield* failsWith("InvalidRequest", ConversationAttributes.createOption({ id, label: "L" }))
      yield* failsWith("InvalidRequest", ConversationAttributes.create({ name: "Mood", data_type: "integer" }))
      yield* failsWith("NotFound", ConversationAttributes.get({ id: 1 }))
    }).pipe(strict)
  )
})
