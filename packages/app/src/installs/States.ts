/**
 * States of installs: each is for one session, good once, and for a short time.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Layer from "effect/Layer"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { OAuthError } from "./OAuthError.ts"

/**
 * Options of states.
 *
 * @category models
 * @since 0.1.0
 */
export interface StatesOptions {
  /** How long an admin may take to agree. 10 minutes when left out. */
  readonly expiresIn?: Duration.Input | undefined
  /** How many may be under way at a time in memory; the oldest is forgotten then. 10,000 when left out. */
  readonly capacity?: number | undefined
}

/** What is kept of a state: who may use it, and until when. */
interface Given {
  readonly owner: string
  readonly expiresAt: number
}

/** Keeps states, and hands each out once. */
interface StateKeeper {
  readonly put: (state: string, given: Given) => Effect.Effect<void, SqlError>
  /** Takes it away, so that nobody else finds it. */
  readonly take: (state: string) => Effect.Effect<Given | undefined, SqlError>
}

/**
 * The states that were given out.
 *
 * @category services
 * @since 0.1.0
 */
export class States extends Context.Service<
  States,
  {
    readonly newState: (session: string) => Effect.Effect<string, SqlError>
    readonly checkState: (state: string, session: string) => Effect.Effect<void, OAuthError | SqlError>
  }
>()("@effect-intercom/app/OAuth/States") {}

/**
 * A state for the session of the admin who starts an install; the session is whatever tells one browser from another, as
 * the value of its cookie. It is kept as a hash.
 *
 * @category constants
 * @since 0.1.0
 */
export const newState = (session: string): Effect.Effect<string, SqlError, States> =>
  States.use((states) => states.newState(session))

/**
 * Fails with `OAuthError` of the kind `state` unless the state was given out for this session, is not used yet and has not
 * expired. It is used then.
 *
 * @category constants
 * @since 0.1.0
 */
export const checkState = (state: string, session: string): Effect.Effect<void, OAuthError | SqlError, States> =>
  States.use((states) => states.checkState(state, session))

const make = (keeper: StateKeeper, options: StatesOptions = {}) =>
  Effect.gen(function* () {
    const random = yield* SecureRandom.SecureRandom
    const digest = yield* Digest.Digest
    const life = Duration.toMillis(Duration.fromInputUnsafe(options.expiresIn ?? "10 minutes"))
    const hashed = (text: string) =>
      digest.digest(Digest.sha256, new TextEncoder().encode(text)).pipe(Effect.map(Base64Url.encode), Effect.orDie)
    return States.of({
      newState: Effect.fnUntraced(function* (session) {
        const state = Base64Url.encode(yield* random.randomBytes(32))
        const now = yield* Clock.currentTimeMillis
        yield* keeper.put(yield* hashed(state), { owner: yield* hashed(session), expiresAt: now + life })
        return state
      }),
      checkState: Effect.fnUntraced(function* (state, session) {
        const given = yield* keeper.take(yield* hashed(state))
        const now = yield* Clock.currentTimeMillis
        if (given === undefined || given.expiresAt <= now || given.owner !== (yield* hashed(session))) {
          return yield* new OAuthError({ kind: "state" })
        }
      })
    })
  }).pipe(Effect.provide([SecureRandom.layerWebCrypto, Digest.layerWebCrypto]))

/**
 * States in the memory of the process: an install has to come back to the process it started in.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerStates = (options: StatesOptions = {}): Layer.Layer<States> =>
  Layer.effect(
    States,
    Effect.suspend(() => make(memoryKeeper(options.capacity ?? 10_000), options))
  )

const memoryKeeper = (capacity: number): StateKeeper => {
  const kept = new Map<string, Given>()
  return {
    put: (state, given) =>
      Effect.sync(() => {
        kept.set(state, given)
        const [oldest] = kept.keys()
        if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
      }),
    take: (state) =>
      Effect.sync(() => {
        const given = kept.get(state)
        kept.delete(state)
        return given
      })
  }
}

/**
 * States in a table of SQLite or Postgres, `intercom_oauth_states` when no other is named, for several processes.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerStatesSql = (
  options: StatesOptions & { readonly tableName?: string | undefined } = {}
): Layer.Layer<States, SqlError, SqlClient.SqlClient> =>
  Layer.effect(
    States,
    Effect.flatMap(sqlKeeper(options.tableName ?? "intercom_oauth_states"), (keeper) => make(keeper, options))
  )

const sqlKeeper = Effect.fnUntraced(function* (
  tableName: string
): Effect.fn.Return<StateKeeper, SqlError, SqlClient.SqlClient> {
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const table = sql(tableName)
  yield* sql`CREATE TABLE IF NOT EXISTS ${table} (
    state VARCHAR(64) PRIMARY KEY, owner VARCHAR(64) NOT NULL, expires_at BIGINT NOT NULL
  )`
  return {
    put: Effect.fnUntraced(function* (state, { expiresAt, owner }) {
      yield* sql`DELETE FROM ${table} WHERE expires_at <= ${yield* Clock.currentTimeMillis}`
      yield* sql`INSERT INTO ${table} (state, owner, expires_at) VALUES (${state}, ${owner}, ${expiresAt})`
    }),
    take: (state) =>
      sql<{ readonly owner: string; readonly expires_at: number | bigint | string }>`
        DELETE FROM ${table} WHERE state = ${state} RETURNING owner, expires_at
      `.pipe(
        Effect.map(([row]) => (row === undefined ? undefined : { owner: row.owner, expiresAt: Number(row.expires_at) }))
      )
  }
})
