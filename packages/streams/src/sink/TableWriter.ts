/**
 * Writes the records of a stream into its tables, and what went wrong with others beside them.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { SinkError, type SinkTarget, type StreamSink } from "../ExportSink.ts"
import type { DeadLetter, Problem } from "../state/Problem.ts"
import * as Cell from "../tables/Cell.ts"
import { wentAt } from "../tables/Gone.ts"
import { mapper, type RecordRows } from "../tables/Rows.ts"
import type { StreamTables } from "../tables/Table.ts"
import { type TableDatabase, unable } from "./TableDatabase.ts"
import * as Unwritable from "./Unwritable.ts"

type Values = Readonly<Record<string, string | number | null>>

/**
 * Puts a row into a table.
 *
 * @category actions
 * @since 0.1.0
 */
export const insert = (database: TableDatabase, table: string, values: Values): Effect.Effect<unknown, unknown> =>
  insertAll(database, table, [values])

/**
 * Puts rows with the same columns into a table, in one statement.
 *
 * @category actions
 * @since 0.1.0
 */
export const insertAll = (
  { dialect, query }: TableDatabase,
  table: string,
  rows: ReadonlyArray<Values>
): Effect.Effect<unknown, unknown> => {
  const [first = {}] = rows
  const names = Object.keys(first)
  const places = rows.map(
    (_, row) => `(${names.map((_, index) => dialect.parameter(row * names.length + index + 1)).join(", ")})`
  )
  return query(
    `INSERT INTO ${dialect.name(table)} (${names.join(", ")}) VALUES ${places.join(", ")}`,
    rows.flatMap((values) => names.map((name) => values[name] ?? null))
  )
}

/**
 * What writes the records of a stream into its tables, inside the transaction that `begin` begins, or that is open.
 *
 * @category constructors
 * @since 0.1.0
 */
export const writing = (
  database: TableDatabase,
  target: SinkTarget,
  tables: StreamTables,
  begin: Effect.Effect<void, unknown> = Effect.void
): StreamSink => {
  const { stream } = target
  const { dialect } = database
  const writer = database.writer(tables)
  const rowsOf = mapper(tables, { ...target, storable: dialect.storable })
  /** Columns that something did not fit, which are told once. */
  const told = new Set<string>()
  const safely = <A>(effect: Effect.Effect<A, unknown>): Effect.Effect<A, SinkError> =>
    Effect.mapError(effect, (cause) =>
      cause instanceof SinkError
        ? cause
        : new SinkError({ stream, message: unable(database, "cannot be written", cause), cause })
    )
  const noteOf = (kind: string, id: string | undefined, details: object) => ({
    stream,
    kind,
    id: id === undefined ? null : Cell.storable(id),
    problem: Cell.storableJson(detailsOf(details))
  })
  const tellMisfits = Effect.fnUntraced(function* ({ id, misfits }: RecordRows) {
    for (const { column, table } of misfits) {
      const name = `${table}.${column}`
      if (told.has(name)) continue
      told.add(name)
      yield* insert(database, "export_problems", noteOf("column", id, { table, column }))
      yield* Effect.logWarning(
        `A value does not fit the column ${name}: it is null there, and in the record as it came. export_problems names the first one.`
      )
    }
  })
  const note = (problems: ReadonlyArray<Problem>) =>
    problems.length === 0
      ? Effect.void
      : insertAll(
          database,
          "export_problems",
          problems.map(({ id, kind, ...details }) => noteOf(kind, id, details))
        )
  const settle = Effect.gen(function* () {
    const refused = (yield* writer.settle).map(refusedBy)
    yield* note(refused)
    return refused
  }).pipe(safely)
  return {
    write: (records, problems) =>
      Effect.gen(function* () {
        const exportedAt = Math.floor((yield* Clock.currentTimeMillis) / 1000)
        const refused: Array<DeadLetter> = []
        const seen = new Map<string, RecordRows>()
        let piece = new Map<string, RecordRows>()
        let characters = 0
        yield* begin
        const take = Effect.suspend(() => {
          const taken = [...piece.values()]
          piece = new Map()
          characters = 0
          return Effect.map(writer.take(taken), (found) => refused.push(...found.map(refusedBy)))
        }).pipe(
          // What was taken goes on its way before the next is taken apart.
          Effect.andThen(Effect.yieldNow)
        )
        for (const record of records) {
          const rows = Unwritable.attempt(target, record, refused, (one) => rowsOf(one, exportedAt))
          if (rows === undefined) continue
          const other = seen.get(rows.id)
          if (other !== undefined && isLater(other, rows)) continue
          seen.set(rows.id, rows)
          piece.set(rows.id, rows)
          characters += rows.size
          if (characters < pieceSize) continue
          yield* take
        }
        if (piece.size > 0) yield* take
        for (const rows of seen.values()) if (rows.misfits.length > 0) yield* tellMisfits(rows)
        yield* note([...problems, ...refused])
        return refused
      }).pipe(safely),
    settle,
    remove: (tombstones) =>
      Effect.gen(function* () {
        const now = (yield* Clock.currentTimeMillis) / 1000
        yield* begin
        for (const tombstone of tombstones) {
          const { id, mergedInto, reason } = tombstone
          yield* database.query(
            `UPDATE ${dialect.name(tables.main.name)} SET deleted_at = ${dialect.instant(dialect.parameter(1))},
              deleted_reason = ${dialect.parameter(2)}, merged_into = ${dialect.parameter(3)}
              WHERE id = ${dialect.parameter(4)} AND deleted_at IS NULL`,
            [wentAt(tombstone, now), reason, mergedInto ?? null, Cell.storable(id)]
          )
        }
      }).pipe(safely),
    // The checkpoint that follows ends the transaction.
    commit: Effect.as(settle, { table: stream })
  }
}

/** Characters of JSON that are taken apart before the database gets them. Pages of long records are larger. */
const pieceSize = 1 << 18

const refusedBy = ({ id, record }: RecordRows): DeadLetter => ({
  kind: "dead-letter",
  id,
  reason: "the database refuses it",
  record
})

/** Of the same record twice in a page, the later version is the one. */
const isLater = (one: RecordRows, other: RecordRows): boolean =>
  one.updatedAt !== null && other.updatedAt !== null && one.updatedAt > other.updatedAt

/** A problem as JSON; of one whose record cannot be written, all but that. */
const detailsOf = (details: object): string => {
  try {
    return JSON.stringify(details)
  } catch {
    return JSON.stringify({ ...details, record: undefined })
  }
}
