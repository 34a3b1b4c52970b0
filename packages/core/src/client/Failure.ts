/**
 * From what went wrong on the wire to the reason of an {@link IntercomError}.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type * as Headers from "effect/http/Headers"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Predicate from "effect/Predicate"
import { valueOf } from "../check/Property.ts"
import { withHeaders } from "../http/ShownHeaders.ts"
import { read } from "./ErrorBody.ts"
import * as Reasons from "../IntercomError.ts"
import type { Availability, Version } from "../Version.ts"
import type { Clean } from "./Secrets.ts"

/**
 * What is known of a refusal.
 *
 * @category models
 * @since 0.1.0
 */
export interface Refusal {
  readonly status: number
  /** The parsed body, or undefined when it is not JSON. */
  readonly body: unknown
  readonly headers: Headers.Headers
  readonly retryAfter: Duration.Duration | undefined
  /** Takes out of a text what must not appear in the error. */
  readonly clean: Clean
  readonly version: Version
  readonly availability: Availability
  /** The id that was asked for, where it may be told. */
  readonly ownId: string | undefined
}

/**
 * The reason for a response that is neither 2xx nor 3xx, whatever its body looks like.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromRefusal = (refusal: Refusal): Reasons.Reason => withHeaders(reasonOf(refusal), refusal.headers)

const reasonOf = (refusal: Refusal): Reasons.Reason => {
  const body = read(refusal.body)
  const errors = body.entries.map((entry) => cleaned(entry, refusal.clean))
  const requestId = body.requestId ?? refusal.headers["x-request-id"]
  const fields = {
    status: refusal.status,
    requestId: requestId === undefined ? undefined : refusal.clean(requestId),
    errors,
    message: describe(refusal.status, errors)
  }
  if (body.entries.some(({ code }) => code === "intercom_version_invalid")) {
    return new Reasons.UnsupportedVersion({
      ...fields,
      version: refusal.version,
      since: refusal.availability.since,
      until: refusal.availability.until
    })
  }
  switch (refusal.status) {
    case 401:
      return new Reasons.Unauthorized(fields)
    case 402:
    case 403:
      return new Reasons.Forbidden(fields)
    case 404:
      return new Reasons.NotFound(
        refusal.ownId === undefined
          ? fields
          : { ...fields, missingId: refusal.ownId, message: `${fields.message} (id ${refusal.ownId})` }
      )
    case 409:
      return new Reasons.Conflict({ ...fields, ...existingOf(body.entries) })
    case 410:
      return new Reasons.Gone({ ...fields, mergedInto: mergedInto(refusal.headers["link"]) })
    case 408:
      return new Reasons.ServerError({ ...fields, retryAfter: refusal.retryAfter })
    case 429:
      return isJobLimit(body.entries)
        ? new Reasons.JobLimitReached(fields)
        : new Reasons.RateLimited({ ...fields, retryAfter: refusal.retryAfter })
  }
  return refusal.status >= 500
    ? new Reasons.ServerError({ ...fields, retryAfter: refusal.retryAfter })
    : new Reasons.InvalidRequest(fields)
}

/** Nothing of what a server says is taken for harmless: codes and fields may quote as well. */
const cleaned = (entry: Reasons.ErrorEntry, clean: Clean): Reasons.ErrorEntry => ({
  ...(entry.code === undefined ? {} : { code: clean(entry.code) }),
  ...(entry.message === undefined ? {} : { message: clean(entry.message) }),
  ...(entry.field === undefined ? {} : { field: clean(entry.field) })
})

/**
 * The reason for a request that got no whole response.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromTransport = (error: HttpClientError.HttpClientError): Reasons.TransportError => {
  const { code, syscall } = systemErrorOf(error.reason)
  // A connection that was there may break for the same reasons, while it is read or written.
  const isBefore = error.reason._tag !== "DecodeError" && syscall !== "read" && syscall !== "write"
  const sent = isBefore && code !== undefined && neverSent.has(code) ? "no" : "unknown"
  return new Reasons.TransportError({
    code,
    sent,
    message:
      code === undefined
        ? "The connection failed before a whole response was read"
        : `The connection failed before a whole response was read (${code})`
  })
}

/**
 * The reason for an attempt, or a call, that took longer than it may.
 *
 * @category constructors
 * @since 0.1.0
 */
export const timedOut = (limit: Reasons.TimeoutError["limit"], duration: Duration.Duration): Reasons.TimeoutError => {
  const seconds = Duration.toMillis(duration) / 1000
  const message =
    limit === "attempt"
      ? `No whole response within ${seconds} s`
      : `No success within ${seconds} s, with all attempts and waits`
  return new Reasons.TimeoutError({ limit, duration, message })
}

/** Failures of finding and reaching the host: Intercom has seen nothing of the request. */
const neverSent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT"
])

/** `A contact matching those details already exists with id=…`, or an archived one: told in the message only. */
const existingOf = (
  entries: ReadonlyArray<Reasons.ErrorEntry>
): Pick<Reasons.Conflict, "existingId" | "existingIsArchived"> => {
  const messages = entries.flatMap(({ message }) => (message === undefined ? [] : [message]))
  const ids = new Set(messages.flatMap((message) => Array.from(message.matchAll(named), ([, id]) => id)))
  const [existingId] = ids
  // Of two records there is no telling which is meant.
  if (existingId === undefined || ids.size > 1) return {}
  return { existingId, existingIsArchived: messages.some((message) => /\barchived\b/i.test(message)) }
}

/** Not the `id` of `external_id=…`. */
const named = /(?<![\w-])id=([\w-]{1,64})(?![\w-])/g

/** `</contacts/{id}>; rel="canonical"`, a path or an address. */
const mergedInto = (link: string | undefined): string | undefined =>
  link
    ?.split(",")
    .map((target) => /^\s*<[^<>]*?\/contacts\/([\w-]{1,64})>\s*;\s*rel="?canonical"?\s*$/.exec(target)?.[1])
    .find(Predicate.isNotUndefined)

/** "Exceeded rate limit of 1 pending message data export job" is not about requests per window. */
const isJobLimit = (errors: ReadonlyArray<Reasons.ErrorEntry>): boolean =>
  errors.some(({ code, message }) => /\bjobs?\b|pending/i.test(`${code?.replaceAll("_", " ") ?? ""} ${message ?? ""}`))

const describe = (status: number, errors: ReadonlyArray<Reasons.ErrorEntry>): string => {
  if (errors.length === 0) return `${status}, without a body that says why`
  const texts = errors.map(({ code, field, message }) =>
    [code, field === undefined ? undefined : `(${field})`, message].filter(Predicate.isNotUndefined).join(" ")
  )
  return `${status} ${texts.join("; ")}`
}

const isSystemCode = (code: unknown): code is string => typeof code === "string" && /^[A-Z][A-Z0-9_]{2,63}$/.test(code)

/** The innermost error of the system in a chain of causes. Messages are left behind: they may quote the URL. */
const systemErrorOf = (error: unknown): { readonly code?: string; readonly syscall?: unknown } => {
  let found: ReturnType<typeof systemErrorOf> = {}
  let current: unknown = error
  for (let depth = 0; depth < 8; depth++) {
    const code = valueOf(current, "code")
    if (isSystemCode(code)) found = { code, syscall: valueOf(current, "syscall") }
    const errors = valueOf(current, "errors")
    current = Array.isArray(errors) ? errors[0] : valueOf(current, "cause")
  }
  return found
}
