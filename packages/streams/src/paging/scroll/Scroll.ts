/**
 * A scroll that looks after itself: it is kept open for slow consumers, starts again where it lost its place, and hands
 * out every row once.
 *
 * @since 0.1.0
 */
import type { CallOptions, IntercomClient, IntercomError, Operation } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
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
  const capacity = Math.max(options.capacity ?? defaults.capacity, 1)
  const handover = makeHandover<Page<Item, Response>, IntercomError>(capacity, options.prefetch)
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
  const open = client.execute(operation, first.input, first.options).pipe(
    Effect.retry({
      while: isOccupied,
      schedule: waits.pipe(
        Schedule.upTo({ duration: patience }),
        Schedule.tap(({ duration }) => tell({ _tag: "ScrollWaiting", delay: duration }))
      )
    }),
    Effect.catchIf(isOccupied, () => fail(occupied(patience))),
    Effect.map(({ value }) => value)
  )

  const pass = Effect.fnUntraced(function* (restarts: number): Effect.fn.Return<void, IntercomError | Lost> {
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
        if (isEnd) return
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
      if (gone && items.length < pageSize) return
      return yield* new Lost({ reason: answer, goneAfter: gone ? rows : undefined })
    }
  })

  yield* leaseOf(client)
    .takeScoped(1)
    .pipe(
      // Processes that share a budget ask each other rather than Intercom.
      Effect.andThen(client.takeTurn?.(operation.id, (delay) => tell({ _tag: "ScrollWaiting", delay })) ?? Effect.void),
      Effect.timeoutOrElse({ duration: patience, orElse: () => fail(occupied(patience)) })
    )
  let restarts = 0
  let goneAfter: number | undefined
  yield* Effect.suspend(() => pass(restarts)).pipe(
    // The last page may be a full one: two passes that are told so at the same row have come to the end.
    Effect.catchIf(
      (error) => error instanceof Lost && error.goneAfter !== undefined && error.goneAfter === goneAfter,
      () => Effect.void
    ),
    Effect.tapError((error) =>
      Effect.sync(() => {
        if (error instanceof Lost) goneAfter = error.goneAfter
      })
    ),
    Effect.retry(
      pauses.pipe(
        Schedule.upTo({ times: maxRestarts }),
        Schedule.tap(({ input }) => {
          restarts++
          return tell({ _tag: "ScrollRestarted", restarts, reason: reasonOf(input), rows: seen.size })
        })
      )
    ),
    Effect.catchIf(
      (error) => error instanceof Lost,
      ({ reason }) => fail(lostTooOften(restarts, reason))
    )
  )
}, Effect.scoped)

/** A pass lost its place. `goneAfter` is the number of its rows when the scroll was gone although it had not expired. */
class Lost extends Data.TaggedError("Lost")<{ readonly reason: string; readonly goneAfter: number | undefined }> {}

/** A scroll that is gone is opened again at once, one that Intercom could not read on later and later. */
const pauses = Schedule.exponential("1 second").pipe(
  Schedule.setInputType<IntercomError | Lost>(),
  Schedule.while(({ input }) => input instanceof Lost),
  Schedule.modifyDelay(({ duration, input }) =>
    Effect.succeed(reasonOf(input) === "NotFound" ? Duration.zero : Duration.min(duration, Duration.seconds(30)))
  ),
  Schedule.jittered
)

const reasonOf = ({ reason }: IntercomError | Lost): string => (typeof reason === "string" ? reason : reason._tag)

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

/** Between two looks whether the other scroll is closed. */
const waits = Schedule.jittered(Schedule.spaced("6 seconds"))

const occupied = (patience: Duration.Duration): Problem => ({
  kind: "scroll",
  message: `Another scroll is open in the workspace, and was still after ${Duration.format(patience)}`
})

const lostTooOften = (restarts: number, reason: string): Problem => ({
  kind: "scroll",
  message: `The scroll lost its place after ${restarts} restarts (${reason}); see the options scroll.maxRestarts and scroll.capacity`
})

const withoutRows: Problem = { kind: "malformed", message: "The page holds no list of rows" }

const withoutToken: Problem = { kind: "malformed", message: "The page holds no scroll_param to go on with" }
