/**
 * A scroll that looks after itself: it is kept open for slow consumers, starts again where it lost its place, and hands
 * out every row once.
 *
 * @since 0.1.0
 */
import type { CallOptions, IntercomClient, IntercomError, Operation } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { makeCycleGuard } from "../CycleGuard.ts"
import { fromProblem, type Problem, type Site } from "../Failure.ts"
import type { Page } from "../Page.ts"
import { type PageRequest, withParameters } from "../Request.ts"
import { rowsOf, textOf, totalCountOf } from "../Response.ts"
import { makeHandover } from "./Handover.ts"
import { leaseOf } from "./Lease.ts"
import { defaults, type ScrollEvent, type ScrollOptions } from "./Options.ts"

/**
 * The cursor of every page of a scroll. A scroll cannot be entered in the middle: going on from it means to read all
 * rows again.
 *
 * @category constants
 * @since 0.1.0
 */
export const startOver = "scroll"

/**
 * What a scroll is read with.
 *
 * @category models
 * @since 0.1.0
 */
export interface ScrollReaderOptions<Input, Response, Item> extends ScrollOptions {
  readonly operation: Operation.Paginated<Input, Response, Item>
  readonly client: IntercomClient.IntercomClient["Service"]
  readonly input: Readonly<Record<string, unknown>>
  readonly callOptions: CallOptions.CallOptions
  readonly prefetch: number
}

/** Intercom forgets a scroll after a minute without a call. */
const lifetime = Duration.minutes(1)

/** A page is read at least this often, whether somebody asks for it or not. */
const keepAlive = Duration.seconds(30)

/** Every page has this many rows, except the last. */
const pageSize = 100

/**
 * Makes the effect whose every run gives the next page. The scroll is read on its own fiber, which ends with the scope.
 *
 * It runs at the consumer's pace, and one page ahead of it every half minute, before Intercom would close it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makePull = Effect.fnUntraced(function* <Input, Response, Item>(
  options: ScrollReaderOptions<Input, Response, Item>
): Effect.fn.Return<Pull.Pull<Page<Item, Response>, IntercomError>, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const spool = yield* (options.spool ?? defaults.spool)<Page<Item, Response>>()
  const handover = makeHandover<Page<Item, Response>, IntercomError>(spool, options.prefetch)
  const turn = Effect.andThen(Effect.timeoutOption(handover.wanted, keepAlive), handover.room)
  yield* readAll(options, handover.put, turn).pipe(Effect.onExit(handover.end), Effect.forkIn(scope))
  return handover.take
})

/** Reads from the beginning, again and again, until a pass comes to the end. */
const readAll = Effect.fnUntraced(function* <Input, Response, Item>(
  options: ScrollReaderOptions<Input, Response, Item>,
  hand: (page: Page<Item, Response>) => Effect.Effect<void>,
  turn: Effect.Effect<void>
): Effect.fn.Return<void, IntercomError, Scope.Scope> {
  const { client, operation } = options
  const site: Site = { operation, baseUrl: client.baseUrl }
  const patience = Duration.fromInputUnsafe(options.patience ?? defaults.patience)
  const maxRestarts = options.maxRestarts ?? defaults.maxRestarts
  const tell = (event: ScrollEvent): Effect.Effect<void> => options.onEvent?.(event) ?? Effect.void
  const first: PageRequest = { input: options.input, options: options.callOptions }
  const seen = new Set<string>()
  let pages = 0

  const fail = (problem: Problem) => Effect.fail(fromProblem(site, pages, problem))

  /** The first page, once no other scroll is open. */
  const open = Effect.gen(function* (): Effect.fn.Return<Response, IntercomError> {
    const until = (yield* Clock.currentTimeMillis) + Duration.toMillis(patience)
    while (true) {
      const opened = yield* client.execute(operation, first.input, first.options).pipe(
        Effect.map(({ value }) => ({ value })),
        Effect.catchIf(isOccupied, () => Effect.succeed(undefined))
      )
      if (opened !== undefined) return opened.value
      const left = until - (yield* Clock.currentTimeMillis)
      // Whole milliseconds: a shorter sleep may end before the clock has moved, and this loop would not.
      if (left < 1) return yield* fail(occupied(patience))
      const delay = Duration.millis(Math.min(yield* Random.nextIntBetween(4000, 8000), Math.ceil(left)))
      yield* tell({ _tag: "ScrollWaiting", delay })
      yield* Effect.sleep(delay)
    }
  })

  const pass = Effect.fnUntraced(function* (restarts: number): Effect.fn.Return<Outcome, IntercomError> {
    const guard = makeCycleGuard()
    let response = yield* open
    let rows = 0
    let token: string | undefined
    yield* tell({ _tag: "ScrollOpened", restarts })
    while (true) {
      const readAt = yield* Clock.currentTimeMillis
      const items = rowsOf(operation.pagination, response)
      if (items === undefined) return yield* fail(withoutRows)
      rows += items.length
      const circle = guard.see(undefined, undefined, items)
      if (circle !== undefined) return yield* fail(circle)
      const fresh = items.filter((item) => isFresh(seen, item))
      const isEnd = items.length === 0
      if (isEnd || fresh.length > 0) {
        pages++
        const cursor = isEnd ? undefined : startOver
        yield* hand({ items: fresh, cursor, totalCount: totalCountOf(response), page: response })
        if (isEnd) return { _tag: "End" }
        yield* turn
      }
      token = textOf(response, "scroll_param") ?? token
      if (token === undefined) return yield* fail(withoutToken)
      const request = withParameters(first, operation, { scroll_param: token })
      // Sent once: had Intercom answered it unseen, a second time would skip the rows of that answer.
      const answer = yield* client.execute({ ...operation, idempotent: false }, request.input, request.options).pipe(
        Effect.map(({ value }) => ({ value })),
        Effect.catchIf(losesPlace, ({ reason }) => Effect.succeed(reason._tag))
      )
      if (typeof answer === "object") {
        response = answer.value
        continue
      }
      const isPrompt = (yield* Clock.currentTimeMillis) - readAt < Duration.toMillis(lifetime)
      const gone = answer === "NotFound" && isPrompt
      if (gone && items.length < pageSize) return { _tag: "End" }
      return { _tag: "Lost", reason: answer, goneAfter: gone ? rows : undefined }
    }
  })

  yield* leaseOf(client)
    .takeScoped(1)
    .pipe(Effect.timeoutOrElse({ duration: patience, orElse: () => fail(occupied(patience)) }))
  let goneAfter: number | undefined
  for (let restarts = 0; ; restarts++) {
    const outcome = yield* pass(restarts)
    if (outcome._tag === "End") return
    // The last page may be a full one: two passes that are told so at the same row have come to the end.
    if (outcome.goneAfter !== undefined && outcome.goneAfter === goneAfter) return
    goneAfter = outcome.goneAfter
    if (restarts >= maxRestarts) return yield* fail(lostTooOften(restarts, outcome.reason))
    yield* tell({ _tag: "ScrollRestarted", restarts: restarts + 1, reason: outcome.reason, rows: seen.size })
    if (outcome.reason !== "NotFound") yield* Effect.sleep(yield* pauseAfter(restarts))
  }
}, Effect.scoped)

/** How a pass ended: `goneAfter` is the number of its rows when the scroll was gone although it had not expired. */
type Outcome =
  | { readonly _tag: "End" }
  | { readonly _tag: "Lost"; readonly reason: string; readonly goneAfter: number | undefined }

const isOccupied = (error: IntercomError): boolean => error.codes.includes("scroll_exists")

/** Whether the server's place may no longer be ours: the scroll is gone, or what it answered did not arrive. */
const losesPlace = ({ reason }: IntercomError): boolean => {
  switch (reason._tag) {
    case "NotFound":
    case "ServerError":
    case "TimeoutError":
      return true
    case "TransportError":
      return reason.sent === "unknown"
    case "DecodeError":
      return reason.kind === "empty" || reason.kind === "not-json"
    default:
      return false
  }
}

/** Rows without an id cannot be told apart, so they are all handed out. */
const isFresh = (seen: Set<string>, row: unknown): boolean => {
  const id = textOf(row, "id")
  if (id === undefined) return true
  if (seen.has(id)) return false
  seen.add(id)
  return true
}

const pauseAfter = (restarts: number): Effect.Effect<Duration.Duration> =>
  Effect.map(Random.nextBetween(0.8, 1.2), (factor) =>
    Duration.millis(Math.round(factor * Math.min(1000 * 2 ** restarts, 30_000)))
  )

const occupied = (patience: Duration.Duration): Problem => ({
  kind: "scroll",
  message: `Another scroll is open in the workspace, and was still after ${Duration.format(patience)}`
})

const lostTooOften = (restarts: number, reason: string): Problem => ({
  kind: "scroll",
  message: `The scroll lost its place after ${restarts} restarts (${reason}); see the options scroll.maxRestarts and scroll.spool`
})

const withoutRows: Problem = { kind: "malformed", message: "The page holds no list of rows" }

const withoutToken: Problem = { kind: "malformed", message: "The page holds no scroll_param to go on with" }
