/**
 * Turns at jobs of which a workspace has one at a time, where processes share a budget.
 *
 * @since 0.1.0
 */
import { IntercomClient } from "@effect-intercom/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

/**
 * Waits for the turn of a job, and answers with what lets others have theirs, which the end of the scope does as well. One that
 * does not come in time is not waited for any longer: Intercom says whether the job may be started.
 *
 * @category constructors
 * @since 0.1.0
 */
export const turnAt = Effect.fnUntraced(function* (
  name: string,
  { onWaiting, patience }: { readonly onWaiting: Effect.Effect<void>; readonly patience: Duration.Input }
): Effect.fn.Return<Effect.Effect<void>, never, IntercomClient.IntercomClient | Scope.Scope> {
  const { takeTurn } = yield* IntercomClient.IntercomClient
  if (takeTurn === undefined) return Effect.void
  const turn = yield* Scope.fork(yield* Effect.scope)
  yield* takeTurn(name, () => onWaiting).pipe(Scope.provide(turn), Effect.timeoutOption(patience))
  return Scope.close(turn, Exit.void)
})
