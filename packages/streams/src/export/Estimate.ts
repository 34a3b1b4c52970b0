/**
 * What an export would take, asked before anything is read.
 *
 * @since 0.1.0
 */
import { CallOptions, IntercomClient, type IntercomError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { definitionOf, nameOf, type Source } from "../catalog/Catalog.ts"
import * as Window from "../time/Window.ts"

/**
 * What would be exported.
 *
 * @category models
 * @since 0.1.0
 */
export interface EstimateOptions {
  readonly streams: ReadonlyArray<Source>
  readonly since?: DateTime.DateTime | undefined
  readonly until?: DateTime.DateTime | undefined
  /** Whether conversations are read one by one, with their parts. `true` when left out. */
  readonly parts?: boolean | undefined
}

/**
 * What one stream would take.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamEstimate {
  readonly stream: string
  /**
   * Rows that would be listed, undefined where Intercom does not tell, as of what stands inside other records. Contacts of a
   * window are those of whole days.
   */
  readonly rows: number | undefined
  /**
   * Requests, at least one; where Intercom does not tell the rows it is that one. None for what comes with another stream of
   * the export.
   */
  readonly requests: number
}

/**
 * What an export would take.
 *
 * @category models
 * @since 0.1.0
 */
export interface Estimate {
  readonly streams: ReadonlyArray<StreamEstimate>
  readonly requests: number
  /** How long the rate limit makes that take, at best; undefined where Intercom does not tell the limit. */
  readonly seconds: number | undefined
}

/** Rows a page has where an endpoint decides by itself. */
const usualPageSize = 20

/** Seconds of a window of the rate limit. */
const windowLength = 10

/**
 * Tells rows, requests and time of an export, at the price of one request a stream.
 *
 * ```ts
 * const { requests, seconds } = yield* Export.estimate({ streams: ["contacts", "conversations"] })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const estimate = Effect.fn("Export.estimate")(function* (
  options: EstimateOptions
): Effect.fn.Return<Estimate, IntercomError, IntercomClient.IntercomClient> {
  const client = yield* IntercomClient.IntercomClient
  const version = (yield* CallOptions.CurrentCallOptions).version ?? client.version
  const now = yield* Clock.currentTimeMillis
  const streams = yield* Effect.forEach(
    options.streams,
    Effect.fnUntraced(function* (source) {
      const definition = definitionOf(source)
      const window = Window.frozen(options, Window.horizon(now, definition.settle))
      const selection = {
        window,
        version,
        parts: options.parts ?? true,
        lists: false,
        segments: 1,
        everyParent: false
      }
      const { inside } = definition
      const isRead = options.streams.some((other) => nameOf(other) === inside?.definition.name)
      const isShared = isRead && (selection.parts || inside?.definition.hydration?.(selection) === undefined)
      if (isShared) return { stream: definition.name, rows: undefined, requests: 0 }
      const listing = definition.list(selection)
      const rows = listing.count === undefined ? undefined : yield* listing.count
      const pages = Math.max(Math.ceil((rows ?? 0) / (listing.pageSize ?? usualPageSize)), 1)
      const whole = definition.hydration?.(selection) === undefined ? 0 : (rows ?? 0)
      return { stream: definition.name, rows: inside === undefined ? rows : undefined, requests: pages + whole }
    }),
    { concurrency: 4 }
  ).pipe(CallOptions.withOptions({ responses: "trust" }))
  const requests = streams.reduce((sum, stream) => sum + stream.requests, 0)
  const budget = Option.getOrUndefined(yield* client.budget)
  return {
    streams,
    requests,
    seconds: budget === undefined ? undefined : Math.ceil((requests * windowLength) / budget.limit)
  }
})
