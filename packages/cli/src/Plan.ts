/**
 * What an export would take, told before anything is read.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError } from "@effect-intercom/core"
import type { Checkpoint, Export, ExportStream } from "@effect-intercom/streams"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { askedOf } from "./Streams.ts"
import * as Table from "./Table.ts"

/**
 * What would be exported.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlanOptions {
  readonly streams: ReadonlyArray<ExportStream.Source>
  readonly since: DateTime.DateTime | "last" | undefined
  readonly until: DateTime.DateTime | undefined
  readonly parts: boolean
  readonly lists: boolean
  /** The checkpoint of the last export, for `since: "last"`. */
  readonly last: Checkpoint.CheckpointData | undefined
}

/**
 * What one stream would take. `effect-intercom export --plan --json` prints these.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlannedStream {
  readonly stream: string
  /** Null where they cannot be counted; `note` tells why. */
  readonly rows: number | null
  readonly requests: number
  /** Whether it may take more requests than that. */
  readonly or_more: boolean
  readonly note: string | null
}

/**
 * What an export would take.
 *
 * @category models
 * @since 0.1.0
 */
export interface Plan {
  readonly streams: ReadonlyArray<PlannedStream>
  /** Of the streams that can be counted. */
  readonly rows: number
  readonly requests: number
  readonly or_more: boolean
  /** How long the rate limit makes that take, at best; null where Intercom does not tell the limit. */
  readonly seconds: number | null
  /** Requests per ten seconds the export may use; null where Intercom does not tell. */
  readonly limit: number | null
}

/**
 * Makes a plan, at the price of one request a stream. A stream the token may not read, or the API version does not have,
 * is told as such.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: PlanOptions
): Effect.fn.Return<Plan, IntercomError, IntercomClient.IntercomClient> {
  const streams = yield* Effect.forEach(options.streams, (stream) => planStream(stream, options), { concurrency: 4 })
  const { budget } = yield* IntercomClient.IntercomClient
  const limit = Option.getOrNull(Option.map(yield* budget, ({ limit }) => limit))
  const requests = streams.reduce((sum, stream) => sum + stream.requests, 0)
  return {
    streams,
    rows: streams.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
    requests,
    or_more: streams.some(({ or_more }) => or_more),
    seconds: limit === null ? null : Math.ceil((requests * windowSeconds) / limit),
    limit
  }
})

/**
 * The plan as a table, and a line about the time it takes. With `bars` it shows where the requests go, for people.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (plan: Plan, { bars = false }: { readonly bars?: boolean } = {}): string => {
  const { limit, or_more, requests, rows, seconds, streams } = plan
  const uncounted = streams.filter((stream) => stream.rows === null).length
  const table = Table.render(
    [
      { heading: "stream" },
      { heading: "rows", align: "right" },
      { heading: "requests", align: "right" },
      ...(bars ? [{ heading: "" }] : []),
      { heading: "" }
    ],
    [
      ...streams.map((stream) => [
        stream.stream,
        stream.rows === null ? "?" : Table.count(stream.rows),
        requestsOf(stream),
        ...(bars ? [requests === 0 ? "" : Table.bar(stream.requests / requests, barWidth)] : []),
        stream.note ?? ""
      ]),
      [
        "total",
        Table.count(rows),
        requestsOf({ requests, or_more }),
        ...(bars ? [""] : []),
        uncounted === 0 ? "" : `${Table.plural(uncounted, "stream")} not counted`
      ]
    ]
  )
  if (seconds === null || limit === null)
    return `${table}\nIntercom does not tell the rate limit, so the time is not known`
  const time = `${or_more ? "at least " : ""}${roughly(seconds)}`
  return `${table}\nThat takes ${time} at ${Table.plural(limit, "request")} per ten seconds. Nothing was exported`
}

const windowSeconds = 10

const barWidth = 20

const planStream = Effect.fnUntraced(
  function* (stream: ExportStream.Source, options: PlanOptions) {
    const { Export, ExportStream } = yield* Effect.promise(() => import("@effect-intercom/streams"))
    const name = ExportStream.nameOf(stream)
    const whose = Export.holderOf(stream)
    if (whose !== undefined && isShared(whose, options)) return comesWith(name, whose)
    const { streams } = yield* Export.estimate({ ...options, streams: [stream], since: sinceOf(name, options) })
    const [estimate] = streams
    if (estimate === undefined) return refused(name, "it cannot be counted")
    return whose === undefined ? planned(estimate, options) : { ...planned(estimate, options), note: `in ${whose}` }
  },
  (effect, stream) =>
    Effect.flatMap(
      Effect.promise(() => import("@effect-intercom/streams")),
      ({ ExportStream }) => {
        const name = ExportStream.nameOf(stream)
        return effect.pipe(
          Effect.catchReason("IntercomError", "Forbidden", () =>
            Effect.succeed(refused(name, "the token may not read it"))
          ),
          Effect.catchReason("IntercomError", "UnsupportedVersion", () =>
            Effect.succeed(refused(name, "this API version does not have it"))
          )
        )
      }
    )
)

const planned = ({ requests, rows, stream }: Export.StreamEstimate, { lists, parts }: PlanOptions): PlannedStream => {
  if (rows === undefined) {
    return { stream, rows: null, requests, or_more: true, note: "not counted by Intercom" }
  }
  const whose = askedOf.get(stream)
  if (whose !== undefined) {
    const note = `of ${Table.plural(rows, whose)}, one by one`
    return { stream, rows: null, requests, or_more: true, note }
  }
  if (stream === "contacts" && lists) {
    const note = "and one for a list of more than ten"
    return { stream, rows, requests, or_more: true, note }
  }
  const isWhole = stream === "conversations" && parts && rows > 0
  return { stream, rows, requests, or_more: false, note: isWhole ? "one each, for its parts" : null }
}

/** Conversations that are not read one by one do not bring their parts. */
const isShared = (whose: string, { parts, streams }: PlanOptions): boolean =>
  streams.some((stream) => stream === whose) && (parts || whose !== "conversations")

const comesWith = (stream: string, whose: string): PlannedStream => ({
  stream,
  rows: null,
  requests: 0,
  or_more: false,
  note: `comes with ${whose}`
})

const refused = (stream: string, note: string): PlannedStream => ({
  stream,
  rows: null,
  requests: 0,
  or_more: false,
  note
})

/** Where the last export of the stream ended; undefined for everything. */
const sinceOf = (stream: string, { last, since }: PlanOptions): DateTime.DateTime | undefined => {
  if (since !== "last") return since
  const horizon = last?.streams[stream]?.horizon
  return horizon === undefined ? undefined : DateTime.makeUnsafe(horizon * 1000)
}

const requestsOf = ({ or_more, requests }: Pick<PlannedStream, "requests" | "or_more">): string =>
  `${or_more ? "≥ " : ""}${Table.count(requests)}`

/** Seconds in whole minutes where they are many: it is an estimate. */
const roughly = (seconds: number): string => {
  if (seconds < 120) return Table.plural(seconds, "second")
  const minutes = Math.ceil(seconds / 60)
  return minutes < 120 ? Table.plural(minutes, "minute") : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
