/**
 * Tables in a DuckDB database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Semaphore from "effect/Semaphore"
import { existsSync, readFileSync, rmSync, statSync } from "node:fs"
import { SinkError } from "../ExportSink.ts"
import * as Lock from "../files/Lock.ts"
import type * as Tables from "../Tables.ts"
import * as Behind from "./Behind.ts"
import * as Page from "./DuckDbPage.ts"
import * as Failure from "./Failure.ts"
import { type Answer, type Dialect, quoted, type TableDatabase } from "./TableDatabase.ts"
import * as TableSink from "./Tables.ts"

/**
 * What of the records gets columns.
 *
 * @category models
 * @since 0.1.0
 */
export interface DuckDbOptions {
  /** Custom attributes that get columns of their own, as the workspace's data attributes tell them. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
}

/**
 * A table for each stream with typed columns, one for each list inside its records, and views of what is there now:
 * `contacts`, `contact_tags`, `current_contacts`, …, as {@link Tables.of} tells. A record that comes again takes the place of
 * the earlier version; one that is gone stays, with `deleted_at`.
 *
 * The checkpoint is in the same database and is written in the same transaction as the records it speaks of, so an export
 * into it can always be resumed. While an export writes, DuckDB lets no other process open the database.
 * Beside it stands DuckDB's log, `./intercom.duckdb.wal`, of about 256 MB at most, until the export ends.
 *
 * Install `@duckdb/node-api` beside this package.
 *
 * ```ts
 * import { Export } from "@effect-intercom/streams"
 * import { DuckDbSink } from "@effect-intercom/streams/duckdb"
 *
 * Export.run({ streams: ["conversations"], sink: DuckDbSink.file("./intercom.duckdb"), resume: true })
 * ```
 * ```sql
 * SELECT date_trunc('week', created_at) AS week, median(statistics_time_to_admin_reply) FROM current_conversations GROUP BY week
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (
  location: string,
  { attributes }: DuckDbOptions = {}
): TableSink.TableSink<FileSystem.FileSystem | Path.Path> =>
  TableSink.make({
    location,
    advice,
    reasonOf,
    attributes,
    exists: Effect.sync(() => existsSync(location) && !isUnmade(location)),
    connect: Effect.fnUntraced(function* (exclusive) {
      const { DuckDBInstance } = yield* loadDuckDb
      const hold = Effect.mapError(Lock.hold("database", location), Failure.ofStream("database"))
      if (exclusive && isUnmade(location)) {
        // Whoever is making it at this moment holds no lock yet, finds this one, and has written nothing.
        yield* hold
        yield* Page.attempt(async () => isUnmade(location) && rmSync(location))
      }
      const instance = yield* Effect.acquireRelease(
        Effect.mapError(
          Page.attempt(() => DuckDBInstance.fromCache(location)),
          (cause) => (isLocked(cause) ? locked(location, cause) : cause)
        ),
        (instance) => Effect.sync(() => instance.closeSync())
      )
      // The file is there now, and can be locked. Whoever only looks need not.
      if (exclusive) yield* hold
      const connection = yield* connect(instance)
      if (exclusive) {
        for (const setting of settings) yield* holdSetting(connection, setting)
        // Closing takes the log in as well, which would stand in the way of everything else meanwhile. What is open is over.
        yield* Effect.addFinalizer(() =>
          Effect.forEach(
            ["ROLLBACK", "CHECKPOINT"],
            (statement) => Effect.ignore(Page.attempt(() => connection.run(statement))),
            { discard: true }
          )
        )
      }
      return yield* databaseOf(location, connection)
    })
  })

/**
 * Fails where `@duckdb/node-api` is not installed. The sink asks by itself when it opens a stream; this is for programs that
 * want to know before they send anything.
 *
 * @category guards
 * @since 0.1.0
 */
export const requireClient: Effect.Effect<void, SinkError> = /*#__PURE__*/ Effect.suspend(() =>
  Effect.asVoid(loadDuckDb)
)

/**
 * Whether the making of the database was broken off, by a disk that was full or a process that was killed. It has three headers
 * before there is room for anything, and DuckDB does not open one without.
 */
const isUnmade = (location: string): boolean => {
  if ((statSync(location, { throwIfNoEntry: false })?.size ?? headers) >= headers) return false
  const begun = readFileSync(location)
  return begun.length === 0 || begun.subarray(8, 12).toString("latin1") === "DUCK"
}

const headers = 3 * 4096

const advice = "check the disk and the permissions, and that no other program has it open, then resume"

/** What DuckDB says itself may quote what was written. */
const reasonOf = (cause: unknown): string | undefined =>
  cause instanceof Error && cause.message.includes("No space left on device") ? "the disk is full" : undefined

const loadDuckDb = /*#__PURE__*/ Effect.tryPromise({
  try: () => import("@duckdb/node-api"),
  catch: (cause) =>
    new SinkError({
      stream: "database",
      message: "DuckDB needs the package @duckdb/node-api; install it beside this one",
      cause
    })
})

const isLocked = (cause: unknown): boolean => cause instanceof Error && cause.message.includes("Could not set lock")

const locked = (location: string, cause: unknown): SinkError =>
  new SinkError({
    stream: "database",
    kind: "locked",
    message: `${location} is open in another process, as another export; wait for it, or name another file`,
    cause
  })

const connect = (instance: DuckDBInstance) =>
  Effect.acquireRelease(
    Page.attempt(() => instance.connect()),
    (connection) => Effect.sync(() => connection.closeSync())
  )

/**
 * What is another way while an export writes.
 *
 * - Each time the log is taken in, the last rows of a table with a primary key are packed anew, up to 122,880 of them, whatever
 *   has come since: at the 16 MB that DuckDB takes by itself that was most of the work.
 * - Who waits for another thread of DuckDB does so by asking again and again, and there is little that two could do at once: with
 *   one thread the same takes about half of the processor, and no longer.
 */
const settings: ReadonlyArray<readonly [name: string, value: string]> = [
  ["checkpoint_threshold", "256MB"],
  ["threads", "1"]
]

/** They are the instance's, which others in this process may go on with. */
const holdSetting = (connection: DuckDBConnection, [name, value]: readonly [name: string, value: string]) => {
  const set = (to: string) => Page.attempt(() => connection.run(`SET ${name} = '${to}'`))
  return Effect.acquireRelease(
    Effect.gen(function* () {
      const reader = yield* Page.attempt(() => connection.runAndReadAll(`SELECT current_setting('${name}')`))
      const [before] = reader.getRowsJS()[0] ?? []
      yield* set(value)
      return before
    }),
    (before) => (before === undefined ? Effect.void : Effect.ignore(set(String(before))))
  )
}

const databaseOf = Effect.fnUntraced(function* (location: string, connection: DuckDBConnection) {
  const run = (statement: string) => Effect.asVoid(Page.attempt(() => connection.run(statement)))
  // What an answer says of a time does not depend on where the machine is.
  yield* run("SET TimeZone = 'UTC'")
  const query: TableDatabase["query"] = (statement, parameters = []) =>
    Effect.map(
      Page.attempt(() => connection.runAndReadAll(statement, [...parameters])),
      (reader): ReadonlyArray<Answer> => reader.getRowObjectsJS()
    )
  const behind = yield* Behind.make(waiting)
  const turn = Semaphore.makeUnsafe(1)
  const database: TableDatabase = {
    location,
    advice,
    reasonOf,
    dialect,
    // What is asked or changed is asked of all that was written.
    query: (statement, parameters) => Effect.andThen(behind.settle, query(statement, parameters)),
    begin: run("BEGIN TRANSACTION"),
    commit: Effect.andThen(behind.settle, run("COMMIT")),
    rollback: Effect.andThen(behind.stop, run("ROLLBACK")),
    writer: (tables) => behind.writer(Page.writer({ connection, turn, tables }))
  }
  return database
})

/**
 * Statements of a few rows take nearly as long as those of a thousand. What waits is as much at most: larger texts are room that has
 * to be had anew each time. While one is written, the next is made ready in the second place.
 */
const waiting: Behind.BehindOptions = { least: 1 << 20, most: 1 << 20, places: 2 }

const dialect: Dialect = {
  types: Page.types,
  bytewise: "",
  name: quoted,
  parameter: () => "?",
  instant: (parameter) => `to_timestamp(${parameter}::DOUBLE)`,
  widen: ({ name }, column) => [
    `ALTER TABLE ${quoted(name)} ALTER COLUMN ${quoted(column.name)} TYPE ${Page.types[column.type]}
      USING ${column.type === "json" ? `to_json(${quoted(column.name)})` : `${quoted(column.name)}::${Page.types[column.type]}`}`
  ],
  // A row that goes and comes again in one transaction would be told to be there twice.
  hasKey: (table) => !("holds" in table) || table.holds === "grows",
  empty: ({ name }) => [`DELETE FROM ${quoted(name)}`],
  existing: {
    statement: "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()",
    parameters: []
  },
  view: (name, query) => [`CREATE OR REPLACE VIEW ${quoted(name)} AS ${query}`],
  dropView: (name) => `DROP VIEW IF EXISTS ${quoted(name)}`,
  storable: true
}
