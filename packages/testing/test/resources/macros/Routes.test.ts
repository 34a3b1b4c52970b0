import { Macros } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

describe("macros", () => {
  it.effect("are listed page by page, the latest change first, or since a time", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const added = workspace.macros.add({ name: "Late", visible_to_team_ids: ["1"], body: "<p>Sorry</p><p>Soon</p>" })
      const first = yield* Macros.list({ per_page: 2 })
      assert.strictEqual(first.data[0]?.id, added.id)
      const starting_after = first.pages?.next?.starting_after ?? ""
      const second = yield* Macros.list({ per_page: 2, starting_after })
      assert.strictEqual(new Set([...first.data, ...second.data].map(({ id }) => id)).size, 3)
      assert.isNull(second.pages?.next)
      const late = yield* Macros.list({ updated_since: added.updated_at })
      assert.deepStrictEqual(
        late.data.map(({ name }) => name),
        ["Late"]
      )
    }).pipe(strict)
  )

  it.effect("say who sees them, and themselves without HTML", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.macros.add({ visible_to_team_ids: ["1"], body: "<p>Sorry</p><p>Soon</p>" })
      assert.deepInclude(yield* Macros.get({ id }), { body_text: "Sorry\nSoon", visible_to: "specific_teams" })
      yield* failsWith("NotFound", Macros.get({ id: "999" }))
    }).pipe(strict)
  )
})
