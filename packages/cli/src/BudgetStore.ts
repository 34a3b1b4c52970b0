/**
 * What `--share-budget` names: where processes share a rate limit.
 *
 * @since 0.1.0
 */
import { SharedBudget } from "@effect-intercom/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Database from "./Database.ts"
import { exitCodes, Problem } from "./Problem.ts"
import * as SyncPackage from "./SyncPackage.ts"

/**
 * The store at an address. It is asked for the first time by the first request.
 *
 * @internal
 */
export const storeAt = Effect.fnUntraced(function* (
  address: string
): Effect.fn.Return<Layer.Layer<SharedBudget.BudgetStore, Problem>, Problem, FileSystem.FileSystem> {
  const { Budget, Sync } = yield* SyncPackage.forUseOf("--share-budget")
  const reached = (layer: Layer.Layer<SharedBudget.BudgetStore, unknown>) =>
    Layer.effect(
      SharedBudget.BudgetStore,
      Layer.build(layer).pipe(
        Effect.map(Context.get(SharedBudget.BudgetStore)),
        Effect.mapError(
          (cause) =>
            new Problem({
              description: "The database of --share-budget cannot be reached",
              next: "Check the address, its password and that the server runs",
              cause,
              exitCode: exitCodes.failure
            })
        )
      )
    )
  if (/^rediss?:\/\//.test(address)) {
    const NodeRedis = yield* Effect.promise(() => import("@effect/platform-node/NodeRedis"))
    return reached(Budget.layerRedis().pipe(Layer.provide(NodeRedis.layer({ url: address }))))
  }
  const url = yield* Database.addressOf({ to: Option.some(address), toEnv: Option.none() })
  return reached(Budget.layerPostgres().pipe(Layer.provide(Sync.database(url))))
})
