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
 * Pages of what changed since the position of a stream, up to now. The last one says how far it is. Of what is listed in a
 * short form, the whole record is read, but not of versions that were told: the window holds those of the last minutes again.
 *
 * @category constructors
 * @since 0.1.0
 */
export const changed = (
  stream: ChangeStream,
  position: StreamPosition,
  streams: ReadonlySet<string>,
  isSettled: Latest["isSettled"]
): Stream.Stream<Page.Page, LookFailure, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const askedAt = yield* Clock.currentTimeMillis
      const look = Look.make(stream, streams)
      const isShort = stream === "conversations"
      const since = DateTime.makeUnsafe(position.since * 1000)
      const listed = Export.stream(stream, { since, settled: false, parts: false }).pipe(
        Stream.groupedWithin(pageSize, pageTime),
        Stream.mapEffect(look.take),
        Stream.mapEffect((rows) => {
          if (!isShort) return Effect.succeed(rows)
          const news = rows.filter((row) => row._tag !== "Upsert" || !isSettled(stream, row.id, row.changedAt))
          return Effect.map(Effect.forEach(news, readBy(look), { concurrency: readsAtATime }), (found) => found.flat())
        })
      )
      return Stream.concat(
        Stream.concat(paid(look, stream, position.owed), listed).pipe(
          Stream.map((changes) => Page.make({ changes, askedAt }))
        ),
        end(() => ({
          stream,
          since: look.isKept() ? nextSince(stream, askedAt) : position.since,
          wholeAt: undefined,
          owed: look.owed(),
          paid: position.owed
        }))
      )
    })
  )

/**
 * Pages of all that a stream holds, and of what it no longer does: those of the `known` ids that did not come are asked for
 * one by one, so that a list that moved, or broke off, takes nothing away.
 *
 * @category constructors
 * @since 0.1.0
 */
export const everything = <E, R>(
  stream: ChangeStream,
  position: StreamPosition,
  streams: ReadonlySet<string>,
  known: Stream.Stream<string, E, R> | undefined
): Stream.Stream<Page.Page, LookFailure | E, IntercomClient.IntercomClient | R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const askedAt = yield* Clock.currentTimeMillis
      const missing = new Set<string>()
      if (known !== undefined) yield* Stream.runForEach(known, (id) => Effect.sync(() => missing.add(id)))
      const look = Look.make(stream, streams)
      const came = (changes: ReadonlyArray<Found>) =>
        Effect.sync(() => {
          for (const change of changes) if (change.stream === stream) missing.delete(change.id)
        })
      const listed = Export.stream(stream).pipe(
        Stream.groupedWithin(pageSize, pageTime),
        Stream.mapEffect(look.take),
        Stream.tap(came),
        Stream.map((changes) => Page.make({ changes, askedAt }))
      )
      const gone = Stream.suspend(() => {
        for (const id of look.owed()) missing.delete(id)
        if (Reading.isReadable(stream)) return verified(stream, missing)
        // A list of which nothing failed says that what it does not have is gone.
        const changes = look.isWhole() ? Array.from(missing, (id) => missingOne(stream, id)) : []
        return Stream.make(Page.make({ changes, askedAt }))
      })
      return Stream.concat(
        Stream.concat(listed, gone),
        end(() => ({
          stream,
          since: look.isKept() ? nextSince(stream, askedAt) : position.since,
          wholeAt: Math.floor(askedAt / 1000),
          owed: look.owed(),
          paid: []
        }))
      )
    })
  )

const missingOne = (stream: ChangeStream, id: string): Found => ({
  _tag: "Delete",
  stream,
  id,
  reason: "missing",
  at: undefined
})

/** Asks for each of what did not come. */
const verified = (stream: ChangeStream, missing: ReadonlySet<string>) =>
  Stream.fromIterable(missing).pipe(
    Stream.grouped(pageSize),
    Stream.mapEffect(
      Effect.fnUntraced(function* (ids) {
        const askedAt = yield* Clock.currentTimeMillis
        const found = yield* Effect.forEach(ids, (id) => Reading.read(stream, id), { concurrency: readsAtATime })
        return Page.make({ changes: found.flat(), askedAt })
      })
    )
  )

/** Asks once more for what could not be read before. */
const paid = (look: Look.Look, stream: ChangeStream, owed: ReadonlyArray<string>) =>
  Stream.mapEffect(Stream.fromIterable(owed), (id) => readBy(look)({ stream, id }))

/** Reads a record; what cannot be read is owed. */
const readBy =
  (look: Look.Look) =>
  ({
    id,
    stream
  }: Pick<Found, "stream" | "id">): Effect.Effect<ReadonlyArray<Found>, IntercomError, IntercomClient.IntercomClient> =>
    Effect.catchIf(Reading.read(stream, id), Reading.isOfOne, () =>
      Effect.sync((): ReadonlyArray<Found> => {
        look.owe(id)
        return []
      })
    )

const end = (reached: () => Page.Reached): Stream.Stream<Page.Page> =>
  Stream.fromEffect(
    Effect.map(Clock.currentTimeMillis, (askedAt) => Page.make({ changes: [], askedAt, reached: reached() }))
  )

/** Where the next look at a stream begins that was looked at now. */
const nextSince = (stream: ChangeStream, askedAt: number): number =>
  Math.floor(askedAt / 1000) - ExportStream.facts(stream).settle - overlap

/** Records that are told together, and how long one waits for others. */
const pageSize = 150
const pageTime = "1 second"

/** Records that are read by their ids at a time. */
const readsAtATime = 16
