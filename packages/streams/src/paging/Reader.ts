/**
 * Reads page after page: lazily, ahead when asked to, and never in a circle.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError, Operation } from "@effect-intercom/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { type CycleGuard, makeCycleGuard } from "./CycleGuard.ts"
import { explainLimit, fromProblem, type Problem, type Site } from "./Failure.ts"
import type { Page } from "./Page.ts"
import type { Leap, Pager } from "./Pager.ts"
import { withParameters } from "./Request.ts"
import { rowsOf, totalCountOf } from "./Response.ts"
import * as PageSize from "./Size.ts"

/**
 * What pages are read with.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReaderOptions<Input, Response, Item> {
  readonly operation: Operation.Paginated<Input, Response, Item>
  readonly client: IntercomClient.IntercomClient["Service"]
  readonly pager: Pager
  /** Rows a page is asked for, where that can change from page to page. */
  readonly perPage: number | undefined
  /** The cursor to start from. */
  readonly from: string | undefined
  /** How many pages are fetched before they are asked for. */
  readonly prefetch: number
  readonly scope: Scope.Scope
}

/**
 * Makes the effect whose every run gives the next page.
 *
 * With `prefetch`, the pages after the one handed out or waited for are fetched on their own fibers, which end with the
 * scope. Pages whose cursors are known beforehand are fetched at the same time, others one after the other.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makePull = <Input, Response, Item>(
  options: ReaderOptions<Input, Response, Item>
): Pull.Pull<Page<Item, Response>, IntercomError> => {
  const { client, operation, pager, prefetch, scope } = options
  const site: Site = { operation, baseUrl: client.baseUrl }
  const guard: CycleGuard = makeCycleGuard()
  const ahead: Array<Fiber.Fiber<Fetched<Item, Response> | undefined, IntercomError>> = []
  const size = options.perPage === undefined ? undefined : PageSize.make(options.perPage)
  let cursor = options.from
  let leap: Leap | undefined
  let pages = 0
  let ended = false

  const fail = (problem: Problem) => Effect.fail(fromProblem(site, pages, problem))

  /** One page, or a smaller one where Intercom does not manage so many rows. */
  const request = (from: string | undefined): Effect.Effect<Response, IntercomError> =>
    Effect.suspend(() => {
      const rows = size?.reduced()
      const first = pager.request(from)
      const { input, options } = rows === undefined ? first : withParameters(first, operation, { per_page: rows })
      const send = (definition: Operation.Definition & Pick<typeof operation, "success">) =>
        Effect.map(client.execute(definition, input, options), ({ value }) => value)
      if (size === undefined || rows === undefined || rows === 1) {
        return Effect.catchIf(
          send(operation),
          (error) => size?.failed(error) === true,
          () => request(from)
        )
      }
      // A size on trial is sent once, since waiting does not help it; what fails for another reason is sent as ever.
      return send({ ...operation, idempotent: false }).pipe(
        Effect.catch((error) =>
          size.failed(error) ? request(from) : error.isRetryable ? send(operation) : Effect.fail(error)
        )
      )
    })

  const fetch = Effect.fnUntraced(function* (
    from: string | undefined
  ): Effect.fn.Return<Fetched<Item, Response>, IntercomError> {
    const startedAt = yield* Clock.currentTimeMillis
    const value = yield* Effect.mapError(request(from), (error) => explainLimit(site, pages, error))
    const items = rowsOf(operation.pagination, value)
    if (items === undefined) return yield* fail(withoutRows)
    size?.came(items, (yield* Clock.currentTimeMillis) - startedAt)
    const next = pager.next(value, { cursor: from, rows: items.length })
    return Result.isFailure(next) ? yield* fail(next.failure) : { items, response: value, from, next: next.success }
  })

  const following = (
    previous: Fiber.Fiber<Fetched<Item, Response> | undefined, IntercomError>
  ): Effect.Effect<Fetched<Item, Response> | undefined, IntercomError> =>
    Effect.flatMap(Fiber.join(previous), (read) =>
      read?.next === undefined ? Effect.succeed(undefined) : fetch(read.next)
    )

  /** Fills up what is fetched ahead, of the page read last or of the one that is `wanted` after it. */
  const fetchAhead = Effect.fnUntraced(function* (wanted?: (typeof ahead)[number]) {
    while (ahead.length < prefetch) {
      const last = ahead.at(-1) ?? wanted
      const known = leap?.(ahead.length + (wanted === undefined ? 1 : 2)) ?? (last === undefined ? cursor : undefined)
      const work = known !== undefined ? fetch(known) : last === undefined ? undefined : following(last)
      if (work === undefined) return
      ahead.push(yield* Effect.forkIn(work, scope))
    }
  })

  return Effect.gen(function* () {
    if (ended) return yield* Cause.done()
    const fiber = ahead.shift()
    // The page that is waited for now makes room for one more.
    if (fiber !== undefined) yield* fetchAhead(fiber)
    const read = fiber === undefined ? yield* fetch(cursor) : yield* Fiber.join(fiber)
    if (read === undefined) return yield* Cause.done()
    const circle = guard.see(read.from, read.next, read.items)
    if (circle !== undefined) return yield* fail(circle)
    pages++
    cursor = read.next
    ended = read.next === undefined
    leap = pager.leap?.(read.response, read.from)
    if (!ended) yield* fetchAhead()
    return { items: read.items, cursor, totalCount: totalCountOf(read.response), page: read.response }
  })
}

interface Fetched<Item, Response> {
  readonly items: ReadonlyArray<Item>
  readonly response: Response
  /** The cursor that led here. */
  readonly from: string | undefined
  readonly next: string | undefined
}

const withoutRows: Problem = { kind: "malformed", message: "The page holds no list of rows" }
