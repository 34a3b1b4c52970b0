/**
 * Where the tokens of workspaces are kept.
 *
 * @since 0.1.0
 */
import { type ConfigurationError, Region } from "@effect-intercom/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { Install } from "./installs/Exchange.ts"
import { makeSeal, type Seal, type SealKeys } from "./installs/Seal.ts"

export type { SealKeys } from "./installs/Seal.ts"

/**
 * Tokens could not be read or written. It does not hold any.
 *
 * - `unreachable`: the database refused, or was away.
 * - `sealed`: none of the keys opens the token, or somebody changed the row.
 *
 * @category errors
 * @since 0.1.0
 */
export class TokenStoreError extends Schema.TaggedError<TokenStoreError>("@effect-intercom/app/TokenStoreError")(
  "TokenStoreError",
  { kind: Schema.Literals(["unreachable", "sealed"]) }
) {
  override get message(): string {
    return this.kind === "sealed"
      ? "none of the keys opens the token that is stored for the workspace: were the keys changed without keeping the old one?"
      : "the tokens could not be read or written"
  }
}

/**
 * Keeps a token for each workspace.
 *
 * @category services
 * @since 0.1.0
 */
export class TokenStore extends Context.Service<
  TokenStore,
  {
    readonly get: (workspaceId: string) => Effect.Effect<Install | undefined, TokenStoreError>
    /** Takes the place of the token that is there. */
    readonly set: (install: Install) => Effect.Effect<void, TokenStoreError>
    /** Removes the token, or only the one that is named: a newer one stays. */
    readonly remove: (workspaceId: string, token?: Redacted.Redacted) => Effect.Effect<void, TokenStoreError>
    /** The workspaces there are tokens of. */
    readonly workspaces: Effect.Effect<ReadonlyArray<string>, TokenStoreError>
  }
>()("@effect-intercom/app/TokenStore") {}

/**
 * Tokens in the memory of the process.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMemory: Layer.Layer<TokenStore> = Layer.sync(TokenStore, () => {
  const installs = new Map<string, Install>()
  return TokenStore.of({
    get: (workspaceId) => Effect.sync(() => installs.get(workspaceId)),
    set: (install) => Effect.sync(() => void installs.set(install.workspaceId, install)),
    remove: (workspaceId, token) =>
      Effect.sync(() => {
        const install = installs.get(workspaceId)
        if (install !== undefined && (token === undefined || isSame(install.token, token))) installs.delete(workspaceId)
      }),
    workspaces: Effect.sync(() => [...installs.keys()])
  })
})

/**
 * How tokens are kept in a table.
 *
 * @category models
 * @since 0.1.0
 */
export interface SqlTokensOptions {
  /**
   * Keys of 32 bytes, in Base64 or hexadecimal digits: the first seals, the others open what was sealed before. To change
   * the key, put the new one first; {@link reseal} seals what is left under it, and then the old one can go.
   */
  readonly keys: SealKeys
  /** The table, made where there is none. `intercom_tokens` when left out. */
  readonly tableName?: string | undefined
}

interface Row {
  readonly workspace_id: string
  readonly region: string
  readonly sealed: string
}

/**
 * Tokens in a table of SQLite or Postgres, sealed with AES-256-GCM and bound to their workspace: a row that is copied to
 * another workspace opens no more. What is sealed under an older key is sealed anew when it is read.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSql = (
  options: SqlTokensOptions
): Layer.Layer<TokenStore, ConfigurationError | SqlError, SqlClient.SqlClient> =>
  Layer.effect(
    TokenStore,
    Effect.gen(function* () {
      const seal = yield* makeSeal(options.keys)
      const rows = yield* makeRows(options.tableName ?? "intercom_tokens")
      return TokenStore.of(sealedTokens(seal, rows))
    })
  )

const sealedTokens = (seal: Seal, rows: Rows): TokenStore["Service"] => {
  const read = Effect.fnUntraced(function* (row: Row) {
    const token = yield* seal.open(row.sealed, `${row.workspace_id} ${row.region}`)
    if (token === undefined) return yield* new TokenStoreError({ kind: "sealed" })
    const region = Region.regions.find((known) => known === row.region) ?? "us"
    return { workspaceId: row.workspace_id, region, token: Redacted.make(token) }
  })

  const set = Effect.fnUntraced(function* ({ region, token, workspaceId }: Install) {
    const sealed = yield* seal.seal(Redacted.value(token), `${workspaceId} ${region}`)
    yield* rows.put({ workspace_id: workspaceId, region, sealed })
  })

  return {
    get: Effect.fnUntraced(function* (workspaceId) {
      const row = yield* rows.get(workspaceId)
      if (row === undefined) return undefined
      const install = yield* read(row)
      if (!seal.isNewest(row.sealed)) {
        const sealed = yield* seal.seal(Redacted.value(install.token), `${workspaceId} ${install.region}`)
        yield* rows.replace(row, sealed)
      }
      return install
    }),
    set,
    remove: Effect.fnUntraced(function* (workspaceId, token) {
      const row = yield* rows.get(workspaceId)
      if (row === undefined) return
      if (token !== undefined && !isSame((yield* read(row)).token, token)) return
      // Only this very row: one that was written meanwhile stays.
      yield* token === undefined ? rows.remove(workspaceId) : rows.removeSame(row)
    }),
    workspaces: rows.ids
  }
}

type Rows = Effect.Success<ReturnType<typeof makeRows>>

const makeRows = Effect.fnUntraced(function* (tableName: string) {
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const table = sql(tableName)
  yield* sql`CREATE TABLE IF NOT EXISTS ${table} (
    workspace_id VARCHAR(255) PRIMARY KEY, region VARCHAR(8) NOT NULL, sealed TEXT NOT NULL
  )`
  const refused = <A>(effect: Effect.Effect<A, SqlError>): Effect.Effect<A, TokenStoreError> =>
    Effect.mapError(effect, () => new TokenStoreError({ kind: "unreachable" }))
  return {
    get: (workspaceId: string) =>
      refused(
        Effect.map(
          sql<Row>`SELECT workspace_id, region, sealed FROM ${table} WHERE workspace_id = ${workspaceId}`,
          ([row]) => row
        )
      ),
    put: ({ region, sealed, workspace_id }: Row) =>
      refused(
        Effect.asVoid(sql`
          INSERT INTO ${table} (workspace_id, region, sealed) VALUES (${workspace_id}, ${region}, ${sealed})
          ON CONFLICT (workspace_id) DO UPDATE SET region = ${region}, sealed = ${sealed}`)
      ),
    replace: (row: Row, sealed: string) =>
      refused(
        Effect.asVoid(sql`
          UPDATE ${table} SET sealed = ${sealed} WHERE workspace_id = ${row.workspace_id} AND sealed = ${row.sealed}`)
      ),
    remove: (workspaceId: string) =>
      refused(Effect.asVoid(sql`DELETE FROM ${table} WHERE workspace_id = ${workspaceId}`)),
    removeSame: (row: Row) =>
      refused(
        Effect.asVoid(sql`DELETE FROM ${table} WHERE workspace_id = ${row.workspace_id} AND sealed = ${row.sealed}`)
      ),
    ids: refused(
      Effect.map(sql<Pick<Row, "workspace_id">>`SELECT workspace_id FROM ${table} ORDER BY workspace_id`, (rows) =>
        rows.map(({ workspace_id }) => workspace_id)
      )
    )
  }
})

/**
 * Reads every token, which seals those under an older key anew. Tells how many there are.
 *
 * @category conversions
 * @since 0.1.0
 */
export const reseal: Effect.Effect<number, TokenStoreError, TokenStore> = TokenStore.use(
  Effect.fnUntraced(function* (store) {
    const workspaces = yield* store.workspaces
    yield* Effect.forEach(workspaces, store.get, { discard: true })
    return workspaces.length
  })
)

const isSame = (one: Redacted.Redacted, other: Redacted.Redacted): boolean =>
  Redacted.value(one) === Redacted.value(other)
