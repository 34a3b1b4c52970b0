/**
 * The one way from a tool to the workspace.
 *
 * @since 0.1.0
 */
import { CallOptions, IntercomClient, type IntercomError } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { advice } from "./Advice.ts"
import type { Kept } from "./Kept.ts"
import { Personal } from "./Personal.ts"
import { withoutSecrets } from "./Secrets.ts"

/**
 * A client that sends what reads, and of what writes only what was opened. Tools are given this one, so that none of them can do
 * more, whatever it is asked.
 *
 * @internal
 */
export const layerGuarded = (
  opened: ReadonlySet<string>
): Layer.Layer<IntercomClient.IntercomClient, never, IntercomClient.IntercomClient> =>
  Layer.effect(
    IntercomClient.IntercomClient,
    Effect.map(IntercomClient.IntercomClient, (client) => ({
      ...client,
      execute: (operation, input, options) =>
        Operations.find(operation.id)?.access === "read" || opened.has(operation.id)
          ? client.execute(operation, input, options)
          : Effect.die(new Error(`${operation.id} is not open to models`))
    }))
  )

/**
 * Calls Intercom for a tool: bounded in time, without secrets and personal data that is not to be seen, and failing with words for the
 * model.
 *
 * @internal
 */
export const ask = Effect.fnUntraced(function* <A>(
  call: Effect.Effect<A, IntercomError, IntercomClient.IntercomClient>
): Effect.fn.Return<Kept<A>, string, IntercomClient.IntercomClient | Personal> {
  const { protect } = yield* Personal
  const value = yield* call.pipe(CallOptions.withOptions(patience), Effect.mapError(advice))
  const shown = yield* Effect.try({ try: () => withoutSecrets(value), catch: () => tooDeep })
  const kept = yield* protect(shown)
  if (kept === undefined && value !== undefined) return yield* Effect.fail(tooDeep)
  // Fields went missing and texts became hashes, which is what the type says.
  return kept as Kept<A>
})

const tooDeep = "The answer nests too deeply to be shown."

/** A model waits, and somebody waits for the model. */
const patience = { timeout: "20 seconds", deadline: "45 seconds", retry: { times: 2 } } as const
