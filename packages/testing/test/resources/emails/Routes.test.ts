import { Emails } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

describe("addresses a workspace writes from", () => {
  it.effect("are one from the start, and those somebody added", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.emails.add({ email: "sales@example.org" })
      assert.lengthOf((yield* Emails.list()).data, 2)
      assert.deepInclude(yield* Emails.get({ id }), {
        email: "sales@example.org",
        domain: "example.org",
        verified: false
      })
      yield* failsWith("NotFound", Emails.get({ id: "999" }))
    }).pipe(strict)
  )
})
