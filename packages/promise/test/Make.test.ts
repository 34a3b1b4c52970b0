import { assert, describe, it } from "@effect/vitest"
import { ConfigurationError, make, type Options } from "@effect-intercom/promise"
import { make as makeOnNode } from "@effect-intercom/promise/node"
import { Contacts } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect } from "effect"

const message = (thunk: () => unknown): string => {
  try {
    thunk()
  } catch (error) {
    assert.instanceOf(error, ConfigurationError)
    return error.message
  }
  return assert.fail("it did not throw")
}

describe("make", () => {
  it("says at once that there is no token", () => {
    assert.match(
      message(() => make({ accessToken: undefined })),
      /^accessToken is not set: .*Developer Hub/
    )
    assert.match(
      message(() => make({ accessToken: "" })),
      /^accessToken is not set/
    )
  })

  it("says at once that there is no such region or version", () => {
    const regionless: Options = JSON.parse('{ "accessToken": "…", "region": "mars" }')
    assert.strictEqual(
      message(() => make(regionless)),
      "region is none of us, eu, au"
    )
    const versionless: Options = JSON.parse('{ "accessToken": "…", "version": "1.0" }')
    assert.match(
      message(() => make(versionless)),
      /^version is none of 2\.7, /
    )
  })

  for (const [over, makeOver] of [
    ["fetch", make],
    ["undici", makeOnNode]
  ] as const) {
    it.live(`talks over ${over}`, () =>
      Effect.gen(function* () {
        const { token, url } = yield* FakeIntercom.serve({ contacts: 4 })
        yield* Effect.promise(async () => {
          await using intercom = makeOver({ accessToken: token, baseUrl: url })
          assert.strictEqual((await intercom(Contacts.list())).data.length, 4)
        })
      }).pipe(Effect.scoped)
    )
  }
})
