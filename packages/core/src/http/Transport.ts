/**
 * The innermost step: one request, one response, within the attempt timeout.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as Headers from "effect/http/Headers"
import * as Body from "./Body.ts"
import type * as TimeLimits from "./TimeLimits.ts"

/**
 * What the transport has to know of the attempt it carries.
 *
 * @category models
 * @since 0.1.0
 */
export interface Attempt {
  readonly timeoutMillis: number
  /** When the call has to be over, whatever the attempt, in Unix milliseconds. */
  readonly deadlineAt: number
  /** Whether the body of a success is a file, which is streamed. Any other is read whole within the timeout. */
  readonly isFile: boolean
  /** The most bytes of a body that is no file, as it came and unpacked. */
  readonly maxBodyBytes: number
  /** When the request was sent, in Unix milliseconds: set as soon as the rate limit lets it. */
  sentAt: number | undefined
}

/**
 * A response whose headers were read once: HTTP clients make them anew whenever they are asked.
 *
 * @category models
 * @since 0.1.0
 */
export interface Received {
  readonly status: number
  readonly headers: Headers.Headers
  /** The whole body, or why it cannot be read; undefined where it is a file. */
  readonly body: Body.Body | undefined
  readonly response: HttpClientResponse.HttpClientResponse
  /** When the request was sent and when all that was waited for had come, in Unix milliseconds. */
  readonly requestedAt: number
  readonly receivedAt: number
}

/**
 * Sends a request.
 *
 * @category models
 * @since 0.1.0
 */
export type Transport = (
  request: HttpClientRequest.HttpClientRequest,
  attempt: Attempt
) => Effect.Effect<Received, HttpClientError.HttpClientError | TimedOut>

/**
 * The attempt took longer than it may, or the call than all its attempts may.
 *
 * @category errors
 * @since 0.1.0
 */
export class TimedOut {
  readonly _tag = "TimedOut"
  readonly limit: "attempt" | "deadline"

  constructor(limit: "attempt" | "deadline") {
    this.limit = limit
  }
}

/**
 * Reads the body with the response, and ends both at the attempt's timeout or the call's deadline, whichever comes first.
 * A stalled body cannot outlive them.
 *
 * Redirects are not followed and no span of the HTTP client is made: its attributes would hold the query.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeTransport = (http: HttpClient.HttpClient, limits: TimeLimits.TimeLimits): Transport => {
  const withoutRedirectsAndSpans = makeContextChange()
  return (request, attempt) =>
    Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      const requestedAt = clock.currentTimeMillisUnsafe()
      attempt.sentAt = requestedAt
      const received = Effect.flatMap(http.execute(request), (response) => {
        const { headers, status } = response
        const receive = (body: Received["body"]): Received => ({
          status,
          headers,
          body,
          response,
          requestedAt,
          receivedAt: clock.currentTimeMillisUnsafe()
        })
        return attempt.isFile && isSuccess(status)
          ? Effect.succeed(receive(undefined))
          : Effect.map(Body.textOf(response, headers, attempt.maxBodyBytes), receive)
      })
      const left = attempt.deadlineAt - requestedAt
      return limits.run(received, {
        context: withoutRedirectsAndSpans(fiber.context),
        clock,
        millis: Math.max(Math.min(left, attempt.timeoutMillis), 0),
        passed: () => new TimedOut(left < attempt.timeoutMillis ? "deadline" : "attempt")
      })
    })
}

/**
 * Whether the status is one of 2xx.
 *
 * @category guards
 * @since 0.1.0
 */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300

/**
 * `fetch` follows redirects unless told otherwise. Options the program has set for `fetch` are kept. Calls mostly follow
 * each other in the same context: the last one is remembered with what became of it.
 */
const makeContextChange = () => {
  let last: Context.Context<never> | undefined
  let changed: Context.Context<never> = Context.empty()
  return (context: Context.Context<never>): Context.Context<never> => {
    if (context === last) return changed
    last = context
    changed = Context.add(context, FetchHttpClient.RequestInit, {
      ...Context.getOrUndefined(context, FetchHttpClient.RequestInit),
      redirect: "manual"
    }).pipe(Context.add(HttpClient.TracerDisabledWhen, always))
    return changed
  }
}

const always = () => true
