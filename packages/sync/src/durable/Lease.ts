/**
 * Who works on a segment: one runner at a time, told by a number that every page is fenced by.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { ExportSegment } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import type { ChangeStream } from "../changes/Change.ts"
import { database, type ExportPlace } from "./Place.ts"

/**
 * The segment is somebody else's, or the export is not to go on. Nothing was written.
 *
 * @internal
 */
export class Lost extends Schema.TaggedError<Lost>("@effect-intercom/sync/Lost")("Lost", {}) {}

/**
 * Which segment.
 *
 * @category models
 * @since 0.1.0
 */
export interface SegmentPlace extends ExportPlace {
  readonly number: number
}

/**
 * What a segment is for: everything or the window, what changed meanwhile, what could not be read, what is gone.
 *
 * @category models
 * @since 0.1.0
 */
export type Round = "walk" | "changes" | "owed" | "gone"

/**
 * A segment that is ours.
 *
 * @category models
 * @since 0.1.0
 */
export interface Lease {
  readonly place: SegmentPlace
  readonly epoch: number
  readonly round: Round
  readonly stream: ChangeStream
  readonly window: { readonly since: number | undefined; readonly until: number | undefined }
  readonly segment: ExportSegment.Segment
  readonly cursor: string | undefined
  readonly walks: number
}

interface Row {
  readonly epoch: number
  readonly round: Round
  readonly stream: ChangeStream
  readonly window_since: number | null
  readonly window_until: number | null
  readonly since: number | null
  readonly until: number | null
  readonly expected: number | null
  readonly after: number
  readonly cursor: string | null
  readonly walks: number
}

/** How often a runner is heard of, and when it no longer is. */
const heartbeat = "2 seconds"
const silence = "10 seconds"

/**
 * Takes a segment that nobody works on. `held` where somebody does, `done` where nothing is left of it.
 *
 * A runner that was killed is heard of no more, and one that was stopped neither: its number is an old one when it goes on.
 *
 * @category actions
 * @since 0.1.0
 */
export const take = Effect.fnUntraced(function* (
  place: SegmentPlace,
  runner: string
): Effect.fn.Return<Lease | "held" | "done", SqlError, PgClient> {
  const { name, query } = yield* database(place.schema)
  const segments = name("durable_segments")
  const [row] = yield* query<Row>(
    `UPDATE ${segments} SET epoch = epoch + 1, runner = $3, beat = clock_timestamp(),
        begun_at = coalesce(begun_at, clock_timestamp())
      WHERE export = $1 AND number = $2 AND NOT done AND (beat IS NULL OR beat < clock_timestamp() - interval '${silence}')
      RETURNING epoch::float8, round, stream, window_since::float8, window_until::float8, since::float8, until::float8,
        expected::float8, after::float8, cursor, walks`,
    [place.exportId, place.number, runner]
  )
  if (row === undefined) {
    const [found] = yield* query<{ readonly done: boolean }>(
      `SELECT done FROM ${segments} WHERE export = $1 AND number = $2`,
      [place.exportId, place.number]
    )
    return found?.done === false ? "held" : "done"
  }
  const { after, cursor, epoch, expected, round, since, stream, until, walks } = row
  return {
    place,
    epoch,
    round,
    stream,
    window: { since: row.window_since ?? undefined, until: row.window_until ?? undefined },
    segment: { since, until, expected, after },
    cursor: cursor ?? undefined,
    walks
  }
})

/**
 * Does `work` for as long as the segment is ours, is heard of meanwhile, and lets go of the segment whatever happens.
 *
 * @category combinators
 * @since 0.1.0
 */
export const holding = <A, E, R>(
  { epoch, place }: Lease,
  work: Effect.Effect<A, E, R>
): Effect.Effect<A, E | Lost | SqlError, R | PgClient> =>
  Effect.flatMap(database(place.schema), ({ name, query }) => {
    const ours = [place.exportId, place.number, epoch]
    const segments = name("durable_segments")
    const beat = Effect.gen(function* () {
      yield* Effect.sleep(heartbeat)
      const rows = yield* query(
        `UPDATE ${segments} SET beat = clock_timestamp()
          WHERE export = $1 AND number = $2 AND epoch = $3::float8 AND NOT done RETURNING number`,
        ours
      )
      if (rows.length === 0) return yield* new Lost()
    })
    const letGo = query(
      `UPDATE ${segments} SET beat = NULL, runner = CASE WHEN done THEN runner END
        WHERE export = $1 AND number = $2 AND epoch = $3::float8`,
      ours
    )
    return Effect.ensuring(
      Effect.raceFirst(work, Effect.forever(beat)),
      Effect.ignore(Effect.timeout(letGo, "2 seconds"))
    )
  })

/**
 * What a page changes of a segment's row.
 *
 * @category models
 * @since 0.1.0
 */
export interface Moved {
  readonly cursor: string
  readonly rows: number
  readonly removed: number
  readonly requests: number
  readonly retries: number
  readonly counters: string | undefined
  readonly settled: string | undefined
  readonly shortfall: string | undefined
  /** The object that was put. */
  readonly object?: string | undefined
  readonly isDone: boolean
}

/**
 * Writes a page and how far the segment is in one transaction. Where the segment is no longer ours, or the export is not to go
 * on, nothing is written, and it fails with `Lost`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const fenced = Effect.fnUntraced(function* <A, E, R>(
  { epoch, place }: Lease,
  moved: Moved,
  write: Effect.Effect<A, E, R>
): Effect.fn.Return<A, E | Lost | SqlError, R | PgClient> {
  const { name, query, transaction } = yield* database(place.schema)
  return yield* transaction(
    Effect.gen(function* () {
      const rows = yield* query(
        `UPDATE ${name("durable_segments")} SET beat = clock_timestamp(), cursor = $4, pages = pages + 1,
            rows = rows + $5::float8, removed = removed + $6::float8, requests = requests + $7::float8,
            retries = retries + $8::float8, counters = coalesce($9, counters), settled = coalesce($10, settled),
            shortfall = $11, objects = objects || coalesce(' ' || $13, ''), done = $12, ended_at = CASE WHEN $12 THEN clock_timestamp() END
          WHERE export = $1 AND number = $2 AND epoch = $3::float8 AND NOT done
            AND EXISTS (SELECT FROM ${name("durable_exports")} WHERE id = $1 AND state = 'running')
          RETURNING number`,
        [
          place.exportId,
          place.number,
          epoch,
          moved.cursor,
          moved.rows,
          moved.removed,
          moved.requests,
          moved.retries,
          moved.counters ?? null,
          moved.settled ?? null,
          moved.shortfall ?? null,
          moved.isDone,
          moved.object ?? null
        ]
      )
      if (rows.length === 0) return yield* new Lost()
      return yield* write
    })
  )
})

/**
 * Begins a segment anew: in another walk, where it did not bring what was announced.
 *
 * @category actions
 * @since 0.1.0
 */
export const again = Effect.fnUntraced(function* (
  { epoch, place }: Lease,
  walks: number
): Effect.fn.Return<void, SqlError, PgClient> {
  const { name, query } = yield* database(place.schema)
  yield* query(
    `UPDATE ${name("durable_segments")} SET cursor = NULL, walks = $4, rows = 0, counters = NULL, settled = NULL
      WHERE export = $1 AND number = $2 AND epoch = $3::float8 AND NOT done`,
    [place.exportId, place.number, epoch, walks]
  )
})
