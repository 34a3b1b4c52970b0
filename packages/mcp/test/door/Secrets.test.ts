import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect } from "effect"
import { withoutSecrets } from "../../src/door/Secrets.ts"
import { toolsOf } from "../tools.ts"

describe("secrets", () => {
  it("are withheld by the names of their fields, at any depth", () => {
    assert.deepStrictEqual(
      withoutSecrets({
        name: "x",
        secret: "a",
        access_token: "b",
        list: [{ api_key: "c", "api-key": "d", Password: "e", intercom_user_hash: "f" }],
        headers: [
          { name: "Authorization", value: "Bearer g" },
          { name: "Accept", value: "*/*" }
        ],
        token_count: 3,
        secret_id: "1",
        token: null
      }),
      {
        name: "x",
        secret: "[withheld]",
        access_token: "[withheld]",
        list: [
          {
            api_key: "[withheld]",
            "api-key": "[withheld]",
            Password: "[withheld]",
            intercom_user_hash: "[withheld]"
          }
        ],
        headers: [
          { name: "Authorization", value: "[withheld]" },
          { name: "Accept", value: "*/*" }
        ],
        token_count: 3,
        secret_id: "1",
        token: null
      }
    )
  })

  it.effect("of a workspace do not reach a model that lists them", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf({ allowWrite: ["identityVerificationSecrets.create"] })
      yield* call("identityVerificationSecrets_create", { input: { name: "website" } })
      const { text } = yield* call("call_operation", { operation: "identityVerificationSecrets.list" })
      assert.notMatch(text, /"secret":"(?!\[withheld\])/)
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ version: "Preview", client: { version: "Preview" } })))
  )
})
