/**
 * Lists as streams: one interface over all the ways in which Intercom hands out pages.
 *
 * **When to use**
 *
 * Wherever a program reads more than one page: {@link items} for the rows, {@link pages} where it keeps the cursor
 * itself. For everything a workspace has, with checkpoints and a report, take `Export`.
 *
 * **Details**
 *
 * Cursors, numbered pages, URLs and scrolls look the same. A page is requested when its first row is wanted, one is
 * held at a time, and `prefetch` asks for some ahead. The type is that of the operation's rows; an operation without
 * pages does not compile. The options of a call (`version`, `timeout`, `retry`, …) apply to each page.
 *
 * **Gotchas**
 *
 * - Numbered pages shift when rows are added or removed while they are read. Where nothing may be missing, use
 *   `Export`.
 * - A scroll (`Companies.scroll`) can be open once in a workspace, and once for a minute without being read.
 * - A stream is a description: nothing is requested until it runs, and running it twice reads the list twice.
 *
 * **Example** (Counting leads without holding the list)
 *
 * ```ts
 * import { Stream } from "effect"
 * import { Contacts } from "@effect-intercom/resources"
 * import { IntercomStream } from "@effect-intercom/streams"
 *
 * const everybody = yield* IntercomStream.items(Contacts.list, {}, { prefetch: 1 }).pipe(Stream.runCount)
 * everybody // => 12
 *
 * const firstThree = yield* IntercomStream.items(Contacts.list, { per_page: 2 }).pipe(Stream.take(3), Stream.runCollect)
 * firstThree.length // => 3
 * ```
 *
 * **Example** (Going on after a page, also in another process)
 *
 * ```ts
 * import { Option, Stream } from "effect"
 * import { Contacts } from "@effect-intercom/resources"
 * import { IntercomStream } from "@effect-intercom/streams"
 *
 * const page = yield* IntercomStream.pages(Contacts.list, {}, { perPage: 5 }).pipe(Stream.runHead)
 * const { cursor: from, totalCount } = Option.getOrThrow(page)
 * totalCount // => 12
 *
 * const rest = yield* IntercomStream.items(Contacts.list, {}, { perPage: 5, from }).pipe(Stream.runCount)
 * rest // => 7
 * ```
 *
 * @since 0.1.0
 */
import { type CallOptions, IntercomClient, type IntercomError, type Operation } from "@effect-intercom/core"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as CursorPager from "./paging/Cursor.ts"
import { refused } from "./paging/Failure.ts"
import * as NumberedPager from "./paging/Numbered.ts"
import type { Page } from "./paging/Page.ts"
import type { Pager } from "./paging/Pager.ts"
import * as PageReader from "./paging/Reader.ts"
import { type PageRequest, parameterOf, takesPageSize, withParameters } from "./paging/Request.ts"
import type { ScrollOptions } from "./paging/scroll/Options.ts"
import * as Scroll from "./paging/scroll/Scroll.ts"
import * as UrlPager from "./paging/Url.ts"

/**
 * How a list is read. The options of a call apply to the call of every page.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends CallOptions.CallOptions {
  /** Rows per page. As many as Intercom allows when left out. */
  readonly perPage?: number | undefined
  /**
   * How many pages are fetched before they are asked for. `0` when left out: a page is requested when its first row is
   * wanted. Numbered pages are fetched at the same time, others one after the other.
   */
  readonly prefetch?: number | undefined
  /** The `cursor` of a page, to go on after it. */
  readonly from?: string | undefined
  /** For scrolls: patience, restarts, and where pages wait for a slow consumer. */
  readonly scroll?: ScrollOptions | undefined
}

/**
 * The operation itself where it has pages. Where it has none, a sentence that no operation is assignable to: the
 * compiler shows it.
 *
 * @category models
 * @since 0.1.0
 */
export type WithPages<Op> =
  Op extends Operation.Paginated<infer _Input, infer _Response, infer _Item>
    ? Op
    : "This operation has no pages: only operations that answer page by page can be streamed"

/**
 * The input of an operation with pages.
 *
 * @category models
 * @since 0.1.0
 */
export type InputOf<Op> = Op extends Operation.Paginated<infer Input, infer _Response, infer _Item> ? Input : never

/**
 * The response of an operation with pages.
 *
 * @category models
 * @since 0.1.0
 */
export type ResponseOf<Op> =
  Op extends Operation.Paginated<infer _Input, infer Response, infer _Item> ? Response : never

/**
 * The rows of an operation with pages.
 *
 * @category models
 * @since 0.1.0
 */
export type ItemOf<Op> = Op extends Operation.Paginated<infer _Input, infer _Response, infer Item> ? Item : never

/**
 * The input of a list, which may be left out when nothing in it is required, and how to read it.
 *
 * @category models
 * @since 0.1.0
 */
export type Arguments<Input> = {} extends Input
  ? [input?: NoInfer<Input>, options?: Options]
  : [input: NoInfer<Input>, options?: Options]

/**
 * All rows of a list.
 *
 * Pages are requested as rows are wanted, and one page is held at a time. The stream fails with the `IntercomError` of
 * the operation: of a call, or with the reason `PaginationError` where a page leads nowhere, in a circle, or to another
 * host.
 *
 * ```ts
 * import { Stream } from "effect"
 * import { Contacts } from "@effect-intercom/resources"
 * import { IntercomStream } from "@effect-intercom/streams"
 *
 * const leads = IntercomStream.items(Contacts.list, {}, { prefetch: 1 }).pipe(
 *   Stream.filter((contact) => contact.role === "lead"),
 *   Stream.take(1000)
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const items = <Op>(
  operation: Op & WithPages<Op>,
  ...[input, options]: Arguments<InputOf<Op>>
): Stream.Stream<ItemOf<Op>, IntercomError, IntercomClient.IntercomClient> =>
  fromPages(widen<Op>(operation), input, options, (pull) => Effect.flatMap(pull, rowsOrNext(pull)))

/**
 * The pages of a list, each with the place after it.
 *
 * The `cursor` of a page is what the option `from` takes to go on after it, also in another process.
 *
 * ```ts
 * import { Stream } from "effect"
 * import { Contacts } from "@effect-intercom/resources"
 * import { IntercomStream } from "@effect-intercom/streams"
 *
 * IntercomStream.pages(Contacts.list, {}, { perPage: 150, from: checkpoint.cursor }).pipe(
 *   Stream.runForEach(({ cursor, items }) => save(items, cursor))
 * )
 * ```
 *
 * A scroll cannot be entered in the middle: its cursor leads to the beginning, and all rows come again.
 *
 * @category constructors
 * @since 0.1.0
 */
export const pages = <Op>(
  operation: Op & WithPages<Op>,
  ...[input, options]: Arguments<InputOf<Op>>
): Stream.Stream<Page<ItemOf<Op>, ResponseOf<Op>>, IntercomError, IntercomClient.IntercomClient> =>
  fromPages(widen<Op>(operation), input, options, (pull) => Effect.map(pull, Arr.of))

/** Type boundary: `WithPages` has checked at the call what a conditional type cannot tell in here. */
const widen = <Op>(operation: unknown) => operation as Operation.Paginated<InputOf<Op>, ResponseOf<Op>, ItemOf<Op>>

const rowsOrNext =
  <Item, Response>(pull: PagePull<Item, Response>) =>
  ({ items }: Page<Item, Response>): Pull.Pull<Arr.NonEmptyReadonlyArray<Item>, IntercomError> =>
    Arr.isReadonlyArrayNonEmpty(items) ? Effect.succeed(items) : Effect.flatMap(pull, rowsOrNext(pull))

type PagePull<Item, Response> = Pull.Pull<Page<Item, Response>, IntercomError>

const fromPages = <Input, Response, Item, A>(
  operation: Operation.Paginated<Input, Response, Item>,
  input: unknown,
  options: Options | undefined,
  emit: (pull: PagePull<Item, Response>) => Pull.Pull<Arr.NonEmptyReadonlyArray<A>, IntercomError>
): Stream.Stream<A, IntercomError, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.map(makePull(operation, input, options ?? {}), (pull) => Stream.fromPull(Effect.succeed(emit(pull))))
  )

const makePull = Effect.fnUntraced(function* <Input, Response, Item>(
  operation: Operation.Paginated<Input, Response, Item>,
  input: unknown,
  { from, perPage, prefetch = 0, scroll, ...callOptions }: Options
): Effect.fn.Return<PagePull<Item, Response>, IntercomError, IntercomClient.IntercomClient | Scope.Scope> {
  const client = yield* IntercomClient.IntercomClient
  const scope = yield* Effect.scope
  const refuse = (path: string, message: string) => refused({ operation, baseUrl: client.baseUrl }, path, message)
  if (!Number.isInteger(prefetch) || prefetch < 0) return yield* refuse("prefetch", "Expected a whole number from 0")
  const request: PageRequest = { input: Predicate.isObject(input) ? { ...input } : {}, options: callOptions }
  const { kind, maxPerPage } = operation.pagination
  const size = perPage ?? parameterOf(request, operation, "per_page")
  if (size !== undefined) {
    const problem = sizeProblem(operation, Number(size))
    if (problem !== undefined) return yield* refuse("perPage", problem)
  }
  if (from !== undefined && !isCursorOf(kind, from)) return yield* refuse("from", "Expected the cursor of a page")
  if (kind === "scroll") {
    return yield* Scroll.makePull({ ...scroll, operation, client, input: request.input, callOptions, prefetch })
  }
  const chosen = perPage ?? (size === undefined && takesPageSize(operation) ? maxPerPage : undefined)
  const first = chosen === undefined ? request : withParameters(request, operation, { per_page: chosen })
  const pager = pagers[kind](operation, first, client.baseUrl)
  const asked = chosen ?? (size === undefined ? undefined : Number(size))
  return PageReader.makePull({
    operation,
    client,
    pager,
    // Numbers of pages shift with their size; a cursor leads to a row.
    perPage: kind === "cursor" && takesPageSize(operation) ? asked : undefined,
    from,
    prefetch,
    scope
  })
})

const pagers: Record<
  "cursor" | "page" | "url",
  (operation: Operation.Definition, first: PageRequest, baseUrl: string) => Pager
> = { cursor: CursorPager.make, page: NumberedPager.make, url: UrlPager.make }

const sizeProblem = (operation: Operation.Definition, size: number): string | undefined => {
  if (!takesPageSize(operation)) return "Expected none: Intercom decides how many rows a page of this list has"
  const most = operation.pagination?.maxPerPage ?? Number.MAX_SAFE_INTEGER
  if (Number.isInteger(size) && size >= 1 && size <= most) return undefined
  return most === Number.MAX_SAFE_INTEGER
    ? "Expected a whole number from 1"
    : `Expected a whole number from 1 to ${most}, got ${size}`
}

const isCursorOf = (kind: Operation.Paginated<never, never, never>["pagination"]["kind"], from: string): boolean => {
  switch (kind) {
    case "cursor":
      return from !== ""
    case "page":
      return NumberedPager.isCursor(from)
    case "url":
      return from.startsWith("?")
    case "scroll":
      return from === Scroll.startOver
  }
}
