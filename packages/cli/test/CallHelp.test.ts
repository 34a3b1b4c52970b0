import { assert, describe, it } from "@effect/vitest"
import { Operations } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import { wordsFor } from "../src/commands/call.ts"
import { runCommand } from "./runCommand.ts"

const create = Operations.all.find(({ id }) => id === "contacts.create")

describe("the help of an operation", () => {
  it.effect("says what its fields mean, in which unit and since when", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runCommand(["call", "contacts.create", "--help"])
      assert.match(stdout, /--owner_id <value> .*\. Id of the admin who looks after this person/)
      assert.match(stdout, /--signed_up_at <value> .*Unix seconds\./)
      assert.match(stdout, /--email_verified <value> .*Since 2\.16\./)
      assert.match(stdout, /--role <value> .*`lead`: /)
    })
  )

  it.effect("says nothing of a field whose name says it all", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runCommand(["call", "contacts.create", "-h"])
      assert.match(stdout, /--name <value> +text or null \(in the body\)\n/)
    })
  )

  it.effect("has its words loaded, a call without help has not", () =>
    Effect.gen(function* () {
      assert(create)
      const forHelp = yield* wordsFor(create, ["call", "contacts.create", "--help"])
      const forCall = yield* wordsFor(create, ["call", "contacts.create", "--owner_id", "7"])
      assert.isString(forHelp("owner_id"))
      assert.isUndefined(forCall("owner_id"))
    })
  )
})
