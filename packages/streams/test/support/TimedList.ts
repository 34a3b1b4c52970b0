/**
 * A list of rows with times that can be searched, as Intercom's are: to the second or by whole days, oldest first or as
 * they come, a page at a time.
 */
import { Contacts } from "@effect-intercom/resources"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ListedPage, Listing } from "../../src/catalog/Listing.ts"
import { inSegments } from "../../src/catalog/Segments.ts"
import * as Window from "../../src/time/Window.ts"

export interface TimedRow {
  readonly id: string
  readonly created_at: number
  readonly updated_at: number
}

export interface TimedListOptions {
  readonly field?: "created_at" | "updated_at"
  readonly window?: Window.Window
  readonly precision?: Window.Precision
  /** Seconds between UTC and the days of the search. */
  readonly offset?: number
  /** Whether `>` and `<` include the second they name. */
  readonly isInclusive?: boolean
  /** Whether the list is asked for the oldest first, and whether it comes so. */
  readonly isOrdered?: boolean
  readonly comesOrdered?: boolean
  readonly segments?: number
  readonly latency?: Duration.Input
  /** Seen with each request, before it is answered. */
  readonly onRequest?: (request: TimedRequest) => Effect.Effect<void>
  /** Takes a page on its way. */
  readonly lose?: (rows: ReadonlyArray<TimedRow>) => ReadonlyArray<TimedRow>
}

export interface TimedRequest {
  readonly kind: "page" | "count"
  /** How many pages are on their way. */
  readonly onTheirWay: number
}

const pageSize = 10
const day = 86_400

/** The list, read in spans of at least six pages of ten. */
export const timedList = (rows: () => ReadonlyArray<TimedRow>, options: TimedListOptions = {}): Listing => {
  const {
    comesOrdered = true,
    field = "created_at",
    isInclusive = false,
    isOrdered = true,
    latency = "100 millis",
    lose = (rows) => rows,
    offset = 0,
    onRequest = () => Effect.void,
    precision = "second",
    segments = 64,
    window = Window.everything
  } = options
  let onTheirWay = 0
  const unitOf = (time: number) => (precision === "day" ? Math.floor((time + offset) / day) : time)
  const isLater = (one: number, other: number) => (isInclusive && precision === "second" ? one >= other : one > other)

  const found = (span: Window.Window) => {
    const { after, before } = Window.asked(span, precision)
    return rows().filter(
      (row) =>
        (after === undefined || isLater(unitOf(row[field]), unitOf(after))) &&
        (before === undefined || isLater(unitOf(before), unitOf(row[field])))
    )
  }
  const keyOf = (row: TimedRow) => (comesOrdered ? row[field] * 1e6 : 0) + Number(row.id)

  const pageAfter = (span: Window.Window, cursor: string | undefined) =>
    Effect.gen(function* () {
      onTheirWay++
      yield* onRequest({ kind: "page", onTheirWay })
      yield* Effect.sleep(latency)
      onTheirWay--
      const all = found(span).toSorted((one, other) => keyOf(one) - keyOf(other))
      const rest = cursor === undefined ? all : all.filter((row) => keyOf(row) > Number(cursor))
      const last = rest[pageSize - 1]
      return {
        items: lose(rest.slice(0, pageSize)),
        cursor: rest.length > pageSize && last !== undefined ? String(keyOf(last)) : undefined,
        totalCount: all.length,
        page: {}
      }
    })

  const within = (span: Window.Window): Listing => ({
    operation: Contacts.search,
    resumable: true,
    pageSize,
    count: Effect.gen(function* () {
      yield* onRequest({ kind: "count", onTheirWay })
      yield* Effect.sleep(latency)
      return found(span).length
    }),
    pages: (from) =>
      Stream.paginate<string | undefined, ListedPage>(from, (cursor) =>
        Effect.map(pageAfter(span, cursor), (page) => [[page], Option.fromUndefinedOr(page.cursor)] as const)
      )
  })

  return inSegments({ whole: within(window), within, window, field, precision, isOrdered, segments })
}
