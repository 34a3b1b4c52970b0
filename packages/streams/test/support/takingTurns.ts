/**
 * Clients of several processes that take turns, as those do that share a budget.
 */
import { IntercomClient } from "@effect-intercom/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export const takingTurns = () => {
  const names: Array<string> = []
  const held = new Set<string>()
  const takeTurn: IntercomClient.IntercomClient["Service"]["takeTurn"] = Effect.fnUntraced(function* (name, onWaiting) {
    while (held.has(name)) {
      yield* onWaiting(Duration.seconds(2))
      yield* Effect.sleep("2 seconds")
    }
    names.push(name)
    held.add(name)
    yield* Effect.addFinalizer(() => Effect.sync(() => held.delete(name)))
  })
  return {
    /** What turns were for, in their order. */
    names,
    held,
    /** One more process. */
    process: () =>
      Layer.effect(
        IntercomClient.IntercomClient,
        IntercomClient.IntercomClient.use((client) => Effect.succeed({ ...client, takeTurn }))
      )
  }
}
