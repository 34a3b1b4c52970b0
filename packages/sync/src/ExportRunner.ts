/**
 * One of any number of processes that share durable exports, by `effect/cluster` on the PostgreSQL that holds their tables.
 *
 * @since 0.1.0
 */
import { NodeClusterSocket } from "@effect/platform-node"
import { layer as layerPg, type PgClient } from "@effect/sql-pg/PgClient"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import type { ConfigError } from "effect/Config"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Scope from "effect/Scope"
import type * as SocketServer from "effect/socket/SocketServer"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { WorkflowEngine } from "effect/workflow/WorkflowEngine"
import { prepare } from "./durable/Place.ts"
import { quoted } from "./sync/Place.ts"

/**
 * Where the database is, and where others reach this process.
 *
 * @category models
 * @since 0.1.0
 */
export interface RunnerOptions {
  readonly url: Redacted.Redacted
  /** The schema of the exports, and of the tables `cluster_…` in which runners find each other. `intercom` when left out. */
  readonly schema?: string | undefined
  /** The name or address by which the other runners reach this one: `127.0.0.1` where all are on one machine. */
  readonly host: string
  readonly port: number
  /** The address it listens on, where it is another one than `host`: `0.0.0.0` in a container. */
  readonly listen?: string | undefined
}

/**
 * Joins the runners of a schema. A runner that was killed is taken out after a few seconds, and its work goes to others. Eight
 * connections at most, one of which is kept for locks.
 *
 * ```ts
 * const runner = ExportRunner.layer({ url: Redacted.make("postgres://localhost/warehouse"), host: "10.0.0.7", port: 34431 })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = ({
  host,
  listen,
  port,
  schema = "intercom",
  url
}: RunnerOptions): Layer.Layer<
  WorkflowEngine | PgClient | SqlClient.SqlClient,
  SqlError | SocketServer.SocketServerError | ConfigError
> => {
  const database = layerPg({
    url,
    maxConnections: 8,
    startupParameters: { search_path: quoted(schema), lock_timeout: "30000" }
  })
  const cluster = NodeClusterSocket.layer({
    storage: "sql",
    shardingConfig: {
      runnerAddress: Option.some(RunnerAddress.make(host, port)),
      runnerListenAddress: listen === undefined ? Option.none() : Option.some(RunnerAddress.make(listen, port)),
      // A runner whose locks the database does not confirm within the interval lets go of all its work. One that is busy takes seconds.
      shardLockExpiration: "15 seconds",
      shardLockRefreshInterval: "5 seconds",
      entityMessagePollInterval: "2 seconds",
      refreshAssignmentsInterval: "1 second",
      runnerHealthCheckInterval: "3 seconds",
      // What is on its way when a runner loses its shards is fenced, so there is nothing to wait for.
      entityTerminationTimeout: "1 second"
    }
  })
  // The tables of the cluster are made in the schema, which has to be there.
  return endingSoon(
    ClusterWorkflowEngine.layer.pipe(
      Layer.provide(cluster),
      // What is said of runners that come and go is no news to those who export.
      Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error")),
      Layer.provide(Layer.effectDiscard(prepare(schema))),
      Layer.provideMerge(database)
    )
  )
}

/**
 * A cluster waits for activities to end, and those that wait for their turn do not. What is left when a process ends is in the
 * database, so it is not waited for long.
 */
const endingSoon = <A, E>(layer: Layer.Layer<A, E>): Layer.Layer<A, E> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Effect.addFinalizer((exit) =>
        Effect.flatMap(Effect.forkDetach(Scope.close(scope, exit)), (closing) =>
          Effect.raceFirst(Effect.asVoid(Fiber.await(closing)), Effect.sleep("4 seconds"))
        )
      )
      return yield* Layer.buildWithScope(layer, scope)
    })
  )
