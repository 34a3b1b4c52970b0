import { CallOptions, type IntercomError } from "@effect-intercom/core"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../src/FakeIntercom.ts"

/** Runs a test in an empty workspace, as Preview shows it, with every answer held against its schema. */
export const strict = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  test.pipe(
    CallOptions.withOptions({ version: "Preview", responses: "strict", retry: false }),
    Effect.provide(FakeIntercom.layer())
  )

/** Holds that a call fails for a reason. */
export const failsWith = <A, R>(
  reason: IntercomError["reason"]["_tag"],
  call: Effect.Effect<A, IntercomError, R>
): Effect.Effect<void, A, R> =>
  Effect.map(Effect.flip(call), (error) => assert.strictEqual(error.reason._tag, reason, error.message))
