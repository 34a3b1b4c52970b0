/**
 * Whose budget it is: a token's, and that of its workspace once it is known.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type { BudgetStore, BudgetStoreError } from "../SharedBudget.ts"

/**
 * A token on a host.
 *
 * @category models
 * @since 0.1.0
 */
export interface Owner {
  readonly host: string
  readonly token: Redacted.Redacted
}

/**
 * The name under which stores count the requests of a token: with a SHA-256 of it, from which it cannot be read. It is reckoned
 * once.
 *
 * @category conversions
 * @since 0.1.0
 */
export const nameOf = ({ host, token }: Owner): Effect.Effect<string> => {
  let name: string | undefined
  return Effect.suspend(() =>
    name === undefined
      ? Effect.promise(async () => {
          const bytes = new TextEncoder().encode(Redacted.value(token))
          name = `intercom:${host}:${Hex.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)))}`
          return name
        })
      : Effect.succeed(name)
  )
}

/**
 * The key under which a store knows the budget.
 *
 * @category models
 * @since 0.1.0
 */
export interface BudgetKey {
  /** That of the token, or the one that was given: it does not need the store. */
  readonly own: Effect.Effect<string>
  /** The key to ask by now. The store is told first where the token's turned out to be the workspace's. */
  readonly current: Effect.Effect<string, BudgetStoreError>
  /** Takes what Intercom answers to who one is. */
  readonly learn: (me: unknown) => void
}

/**
 * Makes the key of a token: its hash until Intercom told the workspace, of which there may be other tokens. A key that is
 * `given` stays.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeKey = (
  { join }: Pick<BudgetStore["Service"], "join">,
  owner: Owner,
  given: string | undefined
): BudgetKey => {
  const own = given === undefined ? nameOf(owner) : Effect.succeed(given)
  let workspace: string | undefined
  let isJoined = false
  return {
    own,
    current: Effect.gen(function* () {
      const key = yield* own
      if (workspace === undefined) return key
      if (!isJoined) yield* join({ key, into: workspace })
      isJoined = true
      return workspace
    }),
    learn(me) {
      const app = Predicate.hasProperty(me, "app") ? me.app : undefined
      const id = Predicate.hasProperty(app, "id_code") ? app.id_code : undefined
      if (given === undefined && typeof id === "string" && id !== "") {
        workspace = `intercom:${owner.host}:workspace:${id}`
      }
    }
  }
}
