/**
 * What an export has to know of a stream: where its rows are listed, and how a whole record is read.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError, type Operation, type Version } from "@effect-intercom/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { ShortSegment } from "../state/StreamState.ts"
import type { Expansion } from "./Expansion.ts"
import * as IntercomStream from "../IntercomStream.ts"
import type { Page } from "../paging/Page.ts"
import { takesPageSize } from "../paging/Request.ts"
import * as PaginationFailure from "../paging/Failure.ts"
import * as Window from "../time/Window.ts"

/**
 * A stream that can be exported. All of it is data: a new stream is one more definition.
 *
 * @category models
 * @since 0.1.0
 */
export interface Definition<A> {
  /** The name users write and files carry. */
  readonly name: string
  /** Seconds until a change surely shows in the listing. */
  readonly settle: number
  /** Whether records tell when they changed. Those that do not are exported as a whole every time. */
  readonly tellsChanges: boolean
  /** The id of a record, which is unique within the stream; undefined where it has none. */
  readonly idOf: (record: object) => string | undefined
  /** When a record changed, in Unix seconds, where it tells. */
  readonly changedAtOf: (record: object) => number | undefined
  readonly schema: Schema.Codec<A>
  /** Seconds for which Intercom hands out a record, where it does not for ever. */
  readonly retention?: number | undefined
  /** Lists inside the records that Intercom shortens. */
  readonly expansions?: ReadonlyArray<Expansion> | undefined
  /**
   * Whether the list of a window finds what changed in it, so that what changed during a walk through everything can be
   * read afterwards. `false` when left out.
   */
  readonly findsChanges?: boolean | undefined
  /** How the rows of a window are listed. It may list more than the window; the rest is taken away afterwards. */
  readonly list: (selection: Selection) => Listing
  /** How the whole record of a listed row is read, where the row is not the record. */
  readonly hydration?: ((selection: Selection) => Hydration | undefined) | undefined
}

/**
 * What of a stream is exported.
 *
 * @category models
 * @since 0.1.0
 */
export interface Selection {
  readonly window: Window.Window
  readonly version: Version.Version
  /** Whether records are read with their parts, where they have some. */
  readonly parts: boolean
  /** Whether shortened lists inside records are read whole. */
  readonly lists: boolean
  /** In how many spans of time a long list is read at once, where it can be. */
  readonly segments: number
}

/**
 * The pages of a listing, and whether it can go on from the cursor of a page.
 *
 * @category models
 * @since 0.1.0
 */
export interface Listing {
  readonly operation: Operation.Definition
  readonly resumable: boolean
  readonly pages: (
    from: string | undefined,
    /** Told when the listing had to start again from its first page. What was handed out does not come twice. */
    onRestart: Effect.Effect<void>
  ) => Stream.Stream<ListedPage, IntercomError, IntercomClient.IntercomClient>
  /** Asks how many rows there are, at the price of one request; undefined where Intercom does not tell. */
  readonly count: Effect.Effect<number | undefined, IntercomError, IntercomClient.IntercomClient> | undefined
  /** Rows a page, where it is known. */
  readonly pageSize: number | undefined
}

/**
 * A page of a listing. `short` tells of a segment that ended with it and had fewer rows than Intercom announced.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListedPage extends Page<unknown> {
  readonly short?: ShortSegment | undefined
}

/**
 * How the records of a listed row are read: the whole of the row itself, or others that belong to it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Hydration {
  readonly operation: Operation.Definition
  /**
   * `whole`: the row is a short form of one record. `children`: the row is the parent of any number of records with times
   * of their own, so all parents are read, and the window is applied to the children.
   */
  readonly yields: "whole" | "children"
  readonly read: (id: string) => Effect.Effect<ReadonlyArray<unknown>, IntercomError, IntercomClient.IntercomClient>
  /** How many parts a record holds and how many it has, where it tells. */
  readonly parts?: ((record: object) => { readonly have: number; readonly total: number } | undefined) | undefined
}

/**
 * Makes a definition. Records have an `id` and tell in `updated_at` when they changed, unless it says otherwise.
 *
 * @category constructors
 * @since 0.1.0
 */
export const define = <A>(
  definition: Pick<Definition<A>, "name" | "schema" | "list"> & Partial<Definition<A>>
): Definition<A> => ({
  settle: 60,
  tellsChanges: true,
  idOf: (record) => idOf(record),
  changedAtOf: (record) => secondsOf(record, "updated_at"),
  ...definition
})

/**
 * Lists with a paginated operation, a page ahead of the reader.
 *
 * Cursors and URLs lead to a place between two records, and can be used again later. A page number cannot: what is added
 * or deleted meanwhile shifts the rows.
 *
 * @category constructors
 * @since 0.1.0
 */
export const listing = <Input, Page, Item>(
  operation: Operation.Paginated<Input, Page, Item>,
  input: Input
): Listing => ({
  operation,
  resumable: operation.pagination.kind === "cursor" || operation.pagination.kind === "url",
  pages: (from, onRestart) =>
    IntercomStream.pages(operation, input, {
      prefetch: 1,
      from,
      scroll: { onEvent: ({ _tag }) => (_tag === "ScrollRestarted" ? onRestart : Effect.void) }
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
 * Reads all rows of a paginated operation as the children of a record.
 *
 * @category constructors
 * @since 0.1.0
 */
export const children = <Input, Page, Item>(
  operation: Operation.Paginated<Input, Page, Item>,
  inputOf: (parent: string) => Input
): Hydration => ({
  operation,
  yields: "children",
  read: (parent) => Stream.runCollect(IntercomStream.items(operation, inputOf(parent)))
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
  pages: (from, onRestart) => {
    const [first = 0, within] = from === undefined ? [] : placeOf(from)
    return Stream.fromIterable(slices.slice(first)).pipe(
      Stream.zipWithIndex,
      Stream.flatMap(([slice, offset]) => {
        const index = first + offset
        const next = index + 1 < slices.length ? `${index + 1}:` : undefined
        return Stream.map(listingOf(slice).pages(offset === 0 ? within : undefined, onRestart), (page) => ({
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
          : IntercomClient.IntercomClient.use(({ baseUrl }) =>
              Effect.fail(
                PaginationFailure.fromProblem({ operation, baseUrl }, 0, {
                  kind: "malformed",
                  message: "The answer does not hold the list it should"
                })
              )
            )
      })
    )
})

/**
 * The id of a record, as text. Ids come as numbers from some endpoints, and are never compared as numbers or by order.
 *
 * @category readers
 * @since 0.1.0
 */
export const idOf = (record: object): string | undefined => {
  const id = Predicate.hasProperty(record, "id") ? record.id : undefined
  if (typeof id === "string") return id === "" ? undefined : id
  return typeof id === "number" ? String(id) : undefined
}

/**
 * A time of a record in Unix seconds, where it has it: from a number, or from text that is a number or an ISO 8601 time.
 *
 * @category readers
 * @since 0.1.0
 */
export const secondsOf = (record: object, field: string): number | undefined => {
  const time = Predicate.hasProperty(record, field) ? record[field] : undefined
  if (typeof time === "number") return time
  if (typeof time !== "string" || time === "") return undefined
  const seconds = Number(time)
  if (!Number.isNaN(seconds)) return seconds
  return DateTime.make(time).pipe(
    Option.map((instant) => Math.floor(DateTime.toEpochMillis(instant) / 1000)),
    Option.getOrUndefined
  )
}
