/**
 * Looks at a stream: at what changed since the last time, or at all of it.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { Export, type ExportJob, ExportStream } from "@effect-intercom/streams"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ChangeStream, Found } from "./Change.ts"
import type { Latest } from "./Latest.ts"
import * as Look from "./Look.ts"
import * as Page from "./Page.ts"
import { overlap, type StreamPosition } from "./Position.ts"
import * as Reading from "./Reading.ts"

/**
 * What a look fails with.
 *
 * @category models
 * @since 0.1.0
 */
export type LookFailure = IntercomError | ExportJob.ExportJobError

/**
 * What a look goes by.
 *
 * @category models
 * @since 0.1.0
 */
export interface LookOptions {
  /** The streams that are followed. */
  readonly streams: ReadonlySet<string>
  readonly latest: Pick<Latest, "isSettled" | "isGone">
  /** By how many milliseconds Intercom's clock is ahead of ours. */
  readonly skew: Effect.Effect<number, IntercomError, IntercomClient.IntercomClient>
}

/**
 * Pages of what changed since the position of a stream, up to now. The last one says how far it is. Of what is listed in a
 * short form, the whole record is read, but not of versions that were told: the window holds those of the last minutes again.
 *
 * @category constructors
 * @since 0.1.0
 */
export const changed = (
  stream: ChangeStream,
  position: StreamPosition,
  { latest, skew, streams }: LookOptions
): Stream.Stream<Page.Page, LookFailure, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const ahead = yield* skew
      const askedAt = yield* Clock.currentTimeMillis
      const look = Look.make(stream, streams)
      const isShort = stream === "conversations"
      const since = DateTime.makeUnsafe(position.since * 1000)
      const pageOf = (rows: ReadonlyArray<Found>) => {
        if (!isShort) return Effect.map(believed(look, latest, rows), (changes) => Page.make({ changes, askedAt }))
        const news = rows.filter(
          (row) => row._tag !== "Upsert" || !latest.isSettled(stream, row.id, row.changedAt, ahead)
        )
        return readAll(
          look,
          stream,
          news.map(({ id }) => id)
        )
      }
      const listed = Export.stream(stream, { since, settled: false, parts: false }).pipe(
        Stream.groupedWithin(pageSize, pageTime),
        Stream.mapEffect(look.take),
        Stream.mapEffect(pageOf)
      )
      const next = nextSince(stream, askedAt + ahead)
      // What cannot be asked for by its id is looked for in the whole window, which must not grow for ever.
      const kept = Reading.isReadable(stream) ? position.since : Math.max(position.since, next - longestWindow)
      return Stream.concat(
        Stream.concat(paid(look, stream, position.owed), listed),
        end(() => ({
          stream,
          since: look.isKept() ? next : kept,
          wholeAt: undefined,
          owed: look.owed(),
          paid: position.owed
        }))
      )
    })
  )

/**
 * Pages of all that a stream holds, and of what it no longer does: those of the `known` ids that did not come are asked for
 * one by one, and where they cannot be, looked for in another walk, so that a list that moved, or broke off, takes nothing
 * away. What Intercom keeps for a time only is not gone when it does not come any more.
 *
 * @category constructors
 * @since 0.1.0
 */
export const everything = <E, R>(
  stream: ChangeStream,
  position: StreamPosition,
  { latest, skew, streams }: LookOptions,
  known: Stream.Stream<string, E, R> | undefined
): Stream.Stream<Page.Page, LookFailure | E, IntercomClient.IntercomClient | R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const ahead = yield* skew
      const askedAt = yield* Clock.currentTimeMillis
      const missing = new Set<string>()
      const tellsGone = ExportStream.facts(stream).retention === undefined
      if (known !== undefined && tellsGone) {
        yield* Stream.runForEach(known, (id) => Effect.sync(() => missing.add(id)))
      }
      const look = Look.make(stream, streams)
      const came = ({ changes }: Page.Page) =>
        Effect.sync(() => {
          for (const change of changes) if (change.stream === stream) missing.delete(change.id)
        })
      const listed = Export.stream(stream).pipe(
        Stream.groupedWithin(pageSize, pageTime),
        Stream.mapEffect(look.take),
        Stream.mapEffect((rows) => believed(look, latest, rows)),
        Stream.map((changes) => Page.make({ changes, askedAt }))
      )
      const gone = Stream.suspend(() => {
        for (const id of look.owed()) missing.delete(id)
        if (missing.size === 0) return Stream.empty
        if (Reading.isReadable(stream)) return byIds(look, stream, missing)
        return look.isWhole() ? missed(stream, missing, askedAt) : Stream.empty
      })
      return Stream.concat(
        Stream.concat(Stream.tap(Stream.concat(paid(look, stream, position.owed), listed), came), gone),
        end(() => ({
          stream,
          since: look.isKept() ? nextSince(stream, askedAt + ahead) : position.since,
          wholeAt: look.isKept() ? Math.floor(askedAt / 1000) : undefined,
          owed: look.owed(),
          paid: position.owed
        }))
      )
    })
  )

/** A list that is behind may still show what is gone, so that is asked for by its id. */
const believed = (
  look: Look.Look,
  { isGone }: Pick<Latest, "isGone">,
  rows: ReadonlyArray<Found>
): Effect.Effect<ReadonlyArray<Found>, IntercomError, IntercomClient.IntercomClient> =>
  Effect.map(
    Effect.forEach(
      rows,
      (row): Effect.Effect<ReadonlyArray<Found>, IntercomError, IntercomClient.IntercomClient> =>
        row._tag === "Upsert" && isGone(row.stream, row.id) && Reading.isReadable(row.stream)
          ? look.read(row.stream, row.id)
          : Effect.succeed([row]),
      { concurrency: readsAtATime }
    ),
    (found) => found.flat()
  )

/** What another walk through everything does not bring either, where that was whole. */
const missed = (stream: ChangeStream, missing: ReadonlySet<string>, askedAt: number) =>
  Export.tombstones(stream, missing).pipe(
    Stream.map(({ id }): Found => ({ _tag: "Delete", stream, id, reason: "missing", at: undefined })),
    Stream.grouped(pageSize),
    Stream.map((changes) => Page.make({ changes, askedAt }))
  )

/** Asks once more for what could not be read before. */
const paid = (look: Look.Look, stream: ChangeStream, owed: ReadonlyArray<string>) =>
  Reading.isReadable(stream) ? byIds(look, stream, owed) : Stream.empty

/** Pages of records by their ids. */
const byIds = (look: Look.Look, stream: ChangeStream, ids: Iterable<string>) =>
  Stream.fromIterable(ids).pipe(
    Stream.grouped(pageSize),
    Stream.mapEffect((some) => readAll(look, stream, some))
  )

/** Reads records by their ids: they are as of now, and not of when the look began. */
const readAll = Effect.fnUntraced(function* (
  { read }: Look.Look,
  stream: ChangeStream,
  ids: ReadonlyArray<string>
): Effect.fn.Return<Page.Page, IntercomError, IntercomClient.IntercomClient> {
  const askedAt = yield* Clock.currentTimeMillis
  const found = yield* Effect.forEach(ids, (id) => read(stream, id), { concurrency: readsAtATime })
  return Page.make({ changes: found.flat(), askedAt })
})

const end = (reached: () => Page.Reached): Stream.Stream<Page.Page> =>
  Stream.fromEffect(
    Effect.map(Clock.currentTimeMillis, (askedAt) => Page.make({ changes: [], askedAt, reached: reached() }))
  )

/** Where the next look at a stream begins that was looked at now, by Intercom's clock. */
const nextSince = (stream: ChangeStream, at: number): number =>
  Math.floor(at / 1000) - ExportStream.facts(stream).settle - overlap

/** Records that are told together, and how long one waits for others. */
const pageSize = 150
const pageTime = "1 second"

/** Records that are read by their ids at a time. */
const readsAtATime = 16

/** Seconds of what changed that are asked for again, at most, where something in it cannot be read. */
const longestWindow = 3600
