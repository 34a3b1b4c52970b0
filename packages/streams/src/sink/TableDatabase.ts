/**
 * What a database has to offer to hold an export's tables.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Cell } from "../tables/Cell.ts"
import type { RecordRows } from "../tables/Rows.ts"
import type { Column, ColumnType, StreamTables, Table } from "../tables/Table.ts"

/**
 * A connection to a database, of one export. It fails with whatever the database's client does.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableDatabase {
  /** What users call it, in messages. */
  readonly location: string
  /** What to look at when it cannot be written, as the end of a sentence. */
  readonly advice: string
  /** Why something failed, where it is known. */
  readonly reasonOf?: ((cause: unknown) => string | undefined) | undefined
  readonly dialect: Dialect
  readonly query: (statement: string, parameters?: ReadonlyArray<Cell>) => Effect.Effect<ReadonlyArray<Answer>, unknown>
  readonly begin: Effect.Effect<void, unknown>
  readonly commit: Effect.Effect<void, unknown>
  readonly rollback: Effect.Effect<void, unknown>
  /** Makes what writes the records of a stream. */
  readonly writer: (tables: StreamTables) => PageWriter
}

/**
 * Writes records, each with an id that no other has, and answers with those that the database refuses by themselves.
 *
 * A record that is held in the same form is left alone. Of one that changed before the one that is held, nothing is written
 * but rows of lists that only grow, where they are not there.
 *
 * @category models
 * @since 0.1.0
 */
export type WritePage = (page: ReadonlyArray<RecordRows>) => Effect.Effect<ReadonlyArray<RecordRows>, unknown>

/**
 * Takes records to be written, now or later. Both answer with the records that were refused since they were asked before.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageWriter {
  /** Of the records each has an id that no other has. */
  readonly take: WritePage
  /** Writes what it took and has not written. */
  readonly settle: Effect.Effect<ReadonlyArray<RecordRows>, unknown>
}

/**
 * A writer that keeps nothing back.
 *
 * @category constructors
 * @since 0.1.0
 */
export const writesAtOnce = (take: WritePage): PageWriter => ({ take, settle: Effect.succeed([]) })

/**
 * A row of an answer, by the names of its columns.
 *
 * @category models
 * @since 0.1.0
 */
export type Answer = Readonly<Record<string, unknown>>

/**
 * How the database's SQL differs.
 *
 * @category models
 * @since 0.1.0
 */
export interface Dialect {
  readonly types: Readonly<Record<ColumnType, string>>
  /** What makes text compare by its bytes. */
  readonly bytewise: string
  /** A table or view, with its schema. */
  readonly name: (table: string) => string
  /** The place of the nth parameter, from 1. */
  readonly parameter: (nth: number) => string
  /** A parameter of Unix seconds, as an instant. */
  readonly instant: (parameter: string) => string
  /** The statements that give a column the type it has now. */
  readonly widen: (table: Table, column: Column, from: ColumnType) => ReadonlyArray<string>
  /** Whether the database is to hold the rows of a table apart by a primary key. */
  readonly hasKey: (table: Table) => boolean
  /** The statements that take all rows out of a table. */
  readonly empty: (table: Table) => ReadonlyArray<string>
  /** Asks which tables are there, as `name`. */
  readonly existing: { readonly statement: string; readonly parameters: ReadonlyArray<Cell> }
  /** Asks which tables an earlier release made, with JSON only, as `name`. */
  readonly formerly?: { readonly statement: string } | undefined
  /** The statements that make a view anew. */
  readonly view: (name: string, query: string) => ReadonlyArray<string>
  readonly dropView: (name: string) => string
  /** Whether text that cannot be stored is changed so that it can. */
  readonly storable: boolean
}

/**
 * What is told of a database that does not do what it is asked to: where it is, why, and what to do about it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const unable = (
  { advice, location, reasonOf }: Pick<TableDatabase, "advice" | "location" | "reasonOf">,
  what: string,
  cause: unknown
): string => {
  const reason = reasonOf?.(cause)
  return `${location} ${what}${reason === undefined ? "" : ` (${reason})`}; ${advice}`
}

/**
 * A name in SQL.
 *
 * @category constructors
 * @since 0.1.0
 */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * What is to become of a record, by what is held of it.
 *
 * - `write`: it is new, or another version that is not older
 * - `skip`: it is held in this form
 * - `stale`: a later version is held
 *
 * @category conversions
 * @since 0.1.0
 */
export const verdict = (held: Held | undefined, rows: RecordRows): "write" | "skip" | "stale" => {
  if (held === undefined) return "write"
  if (held.hash === rows.hash && !held.isDeleted) return "skip"
  const isOlder = held.updatedAt !== null && rows.updatedAt !== null && rows.updatedAt < held.updatedAt
  return isOlder ? "stale" : "write"
}

/**
 * What is known of a record that is held.
 *
 * @category models
 * @since 0.1.0
 */
export interface Held {
  readonly hash: string | null
  /** Unix seconds. */
  readonly updatedAt: number | null
  readonly isDeleted: boolean
}

/**
 * What is known of records that are held, by their ids, from an answer with `id`, `hash`, `updated_at` and `is_deleted`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const heldIn = (answers: ReadonlyArray<Answer>): ReadonlyMap<string, Held> =>
  new Map(
    answers.map((answer): [string, Held] => [
      String(answer["id"]),
      {
        hash: typeof answer["hash"] === "string" ? answer["hash"] : null,
        updatedAt: typeof answer["updated_at"] === "number" ? answer["updated_at"] : null,
        isDeleted: answer["is_deleted"] === true
      }
    ])
  )
