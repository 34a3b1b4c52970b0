import { Audiences, ContentSnippets, Tags } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { failsWith, strict } from "../../strict.ts"

describe("content snippets", () => {
  it.effect("are created, listed, changed and deleted", () =>
    Effect.gen(function* () {
      const json_blocks = [{ type: "paragraph", text: "We pay back." }]
      const created = yield* ContentSnippets.create({ title: "Refunds", json_blocks, ai_copilot_availability: false })
      assert.deepInclude(created, { title: "Refunds", json_blocks, copilot_availability: 0, chatbot_availability: 1 })
      const changed = yield* ContentSnippets.update({ id: created.id, title: "Money back" })
      assert.deepInclude(changed, { title: "Money back", json_blocks })
      assert.deepInclude(yield* ContentSnippets.list(), { data: [changed], total_count: 1, page: 1 })
      yield* ContentSnippets.delete({ id: created.id })
      yield* failsWith("NotFound", ContentSnippets.get({ id: created.id }))
    }).pipe(strict)
  )

  it.effect("are for audiences there are", () =>
    Effect.gen(function* () {
      const { id } = yield* Audiences.create({ name: "Everybody" })
      const { audience_ids } = yield* ContentSnippets.create({ title: "Refunds", audience_ids: [Number(id)] })
      assert.deepStrictEqual(audience_ids, [Number(id)])
      yield* failsWith("NotFound", ContentSnippets.create({ title: "Refunds", audience_ids: [999] }))
    }).pipe(strict)
  )

  it.effect("are tagged", () =>
    Effect.gen(function* () {
      const { id: content_snippet_id } = yield* ContentSnippets.create({ title: "Refunds" })
      const { id = "" } = yield* Tags.create({ name: "Money" })
      assert.deepInclude(yield* Tags.tagContentSnippet({ content_snippet_id, id: id }), { id, name: "Money" })
      yield* Tags.untagContentSnippet({ content_snippet_id, id })
      yield* failsWith("NotFound", Tags.untagContentSnippet({ content_snippet_id, id }))
      yield* failsWith("NotFound", Tags.tagContentSnippet({ content_snippet_id, id: "999" }))
    }).pipe(strict)
  )
})
