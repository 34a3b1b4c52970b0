import { Companies } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

describe("companies", () => {
  it.effect("have no remote_created_at until somebody says it, as in every recording", () =>
    Effect.gen(function* () {
      const created = yield* Companies.create({ company_id: "engines" })
      assert.notProperty(created, "remote_created_at")
      const told = yield* Companies.create({ company_id: "engines", remote_created_at: 1_700_000_000 })
      assert.strictEqual(told.remote_created_at, 1_700_000_000)
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.companies.add({ company_id: "motors" })
      assert.notProperty(yield* Companies.get({ id }), "remote_created_at")
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("keep what they spend in whole units", () =>
    Effect.gen(function* () {
      const created = yield* Companies.create({ company_id: "engines", monthly_spend: 155.98 })
      assert.strictEqual(created.monthly_spend, 155)
      const updated = yield* Companies.update({ id: created.id ?? "", monthly_spend: 0.5 })
      assert.strictEqual(updated.monthly_spend, 0)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )
})
