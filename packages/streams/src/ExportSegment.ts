/**
 * Streams in segments that are read by themselves: by several processes at once, in any order, each from where it was stopped.
 *
 * **When to use**
 *
 * To share one export among programs of one's own. `DurableExport` of `@effect-intercom/sync` does all of it for a PostgreSQL;
 * for one process `Export.run` reads in spans of time by itself.
 *
 * **Details**
 *
 * - {@link find} asks for counts only, about one request a segment.
 * - {@link pages} gives records with the place to go on from after them. Kept with the records, in one transaction, nothing
 *   is lost and nothing is written twice.
 *
 * **Gotchas**
 *
 * - What changes while segments are read moves, so read what changed since before the first one afterwards:
 *   `find` and `pages` with a `window`.
 *
 * **Example** (Conversations in segments of 5,000)
 *
 * ```ts
 * import { Effect, Stream } from "effect"
 * import { ExportSegment } from "@effect-intercom/streams"
 *
 * const program = Effect.gen(function* () {
 *   const segments = yield* ExportSegment.find("conversations", { rows: 5000 })
 *   for (const segment of segments) {
 *     yield* ExportSegment.pages("conversations", { segment }).pipe(
 *       Stream.runForEach(({ records }) => Effect.log(records.length))
 *     )
 *   }
 * })
 * ```
 *
 * @since 0.1.0
 */
import { CallOptions, IntercomClient, InvalidInput, type IntercomError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { definitionOf, type Source } from "./catalog/Catalog.ts"
import type { Definition, Selection } from "./catalog/Definition.ts"
import * as Pieces from "./catalog/Pieces.ts"
import { identify } from "./export/Identity.ts"
import type { Step } from "./export/Reading.ts"
import { steps } from "./export/Steps.ts"
import type { ExportError } from "./ExportError.ts"
import type { ExportJobError } from "./job/Error.ts"
import * as PaginationFailure from "./paging/Failure.ts"
import type { Debts } from "./state/Debt.ts"
import type { Problem } from "./state/Problem.ts"
import { shortfallsOf } from "./state/Report.ts"
import { type Counters, nothing, type Reached, StreamState } from "./state/StreamState.ts"
import * as Window from "./time/Window.ts"

export { skew } from "./export/Identity.ts"

/**
 * A segment: what was created, or in a window what changed, at or after `since` and before `until`. Unix seconds, null where
 * it is open.
 *
 * @category models
 * @since 0.1.0
 */
export interface Segment extends Pieces.Piece {}

/**
 * What of a stream is read.
 *
 * @category models
 * @since 0.1.0
 */
export interface SelectionOptions {
  /** Only what changed at or after `since` and before `until`, in Unix seconds. Everything when left out. */
  readonly window?: Window.Window | undefined
  /** Whether conversations are read with their parts. `true` when left out. */
  readonly parts?: boolean | undefined
  /** Whether the lists inside contacts are read whole. `false` when left out. */
  readonly lists?: boolean | undefined
}

/**
 * How a stream is divided.
 *
 * @category models
 * @since 0.1.0
 */
export interface FindOptions extends SelectionOptions {
  /** About how many rows a segment has. 5,000 when left out. */
  readonly rows?: number | undefined
}

/**
 * What of a segment is read, and how.
 *
 * @category models
 * @since 0.1.0
 */
export interface PagesOptions extends SelectionOptions {
  readonly segment: Segment
  /** Records read one by one at a time. 64 when left out; the client's pacing keeps them within the budget. */
  readonly concurrency?: number | undefined
  /** The `cursor` of the page that was kept last. From the beginning when left out. */
  readonly from?: string | undefined
  /** Which reading of the segment this is, from 1. What does not come in the second is called missing. 1 when left out. */
  readonly walks?: number | undefined
}

/**
 * Records that came together, and where to go on once they are kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface Page extends Debts {
  readonly records: ReadonlyArray<object>
  /** What went wrong with others. */
  readonly problems: ReadonlyArray<Problem>
  readonly cursor: string
  /** Whether the segment is at its end. */
  readonly isLast: boolean
  /** What was counted since the beginning of the segment. */
  readonly counters: Counters
}

/**
 * Whose workspace it is, and what time it is there: what changes from now on is not older. Unix seconds. Fails where the
 * token is refused.
 *
 * @category constructors
 * @since 0.1.0
 */
export const now: Effect.Effect<
  { readonly workspace: string | null; readonly seconds: number },
  ExportError,
  IntercomClient.IntercomClient
> = Effect.gen(function* () {
  const { skew, workspace } = yield* identify
  return { workspace, seconds: Window.horizon((yield* Clock.currentTimeMillis) + skew, 0) }
})

/**
 * Divides a stream into segments of about as many rows, by counts. A stream that no time finds, as companies or tags, and one
 * that is short, is one segment.
 *
 * ```ts
 * const segments = yield* ExportSegment.find("conversations", { rows: 5000 })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* (
  source: Source,
  { rows = 5000, ...options }: FindOptions = {}
): Effect.fn.Return<ReadonlyArray<Segment>, IntercomError, IntercomClient.IntercomClient> {
  const listing = definitionOf(source).list(yield* selectionOf(options))
  if (!(Number.isInteger(rows) && rows >= 1)) return yield* refused(listing.operation, "rows", "a whole number from 1")
  return yield* CallOptions.withOptions(Pieces.find(listing, rows), { responses: "trust" })
})

/**
 * Reads a segment, or goes on with it. The last page says so, also where there are no records.
 *
 * @category constructors
 * @since 0.1.0
 */
export const pages = (
  source: Source,
  { concurrency = 64, from, segment, walks, ...options }: PagesOptions
): Stream.Stream<Page, IntercomError | ExportJobError, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const definition = definitionOf(source)
      const selection = yield* selectionOf(options)
      const listing = Pieces.listing(definition.list(selection), segment)
      const reached = from === undefined ? nothing : Option.getOrUndefined(decode(from))
      if (reached === undefined) return Stream.fromEffect(refused(listing.operation, "from", "the cursor of a page"))
      // A list that cannot be entered in the middle is read from its first page.
      const goesOn = reached.walked || listing.resumable
      return read({ ...definition, list: () => listing }, selection, {
        concurrency,
        walks,
        from: goesOn ? reached : nothing
      })
    })
  )

/**
 * Reads records by their ids, where the stream has a way to, or what belongs to them. Ids that could not be read come as
 * problems once more.
 *
 * @category constructors
 * @since 0.1.0
 */
export const owed = (
  source: Source,
  ids: ReadonlyArray<string>,
  options: SelectionOptions & Pick<PagesOptions, "concurrency"> = {}
): Stream.Stream<Page, IntercomError | ExportJobError, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.map(selectionOf(options), (selection) =>
      read(definitionOf(source), selection, {
        concurrency: options.concurrency ?? 64,
        walks: 1,
        from: {
          ...nothing,
          position: { cursor: null, listed: true, pending: ids, done: false },
          // What failed before says nothing of how Intercom does today.
          owed: ids.map((id) => ({ kind: "record", id, reason: "", attempts: 1, byId: true, since: null }))
        }
      })
    )
  )

/**
 * What is missing because of debts, in words, as the report of an export has it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const shortfalls = (debts: Debts): ReadonlyArray<string> => shortfallsOf(debts, [])

const selectionOf = Effect.fnUntraced(function* ({
  lists = false,
  parts = true,
  window = Window.everything
}: SelectionOptions): Effect.fn.Return<Selection, never, IntercomClient.IntercomClient> {
  const client = yield* IntercomClient.IntercomClient
  const version = (yield* CallOptions.CurrentCallOptions).version ?? client.version
  return { window, version, parts, lists, segments: 1, everyParent: !Window.isBounded(window) }
})

interface ReadOptions {
  readonly concurrency: number
  readonly walks: number | undefined
  readonly from: Reached
}

const read = (
  definition: Definition<unknown, ExportJobError>,
  selection: Selection,
  options: ReadOptions
): Stream.Stream<Page, IntercomError | ExportJobError, IntercomClient.IntercomClient> => {
  const all = steps(definition, selection, { ...options, mismatches: "keep" })
  const isOneByOne = definition.hydration?.(selection) !== undefined || options.from.position.pending.length > 0
  return isOneByOne
    ? all.pipe(
        Stream.groupedWithin(together, "1 second"),
        Stream.filter((some) => some.length > 0),
        Stream.map(pageOf)
      )
    : Stream.map(all, (step) => pageOf([step]))
}

/** Records that came one by one, and are handed on together. */
const together = 150

const pageOf = (some: ReadonlyArray<Step>): Page => {
  const reached = some.at(-1)?.reached ?? nothing
  return {
    records: some.flatMap(({ records }) => records),
    problems: some.flatMap(({ problems }) => problems),
    cursor: encode(reached),
    isLast: reached.position.done,
    counters: reached.counters,
    owed: reached.owed,
    settled: reached.settled
  }
}

const ReachedJson = /*#__PURE__*/ Schema.fromJsonString(
  /*#__PURE__*/ Schema.Struct({
    walked: StreamState.fields.walked,
    position: StreamState.fields.position,
    overlap: StreamState.fields.overlap,
    expected: StreamState.fields.expected,
    counters: StreamState.fields.counters,
    owed: StreamState.fields.owed,
    settled: StreamState.fields.settled,
    spans: StreamState.fields.spans
  })
)

const encode = /*#__PURE__*/ Schema.encodeSync(ReachedJson)
const decode = /*#__PURE__*/ Schema.decodeOption(ReachedJson)

const refused = (
  operation: Parameters<typeof PaginationFailure.fail>[0],
  path: string,
  expected: string
): Effect.Effect<never, IntercomError, IntercomClient.IntercomClient> =>
  PaginationFailure.fail(operation, new InvalidInput({ issues: [{ path, message: `Expected ${expected}` }] }))
