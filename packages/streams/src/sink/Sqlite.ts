/**
 * Tables in an SQLite database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import { existsSync } from "node:fs"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import * as Lock from "../files/Lock.ts"
import type * as Tables from "../Tables.ts"
import type { Cell } from "../tables/Cell.ts"
import type { RecordRows, Row } from "../tables/Rows.ts"
import type { ChildTable, ColumnType, StreamTables, Table } from "../tables/Table.ts"
import * as Failure from "./Failure.ts"
import { type Answer, type Dialect, type Held, quoted, type TableDatabase, verdict } from "./TableDatabase.ts"
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

// The module warns when it is loaded on some versions of Node: only those who use it should see that.
const open = (location: string): Effect.Effect<DatabaseSync, unknown> =>
  Effect.tryPromise({
    try: async () => {
      const { DatabaseSync } = await import("node:sqlite")
      const database = new DatabaseSync(location)
      database.exec("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
      return database
    },
    catch: (cause) => cause
  })

const attempt = <A>(use: () => A): Effect.Effect<A, unknown> => Effect.try({ try: use, catch: (cause) => cause })

const databaseOf = (location: string, database: DatabaseSync): TableDatabase => ({
  location,
  advice,
  dialect,
  query: (statement, parameters = []) =>
    attempt((): ReadonlyArray<Answer> => database.prepare(statement).all(...parameters.map(bound))),
  begin: attempt(() => database.exec("BEGIN IMMEDIATE")),
  commit: attempt(() => database.exec("COMMIT")),
  rollback: attempt(() => (database.isTransaction ? database.exec("ROLLBACK") : undefined)),
  writer: (tables) => {
    const write = writer(database, tables)
    return (page) =>
      attempt(() => {
        for (const rows of page) write(rows)
        return []
      })
  }
})

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
  // A column holds values of any type.
  widen: () => [],
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

/** Writes one record with the rows of its lists. */
const writer = (database: DatabaseSync, { children, main }: StreamTables): ((rows: RecordRows) => void) => {
  const asking = database.prepare(
    `SELECT record_hash AS hash, updated_at, deleted_at FROM ${quoted(main.name)} WHERE id = ?`
  )
  const record = database.prepare(upsert(main))
  const lists = children.map((child) => listWriter(database, child))
  const binders = main.columns.map(({ type }) => binderOf(type))
  return (rows) => {
    const held = heldOf(asking.get(rows.id))
    const what = verdict(held, rows)
    if (what === "skip") return
    if (what === "write") record.run(...cellsOf(binders, rows.main))
    for (const [index, list] of lists.entries()) {
      const found = rows.children[index]
      if (found === undefined) continue
      if (what === "stale") list.addMissing(found.rows.values())
      else list.write(rows.id, found, held !== undefined)
    }
  }
}

const heldOf = (answer: Answer | undefined): Held | undefined =>
  answer && {
    hash: typeof answer["hash"] === "string" ? answer["hash"] : null,
    updatedAt: typeof answer["updated_at"] === "string" ? Date.parse(answer["updated_at"]) / 1000 : null,
    isDeleted: answer["deleted_at"] !== null
  }

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
  const row = database.prepare(upsert(child))
  const missing = grows ? database.prepare(insert(child, "INSERT OR IGNORE")) : undefined
  const gone = database.prepare(`DELETE FROM ${quoted(child.name)} WHERE ${quoted(child.key[0] ?? "")} = ?`)
  const binders = child.columns.map(({ type }) => binderOf(type))
  return {
    write: (parent, { isWhole, rows }, isHeld) => {
      if (isHeld && isWhole && !grows) gone.run(parent)
      for (const one of rows.values()) row.run(...cellsOf(binders, one))
    },
    addMissing: (rows) => {
      if (missing !== undefined) for (const one of rows) run(missing, cellsOf(binders, one))
    }
  }
}

const run = (statement: StatementSync, cells: ReadonlyArray<SQLInputValue>): void => {
  statement.run(...cells)
}

type Binder = (cell: Cell) => SQLInputValue

const binderOf = (type: ColumnType): Binder =>
  type === "timestamptz"
    ? (cell) => (typeof cell === "number" ? new Date(cell * 1000).toISOString() : bound(cell))
    : bound

const cellsOf = (binders: ReadonlyArray<Binder>, row: Row): Array<SQLInputValue> =>
  binders.map((bind, index) => bind(row[index] ?? null))

const insert = ({ columns, name }: Table, verb: string): string =>
  `${verb} INTO ${quoted(name)} (${columns.map((column) => quoted(column.name)).join(", ")})
    VALUES (${columns.map(() => "?").join(", ")})`

const upsert = (table: Table): string => {
  const assigned = table.columns
    .filter(({ name }) => !table.key.includes(name))
    .map(({ name }) => `${quoted(name)} = excluded.${quoted(name)}`)
  const what = assigned.length === 0 ? "NOTHING" : `UPDATE SET ${assigned.join(", ")}`
  return `${insert(table, "INSERT")} ON CONFLICT (${table.key.map(quoted).join(", ")}) DO ${what}`
}
