/**
 * How exports are, and what became of them, asked of the database.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { type Export, ExportSegment, ExportStream } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { ChangeStream } from "../changes/Change.ts"
import { overlap } from "../changes/Position.ts"
import { decode } from "./Asked.ts"
import type { State } from "./Control.ts"
import type { Round } from "./Lease.ts"
import { database, type ExportPlace } from "./Place.ts"

/**
 * A stream of an export.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamStatus {
  readonly stream: ChangeStream
  readonly segments: number
  readonly segmentsDone: number
  readonly rows: number
  readonly pages: number
  /** Rows Intercom announced, where it does. */
  readonly expected: number | undefined
  /** Records that could not be read so far. */
  readonly owed: number
}

/**
 * A runner, as far as it is heard of.
 *
 * @category models
 * @since 0.1.0
 */
export interface RunnerStatus {
  readonly runner: string
  /** Segments it works on, and that it ended. */
  readonly segments: number
  readonly segmentsDone: number
  readonly rows: number
}

/**
 * How an export is.
 *
 * @category models
 * @since 0.1.0
 */
export interface Status {
  readonly exportId: string
  readonly state: State
  /** Why it was stopped. */
  readonly error: string | undefined
  /** What it is at: everything, what changed meanwhile, what could not be read, what is gone. Undefined before the first. */
  readonly round: Round | undefined
  /** Unix milliseconds. */
  readonly begunAt: number
  readonly endedAt: number | undefined
  readonly rows: number
  /** Rows a second, from the beginning to now, or to the end. */
  readonly rowsPerSecond: number
  readonly segments: number
  readonly segmentsDone: number
  readonly owed: number
  readonly streams: ReadonlyArray<StreamStatus>
  readonly runners: ReadonlyArray<RunnerStatus>
}

interface ExportRow {
  readonly id: string
  readonly asked: string
  readonly state: State
  readonly error: string | null
  readonly rounds: string
  readonly begun: number
  readonly ended: number | null
  readonly now: number
}

const columns = `id, asked, state, error, rounds, extract(epoch FROM begun_at)::float8 AS begun,
  extract(epoch FROM ended_at)::float8 AS ended, extract(epoch FROM clock_timestamp())::float8 AS now`

/**
 * All exports of a schema, or one; the latest first.
 *
 * @category conversions
 * @since 0.1.0
 */
export const all = Effect.fnUntraced(function* (
  schema: string,
  exportId?: string
): Effect.fn.Return<ReadonlyArray<Status>, SqlError, PgClient> {
  const { name, query } = yield* database(schema)
  const exports = yield* query<ExportRow>(
    `SELECT ${columns} FROM ${name("durable_exports")} WHERE $1::text IS NULL OR id = $1 ORDER BY begun_at DESC, id LIMIT 100`,
    [exportId ?? null]
  )
  return yield* Effect.forEach(exports, (row) => statusOf(schema, row))
})

const statusOf = Effect.fnUntraced(function* (
  schema: string,
  { asked, begun, ended, error, id, now, rounds, state }: ExportRow
): Effect.fn.Return<Status, SqlError, PgClient> {
  const { name, query } = yield* database(schema)
  const segments = name("durable_segments")
  const streams = yield* query<{
    readonly stream: ChangeStream
    readonly segments: number
    readonly done: number
    readonly rows: number
    readonly pages: number
    readonly expected: number | null
  }>(
    `SELECT stream, count(*)::float8 AS segments, count(*) FILTER (WHERE done)::float8 AS done, sum(rows)::float8 AS rows,
        sum(pages)::float8 AS pages, sum(expected) FILTER (WHERE round IN ('walk', 'changes'))::float8 AS expected
      FROM ${segments} WHERE export = $1 GROUP BY stream`,
    [id]
  )
  const owed = yield* query<{ readonly stream: string; readonly owed: number }>(
    `SELECT stream, count(*)::float8 AS owed FROM ${name("durable_owed")} WHERE export = $1 GROUP BY stream`,
    [id]
  )
  const runners = yield* query<RunnerStatus>(
    `SELECT runner, count(*) FILTER (WHERE NOT done AND beat > clock_timestamp() - interval '10 seconds')::float8 AS segments,
        count(*) FILTER (WHERE done)::float8 AS "segmentsDone", sum(rows)::float8 AS rows
      FROM ${segments} WHERE export = $1 AND runner IS NOT NULL GROUP BY runner ORDER BY runner`,
    [id]
  )
  const order = decode(asked).streams
  const owedOf = (stream: string) => owed.find((one) => one.stream === stream)?.owed ?? 0
  const told = order.map((stream): StreamStatus => {
    const found = streams.find((one) => one.stream === stream)
    return {
      stream,
      segments: found?.segments ?? 0,
      segmentsDone: found?.done ?? 0,
      rows: found?.rows ?? 0,
      pages: found?.pages ?? 0,
      expected: found?.expected ?? undefined,
      owed: owedOf(stream)
    }
  })
  const sum = (of: (stream: StreamStatus) => number) => told.reduce((total, stream) => total + of(stream), 0)
  const rows = sum((stream) => stream.rows)
  // Type boundary: only names of rounds are written there.
  const round = rounds.split(" ").at(-1) as Round | "" | undefined
  return {
    exportId: id,
    state,
    error: error ?? undefined,
    round: round === "" ? undefined : round,
    begunAt: Math.round(begun * 1000),
    endedAt: ended === null ? undefined : Math.round(ended * 1000),
    rows,
    rowsPerSecond: rows / Math.max((ended ?? now) - begun, 0.001),
    segments: sum((stream) => stream.segments),
    segmentsDone: sum((stream) => stream.segmentsDone),
    owed: sum((stream) => stream.owed),
    streams: told,
    runners
  }
})

interface SegmentRow {
  readonly round: Round
  readonly stream: ChangeStream
  readonly window_since: number | null
  readonly window_until: number | null
  readonly expected: number | null
  readonly rows: number
  readonly removed: number
  readonly requests: number
  readonly retries: number
  readonly walks: number
  readonly counters: string | null
  readonly settled: string | null
  readonly shortfall: string | null
  readonly done: boolean
}

/**
 * What became of an export, in the form of the report of `Export.run`; undefined where there is none of that id.
 *
 * @category conversions
 * @since 0.1.0
 */
export const report = Effect.fnUntraced(function* ({
  exportId,
  schema
}: ExportPlace): Effect.fn.Return<Export.ExportReport | undefined, SqlError, PgClient> {
  const { name, query } = yield* database(schema)
  const [row] = yield* query<
    ExportRow & {
      readonly host: string
      readonly api_version: string
      readonly resumes: number
      readonly frozen_at: number | null
    }
  >(`SELECT ${columns}, host, api_version, resumes, frozen_at::float8 FROM ${name("durable_exports")} WHERE id = $1`, [
    exportId
  ])
  if (row === undefined) return undefined
  const segments = yield* query<SegmentRow>(
    `SELECT round, stream, window_since::float8, window_until::float8, expected::float8, rows::float8, removed::float8,
        requests::float8, retries::float8, walks, counters, settled, shortfall, done
      FROM ${name("durable_segments")} WHERE export = $1 ORDER BY number`,
    [exportId]
  )
  const owed = yield* query<{
    readonly stream: string
    readonly id: string
    readonly attempts: number
    readonly reason: string
  }>(`SELECT stream, id, attempts, reason FROM ${name("durable_owed")} WHERE export = $1 ORDER BY stream, id`, [
    exportId
  ])
  const streams = decode(row.asked).streams.map((stream) =>
    reportOf(
      stream,
      row.frozen_at ?? Math.floor(row.begun),
      segments,
      owed.filter((one) => one.stream === stream)
    )
  )
  return {
    startedAt: Math.floor(row.begun),
    finishedAt: Math.floor(row.ended ?? row.now),
    apiVersion: row.api_version,
    host: row.host,
    resumes: row.resumes,
    streams,
    complete: ["done", "running"].includes(row.state) && streams.every(({ complete }) => complete)
  }
})

const reportOf = (
  stream: ChangeStream,
  frozenAt: number,
  all: ReadonlyArray<SegmentRow>,
  unread: ReadonlyArray<{ readonly id: string; readonly attempts: number; readonly reason: string }>
): Export.StreamReport => {
  const { findsChanges, settle } = ExportStream.facts(stream)
  const mine = all.filter((segment) => segment.stream === stream)
  const caught = mine.filter(({ round }) => round === "changes" && findsChanges === true)
  const walked = mine.filter(({ round }) => round === "walk" || (round === "changes" && findsChanges !== true))
  const sum = (of: ReadonlyArray<SegmentRow>, value: (segment: SegmentRow) => number) =>
    of.reduce((total, segment) => total + value(segment), 0)
  // Type boundary: it was written as such.
  const countersOf = ({ counters }: SegmentRow): Partial<Record<Counter, number>> =>
    counters === null ? {} : JSON.parse(counters)
  const count = (of: ReadonlyArray<SegmentRow>, counter: Counter) => sum(of, (one) => countersOf(one)[counter] ?? 0)
  // Type boundary: it was written as such.
  const settled = mine.flatMap(
    (one) => (one.settled === null ? [] : JSON.parse(one.settled)) as Export.StreamReport["settled"]
  )
  const debts = {
    owed: [
      ...mine.flatMap(({ done, shortfall, walks }) =>
        shortfall === null || !done
          ? []
          : [{ kind: "walk" as const, cause: "short" as const, reason: shortfall, attempts: walks }]
      ),
      ...unread.map(({ attempts, id, reason }) => ({
        kind: "record" as const,
        id,
        reason,
        attempts,
        byId: true,
        since: null
      }))
    ],
    settled
  }
  const removing = all.filter(
    (one) =>
      (one.round === "gone" && one.stream === stream) || ExportStream.facts(one.stream).removes?.stream === stream
  )
  const isWalked = walked.length > 0 && mine.every(({ done }) => done)
  const shortfalls = [...(isWalked ? [] : ["it did not reach the end"]), ...ExportSegment.shortfalls(debts)]
  return {
    stream,
    window: { since: walked[0]?.window_since ?? undefined, until: walked[0]?.window_until ?? undefined },
    expected: walked.some(({ expected }) => expected !== null) ? sum(walked, (one) => one.expected ?? 0) : undefined,
    rows: sum(mine, ({ rows }) => rows),
    pages: count(mine, "pages"),
    seen: count(walked, "seen"),
    outside: count(mine, "outside"),
    duplicates: count(mine, "duplicates"),
    gone: count(mine, "gone"),
    truncated: count(mine, "truncated"),
    deadLetters: count(mine, "deadLetters"),
    restarts: count(mine, "restarts"),
    requests: sum(mine, ({ requests }) => requests),
    retries: sum(mine, ({ retries }) => retries),
    clippedAt: undefined,
    caughtUp:
      caught.length === 0
        ? undefined
        : {
            since: Math.max(0, frozenAt - settle - overlap),
            until: (caught[0]?.window_until ?? frozenAt) - overlap - settle,
            rows: sum(caught, ({ rows }) => rows)
          },
    ...debts,
    removed: sum(removing, ({ removed }) => removed),
    spans: undefined,
    complete: shortfalls.length === 0,
    shortfalls
  }
}

type Counter = "pages" | "seen" | "outside" | "duplicates" | "gone" | "truncated" | "deadLetters" | "restarts"
