/**
 * Whose workspace a token is of, and what time it is there.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError } from "@effect-intercom/core"
import { Admins } from "@effect-intercom/resources"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { ExportError } from "../ExportError.ts"

/**
 * Whose workspace it is, and by how many milliseconds Intercom's clock is ahead of ours.
 *
 * @category models
 * @since 0.1.0
 */
export interface Identity {
  /** Intercom's id of the workspace; null where the token may not ask for it. */
  readonly workspace: string | null
  readonly skew: number
}

/**
 * Nobody's, as far as is known.
 *
 * @category constants
 * @since 0.1.0
 */
export const unidentified: Identity = { workspace: null, skew: 0 }

const asked: Effect.Effect<Identity, IntercomError, IntercomClient.IntercomClient> = Effect.gen(function* () {
  const client = yield* IntercomClient.IntercomClient
  const askedAt = yield* Clock.currentTimeMillis
  const { headers, value } = yield* client.execute(Admins.identify, {}, { responses: "trust" })
  const skew = skewOf(headers["date"], askedAt, yield* Clock.currentTimeMillis)
  return { workspace: value.app?.id_code ?? null, skew }
}).pipe(
  Effect.catchReason("IntercomError", "Forbidden", () => Effect.succeed(unidentified)),
  Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed(unidentified))
)

/**
 * Asks whose the workspace is, and what time it is there. A wrong token ends the export here.
 *
 * @category constructors
 * @since 0.1.0
 */
export const identify: Effect.Effect<Identity, ExportError, IntercomClient.IntercomClient> = Effect.mapError(
  asked,
  (reason) => new ExportError({ reason })
)

/**
 * Asks by how many milliseconds Intercom's clock is ahead of ours: none where they may agree, or the token may not ask.
 *
 * @category constructors
 * @since 0.1.0
 */
export const skew: Effect.Effect<number, IntercomError, IntercomClient.IntercomClient> = Effect.map(
  asked,
  ({ skew }) => skew
)

/**
 * By how many milliseconds the server's clock is surely ahead of ours, which says when it was asked and when it answered.
 * `Date` is cut to whole seconds. Where the clocks may agree they do.
 */
const skewOf = (date: string | undefined, askedAt: number, answeredAt: number): number => {
  const told = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(told) || (told <= answeredAt && told + 1000 >= askedAt)) return 0
  return told - answeredAt
}

/**
 * The host of a base URL.
 *
 * @category conversions
 * @since 0.1.0
 */
export const hostOf = (baseUrl: string): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl)
