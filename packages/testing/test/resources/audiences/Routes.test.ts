import { Audiences } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { failsWith, strict } from "../../strict.ts"

describe("audiences", () => {
  it.effect("are created, listed in pages, changed and deleted", () =>
    Effect.gen(function* () {
      const predicates = [{ attribute: "company.name", type: "string", comparison: "contains", value: "Acme" }]
      const created = yield* Audiences.create({ name: "Acme", predicates })
      yield* Audiences.create({ name: "Others" })
      assert.deepInclude(created, { name: "Acme", predicates, role_predicates: [] })
      assert.deepInclude(yield* Audiences.list({ per_page: 1 }), {
        total_count: 2,
        page: 1,
        per_page: 1,
        total_pages: 2
      })
      const changed = yield* Audiences.update({ id: created.id, name: "Acme Ltd" })
      assert.deepInclude(changed, { name: "Acme Ltd", predicates })
      yield* Audiences.delete({ id: created.id })
      yield* failsWith("NotFound", Audiences.get({ id: created.id }))
    }).pipe(strict)
  )

  it.effect("have a name", () => failsWith("InvalidRequest", Audiences.create({ name: "" })).pipe(strict))
})
