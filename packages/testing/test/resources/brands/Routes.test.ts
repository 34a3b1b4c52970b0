import { Brands, Emails } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

describe("brands", () => {
  it.effect("are the default one, with its address and the id of the workspace, and those somebody added", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.brands.add({ name: "Premium" })
      const brands = (yield* Brands.list()).data
      assert.deepStrictEqual(
        brands.map(({ id, is_default, name }) => [id, name, is_default]),
        [
          [workspace.id, "Default Brand", true],
          [id, "Premium", false]
        ]
      )
      assert.deepInclude(yield* Brands.get({ id }), { name: "Premium" })
      const address = yield* Emails.get({ id: brands[0]?.default_address_settings_id ?? "" })
      assert.deepInclude(address, { email: "support@example.com", domain: "example.com", brand_id: workspace.id })
      yield* failsWith("NotFound", Brands.get({ id: "999" }))
    }).pipe(strict)
  )
})
