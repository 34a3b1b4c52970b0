/**
 * The one error of this SDK: what was called, and why it failed.
 *
 * **When to use**
 *
 * Handle a single reason with `Effect.catchReason("IntercomError", "NotFound", …)`, several with `Effect.catchReasons`,
 * or turn the reasons into the error channel with `Effect.unwrapReason("IntercomError")`. {@link isIntercomError} is
 * for errors that came through code without types.
 *
 * **Details**
 *
 * Fifteen reasons, each a tagged error with what is known of it: `existingId` of a `Conflict`, `mergedInto` of `Gone`,
 * `retryAfter` of `RateLimited`, the `issues` of an `InvalidInput`. The getters of {@link IntercomError} (`status`,
 * `codes`, `requestId`, `isRetryable`, `retryAfter`) answer for whichever reason it is. Both encode to JSON and back.
 *
 * **Gotchas**
 *
 * - The client has repeated what may be: a loop around a call repeats creates that Intercom may have executed.
 * - `code` of an entry belongs to an open set: match those known, and let others pass.
 * - The message is for people; programs match on `reason._tag`.
 *
 * **Example** (What a failure tells, and handling one reason)
 *
 * ```ts
 * const error = yield* Effect.flip(Contacts.get({ id: "6762f0dd1bb69f9f2193bb83" }))
 * error.message // => "contacts.get: NotFound: …"
 *
 * const contact = yield* Contacts.get({ id: "6762f0dd1bb69f9f2193bb83" }).pipe(
 *   Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed(undefined))
 * )
 * contact // => undefined
 * ```
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { Millis, Mismatch } from "./check/ErrorFields.ts"
import { headersOf, type ShownHeaders } from "./http/ShownHeaders.ts"

const TypeId = "~@effect-intercom/core/IntercomError"

/**
 * One thing Intercom objects to.
 *
 * `code` belongs to an open set (`parameter_invalid`, `not_found`, …) and is missing where the body names only a field.
 *
 * @category models
 * @since 0.1.0
 */
export interface ErrorEntry {
  readonly code?: string
  readonly message?: string
  readonly field?: string
}

/**
 * The schema of {@link ErrorEntry}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ErrorEntry: Schema.Codec<ErrorEntry> = /*#__PURE__*/ Schema.Struct({
  code: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String),
  field: Schema.optionalKey(Schema.String)
})

/** What every reason that comes from a response carries. */
const answered = {
  /** The HTTP status. */
  status: Schema.Int,
  /** Intercom's id of the request, to be quoted to its support. */
  requestId: Schema.optional(Schema.String),
  /** What Intercom objected to, with e-mail addresses and query values removed. */
  errors: Schema.Array(ErrorEntry),
  /** What happened, in words. */
  message: Schema.String
}

/** A duration; in JSON its milliseconds. The codec of Effect does more, and would stand in every bundle. */
const retryAfter = /*#__PURE__*/ Schema.optional(Millis)

/**
 * 401: the access token is missing, wrong or revoked.
 *
 * @category errors
 * @since 0.1.0
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>("@effect-intercom/core/Unauthorized")(
  "Unauthorized",
  answered
) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * 402 or 403: the token may not do this, or the workspace's plan does not include it.
 *
 * @category errors
 * @since 0.1.0
 */
export class Forbidden extends Schema.TaggedError<Forbidden>("@effect-intercom/core/Forbidden")("Forbidden", answered) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * 404: there is no such record. `missingId` is the one that was asked for, where it has the form of Intercom's own ids and the
 * path names no other; what a program calls its records, an external id or an e-mail address, is not told.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotFound extends Schema.TaggedError<NotFound>("@effect-intercom/core/NotFound")("NotFound", {
  ...answered,
  /** The id that was asked for, where it is one of Intercom's own. */
  missingId: Schema.optional(Schema.String)
}) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * 410: the record is gone, for example because the contact was merged into another one, which `mergedInto` names.
 *
 * @category errors
 * @since 0.1.0
 */
export class Gone extends Schema.TaggedError<Gone>("@effect-intercom/core/Gone")("Gone", {
  ...answered,
  /** The id of the contact that a merged one became part of, where Intercom names it. */
  mergedInto: Schema.optional(Schema.String)
}) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * 409: a record with these details exists, which `existingId` names where Intercom does; or something else changed it in
 * the meantime.
 *
 * @category errors
 * @since 0.1.0
 */
export class Conflict extends Schema.TaggedError<Conflict>("@effect-intercom/core/Conflict")("Conflict", {
  ...answered,
  /** The id of the record that exists, where Intercom names it. */
  existingId: Schema.optional(Schema.String),
  /** Whether that record is archived: it is not found until it is unarchived. */
  existingIsArchived: Schema.optional(Schema.Boolean)
}) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * Any other 4xx: Intercom does not accept the request. `errors` names the fields.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>("@effect-intercom/core/InvalidRequest")(
  "InvalidRequest",
  answered
) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * 429: the budget of the ten-second window is used up. `retryAfter` tells how long until the next one.
 *
 * @category errors
 * @since 0.1.0
 */
export class RateLimited extends Schema.TaggedError<RateLimited>("@effect-intercom/core/RateLimited")("RateLimited", {
  ...answered,
  retryAfter
}) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * 429 of another kind: the workspace has as many export jobs open as it may. Waiting for the next window does not help;
 * the pending job has to end or be cancelled.
 *
 * @category errors
 * @since 0.1.0
 */
export class JobLimitReached extends Schema.TaggedError<JobLimitReached>("@effect-intercom/core/JobLimitReached")(
  "JobLimitReached",
  answered
) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * 5xx or 408: Intercom or something before it failed.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServerError extends Schema.TaggedError<ServerError>("@effect-intercom/core/ServerError")("ServerError", {
  ...answered,
  retryAfter
}) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * The connection failed before a whole response was read.
 *
 * `code` is the system's (`ECONNREFUSED`, `ECONNRESET`, …) where there is one. `sent` is `no` only when Intercom cannot
 * have seen the request.
 *
 * @category errors
 * @since 0.1.0
 */
export class TransportError extends Schema.TaggedError<TransportError>("@effect-intercom/core/TransportError")(
  "TransportError",
  {
    code: Schema.optional(Schema.String),
    sent: Schema.Literals(["no", "unknown"]),
    /** What happened, in words. */
    message: Schema.String
  }
) {}

/**
 * One attempt, its body included, took longer than the attempt timeout; or all attempts together took longer than the
 * deadline.
 *
 * @category errors
 * @since 0.1.0
 */
export class TimeoutError extends Schema.TaggedError<TimeoutError>("@effect-intercom/core/TimeoutError")(
  "TimeoutError",
  {
    limit: Schema.Literals(["attempt", "deadline"]),
    duration: Millis,
    /** What happened, in words. */
    message: Schema.String
  }
) {}

/**
 * A 2xx or 3xx response is not what the operation promises.
 *
 * `kind` is `not-json` (a proxy's page, a cut body), `empty`, `redirect` (never followed: it would carry the token
 * elsewhere), `tooLarge` (more than `maxBodyBytes`, packed or unpacked) or `shape` (only with `responses: "strict"`), where
 * `mismatches` names every place that differs, 50 at most, and `path` the first of them.
 *
 * @category errors
 * @since 0.1.0
 */
export class DecodeError extends Schema.TaggedError<DecodeError>("@effect-intercom/core/DecodeError")("DecodeError", {
  status: Schema.Int,
  requestId: Schema.optional(Schema.String),
  kind: Schema.Literals(["not-json", "empty", "redirect", "shape", "tooLarge"]),
  path: Schema.optional(Schema.String),
  mismatches: Schema.optional(Schema.Array(Mismatch)),
  /** What happened, in words. */
  message: Schema.String
}) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * The input was refused before anything was sent. `issues` names each field.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@effect-intercom/core/InvalidInput")(
  "InvalidInput",
  {
    issues: Schema.Array(Schema.Struct({ path: Schema.String, message: Schema.String }))
  }
) {
  override get message(): string {
    return this.issues.map(({ message, path }) => (path === "" ? message : `${path}: ${message}`)).join("; ")
  }
}

/**
 * The version in use does not have the operation: either known before anything was sent, or said by Intercom
 * (`intercom_version_invalid`), in which case there is a `status`.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnsupportedVersion extends Schema.TaggedError<UnsupportedVersion>(
  "@effect-intercom/core/UnsupportedVersion"
)("UnsupportedVersion", {
  version: Schema.String,
  since: Schema.String,
  until: Schema.optional(Schema.String),
  status: Schema.optional(Schema.Int),
  requestId: Schema.optional(Schema.String),
  errors: Schema.optional(Schema.Array(ErrorEntry)),
  /** What happened, in words. */
  message: Schema.String
}) {
  /** The headers of the response that tell of the request and its limits. They are never printed, logged or encoded. */
  get headers(): ShownHeaders {
    return headersOf(this)
  }
}

/**
 * Reading page after page cannot go on.
 *
 * `kind` is `cycle` (a page or cursor came again), `foreign-url` (the next page lies on another host), `malformed` (there
 * is no telling where the next page is), `limit` (the list ends before the data does) or `scroll` (no scroll could be
 * opened or kept).
 *
 * @category errors
 * @since 0.1.0
 */
export class PaginationError extends Schema.TaggedError<PaginationError>("@effect-intercom/core/PaginationError")(
  "PaginationError",
  {
    kind: Schema.Literals(["cycle", "foreign-url", "malformed", "limit", "scroll"]),
    /** How many pages had been read. */
    pages: Schema.Int,
    /** What happened, in words. */
    message: Schema.String
  }
) {}

/**
 * Every reason an {@link IntercomError} can have.
 *
 * @category errors
 * @since 0.1.0
 */
export type Reason =
  | Unauthorized
  | Forbidden
  | NotFound
  | Gone
  | Conflict
  | InvalidRequest
  | RateLimited
  | JobLimitReached
  | ServerError
  | TransportError
  | TimeoutError
  | DecodeError
  | InvalidInput
  | UnsupportedVersion
  | PaginationError

const Reason = Schema.Union([
  Unauthorized,
  Forbidden,
  NotFound,
  Gone,
  Conflict,
  InvalidRequest,
  RateLimited,
  JobLimitReached,
  ServerError,
  TransportError,
  TimeoutError,
  DecodeError,
  InvalidInput,
  UnsupportedVersion,
  PaginationError
])

/**
 * What every operation fails with: the operation, and the reason as a tagged error.
 *
 * It holds no token, no query value and no personal data, and is safe to log: `url` is the endpoint's template.
 *
 * @category errors
 * @since 0.1.0
 */
export class IntercomError extends Schema.TaggedError<IntercomError>("@effect-intercom/core/IntercomError")(
  "IntercomError",
  {
    /** The operation's id, as `contacts.get`. */
    operation: Schema.String,
    method: Schema.String,
    /** Host and path template, as `https://api.intercom.io/contacts/{id}`. */
    url: Schema.String,
    reason: Reason
  }
) {
  readonly [TypeId] = TypeId

  override readonly cause = this.reason

  override get message(): string {
    return `${this.operation}: ${this.reason._tag}: ${this.reason.message}`
  }

  /** The HTTP status, where there was a response. */
  get status(): number | undefined {
    return "status" in this.reason ? this.reason.status : undefined
  }

  /** Intercom's id of the request, where there was a response that told it. */
  get requestId(): string | undefined {
    return "requestId" in this.reason ? this.reason.requestId : undefined
  }

  /** The headers of the response that tell of the request and its limits: none where there was no response. */
  get headers(): ShownHeaders {
    return headersOf(this.reason)
  }

  /** Intercom's own error codes, as `parameter_invalid`. */
  get codes(): ReadonlyArray<string> {
    const errors = "errors" in this.reason ? (this.reason.errors ?? []) : []
    return errors.flatMap(({ code }) => (code === undefined ? [] : [code]))
  }

  /**
   * Whether the same call may succeed later. The client's own retries look at the operation too: a create is repeated
   * only when Intercom surely did not execute it.
   */
  get isRetryable(): boolean {
    return retryable.has(this.reason._tag)
  }

  /** How long Intercom asks to wait, where it does. */
  get retryAfter(): Duration.Duration | undefined {
    return "retryAfter" in this.reason ? this.reason.retryAfter : undefined
  }
}

const retryable: ReadonlySet<Reason["_tag"]> = new Set([
  "RateLimited",
  "ServerError",
  "TransportError",
  "TimeoutError"
] as const)

/**
 * Tells whether a value is an {@link IntercomError}.
 *
 * @category guards
 * @since 0.1.0
 */
export const isIntercomError = (value: unknown): value is IntercomError => Predicate.hasProperty(value, TypeId)
