/**
 * How the rows of a stream are listed.
 *
 * @since 0.1.0
 */
import { type IntercomClient, type IntercomError, type Operation, PaginationError } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import * as IntercomStream from "../IntercomStream.ts"
import * as PaginationFailure from "../paging/Failure.ts"
import { takesPageSize } from "../paging/Request.ts"
import type { ScrollEvent } from "../paging/scroll/Options.ts"
import type { ShortSegment, Spans } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"
import { inLooks, type SeenPage } from "./Numbered.ts"

/**
 * What happens to a job before its rows come: another one of the workspace is waited for, or it was started.
 *
 * @category models
 * @since 0.1.0
 */
export type JobTurn = { readonly _tag: "JobWaiting" | "JobStarted" }

/**
 * Told what happens to a scroll: that it waits until another one is closed, and that it starts again from its first page; and
 * to a job.
 *
 * @category models
 * @since 0.1.0
 */
export type OnEvent = (event: ScrollEvent | JobTurn) => Effect.Effect<void>

/**
 * The pages of a listing, and whether it can go on from the cursor of a page. `E` is what it fails with beside errors of
 * operations.
 *
 * @category models
 * @since 0.1.0
 */
export interface Listing<out E = never> {
  readonly operation: Operation.Definition
  readonly resumable: boolean
  readonly pages: (
    from: string | undefined,
    /** Told that a scroll or a job waits for another, and that a scroll starts again. What was handed out does not come twice. */
    onEvent: OnEvent
  ) => Stream.Stream<ListedPage, IntercomError | E, IntercomClient.IntercomClient>
  /** Asks how many rows there are, at the price of one request; undefined where Intercom does not tell. */
  readonly count: Effect.Effect<number | undefined, IntercomError, IntercomClient.IntercomClient> | undefined
  /** Rows a page, where it is known. */
  readonly pageSize: number | undefined
  /** How its rows are found by their time, where they can be. */
  readonly spans?: SpanOptions | undefined
}

/**
 * How the rows of a listing are found by their time.
 *
 * @category models
 * @since 0.1.0
 */
export interface SpanOptions {
  /** The records whose `field` lies within a span. It may list a little more. */
  readonly within: (span: Window.Window) => Listing
  /** All that is listed. */
  readonly window: Window.Window
  /** What spans are spans of. */
  readonly field: "created_at" | "updated_at"
  readonly precision: Window.Precision
  /** Whether `within` asks for the oldest first. Where it does not, spans are divided only before they are read. */
  readonly isOrdered: boolean
  readonly pageSize: number
}

/**
 * A page of a listing.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListedPage extends SeenPage {
  /** A span that ended with it and had fewer rows than Intercom announced. */
  readonly short?: ShortSegment | undefined
  /** How the list is divided. */
  readonly spans?: Spans | undefined
}

/**
 * Lists with a paginated operation, a page ahead of the reader where nothing else is said.
 *
 * Cursors and URLs lead to a place between two records, and can be used again later. A page number cannot: what is added
 * or deleted meanwhile shifts the rows, so that such a list is looked at until two looks agree.
 *
 * @category constructors
 * @since 0.1.0
 */
export const listing = <Input, Page, Item>(
  operation: Operation.Paginated<Input, Page, Item>,
  input: Input,
  { prefetch = 1 }: { readonly prefetch?: number } = {}
): Listing => ({
  operation,
  resumable: operation.pagination.kind === "cursor" || operation.pagination.kind === "url",
  pages: (from, onEvent) =>
    operation.pagination.kind === "page"
      ? inLooks(() => IntercomStream.pages(operation, input, { prefetch: 1 }))
      : IntercomStream.pages(operation, input, {
          prefetch,
          from,
          scroll: { onEvent }
        }),
  count: operation.pagination.kind === "scroll" ? undefined : countOf(operation, input),
  pageSize: operation.pagination.kind === "scroll" ? 100 : operation.pagination.maxPerPage
})

/**
 * How many rows a list has: one request for a page of one row, where the size of a page can be chosen.
 *
 * @category constructors
 * @since 0.1.0
 */
export const countOf = <Input, Page, Item>(
  operation: Operation.Paginated<Input, Page, Item>,
  input: Input
): Effect.Effect<number | undefined, IntercomError, IntercomClient.IntercomClient> =>
  IntercomStream.pages(operation, input, takesPageSize(operation) ? { perPage: 1 } : {}).pipe(
    Stream.runHead,
    Effect.map((page) => Option.getOrUndefined(page)?.totalCount)
  )

/**
 * A list whose pages do not tell how many rows there are, counted by another operation before it is read: an end that comes
 * too early would pass for the end otherwise.
 *
 * @category combinators
 * @since 0.1.0
 */
export const counted = (list: Listing, count: NonNullable<Listing["count"]>): Listing => ({
  ...list,
  count,
  pages: (from, onEvent) =>
    Stream.unwrap(
      Effect.map(
        // A list that may not be counted is read all the same.
        Effect.catchIf(
          count,
          ({ reason }) => ["Forbidden", "NotFound", "InvalidRequest", "UnsupportedVersion"].includes(reason._tag),
          () => Effect.undefined
        ),
        (totalCount) =>
          Stream.map(list.pages(from, onEvent), (page) => ({ ...page, totalCount: page.totalCount ?? totalCount }))
      )
    )
})

/**
 * Lists one window after the other. A cursor is the number of the window, a colon, and the cursor within it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const inSlices = (
  operation: Operation.Definition,
  slices: ReadonlyArray<Window.Window>,
  changedAtOf: (record: object) => number | undefined,
  listingOf: (slice: Window.Window) => Listing
): Listing => ({
  operation,
  resumable: true,
  count: undefined,
  pageSize: undefined,
  pages: (from, onEvent) => {
    const [first = 0, within] = from === undefined ? [] : placeOf(from)
    return Stream.fromIterable(slices.slice(first)).pipe(
      Stream.zipWithIndex,
      Stream.flatMap(([slice, offset]) => {
        const index = first + offset
        const next = index + 1 < slices.length ? `${index + 1}:` : undefined
        return Stream.map(listingOf(slice).pages(offset === 0 ? within : undefined, onEvent), (page) => ({
          ...page,
          // A slice asks for a little more than it is, which its neighbours give too.
          items: page.items.filter((item) => !Predicate.isObject(item) || Window.contains(slice, changedAtOf(item))),
          cursor: page.cursor === undefined ? next : `${index}:${page.cursor}`,
          // The first slice's count is not that of all.
          totalCount: slices.length === 1 ? page.totalCount : undefined
        }))
      })
    )
  }
})

const placeOf = (cursor: string): readonly [slice: number, within: string | undefined] => {
  const colon = cursor.indexOf(":")
  return [Number(cursor.slice(0, colon)), cursor.slice(colon + 1) || undefined]
}

/**
 * Lists with an operation that answers with everything at once.
 *
 * @category constructors
 * @since 0.1.0
 */
export const wholeList = <Input, Output>(
  operation: Operation.Operation<Input, Output>,
  call: Effect.Effect<Output, IntercomError, IntercomClient.IntercomClient>,
  rowsOf: (output: Output) => unknown
): Listing => ({
  operation,
  resumable: false,
  count: undefined,
  pageSize: undefined,
  pages: () =>
    Stream.fromEffect(
      Effect.flatMap(call, (output) => {
        const rows: unknown = Predicate.isObject(output) ? rowsOf(output) : undefined
        // An answer without the list must not pass for an empty one.
        return Array.isArray(rows)
          ? Effect.succeed({
              items: rows.filter(Predicate.isNotNullish),
              cursor: undefined,
              totalCount: undefined,
              page: output
            })
          : PaginationFailure.fail(
              operation,
              new PaginationError({
                kind: "malformed",
                pages: 0,
                message: "The answer does not hold the list it should"
              })
            )
      })
    )
})
