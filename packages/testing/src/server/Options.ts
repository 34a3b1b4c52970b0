/**
 * How a fake workspace is made.
 *
 * @since 0.1.0
 */
import type { Version } from "@effect-intercom/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Faults from "./Fault.ts"
import type { AppCredentials } from "./Installs.ts"
import type { Plan } from "../workspace/seeding/Plan.ts"
import { endingAt } from "../workspace/seeding/Timeline.ts"
import type { Workspace } from "../resources/Workspace.ts"
import type { RateHeaders } from "./RateWindow.ts"
import type { Settings } from "../workspace/Foundation.ts"

/**
 * Something that happens in the workspace right before a request is answered.
 *
 * @category models
 * @since 0.1.0
 */
export interface BeforeRequest {
  /** The number of the request, counted from 1. */
  readonly request: number
  readonly run: (workspace: Workspace) => void | Effect.Effect<void>
}

/**
 * How a fake workspace is made. Without options it is empty, and in all else like a real one.
 *
 * @category models
 * @since 0.1.0
 */
export interface FakeOptions {
  /** Another seed gives other people. 1 when left out. */
  readonly seed?: number | undefined
  /** How many contacts the workspace has. None when left out; a million cost no memory until they are touched. */
  readonly contacts?: number | undefined
  readonly companies?: number | undefined
  readonly conversations?: number | undefined
  readonly tickets?: number | undefined
  /** None when left out, and a hundred thousand at most; these are kept in memory, as the four that follow. */
  readonly articles?: number | undefined
  readonly collections?: number | undefined
  readonly internalArticles?: number | undefined
  readonly newsItems?: number | undefined
  readonly calls?: number | undefined
  /** Requests per ten seconds: 1,667 when left out, as a private app has; `false` for a server without limit headers. */
  readonly rateLimit?: number | false | undefined
  /**
   * What `X-RateLimit-Reset` tells: the `exact` end of the window (when left out), or `rolling`, six seconds behind it, as
   * real workspaces do.
   */
  readonly rateHeaders?: RateHeaders | undefined
  /** How long every answer takes. */
  readonly latency?: Duration.Input | undefined
  /** The workspace's time zone, as `Europe/Dublin` or `+10:00`. UTC when left out. */
  readonly timezone?: string | undefined
  readonly region?: "us" | "eu" | "au" | undefined
  /** The one access token the workspace knows. */
  readonly token?: string | undefined
  /** What the app is known by that codes are exchanged for. */
  readonly app?: AppCredentials | undefined
  /** The version a request without `Intercom-Version` gets. 2.16 when left out. */
  readonly version?: Version.Version | undefined
  /**
   * The server's time when it starts; seeded records lie in the two years before. When left out, the seeded records end
   * at {@link seededUntil}, and the server's time is the clock's, or that moment where the clock is behind it.
   */
  readonly now?: DateTime.DateTime.Input | undefined
  /** How far the server's clock is ahead of ours; negative where it is behind. */
  readonly clockSkew?: Duration.Input | undefined
  /** How far the search index is behind, for all records or for each. */
  readonly indexLag?: Duration.Input | ((record: { readonly id: string }) => Duration.Input) | undefined
  /** What a scroll answers that has come to its end: an empty page (when left out), or 404. */
  readonly scrollEnd?: "empty" | "404" | undefined
  /** Whether `>` and `<` of conversation searches include the second they name. `false` when left out. */
  readonly inclusiveBounds?: boolean | undefined
  /** A snapshot to begin with, of a workspace that was seeded in the same way; parsed, where it comes from a file. */
  readonly snapshot?: unknown
  readonly faults?: Faults.Script | undefined
  readonly before?: ReadonlyArray<BeforeRequest> | undefined
}

/**
 * When the records of a workspace without `now` end: 2026-11-01, in Unix milliseconds. A test with a `TestClock` that
 * compares its own clock with the records' sets it to this.
 *
 * @category constants
 * @since 0.1.0
 */
export const seededUntil: number = Date.UTC(2026, 10, 1)

/**
 * Options with everything in its place.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResolvedOptions {
  readonly plan: Plan
  readonly settings: Settings
  readonly rateLimit: number | false
  readonly rateHeaders: RateHeaders
  readonly latency: Duration.Duration
  readonly token: string
  readonly app: AppCredentials
  readonly version: Version.Version
  readonly snapshot: unknown
  readonly faults: Faults.Script
  readonly before: ReadonlyArray<BeforeRequest>
}

/**
 * Puts options in place, over a clock in Unix milliseconds. Throws a `RangeError` that names the option where one makes
 * no sense.
 *
 * @category constructors
 * @since 0.1.0
 */
export const resolve = (options: FakeOptions, clockMillis: () => number): ResolvedOptions => {
  const end = options.now === undefined ? seededUntil : DateTime.toEpochMillis(dateTime(options.now))
  const startedAt = clockMillis()
  const startsAt = options.now === undefined ? Math.max(startedAt, end) : end
  const offset = startsAt - startedAt + Duration.toMillis(Duration.fromInputUnsafe(options.clockSkew ?? 0))
  const { indexLag = 0 } = options
  const rateLimit = options.rateLimit ?? 1667
  return {
    plan: {
      seed: count("seed", options.seed ?? 1, Number.MAX_SAFE_INTEGER) | 0,
      timeline: endingAt(Math.floor(end / 1000)),
      contacts: count("contacts", options.contacts ?? 0),
      companies: count("companies", options.companies ?? 0),
      conversations: count("conversations", options.conversations ?? 0),
      tickets: count("tickets", options.tickets ?? 0),
      articles: count("articles", options.articles ?? 0, keptAtMost),
      collections: count("collections", options.collections ?? 0, keptAtMost),
      internalArticles: count("internalArticles", options.internalArticles ?? 0, keptAtMost),
      newsItems: count("newsItems", options.newsItems ?? 0, keptAtMost),
      calls: count("calls", options.calls ?? 0, keptAtMost)
    },
    settings: {
      nowMillis: () => clockMillis() + offset,
      timezone: timeZone(options.timezone ?? "UTC"),
      region: options.region ?? "us",
      indexLag: (record) =>
        Duration.toSeconds(Duration.fromInputUnsafe(typeof indexLag === "function" ? indexLag(record) : indexLag)),
      scrollEnd: options.scrollEnd ?? "empty",
      inclusiveBounds: options.inclusiveBounds ?? false
    },
    rateLimit: rateLimit === false ? false : count("rateLimit", rateLimit),
    rateHeaders: options.rateHeaders ?? "exact",
    latency: Duration.fromInputUnsafe(options.latency ?? 0),
    token: options.token ?? "fake-access-token",
    app: options.app ?? { clientId: "fake-client-id", clientSecret: "fake-client-secret" },
    version: options.version ?? "2.16",
    snapshot: options.snapshot,
    faults: options.faults ?? Faults.none,
    before: options.before ?? []
  }
}

/** The counter inside an id has six hexadecimal digits; what tests add needs some of them. */
const largest = 16_000_000

/** How many records there can be of a kind that is kept in memory. */
const keptAtMost = 100_000

const count = (name: string, value: number, most = largest): number => {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new RangeError(`FakeIntercom: ${name} must be a whole number from 0 to ${most}, not ${value}`)
  }
  return value
}

const timeZone = (name: string): DateTime.TimeZone =>
  Option.getOrThrowWith(
    DateTime.zoneFromString(name),
    () => new RangeError(`FakeIntercom: timezone must be an IANA name or an offset like +10:00, not ${name}`)
  )

const dateTime = (input: DateTime.DateTime.Input): DateTime.DateTime =>
  Option.getOrThrowWith(
    DateTime.make(input),
    () => new RangeError(`FakeIntercom: now must be a date and time, not ${String(input)}`)
  )
