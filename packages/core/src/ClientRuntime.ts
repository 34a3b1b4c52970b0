/**
 * What stands behind `IntercomClient`: one call, from its input to its answer.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpTraceContext from "effect/http/HttpTraceContext"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { type Account, makeAccounts } from "./Account.ts"
import * as Answer from "./Answer.ts"
import { type CallOptions, CurrentCallOptions, merge } from "./CallOptions.ts"
import * as Failure from "./Failure.ts"
import type { ClientOptions, IntercomClient } from "./IntercomClient.ts"
import {
  IntercomError,
  InvalidInput,
  type Reason,
  TimeoutError,
  TransportError,
  UnsupportedVersion
} from "./IntercomError.ts"
import * as Metrics from "./Metrics.ts"
import type { Definition } from "./Operation.ts"
import * as Region from "./Region.ts"
import * as Request from "./Request.ts"
import type { Mismatch } from "./ResponseCheck.ts"
import * as Retry from "./Retry.ts"
import { makeTransport, type Received, type TimedOut } from "./Transport.ts"
import * as Version from "./Version.ts"

/**
 * Makes the client of the options, over an HTTP client, and a limiter where other processes share the budget.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeClient = (
  options: ClientOptions,
  http: HttpClient.HttpClient,
  limiter: RateLimiter.RateLimiter | undefined
): IntercomClient["Service"] => {
  const version = options.version ?? Version.latestStable
  const baseUrl = (options.baseUrl ?? Region.hosts[options.region ?? "us"]).replace(/\/+$/, "")
  const accounts = makeAccounts({
    transport: makeTransport(http),
    limiter,
    pacing: options.pacing ?? {},
    host: baseUrl
  })
  const report = makeReport(options.onMismatch)
  const propagatesTraces = options.propagateTraces === true
  const reachable = isAddress(baseUrl)
  const token = typeof options.accessToken === "string" ? Redacted.make(options.accessToken) : options.accessToken

  /** All that happens before the first byte is sent. */
  const prepare = (
    operation: Definition,
    input: unknown,
    callOptions: CallOptions | undefined
  ): Effect.Effect<Call, IntercomError> => {
    const fail = (reason: Reason) =>
      new IntercomError({ operation: operation.id, method: operation.method, url: baseUrl + operation.path, reason })
    return Effect.withFiber((fiber) => {
      const call = merge(merge(options, fiber.getRef(CurrentCallOptions)), callOptions)
      const callVersion = call.version ?? version
      if (!Version.isAvailable(operation, callVersion)) return Effect.fail(fail(unsupported(operation, callVersion)))
      if (!reachable) return Effect.fail(fail(invalidBaseUrl))
      const withToken = (accessToken: Redacted.Redacted): Effect.Effect<Call, IntercomError> => {
        const prepared = Request.prepare(operation, input, {
          baseUrl,
          accessToken,
          version: callVersion,
          headers: call.headers ?? {},
          query: call.query ?? {}
        })
        if (Result.isFailure(prepared)) return Effect.fail(fail(prepared.failure))
        const account = accounts.of(accessToken)
        const deadline = call.deadline === undefined ? defaultDeadline : Duration.fromInputUnsafe(call.deadline)
        return Effect.succeed({
          operation,
          request: prepared.success.request,
          account,
          timeout: call.timeout === undefined ? defaultTimeout : Duration.fromInputUnsafe(call.timeout),
          deadline,
          deadlineAt: fiber.getRef(Clock.Clock).currentTimeMillisUnsafe() + Duration.toMillis(deadline),
          policy: policyOf(call),
          answer: {
            operation,
            version: callVersion,
            secrets: [Redacted.value(accessToken).trim(), ...prepared.success.queryValues],
            responses: call.responses ?? "report",
            pacer: account.pacer,
            report
          },
          fail
        })
      }
      return Effect.isEffect(token) ? Effect.flatMap(token, withToken) : withToken(token)
    })
  }

  /** One attempt: wait for the budget, send, read. */
  const attempt = <A>(call: Call, read: Read<A>): Effect.Effect<A, IntercomError> =>
    Effect.clockWith((clock) => {
      const sending = {
        timeoutMillis: Duration.toMillis(call.timeout),
        deadlineAt: call.deadlineAt,
        buffered: call.operation.reads !== "bytes",
        startedAt: clock.currentTimeMillisUnsafe()
      }
      const sent = propagatesTraces
        ? Effect.flatMap(withTrace(call.request), (request) => call.account.send(request, sending))
        : call.account.send(call.request, sending)
      return sent.pipe(
        Effect.matchEffect({
          onFailure: (error) => Effect.fail(unanswered(error, call)),
          onSuccess: (received) => read(received, call)
        }),
        Effect.onExit((exit) => count(call, exit._tag === "Success" ? "success" : "failure")),
        Effect.mapError(call.fail)
      )
    })

  const onRetry = (event: Retry.RetryEvent): Effect.Effect<void> =>
    Effect.andThen(
      Metric.update(
        Metric.withAttributes(Metrics.retries, { operation: event.operation, reason: event.error.reason._tag }),
        1
      ),
      options.onRetry?.(event) ?? Effect.void
    )

  /** Attempts, until one succeeds, the policy ends or the deadline passes: every wait of them knows the deadline. */
  const run = <A>(call: Call, read: Read<A>): Effect.Effect<A, IntercomError> => {
    const { deadlineAt, operation, policy } = call
    const once = attempt(call, read)
    return policy === undefined ? once : Retry.retrying(once, { operation, policy, deadlineAt, onRetry })
  }

  return {
    version,
    baseUrl,
    budget: Effect.sync(() => Option.fromUndefinedOr(accounts.latest()?.pacer.budget())),
    execute: (operation, input, callOptions) =>
      prepare(operation, input, callOptions).pipe(
        Effect.flatMap((call) => run(call, (received) => Answer.read(received, operation.success, call.answer))),
        withOperationSpan(operation, baseUrl, propagatesTraces)
      ),
    download: (operation, input, callOptions) =>
      prepare(operation, input, callOptions).pipe(
        Effect.flatMap((call) => Effect.map(run(call, readFile), ({ response }) => bytesOf(response, call))),
        withOperationSpan(operation, baseUrl, propagatesTraces),
        Stream.unwrap
      )
  }
}

/** One call, ready to be sent. */
interface Call {
  readonly operation: Definition
  readonly request: HttpClientRequest.HttpClientRequest
  readonly account: Account
  readonly timeout: Duration.Duration
  readonly deadline: Duration.Duration
  readonly deadlineAt: number
  readonly policy: Retry.RetryPolicy | undefined
  readonly answer: Answer.Context
  readonly fail: (reason: Reason) => IntercomError
}

type Read<A> = (received: Received, call: Call) => Effect.Effect<A, Reason>

const readFile: Read<Received> = (received, call) => Answer.readFile(received, call.answer)

const defaultDeadline = /*#__PURE__*/ Duration.minutes(10)

const defaultTimeout = /*#__PURE__*/ Duration.seconds(60)

const policyOf = ({ retry }: CallOptions): Retry.RetryPolicy | undefined => {
  if (retry === undefined) return Retry.defaultPolicy
  return retry === false ? undefined : { ...Retry.defaultPolicy, ...retry }
}

/** A file may take long; each part of it may take as long as an attempt. */
const bytesOf = (
  response: HttpClientResponse.HttpClientResponse,
  call: Call
): Stream.Stream<Uint8Array, IntercomError> =>
  response.stream.pipe(
    Stream.mapError((error) => call.fail(Failure.fromTransport(error))),
    Stream.timeoutOrElse({
      duration: call.timeout,
      orElse: () => Stream.fail(call.fail(timedOut("attempt", call.timeout)))
    })
  )

const unanswered = (
  error: HttpClientError.HttpClientError | TimedOut | RateLimiter.RateLimiterError,
  { deadline, timeout }: Call
): Reason => {
  switch (error._tag) {
    case "TimedOut":
      return timedOut(error.limit, error.limit === "deadline" ? deadline : timeout)
    case "HttpClientError":
      return Failure.fromTransport(error)
    case "RateLimiterError":
      return new TransportError({ sent: "no", message: "The store of the rate limiter failed; nothing was sent" })
  }
}

const timedOut = (limit: TimeoutError["limit"], duration: Duration.Duration): TimeoutError => {
  const seconds = Duration.toMillis(duration) / 1000
  const message =
    limit === "attempt"
      ? `No whole response within ${seconds} s`
      : `No success within ${seconds} s, with all attempts and waits`
  return new TimeoutError({ limit, duration, message })
}

const unsupported = (operation: Definition, version: Version.Version): UnsupportedVersion =>
  new UnsupportedVersion({
    version,
    since: operation.since,
    until: operation.until,
    message:
      operation.until === undefined
        ? `Version ${version} does not have it; it came with ${operation.since}`
        : `Version ${version} does not have it; it came with ${operation.since} and left after ${operation.until}`
  })

const isAddress = (baseUrl: string): boolean => /^https?:\/\/[^\s?#@]+$/.test(baseUrl)

const invalidBaseUrl = /*#__PURE__*/ new InvalidInput({
  issues: [{ path: "baseUrl", message: "Expected an http(s) address, as https://api.eu.intercom.io" }]
})

const withTrace = (request: HttpClientRequest.HttpClientRequest): Effect.Effect<HttpClientRequest.HttpClientRequest> =>
  Effect.match(Effect.currentSpan, {
    onSuccess: (span) => HttpClientRequest.setHeaders(request, HttpTraceContext.toHeaders(span)),
    onFailure: () => request
  })

/** Attributes cost more than counting: the metrics of an operation are made once. */
const countersOf = (operation: Definition) => {
  let counters = operationCounters.get(operation)
  if (counters === undefined) {
    const of = (outcome: string) => Metric.withAttributes(Metrics.requests, { operation: operation.id, outcome })
    counters = { success: of("success"), failure: of("failure") }
    operationCounters.set(operation, counters)
  }
  return counters
}

const operationCounters = new WeakMap<Definition, Record<"success" | "failure", typeof Metrics.requests>>()

const count = (call: Call, outcome: "success" | "failure"): Effect.Effect<void> =>
  Effect.withFiberSucceed(({ context }) => {
    countersOf(call.operation)[outcome].updateUnsafe(1, context)
    const budget = call.account.pacer.budget()
    if (budget !== undefined) Metrics.remaining.updateUnsafe(budget.remaining, context)
  })

/** A mismatch is logged once per operation and path, counted and told always. */
const makeReport = (onMismatch: ClientOptions["onMismatch"]) => {
  const reported = new Set<string>()
  return (mismatch: Mismatch): Effect.Effect<void> => {
    const { expected, operation, path } = mismatch
    const counted = Metric.update(Metric.withAttributes(Metrics.mismatches, { operation, path }), 1)
    const told = onMismatch === undefined ? counted : Effect.andThen(counted, onMismatch(mismatch))
    const key = `${operation} ${path}`
    if (reported.has(key)) return told
    reported.add(key)
    return Effect.andThen(
      told,
      Effect.logWarning(`Intercom's answer to ${operation} differs from its schema at ${path}: expected ${expected}`)
    )
  }
}

/** A span of the call, where something listens: the default tracer keeps nothing. */
const withOperationSpan =
  (operation: Definition, baseUrl: string, always: boolean) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.flatMap(Tracer.Tracer, (tracer) =>
      tracer === Tracer.nativeTracer && !always
        ? effect
        : Effect.withSpan(effect, `intercom.${operation.id}`, {
            kind: "client",
            captureStackTrace: false,
            attributes: {
              "intercom.operation": operation.id,
              "http.request.method": operation.method,
              "url.template": operation.path,
              "server.address": baseUrl
            }
          })
    )
