/**
 * Changes, written into the tables.
 *
 * @since 0.1.0
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { type ExportSink, Tables } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import type { Batch } from "../Changes.ts"
import type { Change, ChangeStream } from "../changes/Change.ts"
import { make as makePosition, Position } from "../changes/Position.ts"
import { fenced } from "./Charge.ts"
import * as Metrics from "./Metrics.ts"
import { nameIn, quoted, say } from "./Place.ts"
import type { NotInCharge } from "./SyncError.ts"

/**
 * Under which name the position is kept, in `export_cursors`.
 *
 * @category constants
 * @since 0.1.0
 */
export const cursorName = "sync"

const PositionJson = /*#__PURE__*/ Schema.fromJsonString(Position)
const encode = /*#__PURE__*/ Schema.encodeSync(PositionJson)
const decode = /*#__PURE__*/ Schema.decodeUnknownOption(PositionJson)

/**
 * The position as it is kept.
 *
 * @category conversions
 * @since 0.1.0
 */
export const encodePosition = (position: Position): string => encode(position)

/**
 * The position that is kept; none where there is none, or one of another release.
 *
 * @category conversions
 * @since 0.1.0
 */
export const keptPosition = Effect.fnUntraced(function* (schema: string) {
  const kept = yield* PostgresSink.cursor(cursorName, { schema })
  return decode(kept)
})

/**
 * Keeps a position without changes.
 *
 * @category actions
 * @since 0.1.0
 */
export const keepPosition = Effect.fnUntraced(function* (
  { attributes, schema, streams, term, workspace }: WritingOptions,
  position: Position
): Effect.fn.Return<void, ExportSink.SinkError | SqlError | NotInCharge, PgClient> {
  const [stream] = streams
  if (stream === undefined) return
  const write = yield* PostgresSink.writer({ stream, schema, workspace, attributes })
  yield* fenced(schema, term, write({ cursor: { name: cursorName, value: encodePosition(position) } }))
})

/**
 * Where changes go.
 *
 * @category models
 * @since 0.1.0
 */
export interface WritingOptions extends PostgresSink.PostgresOptions {
  readonly schema: string
  readonly streams: ReadonlyArray<ChangeStream>
  readonly workspace: string | undefined
  readonly term: number
}

/**
 * Makes what writes a batch, the position after it and what is to be said of it in one transaction, of the process that is in
 * charge. Of a record that is told twice in a batch, the later one counts; one that is older by its own time than what is held
 * changes nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* ({
  schema,
  streams,
  term,
  workspace,
  attributes
}: WritingOptions): Effect.fn.Return<
  (batch: Batch) => Effect.Effect<void, ExportSink.SinkError | SqlError | NotInCharge, PgClient>,
  ExportSink.SinkError,
  PgClient
> {
  const writers = new Map<string, Effect.Success<ReturnType<typeof PostgresSink.writer>>>()
  for (const stream of streams) {
    writers.set(stream, yield* PostgresSink.writer({ stream, schema, workspace, attributes }))
  }
  const [first] = writers.values()
  /** Ids of records that the database refused. They are not there until it takes them. */
  const refused = new Map<string, Set<string>>()
  const owedOf = (stream: string, owed: ReadonlyArray<string>): ReadonlyArray<string> => [
    ...new Set([...owed, ...(refused.get(stream) ?? [])])
  ]

  return Effect.fnUntraced(function* ({ changes, position, reached }) {
    const byStream = new Map<ChangeStream, Map<string, Change>>()
    for (const [index, change] of changes.entries()) {
      const ofStream = byStream.get(change.stream) ?? new Map<string, Change>()
      byStream.set(change.stream, ofStream)
      const key = change.id === "" ? `#${index}` : change.id
      // The later one last: what a merge leaves comes after it.
      ofStream.delete(key)
      ofStream.set(key, change)
    }
    if (byStream.size === 0 && reached === undefined) return
    const counts = new Map<string, { readonly written: number; readonly gone: number }>()
    yield* fenced(
      schema,
      term,
      Effect.gen(function* () {
        for (const [stream, ofStream] of byStream) {
          const write = writers.get(stream)
          if (write === undefined) continue
          const records: Array<object> = []
          const removed: Array<ExportSink.Tombstone> = []
          for (const change of ofStream.values()) {
            if (change._tag === "Upsert") records.push(change.record)
            else if (change._tag === "Delete") removed.push({ id: change.id, reason: change.reason, at: change.at })
            else removed.push({ id: change.id, reason: "merged", mergedInto: change.into, at: change.at })
          }
          const left = yield* write({ records, removed })
          const lacking = refused.get(stream) ?? new Set()
          refused.set(stream, lacking)
          for (const id of ofStream.keys()) lacking.delete(id)
          for (const { id } of left) if (id !== undefined) lacking.add(id)
          if (stream === "contacts") yield* moveChildren(schema, [...ofStream.values()])
          counts.set(stream, { written: records.length - left.length, gone: removed.length })
        }
        const streams = Object.entries(position.streams).map(
          ([stream, one]) => [stream, { ...one, owed: owedOf(stream, one.owed) }] as const
        )
        const value = encodePosition(makePosition(Object.fromEntries(streams)))
        if (first !== undefined) yield* first({ cursor: { name: cursorName, value } })
        for (const [stream, { gone, written }] of counts) {
          yield* say(schema, { stream, state: "following", written, gone })
        }
        if (reached !== undefined) {
          yield* say(schema, {
            stream: reached.stream,
            state: "following",
            asOf: reached.at,
            wholeAsOf: reached.isWhole ? reached.at : undefined,
            owed: owedOf(reached.stream, position.streams[reached.stream]?.owed ?? []).length
          })
        }
      })
    )
    for (const change of changes) {
      const attributes = { stream: change.stream, change: change._tag.toLowerCase() }
      yield* Metric.update(Metric.withAttributes(Metrics.rows, attributes), 1)
    }
  })
})

/**
 * Rows of lists of contacts that were merged go to the one that stayed, where Intercom shows only a part of its list. Where it
 * shows all, they are there already. The merge and the one that stayed may be told in any order.
 */
const moveChildren = Effect.fnUntraced(function* (
  schema: string,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<void, SqlError, PgClient> {
  const lists = Tables.of("contacts").children.filter(({ isShortened }) => isShortened)
  const stayed = changes.flatMap((change) => {
    if (change._tag === "Merge") return [change.into]
    return change._tag === "Upsert" && lists.some(({ path }) => isShort(change.record, path)) ? [change.id] : []
  })
  if (stayed.length === 0) return
  const sql = (yield* PgClient).withoutTransforms()
  const contacts = nameIn(schema, "contacts")
  for (const into of new Set(stayed)) {
    const [held] = yield* sql.unsafe<{ readonly record: object }>(
      `SELECT record FROM ${contacts} WHERE id = $1 AND EXISTS (SELECT FROM ${contacts} WHERE merged_into = $1)`,
      [into]
    )
    if (held === undefined) continue
    for (const { columns, key, name, path } of lists) {
      if (!isShort(held.record, path)) continue
      const parent = quoted(key[0] ?? "")
      const names = columns.map((column) => quoted(column.name)).join(", ")
      const values = columns.map((column) => (quoted(column.name) === parent ? "$1" : quoted(column.name))).join(", ")
      yield* sql.unsafe(
        `WITH moved AS (DELETE FROM ${nameIn(schema, name)} WHERE ${parent} IN
            (SELECT id FROM ${contacts} WHERE merged_into = $1) RETURNING ${names})
          INSERT INTO ${nameIn(schema, name)} (${names}) SELECT DISTINCT ON (${quoted(key[1] ?? "")}) ${values} FROM moved
          ON CONFLICT DO NOTHING`,
        [into]
      )
    }
  }
})

/** Whether Intercom says that a list has more than it shows. */
const isShort = (record: object, path: ReadonlyArray<string>): boolean => {
  let wrapper: unknown
  let list: unknown = record
  for (const key of path) {
    wrapper = list
    list = Predicate.hasProperty(list, key) ? list[key] : undefined
  }
  return Predicate.hasProperty(wrapper, "has_more") && wrapper.has_more === true
}
