/**
 * The work on one segment, page by page.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { CallOptions, Observer, type IntercomClient, type IntercomError } from "@effect-intercom/core"
import { type Export, type ExportJob, ExportSegment, type ExportSink, ExportStream } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { SqlError } from "effect/sql/SqlError"
import type { ChangeStream, Found } from "../changes/Change.ts"
import * as Reading from "../changes/Reading.ts"
import type { ObjectStoreError } from "../ObjectStore.ts"
import type { Asked } from "./Asked.ts"
import type { DurableExportError } from "./DurableError.ts"
import * as Lease from "./Lease.ts"
import { database } from "./Place.ts"
import * as Target from "./Target.ts"

/**
 * What working on a segment fails with.
 *
 * @category errors
 * @since 0.1.0
 */
export type WorkFailure =
  | IntercomError
  | ExportJob.ExportJobError
  | ExportSink.SinkError
  | SqlError
  | ObjectStoreError
  | DurableExportError
  | Lease.Lost

/**
 * What is known of the export.
 *
 * @category models
 * @since 0.1.0
 */
export interface Work {
  readonly lease: Lease.Lease
  readonly asked: Asked
  readonly workspace: string | undefined
  /** Streams whose tables held rows before: what does not come may be gone. */
  readonly tracked: ReadonlySet<string>
  /** Told after every page. */
  readonly moved: () => void
}

type Needs = IntercomClient.IntercomClient | PgClient

/**
 * Works on a segment from where it is to its end.
 *
 * @category actions
 * @since 0.1.0
 */
export const work = (given: Work): Effect.Effect<void, WorkFailure, Needs> =>
  CallOptions.withOptions(round(given), { responses: "trust" })

const round = (given: Work): Effect.Effect<void, WorkFailure, Needs> => {
  switch (given.lease.round) {
    case "walk":
    case "changes":
      return walk(given)
    case "owed":
      return payOwed(given)
    case "gone":
      return removeGone(given)
  }
}

type Writer = Effect.Success<ReturnType<typeof PostgresSink.writer>>

const writerOf = (
  { asked, lease, workspace }: Work,
  stream: Export.StreamName
): Effect.Effect<Writer, ExportSink.SinkError, PgClient> =>
  PostgresSink.writer({ stream, schema: lease.place.schema, attributes: asked.attributes, workspace })

/** Requests since the last page. */
const counting = () => {
  let [requests, retries] = [0, 0]
  return {
    counted: Observer.observed((event) =>
      Effect.sync(() => {
        if (event._tag === "Attempted") requests++
        else if (event._tag === "Retried") retries++
      })
    ),
    taken: () => {
      const now = { requests, retries }
      ;[requests, retries] = [0, 0]
      return now
    }
  }
}

/** A walk through rows, and once more where not all of those came that were announced. */
const walk = Effect.fnUntraced(function* (given: Work): Effect.fn.Return<void, WorkFailure, Needs> {
  const { asked, lease, moved, tracked } = given
  const { cursor, place, segment, stream, walks, window } = lease
  const { name, query } = yield* database(place.schema)
  const target = yield* Target.open({ ...given, stream })
  const { idOf, removes } = ExportStream.facts(stream)
  // The stream whose records go may not be part of the export.
  const gone = asked.streams.find((other) => other === removes?.stream)
  const remove = gone === undefined || asked.into === "objects" ? undefined : yield* writerOf(given, gone)
  const { counted, taken } = counting()
  let isShort = false

  const keep = Effect.fnUntraced(function* (page: ExportSegment.Page) {
    const { counters, cursor, isLast, owed, records, settled } = page
    const reason = owed.find(({ kind }) => kind === "walk")?.reason
    isShort = isLast && reason !== undefined && walks < mostWalks
    const removed =
      remove === undefined || removes === undefined
        ? []
        : records.flatMap((record) => removes.tombstoneOf(record) ?? [])
    // An object is put before the transaction that speaks of it.
    if (!target.goesOn) yield* target.write(records)
    const object = isLast && !isShort ? yield* target.close : undefined
    yield* Lease.fenced(
      lease,
      {
        object,
        cursor,
        rows: records.length,
        removed: removed.length,
        ...taken(),
        counters: JSON.stringify(counters),
        settled: JSON.stringify(settled),
        shortfall: isLast ? reason : undefined,
        isDone: isLast && !isShort
      },
      Effect.gen(function* () {
        const refused = target.goesOn ? yield* target.write(records) : []
        if (removed.length > 0) yield* remove?.({ removed }) ?? Effect.void
        const unread = [
          ...refused.flatMap(({ id, reason }) => (id === undefined ? [] : [{ id, reason }])),
          ...(isLast
            ? owed.flatMap((debt) => (debt.kind === "record" ? [{ id: debt.id, reason: debt.reason }] : []))
            : [])
        ]
        yield* owe(lease, unread)
        if (tracked.has(stream)) {
          yield* query(
            `INSERT INTO ${name("durable_seen")} (export, stream, id)
              SELECT $1, $2, id FROM jsonb_array_elements_text($3::jsonb) id ON CONFLICT DO NOTHING`,
            [place.exportId, stream, JSON.stringify(records.flatMap((record) => idOf(record) ?? []))]
          )
        }
      })
    )
    moved()
  })

  if (!target.goesOn && cursor !== undefined) yield* Lease.again(lease, walks)
  yield* ExportSegment.pages(stream, {
    window,
    segment,
    walks,
    parts: asked.parts,
    lists: asked.lists,
    ...(cursor === undefined || !target.goesOn ? {} : { from: cursor })
  }).pipe(Stream.runForEach(keep), counted)
  if (!isShort) return
  yield* Lease.again(lease, walks + 1)
  return yield* walk({ ...given, lease: { ...lease, cursor: undefined, walks: walks + 1 } })
})

interface Unread {
  readonly id: string
  readonly reason: string
}

/** Notes what could not be read. */
const owe = Effect.fnUntraced(function* (
  { place, stream }: Lease.Lease,
  unread: ReadonlyArray<Unread>
): Effect.fn.Return<void, SqlError, PgClient> {
  if (unread.length === 0) return
  const { name, query } = yield* database(place.schema)
  yield* query(
    `INSERT INTO ${name("durable_owed")} (export, stream, id, attempts, reason)
      SELECT DISTINCT ON (owed->>'id') $1, $2, owed->>'id', 1, owed->>'reason' FROM jsonb_array_elements($3::jsonb) owed
      ON CONFLICT (export, stream, id) DO UPDATE SET reason = excluded.reason`,
    [place.exportId, stream, JSON.stringify(unread)]
  )
})

/** What does not come in the second walk is missing. */
const mostWalks = 2

/** Asks again for what could not be read, a few times. What cannot be asked for stays owed. */
const payOwed = Effect.fnUntraced(function* (given: Work): Effect.fn.Return<void, WorkFailure, Needs> {
  const { asked, lease, moved } = given
  const { place, stream } = lease
  const { name, query } = yield* database(place.schema)
  const target = yield* Target.open({ ...given, stream })
  const { counted, taken } = counting()
  for (const wait of waits) {
    const owed = yield* query<{ readonly id: string }>(
      `SELECT id FROM ${name("durable_owed")} WHERE export = $1 AND stream = $2 ORDER BY id`,
      [place.exportId, stream]
    )
    if (owed.length === 0) break
    yield* Effect.sleep(wait)
    yield* ExportSegment.owed(
      stream,
      owed.map(({ id }) => id),
      { parts: asked.parts, lists: asked.lists }
    ).pipe(
      Stream.runForEach(
        Effect.fnUntraced(function* ({ isLast, problems, records, settled }) {
          const failed = problems.flatMap((problem) =>
            problem.kind === "dead-letter" && problem.id !== undefined
              ? [{ id: problem.id, reason: problem.reason }]
              : []
          )
          const ended = problems.flatMap((problem) => (problem.kind === "gone" ? [problem.id] : []))
          const came = records.flatMap((record) => ExportStream.facts(stream).idOf(record) ?? [])
          if (!target.goesOn) yield* target.write(records)
          const object = records.length > 0 ? yield* target.close : undefined
          yield* Lease.fenced(
            lease,
            {
              object,
              cursor: "",
              rows: records.length,
              removed: 0,
              ...taken(),
              counters: undefined,
              settled: isLast && settled.length > 0 ? JSON.stringify(settled) : undefined,
              shortfall: undefined,
              isDone: false
            },
            Effect.gen(function* () {
              const refused = new Set(target.goesOn ? (yield* target.write(records)).map(({ id }) => id) : [])
              yield* query(
                `UPDATE ${name("durable_owed")} held SET attempts = held.attempts + 1, reason = owed->>'reason'
                  FROM jsonb_array_elements($3::jsonb) owed WHERE export = $1 AND stream = $2 AND held.id = owed->>'id'`,
                [place.exportId, stream, JSON.stringify(failed)]
              )
              yield* query(
                `DELETE FROM ${name("durable_owed")} WHERE export = $1 AND stream = $2
                  AND id IN (SELECT jsonb_array_elements_text($3::jsonb))`,
                [place.exportId, stream, JSON.stringify([...came.filter((id) => !refused.has(id)), ...ended])]
              )
            })
          )
          moved()
        })
      ),
      counted
    )
  }
  yield* Lease.fenced(lease, ending, Effect.void)
})

const waits = ["0 seconds", "2 seconds", "10 seconds"] as const

const ending: Lease.Moved = {
  cursor: "",
  rows: 0,
  removed: 0,
  requests: 0,
  retries: 0,
  counters: undefined,
  settled: undefined,
  shortfall: undefined,
  isDone: true
}

/**
 * What was there before and did not come is asked for by its id, and is gone where Intercom says so, or cannot be asked. One that
 * Intercom cannot hand out is owed; where it hands out none of many, it is Intercom that fails, and is waited for.
 */
const removeGone = Effect.fnUntraced(function* (given: Work): Effect.fn.Return<void, WorkFailure, Needs> {
  const { lease, moved } = given
  const { place, stream } = lease
  const { name, query } = yield* database(place.schema)
  const write = yield* writerOf(given, stream)
  const { counted, taken } = counting()
  let last = lease.cursor ?? ""
  while (true) {
    const unseen = yield* query<{ readonly id: string }>(
      `SELECT held.id FROM ${name(stream)} held
        WHERE held.id > $3 COLLATE "C" AND held.deleted_at IS NULL AND held.id NOT LIKE '#%'
          AND held.exported_at < (SELECT begun_at FROM ${name("durable_exports")} WHERE id = $1)
          AND NOT EXISTS (SELECT FROM ${name("durable_seen")} seen
            WHERE seen.export = $1 AND seen.stream = $2 AND seen.id = held.id)
          AND NOT EXISTS (SELECT FROM ${name("durable_owed")} owed
            WHERE owed.export = $1 AND owed.stream = $2 AND owed.id = held.id)
        ORDER BY held.id LIMIT 100`,
      [place.exportId, stream, last]
    )
    if (unseen.length === 0) break
    last = unseen.at(-1)?.id ?? last
    const unread: Array<Unread> = []
    const read = ({ id }: { readonly id: string }) =>
      Effect.catchIf(
        Reading.read(stream, id),
        (error) => Reading.isOfOne(error) && unread.length < mostUnread,
        ({ message }) =>
          Effect.sync((): ReadonlyArray<Found> => {
            unread.push({ id, reason: message })
            return []
          })
      )
    const found = Reading.isReadable(stream)
      ? yield* Effect.forEach(unseen, read, { concurrency: 16 }).pipe(
          counted,
          Effect.map((all) => all.flat())
        )
      : unseen.map(({ id }) => ({ _tag: "Delete", stream, id, reason: "missing", at: undefined }) as const)
    const records: Array<object> = []
    const removed: Array<ExportSink.Tombstone> = []
    for (const change of found) {
      if (change._tag === "Upsert") records.push(change.record)
      else if (change._tag === "Delete") removed.push({ id: change.id, reason: change.reason, at: change.at })
      else removed.push({ id: change.id, reason: "merged", mergedInto: change.into, at: change.at })
    }
    yield* Lease.fenced(
      lease,
      { ...ending, ...taken(), cursor: last, rows: records.length, removed: removed.length, isDone: false },
      Effect.andThen(write({ records, removed }), owe(lease, unread))
    )
    moved()
  }
  yield* Lease.fenced(lease, { ...ending, cursor: last }, Effect.void)
})

/** Records of a hundred that Intercom may be unable to hand out. */
const mostUnread = 10

/**
 * Whether it is of use to remember which ids came.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTrackable = (stream: ChangeStream): boolean => ExportStream.facts(stream).retention === undefined
