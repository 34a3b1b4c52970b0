/**
 * The rounds of an export: which segments each has. A round is planned once, by whoever is first.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { type Export, ExportSegment, ExportStream, type ExportSink } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { ChangeStream } from "../changes/Change.ts"
import { overlap } from "../changes/Position.ts"
import { isReadable } from "../changes/Reading.ts"
import type { ObjectStoreError } from "../ObjectStore.ts"
import { type Asked, decode } from "./Asked.ts"
import type { DurableExportError } from "./DurableError.ts"
import type { Round } from "./Lease.ts"
import { beginManifest } from "./Manifest.ts"
import { database, type ExportPlace } from "./Place.ts"
import { isTrackable } from "./Working.ts"

/**
 * The rounds, one after the other. What changed is read when all else was, so that every table is as of the end of the export;
 * what tells that records are gone comes with it.
 *
 * @category constants
 * @since 0.1.0
 */
export const rounds: ReadonlyArray<Round> = ["walk", "changes", "owed", "gone"]

/**
 * What is known of an export, as it was kept when it began.
 *
 * @category models
 * @since 0.1.0
 */
export interface Known {
  readonly asked: Asked
  readonly workspace: string | undefined
  /** Unix seconds by Intercom's clock; undefined until the first round was planned. */
  readonly frozenAt: number | undefined
  readonly tracked: ReadonlySet<string>
  readonly rounds: ReadonlySet<string>
}

/**
 * Reads it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const known = Effect.fnUntraced(function* ({
  exportId,
  schema
}: ExportPlace): Effect.fn.Return<Known | undefined, SqlError, PgClient> {
  const { name, query } = yield* database(schema)
  const [row] = yield* query<{
    readonly asked: string
    readonly workspace: string | null
    readonly frozen_at: number | null
    readonly tracked: string
    readonly rounds: string
  }>(`SELECT asked, workspace, frozen_at::float8, tracked, rounds FROM ${name("durable_exports")} WHERE id = $1`, [
    exportId
  ])
  if (row === undefined) return undefined
  return {
    asked: decode(row.asked),
    workspace: row.workspace ?? undefined,
    frozenAt: row.frozen_at ?? undefined,
    tracked: new Set<string>(JSON.parse(row.tracked)),
    rounds: new Set(row.rounds.split(" "))
  }
})

/**
 * Segments of a round that are not at their end, the first `most` of them, and whether somebody works on them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const unfinished = Effect.fnUntraced(function* (
  { exportId, schema }: ExportPlace,
  round: Round,
  most: number
): Effect.fn.Return<ReadonlyArray<Unfinished>, SqlError, PgClient> {
  const { name, query } = yield* database(schema)
  return yield* query<Unfinished>(
    `SELECT number, coalesce(beat > clock_timestamp() - interval '15 seconds', false) AS held
      FROM ${name("durable_segments")} WHERE export = $1 AND round = $2 AND NOT done ORDER BY number LIMIT ${most}`,
    [exportId, round]
  )
})

interface Unfinished {
  readonly number: number
  readonly held: boolean
}

/** A segment to be. */
interface Planned {
  readonly stream: ChangeStream
  readonly window: { readonly since: number | undefined; readonly until: number | undefined }
  readonly segment: ExportSegment.Segment
  /** Why it is not read at all. */
  readonly denial?: string | undefined
}

/**
 * What planning fails with.
 *
 * @category errors
 * @since 0.1.0
 */
export type PlanningError =
  | IntercomError
  | Export.ExportError
  | ExportSink.SinkError
  | ObjectStoreError
  | DurableExportError
  | SqlError

/**
 * Plans a round, where it is not planned.
 *
 * @category actions
 * @since 0.1.0
 */
export const plan = Effect.fnUntraced(function* (
  place: ExportPlace,
  round: Round
): Effect.fn.Return<void, PlanningError, IntercomClient.IntercomClient | PgClient> {
  const { exportId, schema } = place
  const found = yield* known(place)
  if (found === undefined || found.rounds.has(round)) return
  const { name, query, transaction } = yield* database(schema)
  const { segments, ...frozen } = yield* planned(place, round, found)
  yield* transaction(
    Effect.gen(function* () {
      const mine = yield* query(
        `UPDATE ${name("durable_exports")} SET rounds = rounds || ' ' || $2, workspace = coalesce(workspace, $3),
            frozen_at = coalesce(frozen_at, $4::float8), tracked = CASE WHEN $2 = 'walk' THEN $5 ELSE tracked END
          WHERE id = $1 AND NOT $2 = ANY(string_to_array(rounds, ' ')) RETURNING id`,
        [
          exportId,
          round,
          frozen.workspace ?? null,
          frozen.frozenAt ?? null,
          JSON.stringify([...(frozen.tracked ?? [])])
        ]
      )
      // Somebody else was first.
      if (mine.length === 0) return
      yield* query(
        `INSERT INTO ${name("durable_segments")}
            (export, number, round, stream, window_since, window_until, since, until, expected, after, done, shortfall)
          SELECT $1, (SELECT coalesce(max(number), 0) FROM ${name("durable_segments")} WHERE export = $1) + nth, $2,
            one->>'stream', (one->>'window_since')::bigint, (one->>'window_until')::bigint, (one->>'since')::bigint,
            (one->>'until')::bigint, (one->>'expected')::bigint, (one->>'after')::bigint, (one->>'denial') IS NOT NULL, one->>'denial'
          FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS planned (one, nth)`,
        [
          exportId,
          round,
          JSON.stringify(
            segments.map(({ denial, segment, stream, window }) => ({
              stream,
              ...segment,
              window_since: window.since,
              window_until: window.until,
              denial
            }))
          )
        ]
      )
    })
  )
})

interface Plan {
  readonly segments: ReadonlyArray<Planned>
  readonly workspace?: string | undefined
  readonly frozenAt?: number | undefined
  readonly tracked?: ReadonlyArray<string> | undefined
}

const planned = Effect.fnUntraced(function* (
  place: ExportPlace,
  round: Round,
  found: Known
): Effect.fn.Return<Plan, PlanningError, IntercomClient.IntercomClient | PgClient> {
  const { asked } = found
  const { name, query } = yield* database(place.schema)
  const frozenAt = found.frozenAt ?? 0
  const marks = (stream: ChangeStream) => ExportStream.facts(stream).removes !== undefined
  switch (round) {
    case "walk": {
      const { seconds, workspace } = yield* ExportSegment.now
      if (asked.into === "objects") yield* beginManifest(place)
      const tracked: Array<string> = []
      for (const stream of asked.into === "objects" ? [] : asked.streams) {
        yield* PostgresSink.writer({
          stream,
          schema: place.schema,
          attributes: asked.attributes,
          workspace: workspace ?? undefined
        })
        if (asked.since !== null || !isTrackable(stream)) continue
        const held = yield* query(`SELECT 1 FROM ${name(stream)} WHERE deleted_at IS NULL LIMIT 1`)
        if (held.length > 0) tracked.push(stream)
      }
      const segments = yield* divided(
        asked.streams.filter((stream) => !marks(stream)),
        asked,
        (stream) => windowOf(asked, stream, seconds)
      )
      return { segments, workspace: workspace ?? undefined, frozenAt: seconds, tracked }
    }
    case "changes": {
      const { seconds } = yield* ExportSegment.now
      const denied = yield* query<{ readonly stream: string }>(
        `SELECT stream FROM ${name("durable_segments")} WHERE export = $1 AND round = 'walk' AND epoch = 0`,
        [place.exportId]
      )
      const changed = asked.streams.filter(
        (stream) =>
          asked.since === null &&
          ExportStream.facts(stream).findsChanges === true &&
          !denied.some((one) => one.stream === stream)
      )
      const segments = yield* divided(changed, asked, (stream) => ({
        since: Math.max(0, frozenAt - ExportStream.facts(stream).settle - overlap),
        // Intercom's clock may be ahead.
        until: seconds + overlap
      }))
      const last = yield* divided(asked.streams.filter(marks), asked, (stream) => windowOf(asked, stream, frozenAt))
      return { segments: [...segments, ...last] }
    }
    case "owed": {
      const owed = yield* query<{ readonly stream: ChangeStream }>(
        `SELECT DISTINCT stream FROM ${name("durable_owed")} WHERE export = $1 ORDER BY stream`,
        [place.exportId]
      )
      return { segments: owed.map(({ stream }) => wholeOf(stream)) }
    }
    case "gone": {
      const short = yield* query<{ readonly stream: string }>(
        `SELECT DISTINCT stream FROM ${name("durable_segments")} WHERE export = $1 AND (shortfall IS NOT NULL
          OR settled LIKE '%"id":null%')`,
        [place.exportId]
      )
      // What belongs to a record that could not be read is owed by the id of that one.
      const hidden = yield* query<{ readonly stream: string }>(
        `SELECT DISTINCT stream FROM ${name("durable_owed")} WHERE export = $1`,
        [place.exportId]
      )
      const isWhole = (stream: ChangeStream) =>
        !short.some((one) => one.stream === stream) &&
        (isReadable(stream) || !hidden.some((one) => one.stream === stream))
      return {
        segments: asked.streams.filter((stream) => found.tracked.has(stream) && isWhole(stream)).map(wholeOf)
      }
    }
  }
})

const everything = { since: undefined, until: undefined }

const wholeOf = (stream: ChangeStream): Planned => ({
  stream,
  window: everything,
  segment: { since: null, until: null, expected: null, after: 0 }
})

/** The end of a window is where search is sure to show every change. */
const windowOf = ({ since }: Asked, stream: ChangeStream, seconds: number) =>
  since === null ? everything : { since, until: Math.max(since, seconds - ExportStream.facts(stream).settle) }

const divided = Effect.fnUntraced(function* (
  streams: ReadonlyArray<ChangeStream>,
  { denied, lists, parts, rows }: Asked,
  windowOf: (stream: ChangeStream) => Planned["window"]
): Effect.fn.Return<ReadonlyArray<Planned>, IntercomError, IntercomClient.IntercomClient> {
  const all = yield* Effect.forEach(
    streams,
    (stream) => {
      const window = windowOf(stream)
      const found = Effect.map(ExportSegment.find(stream, { rows, window, parts, lists }), (segments) =>
        segments.map((segment): Planned => ({ stream, window, segment }))
      )
      if (denied === "fail") return found
      return Effect.catchIf(found, isDenial, ({ reason }) =>
        Effect.succeed([{ ...wholeOf(stream), denial: reason.message }])
      )
    },
    { concurrency: 4 }
  )
  return all.flat()
})

const isDenial = ({ reason }: IntercomError): boolean =>
  reason._tag === "Forbidden" || reason._tag === "UnsupportedVersion"
