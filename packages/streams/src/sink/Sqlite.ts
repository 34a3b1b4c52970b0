/**
 * Tables in an SQLite database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as Predicate from "effect/Predicate"
import { existsSync } from "node:fs"
import type { DatabaseSync, StatementSync } from "node:sqlite"
import type { Checkpoint } from "../Checkpoint.ts"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "../ExportSink.ts"
import * as Lock from "../files/Lock.ts"
import { CheckpointError, parse } from "../state/CheckpointData.ts"
import type { Problem } from "../state/Problem.ts"
import * as Failure from "./Failure.ts"

/**
 * One table a stream: `id`, `updated_at` (Unix seconds) and `record`, the JSON as it came. A record that comes again takes
 * the place of the earlier version.
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
 * SELECT record->>'email' FROM contacts WHERE record->>'role' = 'lead'
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (
  location: string
): ExportSink<FileSystem.FileSystem | Path.Path> & { readonly checkpoint: Checkpoint } => {
  let shared: Connection | undefined
  const acquire = Effect.suspend(() => (shared === undefined ? connect(location) : Effect.succeed(shared))).pipe(
    Effect.map((connection) => {
      connection.users++
      shared = connection
      return connection
    })
  )
  const release = (connection: Connection) =>
    Effect.sync(() => {
      connection.users--
      if (connection.users > 0) return
      shared = undefined
      // What no checkpoint speaks of is not kept.
      if (connection.database.isTransaction) connection.database.exec("ROLLBACK")
      connection.database.close()
    })
  /** Uses the connection of the open streams, or one of its own. */
  const using = <A>(use: (connection: Connection) => A): Effect.Effect<A, unknown> =>
    Effect.acquireUseRelease(
      acquire,
      (connection) => Effect.try({ try: () => use(connection), catch: (cause) => cause }),
      release
    )
  /** Records and checkpoint change as one, so that only somebody else can have taken a table away. */
  const check = (stream: string) =>
    using(({ database }) => database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(stream)).pipe(
      Effect.mapError(failWith(stream)),
      Effect.flatMap((found) => (found === undefined ? Effect.fail(lost(location, stream)) : Effect.void))
    )
  const cannotKeep = (cause: unknown) =>
    new CheckpointError({ location, message: `${location}: the checkpoint cannot be kept; ${advice}`, cause })
  return {
    open: Effect.fnUntraced(function* (target, state) {
      const { stream } = target
      // Makes the file, so that it has a place to be locked. The lock outlives the connection that writes.
      yield* Effect.mapError(
        using(() => undefined),
        failWith(stream)
      )
      yield* Lock.hold("database", location).pipe(Effect.mapError(Failure.ofStream(stream)))
      if (state !== undefined) yield* check(stream)
      const connection = yield* Effect.mapError(Effect.acquireRelease(acquire, release), failWith(stream))
      return yield* openStream(connection, target, state)
    }),
    check: ({ stream }) => check(stream),
    finish: (report) =>
      using(({ database }) => {
        database.prepare("INSERT INTO export_reports (report) VALUES (?)").run(JSON.stringify(report))
      }).pipe(Effect.mapError(failWith("report"))),
    checkpoint: {
      // Looking into a database that is not there would make one.
      load: Effect.suspend(() =>
        existsSync(location)
          ? using(({ database }) => database.prepare("SELECT data FROM export_checkpoint").get()?.["data"])
          : Effect.undefined
      ).pipe(
        Effect.mapError(cannotKeep),
        Effect.flatMap((data) =>
          Predicate.isString(data) ? Effect.map(parse(location, data), Option.some) : Effect.succeedNone
        )
      ),
      save: (data) =>
        using((connection) => {
          begin(connection)
          connection.database
            .prepare("INSERT OR REPLACE INTO export_checkpoint (id, data) VALUES (1, ?)")
            .run(JSON.stringify(data))
          connection.database.exec("COMMIT")
        }).pipe(Effect.mapError(cannotKeep))
    }
  }
}

interface Connection {
  readonly database: DatabaseSync
  users: number
}

const advice = "check the disk and the permissions, and that no other program writes to it, then resume"

// The module warns when it is loaded on some versions of Node: only those who use it should see that.
const connect = (location: string): Effect.Effect<Connection, unknown> =>
  Effect.tryPromise({
    try: async (): Promise<Connection> => {
      const { DatabaseSync } = await import("node:sqlite")
      const database = new DatabaseSync(location)
      database.exec(setup)
      return { database, users: 0 }
    },
    catch: (cause) => cause
  })

const setup = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS export_checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS export_problems (stream TEXT NOT NULL, kind TEXT NOT NULL, id TEXT, problem TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS export_reports (report TEXT NOT NULL);
`

const openStream = (
  connection: Connection,
  target: SinkTarget,
  state: unknown
): Effect.Effect<StreamSink, SinkError> => {
  const { intent, stream } = target
  return attempt(stream, () => {
    const { database } = connection
    const table = quoted(stream)
    begin(connection)
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY, updated_at INTEGER, record TEXT NOT NULL)`)
    if (state === undefined || intent === "overwrite") {
      database.exec(`DELETE FROM ${table}`)
      database.prepare("DELETE FROM export_problems WHERE stream = ?").run(stream)
    }
    const upsert = database.prepare(
      `INSERT INTO ${table} (id, updated_at, record) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         updated_at = excluded.updated_at, record = excluded.record
       WHERE excluded.updated_at IS NULL OR ${table}.updated_at IS NULL OR excluded.updated_at >= ${table}.updated_at`
    )
    const note = database.prepare("INSERT INTO export_problems (stream, kind, id, problem) VALUES (?, ?, ?, ?)")
    return {
      write: (records, problems) =>
        attempt(stream, () => {
          begin(connection)
          for (const record of records) write(upsert, target, record)
          for (const problem of problems) note.run(stream, problem.kind, problem.id ?? null, detailsOf(problem))
        }),
      // The checkpoint that follows ends the transaction.
      commit: Effect.succeed({ table: stream })
    }
  })
}

const write = (upsert: StatementSync, { changedAtOf, idOf }: SinkTarget, record: object): void => {
  upsert.run(idOf(record) ?? null, changedAtOf(record) ?? null, JSON.stringify(record))
}

const begin = ({ database }: Connection): void => {
  if (!database.isTransaction) database.exec("BEGIN IMMEDIATE")
}

const detailsOf = ({ id: _id, kind: _kind, ...details }: Problem): string => JSON.stringify(details)

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const attempt = <A>(stream: string, use: () => A): Effect.Effect<A, SinkError> =>
  Effect.try({ try: use, catch: failWith(stream) })

const lost = (location: string, stream: string): SinkError =>
  new SinkError({
    stream,
    kind: "lost",
    message: `${location} has no table ${stream}, and its checkpoint counts on it; put the table back, or start again without resuming`
  })

const failWith =
  (stream: string) =>
  (cause: unknown): SinkError =>
    new SinkError({ stream, message: `the database cannot be written; ${advice}`, cause })
