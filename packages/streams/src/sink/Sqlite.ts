/**
 * Tables in an SQLite database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Predicate from "effect/Predicate"
import { existsSync } from "node:fs"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import * as Lock from "../files/Lock.ts"
import type * as Tables from "../Tables.ts"
import type { Cell } from "../tables/Cell.ts"
import type { RecordRows, Row } from "../tables/Rows.ts"
import type { ChildTable, Column, ColumnType, StreamTables, Table } from "../tables/Table.ts"
import * as Failure from "./Failure.ts"
import {
  type Answer,
  type Dialect,
  type Held,
  quoted,
  type TableDatabase,
  verdict,
  writesAtOnce
} from "./TableDatabase.ts"
import * as TableSink from "./Tables.ts"

/**
 * What of the records gets columns.
 *
 * @category models
 * @since 0.1.0
 */
export interface SqliteOptions {
  /** Custom attributes that get columns of their own, as the workspace's data attributes tell them. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
}

/**
 * A table for each stream with columns for its fields, one for each list inside its records, and views of what is there now:
 * `contacts`, `contact_tags`, `current_contacts`, …, as {@link Tables.of} tells. Times are text as `2026-01-02T03:04:05.000Z`,
 * which SQLite's functions take, truth is 0 and 1, and `record` is the JSON as it came. A record that comes again takes the
 * place of the earlier version; one that is gone stays, with `deleted_at`.
 *
 * The checkpoint is in the same database and is written in the same transaction as the records it speaks of, so an export
 * into it can always be resumed. `export_problems` holds what went wrong with single records, `export_reports` the report
 * of every run. It can be read while an export writes; a second export is refused.
 *
 * ```ts
 * import { Export } from "@effect-intercom/streams"
 * import { SqliteSink } from "@effect-intercom/streams/node"
 *
 * Export.run({ streams: ["contacts"], sink: SqliteSink.file("./export.db"), resume: true })
 * ```
 * ```sql
 * SELECT email, custom_attributes->>'plan' FROM current_contacts WHERE role = 'lead'
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (
  location: string,
  { attributes }: SqliteOptions = {}
): TableSink.TableSink<FileSystem.FileSystem | Path.Path> =>
  TableSink.make({
    location,
    advice,
    reasonOf,
    attributes,
    exists: Effect.sync(() => existsSync(location)),
    connect: Effect.fnUntraced(function* (exclusive) {
      const database = yield* Effect.acquireRelease(open(location), (database) => Effect.sync(() => database.close()))
      // The file is there now, and can be locked. Whoever only looks need not.
      if (exclusive) yield* Effect.mapError(Lock.hold("database", location), Failure.ofStream("database"))
      return databaseOf(location, database)
    })
  })

const advice = "check the disk and the permissions, and that no other program writes to it, then resume"

/** What SQLite calls it, as `database or disk is full`: the words of its code, which quote nothing that was written. */
const reasonOf = (cause: unknown): string | undefined =>
  Predicate.hasProperty(cause, "errstr") && Predicate.isString(cause.errstr) ? cause.errstr : undefined

// The module warns when it is loaded on some versions of Node: only those who use it should see that.
const open = (location: string): Effect.Effect<DatabaseSync, unknown> =>
  Effect.tryPromise({
    try: async () => {
      const { DatabaseSync } = await import("node:sqlite")
      const database = new DatabaseSync(location)
      // Of a new one. A record takes a page of the usual 4 KB or more, and each page a place in the log.
      database.exec("PRAGMA page_size = 8192;")
      database.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
      // In KiB. Each record looks for its id, and the 2 MB of SQLite hold the index of some ten thousand.
      database.exec("PRAGMA cache_size = -32768;")
      return database
    },
    catch: (cause) => cause
  })

const attempt = <A>(use: () => A): Effect.Effect<A, unknown> => Effect.try({ try: use, catch: (cause) => cause })

const databaseOf = (location: string, database: DatabaseSync): TableDatabase => ({
  location,
  advice,
  reasonOf,
  dialect,
  query: (statement, parameters = []) =>
    attempt((): ReadonlyArray<Answer> => database.prepare(statement).all(...parameters.map(bound))),
  begin: attempt(() => database.exec("BEGIN IMMEDIATE")),
  commit: attempt(() => database.exec("COMMIT")),
  rollback: attempt(() => (database.isTransaction ? database.exec("ROLLBACK") : undefined)),
  writer: (tables) => {
    const write = writer(database, tables)
    return writesAtOnce((page) =>
      attempt(() => {
        write(page)
        return []
      })
    )
  }
})

/**
 * A column holds values of any type, but one of numbers makes numbers of texts that look like some: `007` would be 7. So another
 * takes its place.
 */
const widen: Dialect["widen"] = ({ name }, { name: column, type }, from) => {
  if (type !== "text" && type !== "json") return []
  const [table, before, after] = [name, column, `${column} as ${type}`].map(quoted)
  const value =
    from === "boolean"
      ? `CASE ${before} WHEN 1 THEN 'true' ELSE 'false' END`
      : type === "json"
        ? `json_quote(${before})`
        : `CAST(${before} AS TEXT)`
  return [
    `ALTER TABLE ${table} ADD COLUMN ${after} ${types[type]}`,
    `UPDATE ${table} SET ${after} = ${value} WHERE ${before} IS NOT NULL`,
    `ALTER TABLE ${table} DROP COLUMN ${before}`,
    `ALTER TABLE ${table} RENAME COLUMN ${after} TO ${before}`
  ]
}

const types: Readonly<Record<ColumnType, string>> = {
  text: "TEXT",
  bigint: "INTEGER",
  double: "REAL",
  boolean: "INTEGER",
  timestamptz: "TEXT",
  json: "TEXT"
}

const dialect: Dialect = {
  types,
  bytewise: "",
  name: quoted,
  parameter: () => "?",
  instant: (parameter) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${parameter}, 'unixepoch')`,
  widen,
  hasKey: () => true,
  empty: ({ name }) => [`DELETE FROM ${quoted(name)}`],
  existing: { statement: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')", parameters: [] },
  formerly: {
    statement: `SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND
      (SELECT group_concat(name) FROM pragma_table_info(m.name)) = 'id,updated_at,record'`
  },
  view: (name, query) => [`DROP VIEW IF EXISTS ${quoted(name)}`, `CREATE VIEW ${quoted(name)} AS ${query}`],
  dropView: (name) => `DROP VIEW IF EXISTS ${quoted(name)}`,
  storable: false
}

const bound = (cell: Cell): SQLInputValue => (typeof cell === "boolean" ? Number(cell) : cell)

/** Writes records with the rows of their lists. */
const writer = (
  database: DatabaseSync,
  { children, main }: StreamTables
): ((page: ReadonlyArray<RecordRows>) => void) => {
  const asking = database.prepare(
    `SELECT id, record_hash AS hash, updated_at, deleted_at FROM ${quoted(main.name)}
      WHERE id IN (${Array.from({ length: idsAtOnce }, () => "?").join(", ")})`
  )
  const heldOf = (page: ReadonlyArray<RecordRows>): ReadonlyMap<unknown, Held> => {
    const held = new Map<unknown, Held>()
    for (let from = 0; from < page.length; from += idsAtOnce) {
      // What is not bound anew is bound as before.
      const ids = Array.from({ length: idsAtOnce }, (_, index) => page[from + index]?.id ?? null)
      for (const answer of asking.all(...ids)) held.set(answer["id"], heldIn(answer))
    }
    return held
  }
  const record = rowWriter(database, main, upsert)
  const lists = children.map((child) => listWriter(database, child))
  return (page) => {
    const held = heldOf(page)
    for (const rows of page) {
      // Text comes back as Unicode has it.
      const before = held.get(rows.id.toWellFormed())
      const what = verdict(before, rows)
      if (what === "skip") continue
      if (what === "write") record(rows.main)
      for (const [index, list] of lists.entries()) {
        const found = rows.children[index]
        if (found === undefined) continue
        if (what === "stale") list.addMissing(found.rows.values())
        else list.write(rows.id, found, before !== undefined)
      }
    }
  }
}

/** Parameters of a statement that asks, which is one whatever their number. */
const idsAtOnce = 50

const heldIn = ({ deleted_at, hash, updated_at }: Answer): Held => ({
  hash: typeof hash === "string" ? hash : null,
  // Of most it is not asked for.
  get updatedAt() {
    return typeof updated_at === "string" ? Date.parse(updated_at) / 1000 : null
  },
  isDeleted: deleted_at !== null
})

interface ListWriter {
  readonly write: (
    parent: string,
    list: { readonly rows: ReadonlyMap<string, Row>; readonly isWhole: boolean },
    isHeld: boolean
  ) => void
  readonly addMissing: (rows: Iterable<Row>) => void
}

const listWriter = (database: DatabaseSync, child: ChildTable): ListWriter => {
  const grows = child.holds === "grows"
  const row = rowWriter(database, child, upsert)
  const missing = rowWriter(database, child, (table, columns) => insert(table, columns, "INSERT OR IGNORE"))
  const gone = database.prepare(`DELETE FROM ${quoted(child.name)} WHERE ${quoted(child.key[0] ?? "")} = ?`)
  return {
    write: (parent, { isWhole, rows }, isHeld) => {
      if (isHeld && isWhole && !grows) gone.run(parent)
      for (const one of rows.values()) row(one)
    },
    addMissing: (rows) => {
      if (grows) for (const one of rows) missing(one)
    }
  }
}

/**
 * Writes rows of a table, one by one. Most columns of most workspaces have no values, and each that is bound takes its time:
 * those that have had none are left to be null.
 */
const rowWriter = (
  database: DatabaseSync,
  table: Table,
  statementOf: (table: Table, columns: ReadonlyArray<Column>) => string
): ((row: Row) => void) => {
  const { columns } = table
  let empty: ReadonlyArray<number> = [...columns.keys()]
  let filled: ReadonlyArray<FilledColumn> = []
  let statement: StatementSync | undefined
  const values: Array<SQLInputValue> = []
  return (row) => {
    if (empty.some((index) => (row[index] ?? null) !== null)) {
      empty = empty.filter((index) => (row[index] ?? null) === null)
      filled = columns.flatMap(({ type }, index) =>
        empty.includes(index) ? [] : [{ index, bind: type === "timestamptz" ? instants() : bound }]
      )
      statement = undefined
    }
    statement ??= database.prepare(
      statementOf(
        table,
        filled.flatMap(({ index }) => columns[index] ?? [])
      )
    )
    values.length = filled.length
    for (const [nth, { bind, index }] of filled.entries()) values[nth] = bind(row[index] ?? null)
    statement.run(...values)
  }
}

/** A column that had values, and how they are bound. */
interface FilledColumn {
  readonly index: number
  readonly bind: (cell: Cell) => SQLInputValue
}

/** Instants of a column as text. All rows of a page have the same time of their export. */
const instants = (): ((cell: Cell) => SQLInputValue) => {
  let last: Cell = null
  let text = ""
  return (cell) => {
    if (typeof cell !== "number") return bound(cell)
    if (cell !== last) {
      text = new Date(cell * 1000).toISOString()
      last = cell
    }
    return text
  }
}

const insert = ({ name }: Table, columns: ReadonlyArray<Column>, verb: string): string =>
  `${verb} INTO ${quoted(name)} (${columns.map((column) => quoted(column.name)).join(", ")})
    VALUES (${columns.map(() => "?").join(", ")})`

const upsert = (table: Table, columns: ReadonlyArray<Column>): string => {
  const assigned = table.columns
    .filter(({ name }) => !table.key.includes(name))
    .map(({ name }) => `${quoted(name)} = excluded.${quoted(name)}`)
  const what = assigned.length === 0 ? "NOTHING" : `UPDATE SET ${assigned.join(", ")}`
  return `${insert(table, columns, "INSERT")} ON CONFLICT (${table.key.map(quoted).join(", ")}) DO ${what}`
}
