/**
 * The ids of what was delivered, in a table beside the records: part of their transactions.
 *
 * @since 0.1.0
 */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { CheckpointError, IdStore } from "../Checkpoint.ts"
import * as Cell from "../tables/Cell.ts"
import type { IdLog } from "../state/StreamState.ts"
import type { Dialect, TableDatabase } from "./TableDatabase.ts"

/**
 * How the place reaches its database: with a transaction that the next checkpoint ends, or to look.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableIdsOptions<out R> {
  readonly write: <A>(use: (database: TableDatabase) => Effect.Effect<A, unknown>) => Effect.Effect<A, unknown, R>
  readonly read: <A>(use: (database: TableDatabase) => Effect.Effect<A, unknown>) => Effect.Effect<A, unknown, R>
  readonly failWith: (cause: unknown) => CheckpointError
}

/**
 * Makes the place. What a generation holds is what was committed, so that its end is told by the transaction.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <R>({ failWith, read, write }: TableIdsOptions<R>): IdStore<R> => ({
  open: Effect.fnUntraced(function* (stream, { end, generation }) {
    const context = yield* Effect.context<R>()
    const change = (use: (database: TableDatabase) => Effect.Effect<unknown, unknown>) =>
      Effect.mapError(Effect.provideContext(write(use), context), failWith)
    if (end === null) {
      yield* change(({ dialect, query }) => {
        const [one, two] = [dialect.parameter(1), dialect.parameter(2)]
        return query(`DELETE FROM ${dialect.name(table)} WHERE stream = ${one} AND generation = ${two}`, [
          stream,
          generation
        ])
      })
    }
    let waiting: globalThis.Array<string> = []
    const flush = Effect.suspend(() => {
      const ids = waiting
      waiting = []
      return ids.length === 0 ? Effect.void : change((database) => insert(database, stream, generation, ids))
    })
    return {
      add: (ids) =>
        Effect.suspend(() => {
          waiting.push(...ids)
          return waiting.length < mostAtOnce ? Effect.void : flush
        }),
      remove: (ids) =>
        Effect.andThen(
          flush,
          change((database) => forget(database, stream, [...ids]))
        ),
      commit: Effect.as(flush, true)
    }
  }),
  missing: (stream, known, seen) =>
    Stream.paginate("", (last) =>
      read(({ dialect, query }) => {
        const parameters: globalThis.Array<string | number> = []
        const place = (parameter: string | number) => dialect.parameter(parameters.push(parameter))
        const of = (logs: ReadonlyArray<IdLog>) =>
          `SELECT id FROM ${dialect.name(table)} WHERE stream = ${place(stream)} AND id > ${place(last)}
            AND generation IN (${logs.map(({ generation }) => place(generation)).join(", ")})`
        // Not by asking for each: SQLite would look through all for every one of them.
        return query(`${of(known)} EXCEPT ${of([seen])} ORDER BY id LIMIT ${mostAtOnce}`, parameters)
      }).pipe(
        Effect.mapError(failWith),
        Effect.map((rows) => {
          const ids = rows.map(({ id }) => id).filter(Predicate.isString)
          const next = ids.length < mostAtOnce ? undefined : ids.at(-1)
          return [[ids], Option.fromUndefinedOr(next)] as const
        })
      )
    ),
  keepOnly: (stream, generations) =>
    Effect.mapError(
      write(({ dialect, query }) =>
        query(
          `DELETE FROM ${dialect.name(table)} WHERE stream = ${dialect.parameter(1)}
            AND generation NOT IN (${generations.map((_, index) => dialect.parameter(2 + index)).join(", ")})`,
          [stream, ...generations]
        )
      ),
      failWith
    )
})

const table = "export_ids"

/** Ids a statement takes, or answers with. */
const mostAtOnce = 5_000

const insert = (
  { dialect, query }: TableDatabase,
  stream: string,
  generation: number,
  ids: ReadonlyArray<string>
): Effect.Effect<unknown, unknown> =>
  inParts(ids, (part) =>
    query(
      `INSERT INTO ${dialect.name(table)} (stream, generation, id) VALUES ${part
        .map((_, row) => `(${[1, 2, 3].map((nth) => dialect.parameter(3 * row + nth)).join(", ")})`)
        .join(", ")}`,
      part.flatMap((id) => [stream, generation, heldAs(dialect, id)])
    )
  )

const forget = (
  { dialect, query }: TableDatabase,
  stream: string,
  ids: ReadonlyArray<string>
): Effect.Effect<unknown, unknown> =>
  inParts(ids, (part) =>
    query(
      `DELETE FROM ${dialect.name(table)} WHERE stream = ${dialect.parameter(1)}
        AND id IN (${part.map((_, index) => dialect.parameter(2 + index)).join(", ")})`,
      [stream, ...part.map((id) => heldAs(dialect, id))]
    )
  )

/** As the records have it in their tables. */
const heldAs = ({ storable }: Dialect, id: string): string => (storable ? Cell.storable(id) : id)

const inParts = (
  ids: ReadonlyArray<string>,
  use: (part: ReadonlyArray<string>) => Effect.Effect<unknown, unknown>
): Effect.Effect<void, unknown> => Effect.forEach(Array.chunksOf(ids, mostAtOnce), use, { discard: true })
