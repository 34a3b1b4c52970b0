/**
 * What happens in a workspace, as one stream: records that are new, changed, gone or merged.
 *
 * **When to use**
 *
 * To keep something of one's own in step with a workspace: a search index, a queue, another system. For a PostgreSQL,
 * `Sync.run` does all of it.
 *
 * **Details**
 *
 * - Contacts, conversations and tickets are looked for by the time they changed, every minute; the window reaches back as far
 *   as Intercom's search may be behind. What no search finds is read as a whole, every hour.
 * - Where the context has an inbox of webhooks (`Webhooks.Inbox` of `@effect-intercom/app`), its notifications are hints: the
 *   record is read again and told within seconds. A notification leaves the inbox when its change was handled.
 * - The same version of a record is told once: by stream, id, `updated_at`, and the content, as two changes may lie within one
 *   second. Nothing older is told after something newer.
 * - Every `reconcileEvery` all of it is read again, for what neither told; with `known`, what is gone comes out then.
 *
 * **Gotchas**
 *
 * - A change is told at least once. After a stop what changed in the last minutes comes again: upsert by id.
 * - No search tells that a contact was deleted. Without webhooks and without `known` it stays.
 * - A change is handled when the next one is asked for: do the work inside of the stream.
 *
 * **Example** (Contacts and conversations, from now on)
 *
 * ```ts
 * import { Effect, Stream } from "effect"
 * import { Changes } from "@effect-intercom/sync"
 *
 * const program = Changes.stream({ streams: ["contacts", "conversations"] }).pipe(
 *   Stream.runForEach((change) => {
 *     switch (change._tag) {
 *       case "Upsert":
 *         return Effect.log(change.stream, change.record.id)
 *       case "Delete":
 *         return Effect.log(change.stream, change.id, "is gone")
 *       case "Merge":
 *         return Effect.log(change.id, "went into", change.into)
 *     }
 *   })
 * )
 * ```
 *
 * @since 0.1.0
 */
import { Webhooks } from "@effect-intercom/app"
import { CallOptions, IntercomClient, type IntercomError } from "@effect-intercom/core"
import { Export, type ExportJob, ExportSegment, ExportStream } from "@effect-intercom/streams"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Stream from "effect/Stream"
import { type Change, type ChangeStream, type Found, isChangeStream } from "./changes/Change.ts"
import * as Hints from "./changes/Hints.ts"
import * as Latest from "./changes/Latest.ts"
import * as Page from "./changes/Page.ts"
import * as Polling from "./changes/Polling.ts"
import * as Reading from "./changes/Reading.ts"
import { make as makePosition, overlap, type Position, type StreamPosition } from "./changes/Position.ts"

export {
  type Change,
  type ChangeStream,
  type Delete,
  isChangeStream,
  type Merge,
  type Upsert
} from "./changes/Change.ts"
export { Position, StreamPosition } from "./changes/Position.ts"

/**
 * Which streams are followed, how often, and from where on.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChangesOptions<S extends ChangeStream = ChangeStream, E = never, R = never> {
  /** By their names; `"all"` that the API version has but content data, activity logs and data events. */
  readonly streams: ReadonlyArray<S> | "all"
  /** How often what changed is looked for. A minute when left out. */
  readonly every?: Duration.Input | undefined
  /** How often streams are read of which no search tells what changed, as companies and tags. An hour when left out. */
  readonly wholeEvery?: Duration.Input | undefined
  /** How often all streams are read as a whole, conversations with a request each. A day when left out; `false` for never. */
  readonly reconcileEvery?: Duration.Input | false | undefined
  /** Where to go on; `"everything"` to begin with all there is. From now on when left out. */
  readonly from?: Position | "everything" | undefined
  /** The ids one has of a stream. Those that are not there any more are told when it is read as a whole. They are kept in memory. */
  readonly known?: ((stream: S) => Stream.Stream<string, E, R>) | undefined
  /** Intercom's id of the workspace: notifications of others in the inbox are done without a change. */
  readonly workspace?: string | undefined
  /**
   * What happens when the token may not read a stream: `fail` ends all, `skip` leaves the stream out, with a word in the log.
   * `fail` when left out.
   */
  readonly denied?: "fail" | "skip" | undefined
}

/**
 * Changes that were found together, in their order.
 *
 * @category models
 * @since 0.1.0
 */
export interface Batch<S extends ChangeStream = ChangeStream> {
  readonly changes: ReadonlyArray<Change<S>>
  /** Where to go on from once these were handled. */
  readonly position: Position
  /** The stream that was looked at to its end, and when that look began, in Unix milliseconds. */
  readonly reached: { readonly stream: S; readonly at: number; readonly isWhole: boolean } | undefined
  /** To be run once they were handled: until then notifications stay in the inbox. */
  readonly handled: Effect.Effect<void>
}

/**
 * What following changes fails with. Whatever it is, the position of the last change leads on.
 *
 * @category errors
 * @since 0.1.0
 */
export type ChangesError = IntercomError | ExportJob.ExportJobError | PersistedQueue.PersistedQueueError

/**
 * The streams that `"all"` means, with an API version.
 *
 * @category conversions
 * @since 0.1.0
 */
export const allStreams: Effect.Effect<ReadonlyArray<ChangeStream>, never, IntercomClient.IntercomClient> = Effect.gen(
  function* () {
    const client = yield* IntercomClient.IntercomClient
    const version = (yield* CallOptions.CurrentCallOptions).version ?? client.version
    return Export.streamNames.filter(
      (name): name is ChangeStream =>
        isChangeStream(name) && name !== "activity_logs" && name !== "data_events" && Export.isAvailable(name, version)
    )
  }
)

/**
 * The position of streams that were read until a moment, in Unix seconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const positionAt = (streams: ReadonlyArray<ChangeStream>, seconds: number): Position =>
  makePosition(
    Object.fromEntries(
      streams.map((stream): [string, StreamPosition] => [
        stream,
        { since: seconds - ExportStream.facts(stream).settle - overlap, wholeAt: seconds, owed: [] }
      ])
    )
  )

/**
 * Follows a workspace: changes one by one, for as long as the stream is read.
 *
 * ```ts
 * const follow = (from: Changes.Position) =>
 *   Changes.stream({ streams: ["contacts"], every: "1 minute", from }).pipe(Stream.runForEach((change) => store(change)))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const stream = <const S extends ChangeStream, E = never, R = never>(
  options: ChangesOptions<S, E, R>
): Stream.Stream<Change<S>, ChangesError | E, IntercomClient.IntercomClient | R> =>
  Stream.flatMap(batches(options), ({ changes, handled }) =>
    Stream.concat(Stream.fromIterable(changes), Stream.fromEffectDrain(handled))
  )

/**
 * The same in batches, for programs that handle many at once, as in one transaction. A batch without changes tells how far a
 * stream is.
 *
 * @category constructors
 * @since 0.1.0
 */
export const batches = <const S extends ChangeStream, E = never, R = never>(
  options: ChangesOptions<S, E, R>
): Stream.Stream<Batch<S>, ChangesError | E, IntercomClient.IntercomClient | R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const inbox = yield* Effect.serviceOption(Webhooks.Inbox)
      const streams: ReadonlyArray<ChangeStream> = options.streams === "all" ? yield* allStreams : options.streams
      const followed: ReadonlySet<string> = new Set(streams)
      // Records tell their times by Intercom's clock. What ours does meanwhile is noticed within the hour.
      const skew = yield* Effect.cachedWithTTL(ExportSegment.skew, "1 hour")
      const now = Math.floor(((yield* Clock.currentTimeMillis) + (yield* skew)) / 1000)
      let position = positionFrom(options.from, streams, now)
      const latest = Latest.make(remembered)

      const whole = Duration.toMillis(Duration.fromInputUnsafe(options.wholeEvery ?? "1 hour"))
      const every = Duration.toMillis(Duration.fromInputUnsafe(options.every ?? "1 minute"))
      const { reconcileEvery = "1 day" } = options
      const reconcile =
        reconcileEvery === false
          ? Number.POSITIVE_INFINITY
          : Duration.toMillis(Duration.fromInputUnsafe(reconcileEvery))

      // Type boundary: only streams of the options are looked at.
      const known = options.known as ((stream: ChangeStream) => Stream.Stream<string, E, R>) | undefined
      const of = (stream: ChangeStream) => position.streams[stream] ?? unknown
      const by = { streams: followed, latest, skew }
      const [searched, others] = [streams.filter(isSearched), streams.filter((stream) => !isSearched(stream))]
      const lookingForChanges = looking({
        streams: searched,
        firstAt: () => 0,
        every,
        denied: options.denied,
        look: (stream) => Polling.changed(stream, of(stream), by)
      })
      const lookingAtAll = (streams: ReadonlyArray<ChangeStream>, every: number) =>
        looking({
          streams,
          firstAt: (stream) => {
            const { wholeAt } = of(stream)
            return wholeAt === null ? 0 : wholeAt * 1000 + every
          },
          every,
          denied: options.denied,
          look: (stream) => Polling.everything(stream, of(stream), by, known?.(stream))
        })
      const hints = Option.isSome(inbox) ? Hints.pages(inbox.value, followed, options) : Stream.empty

      return Stream.mergeAll<Page.Page, ChangesError | E, IntercomClient.IntercomClient | R>(
        // What is read every hour does not wait for what takes hours.
        [hints, lookingForChanges, lookingAtAll(searched, reconcile), lookingAtAll(others, whole)],
        { concurrency: "unbounded", bufferSize: 1 }
      ).pipe(
        Stream.map(({ askedAt, changes, handled, reached }): Batch<S> => {
          const news = changes.filter((change) => followed.has(change.stream) && latest.isNews(change, askedAt))
          const before = position
          if (reached !== undefined) {
            position = makePosition({
              ...position.streams,
              [reached.stream]: Page.advanced(of(reached.stream), reached)
            })
          }
          return {
            // What comes with a page is known when all of the page was handled.
            changes: news.map((change) => told<S>(change, before)),
            position,
            // Type boundary: only streams of the options are looked at.
            reached: reached && { stream: reached.stream as S, at: askedAt, isWhole: reached.wholeAt !== undefined },
            handled
          }
        })
      )
    })
  )

/** Type boundary: records are typed by what the descriptions and examples say of them. */
const told = <S extends ChangeStream>(change: Found, position: Position): Change<S> =>
  ({ ...change, position }) as unknown as Change<S>

/** How many records of a stream are remembered, so that the same is not told twice. */
const remembered = 50_000

const unknown: StreamPosition = { since: 0, wholeAt: null, owed: [] }

const positionFrom = (
  from: Position | "everything" | undefined,
  streams: ReadonlyArray<ChangeStream>,
  now: number
): Position => {
  const begun = positionAt(streams, now)
  if (from === undefined) return begun
  if (from !== "everything") return makePosition({ ...begun.streams, ...from.streams })
  return makePosition(
    Object.fromEntries(
      Object.entries(begun.streams).map(([stream, position]) => [stream, { ...position, wholeAt: null }])
    )
  )
}

/** Whether what changed is found without a look at everything: by a search, or by the contacts that changed. */
const isSearched = (stream: ChangeStream): boolean =>
  ExportStream.facts(stream).findsChanges === true || stream === "notes" || stream === "contact_merges"

interface Looking<E, R> {
  readonly streams: ReadonlyArray<ChangeStream>
  /** When a stream is looked at first, in Unix milliseconds. */
  readonly firstAt: (stream: ChangeStream) => number
  /** Milliseconds from one look at a stream to the next. */
  readonly every: number
  readonly denied: "fail" | "skip" | undefined
  readonly look: (stream: ChangeStream) => Stream.Stream<Page.Page, Polling.LookFailure | E, R>
}

/** Looks at one stream after the other, each when it is time, and for ever. */
const looking = <E, R>({
  denied,
  every,
  firstAt,
  look,
  streams
}: Looking<E, R>): Stream.Stream<Page.Page, Polling.LookFailure | E, R> => {
  const dueAt = new Map(streams.map((stream) => [stream, firstAt(stream)]))
  const next = Effect.gen(function* () {
    let [soonest] = dueAt
    for (const one of dueAt) if (soonest === undefined || one[1] < soonest[1]) soonest = one
    if (soonest === undefined || !Number.isFinite(soonest[1])) return yield* Effect.never
    const [stream, at] = soonest
    const now = yield* Clock.currentTimeMillis
    if (at > now) yield* Effect.sleep(at - now)
    dueAt.set(stream, Math.max(at, now) + every)
    return stream
  })
  const lookAt = (stream: ChangeStream) =>
    denied !== "skip"
      ? look(stream)
      : Stream.catchIf(look(stream), Reading.isDenial, () =>
          Stream.suspend(() => {
            dueAt.delete(stream)
            return Stream.fromEffectDrain(Effect.logWarning(`${stream} is left out: the token may not read it`))
          })
        )
  return Stream.flatMap(Stream.fromEffectRepeat(next), lookAt)
}
