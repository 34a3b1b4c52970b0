import { Contacts } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

describe("granted companies", () => {
  it.effect("are replaced together and taken one by one", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.contacts.add()
      const [first, second] = [workspace.companies.add(), workspace.companies.add()]
      yield* Contacts.replaceGrantedCompanies({ id, company_ids: [first.id, second.id, first.id] })
      assert.deepInclude(yield* Contacts.listGrantedCompanies({ id }), { total_count: 2 })
      const left = yield* Contacts.removeGrantedCompany({ id, company_id: first.id })
      assert.deepStrictEqual(
        left.data?.map((company) => company.id),
        [second.id]
      )
      yield* failsWith("NotFound", Contacts.removeGrantedCompany({ id, company_id: first.id }))
      yield* failsWith("NotFound", Contacts.replaceGrantedCompanies({ id, company_ids: ["none"] }))
      assert.deepInclude(yield* Contacts.replaceGrantedCompanies({ id, company_ids: [] }), { total_count: 0 })
    }).pipe(strict)
  )
})
