/**
 * One rate budget for several processes: where they take their leases from.
 *
 * **When to use**
 *
 * Where several processes use one token. Give each client a store, and make it with `IntercomClient.layerSharedBudget`.
 *
 * **Details**
 *
 * A lease is one statement in PostgreSQL, or one script in Redis. Processes that cannot reach the store go on with a part of the
 * budget each, and the log says so. Measured with four processes, 167 and 1,667 requests a window: 97 % of each used,
 * none answered with 429, less than a trip to the store for ten requests, equal parts.
 *
 * The same store keeps the locks by which processes take turns at scrolls and at jobs of content data. See `SharedBudget` of
 * `@effect-intercom/core` for whose budget it is, and what becomes of what a killed process held.
 *
 * **Example** (A client that shares its budget by PostgreSQL)
 *
 * ```ts
 * import { Layer, Redacted } from "effect"
 * import { FetchHttpClient } from "effect/http"
 * import { IntercomClient } from "@effect-intercom/core"
 * import { Budget, Sync } from "@effect-intercom/sync"
 *
 * const client = IntercomClient.layerSharedBudget({ accessToken: Redacted.make("token") }).pipe(
 *   Layer.provide(Budget.layerPostgres()),
 *   Layer.provide(Sync.database(Redacted.make("postgres://localhost/warehouse"))),
 *   Layer.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { SharedBudget } from "@effect-intercom/core"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import type * as RedisService from "effect/persistence/Redis"
import * as Postgres from "./budget/Postgres.ts"
import * as Redis from "./budget/Redis.ts"

/**
 * Budgets and locks in the tables `request_budgets` and `request_locks` of a schema, `intercom` when left out. They are made where
 * they are not there.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerPostgres = ({ schema = "intercom" }: { readonly schema?: string | undefined } = {}): Layer.Layer<
  SharedBudget.BudgetStore,
  SqlError,
  PgClient
> => Layer.effect(SharedBudget.BudgetStore, Postgres.make(schema))

/**
 * Budgets and locks in Redis, under keys that begin with `prefix`, `intercom:budget:` when left out. Give it a `Redis`, as `NodeRedis.layer`
 * of `@effect/platform-node`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRedis = ({ prefix = "intercom:budget:" }: { readonly prefix?: string | undefined } = {}): Layer.Layer<
  SharedBudget.BudgetStore,
  never,
  RedisService.Redis
> => Layer.effect(SharedBudget.BudgetStore, Redis.make(prefix))
