import { Companies } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

describe("companies", () => {
  it.effect("keep what they spend in whole units", () =>
    Effect.gen(function* () {
      const created = yield* Companies.create({ company_id: "engines", monthly_spend: 155.98 })
      assert.strictEqual(created.monthly_spend, 155)
      const updated = yield* Companies.update({ id: created.id ?? "", monthly_spend: 0.5 })
      assert.strictEqual(updated.monthly_spend, 0)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )
})
