/**
 * A failure of each reason, as Intercom or the client would tell it: what stubs answer with.
 *
 * @since 0.1.0
 */
import {
  Conflict,
  DecodeError,
  Forbidden,
  Gone,
  InvalidInput,
  InvalidRequest,
  JobLimitReached,
  NotFound,
  PaginationError,
  RateLimited,
  ServerError,
  TimeoutError,
  TransportError,
  Unauthorized,
  UnsupportedVersion,
  Version
} from "@effect-intercom/core"
import * as Duration from "effect/Duration"

/**
 * 401: the token is wrong.
 *
 * @category errors
 * @since 0.1.0
 */
export const unauthorized = (message = "Access Token Invalid"): Unauthorized =>
  new Unauthorized(answered(401, "unauthorized", message))

/**
 * 403: the token may not do this.
 *
 * @category errors
 * @since 0.1.0
 */
export const forbidden = (message = "Forbidden request"): Forbidden =>
  new Forbidden(answered(403, "forbidden", message))

/**
 * 404: there is no such record.
 *
 * @category errors
 * @since 0.1.0
 */
export const notFound = (message = "Resource Not Found"): NotFound => new NotFound(answered(404, "not_found", message))

/**
 * 409: there is such a record already. `existingId` is what its message names.
 *
 * @category errors
 * @since 0.1.0
 */
export const conflict = (
  message = "A contact matching those details already exists",
  existing: Pick<Conflict, "existingId" | "existingIsArchived"> = {}
): Conflict => new Conflict({ ...answered(409, "conflict", message), ...existing })

/**
 * 410: the record is gone, or became part of `mergedInto`.
 *
 * @category errors
 * @since 0.1.0
 */
export const gone = (message = "This contact was merged", mergedInto?: string): Gone =>
  new Gone({ ...answered(410, "contact_merged", message), mergedInto })

/**
 * 400: Intercom does not accept the request.
 *
 * @category errors
 * @since 0.1.0
 */
export const invalidRequest = (message = "Parameter invalid", field?: string): InvalidRequest =>
  new InvalidRequest(answered(400, "parameter_invalid", message, field))

/**
 * 429: the budget is used up for `retryAfter`, ten seconds when left out.
 *
 * @category errors
 * @since 0.1.0
 */
export const rateLimited = (retryAfter: Duration.Input = "10 seconds"): RateLimited =>
  new RateLimited({
    ...answered(429, "rate_limit_exceeded", "Exceeded rate limit of 1667 in 10_seconds"),
    retryAfter: Duration.fromInputUnsafe(retryAfter)
  })

/**
 * 5xx: Intercom failed.
 *
 * @category errors
 * @since 0.1.0
 */
export const serverError = (message = "Server error", status = 500): ServerError =>
  new ServerError({ ...answered(status, "server_error", message), retryAfter: undefined })

/**
 * 429: another job of the kind runs already.
 *
 * @category errors
 * @since 0.1.0
 */
export const jobLimitReached = (
  message = "Exceeded rate limit of 1 pending message data export job"
): JobLimitReached => new JobLimitReached(answered(429, "rate_limit_exceeded", message))

/**
 * The connection broke: before anything was sent (`no`), or nobody knows.
 *
 * @category errors
 * @since 0.1.0
 */
export const transportError = (code = "ECONNRESET", sent: TransportError["sent"] = "unknown"): TransportError =>
  new TransportError({ code, sent, message: `The connection failed before a whole response was read (${code})` })

/**
 * An attempt, or the call with all its attempts, took too long.
 *
 * @category errors
 * @since 0.1.0
 */
export const timeoutError = (
  limit: TimeoutError["limit"] = "attempt",
  duration: Duration.Input = "60 seconds"
): TimeoutError => {
  const within = Duration.fromInputUnsafe(duration)
  const what = limit === "attempt" ? "No whole response" : "No success"
  return new TimeoutError({ limit, duration: within, message: `${what} within ${Duration.toSeconds(within)} s` })
}

/**
 * A 200 that is not what the operation promises: a proxy's page, when left out.
 *
 * @category errors
 * @since 0.1.0
 */
export const decodeError = (
  kind: DecodeError["kind"] = "not-json",
  message = "200, but the body is not JSON"
): DecodeError => new DecodeError({ status: 200, requestId: undefined, kind, message })

/**
 * The input was refused before anything was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export const invalidInput = (message = "expected a string", path = ""): InvalidInput =>
  new InvalidInput({ issues: [{ path, message }] })

/**
 * The version in use does not have the operation.
 *
 * @category errors
 * @since 0.1.0
 */
export const unsupportedVersion = (
  version: Version.Version = "2.7",
  since: Version.Version = Version.latestStable
): UnsupportedVersion =>
  new UnsupportedVersion({ version, since, message: `Version ${version} does not have it; it came with ${since}` })

/**
 * Reading page after page cannot go on.
 *
 * @category errors
 * @since 0.1.0
 */
export const paginationError = (
  kind: PaginationError["kind"] = "cycle",
  message = "The cursor of a page leads back to one that was read",
  pages = 1
): PaginationError => new PaginationError({ kind, pages, message })

const answered = (status: number, code: string, message: string, field?: string) => ({
  status,
  requestId: undefined,
  errors: [{ code, message, ...(field === undefined ? {} : { field }) }],
  message: `${status} ${code}${field === undefined ? "" : ` (${field})`} ${message}`
})
