/**
 * What a model is told when Intercom refuses: why, and what to do next.
 *
 * @since 0.1.0
 */
import type { IntercomError } from "@effect-intercom/core"
import * as Duration from "effect/Duration"
import { quoted } from "../text/Clean.ts"

/**
 * An error as text. What Intercom said stands in quotes.
 *
 * @internal
 */
export const advice = (error: IntercomError): string => {
  const status = error.status === undefined ? "" : ` (${error.status})`
  return `${error.operation} failed: ${error.reason._tag}${status}, ${quoted(error.reason.message, 400)}. ${next(error)}`
}

const next = ({ operation, reason }: IntercomError): string => {
  switch (reason._tag) {
    case "NotFound":
      return "Next: check the id with one of the find tools; it may be deleted or of another kind."
    case "Gone":
      return reason.mergedInto === undefined
        ? "Next: it is gone for good; look for another record."
        : `Next: it was merged; read ${reason.mergedInto} instead.`
    case "Conflict":
      return reason.existingId === undefined
        ? "Next: read the record again, then decide."
        : `Next: it exists already; read ${reason.existingId}.`
    case "InvalidRequest":
    case "InvalidInput":
      return `Next: correct the input; describe_operation shows the fields of ${operation}.`
    case "UnsupportedVersion":
      return `Next: use another tool; whoever runs this server can choose an API version from ${reason.since} on.`
    case "RateLimited":
      return `Next: wait ${seconds(reason.retryAfter)}, then ask for less at once.`
    case "JobLimitReached":
      return "Next: wait until the running jobs are done."
    case "ServerError":
    case "TransportError":
      return "Next: try once more in a minute; if it fails again, tell the user that Intercom cannot be reached."
    case "TimeoutError":
      return "Next: ask for less: a smaller limit or a shorter span of time."
    case "Unauthorized":
      return "Next: do not try again; tell the user that the access token of this server is not accepted."
    case "Forbidden":
      return "Next: do not try again; tell the user that the access token or the plan does not allow this."
    case "DecodeError":
    case "PaginationError":
      return "Next: do not try the same again; use another tool, or tell the user."
  }
}

const seconds = (wait: Duration.Duration | undefined): string =>
  `${Math.max(1, Math.ceil(Duration.toSeconds(wait ?? Duration.seconds(10))))} seconds`
