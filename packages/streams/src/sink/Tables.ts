/**
 * The sink for databases: a table for each stream and for each list in its records, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Scope from "effect/Scope"
import type { Checkpoint } from "../Checkpoint.ts"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "../ExportSink.ts"
import { CheckpointError, parse } from "../state/CheckpointData.ts"
import * as Tables from "../Tables.ts"
import { type Change, evolve, type HeldColumn } from "../tables/Evolution.ts"
import type { ColumnType, StreamTables } from "../tables/Table.ts"
import { type TableDatabase, unable } from "./TableDatabase.ts"
import * as TableIds from "./TableIds.ts"
import * as Layout from "./TableLayout.ts"
import { insert, insertAll, writing } from "./TableWriter.ts"

/**
 * Which database, and what of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableSinkOptions<R> {
  /** What users call it, in messages. */
  readonly location: string
  /**
   * Connects. `exclusive`: for an export, which holds the database against any other; otherwise for a look at it.
   */
  readonly connect: (exclusive: boolean) => Effect.Effect<TableDatabase, unknown, R | Scope.Scope>
  /** Whether there is anything to look at. Looking into a file that is not there would make it. */
  readonly exists: Effect.Effect<boolean, unknown, R>
  /** Looks, before anything is written, whether what is there can be written to. */
  readonly inspect?: ((database: TableDatabase) => Effect.Effect<void, unknown>) | undefined
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
  /** What to look at when it cannot be written. */
  readonly advice: string
  /** Why something failed, where it is known. */
  readonly reasonOf?: ((cause: unknown) => string | undefined) | undefined
}

/**
 * A sink that keeps its checkpoint itself.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableSink<out R> extends ExportSink<R> {
  readonly checkpoint: Checkpoint<R>
}

/**
 * Makes the sink. Records and the checkpoint that speaks of them are written in one transaction.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <R>(options: TableSinkOptions<R>): TableSink<R> => {
  const { location } = options
  let shared: Session | undefined
  const acquire = Effect.suspend(() => (shared === undefined ? openSession(options) : Effect.succeed(shared))).pipe(
    Effect.map((session) => {
      session.users++
      shared = session
      return session
    })
  )
  const release = (session: Session) =>
    Effect.suspend(() => {
      session.users--
      if (session.users > 0) return Effect.void
      shared = undefined
      return session.close
    })
  /** Uses the connection of the open streams, or one of its own. On that, nothing is left open where something fails. */
  const using = <A>(use: (session: Session) => Effect.Effect<A, unknown>): Effect.Effect<A, unknown, R> =>
    Effect.suspend(() => {
      if (shared !== undefined) return use(shared)
      return Effect.scoped(
        Effect.flatMap(options.connect(false), (database) =>
          Effect.onError(use({ database, isOpen: false, users: 0, close: Effect.void }), () =>
            Effect.ignore(database.rollback)
          )
        )
      )
    })
  const failWith = (stream: string) => (cause: unknown) =>
    cause instanceof SinkError
      ? cause
      : new SinkError({ stream, message: unable(options, "cannot be written", cause), cause })
  const failsTo = (what: string) => (cause: unknown) =>
    new CheckpointError({
      location,
      message: cause instanceof SinkError ? cause.message : unable(options, what, cause),
      cause
    })
  const cannotKeep = failsTo("cannot keep the checkpoint")
  const look = <A>(use: (session: Session) => Effect.Effect<A, unknown>, otherwise: A): Effect.Effect<A, unknown, R> =>
    Effect.flatMap(options.exists, (exists) => (exists ? using(use) : Effect.succeed(otherwise)))
  return {
    listsAreTables: true,
    open: Effect.fnUntraced(function* (target, state) {
      const { stream } = target
      const session = yield* Effect.mapError(Effect.acquireRelease(acquire, release), failWith(stream))
      return yield* Effect.mapError(openStream(session, options, target, state), failWith(stream))
    }, Effect.uninterruptible),
    check: ({ stream }) =>
      look(({ database }) => Effect.andThen(refuseFormer(database, stream), missingIn(database, stream)), stream).pipe(
        Effect.flatMap((missing) =>
          missing === undefined ? Effect.void : Effect.fail(lost(location, stream, missing))
        ),
        Effect.mapError(failWith(stream))
      ),
    finish: (report) =>
      using((session) =>
        Effect.gen(function* () {
          const { database } = session
          yield* begin(session)
          yield* makeOwn(database)
          yield* insert(database, "export_reports", { report: JSON.stringify(report) })
          yield* commit(session)
        })
      ).pipe(Effect.mapError(failWith("report"))),
    checkpoint: {
      load: look(
        ({ database }) =>
          Effect.gen(function* () {
            const there = yield* tablesIn(database)
            if (!there.has("export_checkpoint")) return undefined
            const [row] = yield* database.query(`SELECT data FROM ${database.dialect.name("export_checkpoint")}`)
            return row?.["data"]
          }),
        undefined
      ).pipe(
        Effect.mapError(failsTo("cannot be read")),
        Effect.flatMap((data) =>
          Predicate.isString(data) ? Effect.map(parse(location, data), Option.some) : Effect.succeedNone
        )
      ),
      save: (data) =>
        using((session) =>
          Effect.gen(function* () {
            const { database } = session
            yield* begin(session)
            const { dialect, query } = database
            // Not taken out and put in again: a transaction of DuckDB with the same key twice cannot be taken back where its disk
            // is full, which ends the process.
            yield* query(
              `INSERT INTO ${dialect.name("export_checkpoint")} (id, data) VALUES (1, ${dialect.parameter(1)})
                ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
              [JSON.stringify(data)]
            )
            yield* commit(session)
          })
        ).pipe(Effect.mapError(cannotKeep)),
      ids: TableIds.make({
        write: (use) => using((session) => Effect.andThen(begin(session), use(session.database))),
        read: (use) => using(({ database }) => use(database)),
        failWith: cannotKeep
      })
    }
  }
}

/** A connection that the streams of a run share, and whether a transaction is open on it. */
interface Session {
  readonly database: TableDatabase
  isOpen: boolean
  users: number
  readonly close: Effect.Effect<void>
}

const openSession = Effect.fnUntraced(function* <R>({
  connect,
  inspect
}: TableSinkOptions<R>): Effect.fn.Return<Session, unknown, R> {
  const scope = yield* Scope.make()
  const session = Effect.gen(function* () {
    const database = yield* Effect.provideService(connect(true), Scope.Scope, scope)
    const session: Session = {
      database,
      isOpen: false,
      users: 0,
      // What no checkpoint speaks of is not kept.
      close: Effect.suspend(() => (session.isOpen ? Effect.ignore(database.rollback) : Effect.void)).pipe(
        Effect.andThen(Scope.close(scope, Exit.void))
      )
    }
    if (inspect !== undefined) yield* inspect(database)
    yield* begin(session)
    yield* makeOwn(database)
    return session
  })
  return yield* Effect.onError(session, () => Scope.close(scope, Exit.void))
})

const tablesIn = ({ dialect, query }: TableDatabase): Effect.Effect<ReadonlySet<unknown>, unknown> =>
  Effect.map(
    query(dialect.existing.statement, dialect.existing.parameters),
    (rows) => new Set(rows.map(({ name }) => name))
  )

const makeOwn = ({ dialect, query }: TableDatabase): Effect.Effect<void, unknown> =>
  Effect.forEach(Layout.own(dialect), (statement) => query(statement), { discard: true })

const begin = (session: Session): Effect.Effect<void, unknown> =>
  Effect.suspend(() =>
    session.isOpen
      ? Effect.void
      : Effect.tap(session.database.begin, () =>
          Effect.sync(() => {
            session.isOpen = true
          })
        )
  )

const commit = (session: Session): Effect.Effect<void, unknown> =>
  Effect.tap(session.database.commit, () =>
    Effect.sync(() => {
      session.isOpen = false
    })
  )

const openStream = <R>(
  session: Session,
  { attributes, location }: TableSinkOptions<R>,
  target: SinkTarget,
  state: unknown
): Effect.Effect<StreamSink, unknown> =>
  Effect.gen(function* () {
    yield* begin(session)
    const { database } = session
    if (target.intent === "overwrite") yield* dropFormer(database, target.stream)
    else yield* refuseFormer(database, target.stream)
    if (target.intent !== "overwrite" && state !== undefined) {
      const missing = yield* missingIn(database, target.stream)
      if (missing !== undefined) return yield* lost(location, target.stream, missing)
    }
    const tables = yield* prepare(database, target, attributes)
    if (target.intent === "begin") yield* requireNoRows(database, target.stream, tables)
    else if (target.intent === "overwrite" || state === undefined) yield* empty(database, tables)
    return streamSink(session, target, tables)
  })

/**
 * Makes the tables of a stream, or fits those that are there, inside a transaction.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepare = Effect.fnUntraced(function* (
  database: TableDatabase,
  target: SinkTarget,
  attributes: ReadonlyArray<Tables.Attribute> = []
): Effect.fn.Return<StreamTables, unknown> {
  const { stream } = target
  yield* holdWorkspace(database, target)
  const held = yield* heldColumns(database, stream)
  const { changes, tables } = evolve(Tables.withAttributes(Tables.ofNamed(stream, target.schema), attributes), held)
  if (changes.length > 0) {
    yield* requireRoom(database, stream, changes)
    yield* change(database, tables, changes, held)
  }
  return tables
})

const isFormer = ({ dialect, query }: TableDatabase, stream: string): Effect.Effect<boolean, unknown> =>
  dialect.formerly === undefined
    ? Effect.succeed(false)
    : Effect.map(query(dialect.formerly.statement), (rows) => rows.some(({ name }) => name === stream))

/** A table of records as JSON only, as earlier releases made. */
const refuseFormer = Effect.fnUntraced(function* (
  database: TableDatabase,
  stream: string
): Effect.fn.Return<void, unknown> {
  if (yield* isFormer(database, stream)) {
    return yield* new SinkError({
      stream,
      kind: "otherForm",
      message: `${database.location} was written by an earlier release, whose tables have no columns; export into another file, or begin anew in its place with overwrite: true`
    })
  }
})

const dropFormer = Effect.fnUntraced(function* (
  database: TableDatabase,
  stream: string
): Effect.fn.Return<void, unknown> {
  if (yield* isFormer(database, stream)) yield* database.query(`DROP TABLE ${database.dialect.name(stream)}`)
})

/** Tables that no export made are somebody's. */
const requireRoom = Effect.fnUntraced(function* (
  database: TableDatabase,
  stream: string,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<void, unknown> {
  const there = yield* tablesIn(database)
  const taken = changes.find(({ kind, table }) => kind === "create" && there.has(table.name))
  if (taken !== undefined) {
    return yield* new SinkError({
      stream,
      kind: "occupied",
      message: `${database.location} has a table ${taken.table.name} that no export made; name another place, or rename the table`
    })
  }
})

const requireNoRows = Effect.fnUntraced(function* (
  { dialect, location, query }: TableDatabase,
  stream: string,
  { main }: StreamTables
): Effect.fn.Return<void, unknown> {
  const rows = yield* query(`SELECT id FROM ${dialect.name(main.name)} LIMIT 1`)
  if (rows.length > 0) {
    return yield* new SinkError({
      stream,
      kind: "occupied",
      message: `${location} has rows of ${stream}, and no checkpoint of them; overwrite: true begins anew in their place`
    })
  }
})

const empty = Effect.fnUntraced(function* (
  { dialect, query }: TableDatabase,
  { children, main, stream }: StreamTables
): Effect.fn.Return<void, unknown> {
  for (const table of [main, ...children]) {
    for (const statement of dialect.empty(table)) yield* query(statement)
  }
  yield* query(`DELETE FROM ${dialect.name("export_problems")} WHERE stream = ${dialect.parameter(1)}`, [stream])
})

/** A database holds one workspace: ids of two would be mistaken for each other. */
const holdWorkspace = Effect.fnUntraced(function* (
  database: TableDatabase,
  { stream, workspace }: SinkTarget
): Effect.fn.Return<void, unknown> {
  if (workspace === undefined) return
  const [row] = yield* database.query(`SELECT id FROM ${database.dialect.name("export_workspace")}`)
  const found = row?.["id"]
  if (found === undefined) yield* insert(database, "export_workspace", { id: workspace })
  else if (found !== workspace) {
    return yield* new SinkError({
      stream,
      kind: "occupied",
      message: `${database.location} holds the workspace ${String(found)}, and this is ${workspace}; name another place for it`
    })
  }
})

const heldColumns = (database: TableDatabase, stream: string): Effect.Effect<ReadonlyArray<HeldColumn>, unknown> =>
  Effect.map(
    database.query(
      `SELECT table_name, column_name, type, place FROM ${database.dialect.name("export_columns")}
        WHERE stream = ${database.dialect.parameter(1)} ORDER BY nth`,
      [stream]
    ),
    (rows) =>
      rows.flatMap((row) => {
        const type = columnTypes.find((one) => one === row["type"])
        return type === undefined
          ? []
          : [
              {
                table: String(row["table_name"]),
                name: String(row["column_name"]),
                type,
                place: String(row["place"])
              }
            ]
      })
  )

const columnTypes: ReadonlyArray<ColumnType> = ["text", "bigint", "double", "boolean", "timestamptz", "json"]

const change = Effect.fnUntraced(function* (
  database: TableDatabase,
  tables: StreamTables,
  changes: ReadonlyArray<Change>,
  held: ReadonlyArray<HeldColumn>
): Effect.fn.Return<void, unknown> {
  const { dialect } = database
  const views = Layout.views(dialect, tables)
  // A column that a view shows can get no other type, and nothing else of a view may change.
  if (changes.some(({ kind }) => kind === "widen")) {
    for (const { name } of views) yield* database.query(dialect.dropView(name))
  }
  for (const one of changes) {
    for (const statement of Layout.statementsOf(dialect, one)) yield* database.query(statement)
  }
  const changed = new Set(changes.map(({ table }) => table))
  for (const table of [tables.main, ...tables.children]) {
    if (!changed.has(table)) continue
    const columns = Layout.heldOf(table)
    const others = held.filter(
      (one) => one.table === table.name && !columns.some(({ name: column }) => column === one.name)
    )
    yield* database.query(`DELETE FROM ${dialect.name("export_columns")} WHERE table_name = ${dialect.parameter(1)}`, [
      table.name
    ])
    yield* insertAll(
      database,
      "export_columns",
      [...columns, ...others].map(({ name, place, type }, nth) => ({
        table_name: table.name,
        column_name: name,
        type,
        place,
        stream: tables.stream,
        nth
      }))
    )
  }
  for (const { name, query } of views) {
    for (const statement of dialect.view(name, query)) yield* database.query(statement)
  }
})

const streamSink = (session: Session, target: SinkTarget, tables: StreamTables): StreamSink =>
  writing(session.database, target, tables, begin(session))

/** A table of the stream that was made and is not there; the stream's own where none was made. */
const missingIn = Effect.fnUntraced(function* (
  database: TableDatabase,
  stream: string
): Effect.fn.Return<string | undefined, unknown> {
  const there = yield* tablesIn(database)
  if (!there.has("export_columns")) return stream
  const held = yield* heldColumns(database, stream)
  return held.length === 0 ? stream : held.find(({ table }) => !there.has(table))?.table
})

const lost = (location: string, stream: string, table: string): SinkError =>
  new SinkError({
    stream,
    kind: "lost",
    message: `${location} has no table ${table}, and its checkpoint counts on it; put the table back, or start again without resuming`
  })
