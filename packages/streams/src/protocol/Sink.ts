/**
 * A sink that says what it is given in messages of a protocol, with the state to go on from.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Checkpoint } from "../Checkpoint.ts"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink, wordsOf } from "../ExportSink.ts"
import { type CheckpointData, CheckpointError } from "../state/CheckpointData.ts"
import type { DeadLetter } from "../state/Problem.ts"
import * as Tables from "../Tables.ts"
import * as Gone from "../tables/Gone.ts"
import { latest } from "../tables/Latest.ts"
import type { Table } from "../tables/Table.ts"
import * as Unwritable from "../sink/Unwritable.ts"
import type { Protocol, Status } from "./Protocol.ts"
import * as TableSchema from "./TableSchema.ts"

/**
 * Where messages go, and which.
 *
 * @category models
 * @since 0.1.0
 */
export interface MessageOptions<R> {
  /** Takes whole lines, each with its end. What it took counts as delivered when a state follows. */
  readonly write: (lines: string) => Effect.Effect<void, unknown, R>
  /** The state to go on from, as JSON: what the receiver kept of the messages. The export begins anew where it is left out. */
  readonly state?: unknown
  /** Custom attributes that get properties of their own, as the workspace's data attributes tell them. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
  /** Which tables are wanted. All of the streams that are exported, when left out. */
  readonly tables?: ((table: string) => boolean) | undefined
}

/**
 * A sink whose checkpoint is part of what it writes.
 *
 * @category models
 * @since 0.1.0
 */
export interface MessageSink<out R> extends ExportSink<R> {
  readonly checkpoint: Checkpoint<R>
}

/** What a state knows of the rows of a stream. Earlier versions kept neither. */
const State = /*#__PURE__*/ Schema.Struct({
  /** The tables that were wanted. */
  tables: /*#__PURE__*/ Schema.Array(Schema.String),
  /** The latest `exported_at`, in milliseconds: what comes later has a later one, whatever the clock says. */
  exportedAt: Schema.Natural
})

const decodeState = /*#__PURE__*/ Schema.decodeUnknownOption(State)

/**
 * Makes the sink.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <R>(protocol: Protocol, options: MessageOptions<R>): MessageSink<R> => {
  const { attributes = [], state: given, tables: isWanted = () => true } = options
  /** Rows since the last state. */
  let rows = 0
  let exportedAt = 0
  let saved: CheckpointData | undefined
  const open = new Map<string, ReadonlyArray<Table>>()
  const write = (messages: ReadonlyArray<object | string | undefined>) => {
    const lines = messages
      .filter((message) => message !== undefined)
      .map((message) => (typeof message === "string" ? message : JSON.stringify(message)))
    return lines.length === 0 ? Effect.void : options.write(`${lines.join("\n")}\n`)
  }
  const failIn = (stream: string) => (cause: unknown) =>
    new SinkError({ stream, message: "the output cannot be written", cause })
  /** Another millisecond for each page, so that of two versions one is the later. */
  const next = Effect.map(Clock.currentTimeMillis, (now) => {
    exportedAt = Math.max(now, exportedAt + 1)
    return exportedAt
  })
  const tell = (tables: ReadonlyArray<Table>, status: Status) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => write(tables.map((table) => protocol.status(table, status, now))))

  /** A stream of which a table is wanted that was not before begins anew: nothing else brings the rows that went by. */
  const withoutLacking = (data: CheckpointData): CheckpointData => ({
    ...data,
    streams: Object.fromEntries(
      Object.entries(data.streams).filter(([stream, { sink }]) => {
        const held = Option.getOrUndefined(decodeState(sink))?.tables
        const { children, main } = Tables.ofNamed(stream)
        return held === undefined || [main, ...children].every(({ name }) => !isWanted(name) || held.includes(name))
      })
    )
  })

  const openStream = Effect.fnUntraced(function* (
    target: SinkTarget,
    state: unknown
  ): Effect.fn.Return<StreamSink, unknown, R> {
    const context = yield* Effect.context<R>()
    const { stream, workspace } = target
    const tables = Tables.versioned(Tables.withAttributes(Tables.ofNamed(stream, target.schema), attributes))
    const all = [tables.main, ...tables.children].map((table) => ({
      table,
      isWanted: isWanted(table.name),
      jsonOf: TableSchema.jsonOf(table)
    }))
    const wanted = all.flatMap((one) => (one.isWanted ? [one.table] : []))
    const rowsOf = Tables.mapper(tables, { ...target, storable: true })
    const told = new Set<string>()
    let isRunning = false
    open.set(stream, wanted)
    exportedAt = Math.max(exportedAt, Option.getOrUndefined(decodeState(state))?.exportedAt ?? 0)
    yield* write(wanted.map(protocol.described))
    yield* tell(wanted, "STARTED")

    const deliver = Effect.fnUntraced(function* (lines: ReadonlyArray<string>) {
      if (lines.length === 0) return
      if (!isRunning) yield* tell(wanted, "RUNNING")
      isRunning = true
      yield* write(lines)
      rows += lines.length
    })
    const safely = <A>(effect: Effect.Effect<A, unknown, R>): Effect.Effect<A, SinkError> =>
      Effect.mapError(Effect.provideContext(effect, context), failIn(stream))
    return {
      write: (records, problems) =>
        Effect.gen(function* () {
          const refused: Array<DeadLetter> = []
          const lines: Array<string> = []
          const at = yield* next
          const lineOf = protocol.rows(at)
          for (const record of latest(target, records)) {
            const mapped = Unwritable.attempt(target, record, refused, (one) => rowsOf(one, at / 1000))
            if (mapped === undefined) continue
            for (const [index, { isWanted, jsonOf, table }] of all.entries()) {
              if (!isWanted) continue
              const own = index === 0 ? [mapped.main] : (mapped.children[index - 1]?.rows.values() ?? [])
              for (const row of own) lines.push(lineOf(table, jsonOf(row)))
            }
            for (const { column, table } of mapped.misfits) {
              const name = `${table}.${column}`
              if (told.has(name)) continue
              told.add(name)
              yield* Effect.logWarning(`A value does not fit ${name}: it is null there, and in the record as it came.`)
            }
          }
          yield* deliver(lines)
          for (const problem of [...problems, ...refused]) yield* Effect.logWarning(wordsOf(stream, problem))
          return refused
        }).pipe(safely),
      remove: (tombstones) =>
        Effect.gen(function* () {
          const [main] = all
          if (main === undefined || !main.isWanted) return
          const at = yield* next
          const lineOf = protocol.rows(at)
          const known = { exportedAt: at / 1000, workspace }
          const rows = tombstones.map((tombstone) => Gone.row(main.table, tombstone, known))
          yield* deliver(rows.map((row) => lineOf(main.table, main.jsonOf(row))))
        }).pipe(safely),
      // What was written is told by the state that follows.
      commit: Effect.sync(() => ({ kind: "messages", tables: wanted.map(({ name }) => name), exportedAt }))
    }
  })

  return {
    listsAreTables: true,
    open: (target, state) => Effect.mapError(openStream(target, state), failIn(target.stream)),
    finish: (report) =>
      Effect.forEach(
        report.streams,
        ({ complete, stream }) => tell(open.get(stream) ?? [], complete ? "COMPLETE" : "INCOMPLETE"),
        { discard: true }
      ).pipe(Effect.andThen(Effect.sync(() => open.clear())), Effect.mapError(failIn("report"))),
    checkpoint: {
      load: Effect.suspend(() => (saved === undefined ? protocol.stateOf(given) : Effect.succeed(saved))).pipe(
        Effect.map((data) => Option.map(Option.fromUndefinedOr(data), withoutLacking))
      ),
      save: (data) =>
        Effect.suspend(() => write([protocol.state(data, rows)])).pipe(
          Effect.tap(() =>
            Effect.sync(() => {
              saved = data
              rows = 0
            })
          ),
          Effect.mapError(
            (cause) => new CheckpointError({ location: "the output", message: "the output cannot be written", cause })
          )
        )
    }
  }
}
