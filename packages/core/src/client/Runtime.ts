/**
 * What stands behind `IntercomClient`: one call, from its input to its answer.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import type { RateLimiterError } from "effect/persistence/RateLimiter"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { type Account, type Admission, makeAccounts } from "./Account.ts"
import * as Answer from "./Answer.ts"
import * as BaseUrl from "./BaseUrl.ts"
import { retrying } from "./Attempts.ts"
import type { ClientOptions } from "./ClientOptions.ts"
import { type CallOptions, CurrentCallOptions, merge } from "../CallOptions.ts"
import * as Failure from "./Failure.ts"
import type { IntercomClient, IntercomResponse } from "../ClientService.ts"
import { IntercomError, type Reason, TransportError, UnsupportedVersion } from "../IntercomError.ts"
import { CurrentObserver, type Event } from "../Observer.ts"
import type { Definition } from "../operation/Definition.ts"
import * as Region from "../Region.ts"
import * as Request from "./Request.ts"
import { describe } from "../ResponseCheck.ts"
import * as Retry from "../Retry.ts"
import { makeClean } from "./Secrets.ts"
import { type Attempt as Sending, makeTransport, type TimedOut } from "../http/Transport.ts"
import * as TimeLimits from "../http/TimeLimits.ts"
import * as Version from "../Version.ts"

/**
 * Makes the client of the options, over an HTTP client. With `admission` requests wait for more than their own window.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeClient = (
  options: ClientOptions,
  http: HttpClient.HttpClient,
  admission?: Admission
): IntercomClient["Service"] => {
  const version = options.version ?? Version.latestStable
  const address = BaseUrl.read(options.baseUrl ?? Region.hosts[options.region ?? "us"], options.allowInsecure === true)
  // What cannot be used is not shown either.
  const baseUrl = Result.getOrElse(address, () => "")
  const limits = TimeLimits.make()
  const transport = makeTransport(http, limits)
  const accounts = makeAccounts({
    transport,
    admission,
    pacing: options.pacing ?? {},
    host: baseUrl
  })
  const report = makeReport((event) => tell(event))
  const token = typeof options.accessToken === "string" ? Redacted.make(options.accessToken) : options.accessToken

  const errorOf = ({ id, method, path }: Definition, reason: Reason) =>
    new IntercomError({ operation: id, method, url: baseUrl + path, reason })

  /** All that happens before the first byte is sent. */
  const prepare = (
    operation: Definition,
    input: unknown,
    call: CallOptions,
    accessToken: Redacted.Redacted,
    now: number
  ): Result.Result<Call, IntercomError> => {
    const fail = (reason: Reason) => errorOf(operation, reason)
    const callVersion = call.version ?? version
    if (!Version.isAvailable(operation, callVersion)) return Result.fail(fail(unsupported(operation, callVersion)))
    if (Result.isFailure(address)) return Result.fail(fail(address.failure))
    const prepared = Request.prepare(operation, input, {
      baseUrl,
      accessToken,
      version: callVersion,
      headers: call.headers,
      query: call.query
    })
    if (Result.isFailure(prepared)) return Result.fail(fail(prepared.failure))
    const account = accounts.of(accessToken)
    const deadline = deadlineOf(call)
    const timeout = call.timeout === undefined ? defaultTimeout : Duration.fromInputUnsafe(call.timeout)
    return Result.succeed({
      operation,
      version: callVersion,
      input,
      request: prepared.success.request,
      clean: makeClean(operation, prepared.success.token, input, call.query, call.headers),
      send: operation.follow?.(account.send, transport, HttpClientRequest.get) ?? account.send,
      pacer: account.pacer,
      learn: operation.path === "/me" ? account.learn : undefined,
      timeout,
      deadline,
      deadlineAt: now + Duration.toMillis(deadline),
      policy: policyOf(call),
      maxBodyBytes: call.maxBodyBytes ?? defaultMaxBodyBytes,
      responses: call.responses ?? "report",
      report,
      fail
    })
  }

  /** Ends what is not the client's own after a time, in a fiber of its own. */
  const within = <A, E, E2>(effect: Effect.Effect<A, E>, millis: number, passed: () => E2): Effect.Effect<A, E | E2> =>
    Effect.withFiber((fiber) =>
      limits.run(effect, { context: fiber.context, clock: fiber.getRef(Clock.Clock), millis, passed })
    )

  /** Tells the observer in force. One that does not end holds nobody. */
  const tell = (event: Event): Effect.Effect<void> =>
    Effect.withFiber((fiber) => {
      const telling = fiber.getRef(CurrentObserver)?.(event)
      return telling === undefined
        ? Effect.void
        : within(telling, longestTelling, () => undefined).pipe(Effect.catch(() => Effect.void))
    })

  /** One attempt: wait for the budget, send, read. */
  const attempt = <Output>(call: Call, success: Schema.Codec<Output>): Attempt<Output> =>
    Effect.withFiber((fiber) => {
      const sending = {
        timeoutMillis: Duration.toMillis(call.timeout),
        deadlineAt: call.deadlineAt,
        isFile: call.operation.reads === "bytes",
        maxBodyBytes: call.maxBodyBytes,
        sentAt: undefined
      }
      const answered = Effect.matchEffect(call.send(call.request, sending), {
        onFailure: (error) => Effect.fail(call.fail(unanswered(error, call))),
        onSuccess: (received) => Answer.read(received, success, call)
      })
      const observer = fiber.getRef(CurrentObserver)
      if (observer === undefined) return answered
      const clock = fiber.getRef(Clock.Clock)
      const startedAt = clock.currentTimeMillisUnsafe()
      return Effect.onExit(answered, (exit) =>
        tell(attempted(call, exit, sending, startedAt, clock.currentTimeMillisUnsafe()))
      )
    })

  /** Attempts, until one succeeds, the policy ends or the deadline passes: every wait of them knows the deadline. */
  const attempts = <Output>(call: Call, success: Schema.Codec<Output>): Attempt<Output> => {
    const { deadlineAt, learn, operation, policy } = call
    const once = attempt(call, success)
    const answered = policy === undefined ? once : retrying(once, { operation, policy, deadlineAt, tell })
    if (learn === undefined) return answered
    return Effect.map(answered, (answer) => {
      learn(answer.value)
      return answer
    })
  }

  return {
    version,
    baseUrl,
    budget: Effect.sync(() => Option.fromUndefinedOr(accounts.latest()?.pacer.budget())),
    takeTurn:
      admission &&
      ((name, onWaiting) =>
        Effect.matchEffect(Effect.isEffect(token) ? token : Effect.succeed(token), {
          // Without a token there is no call to take a turn for, and it says why.
          onFailure: () => Effect.void,
          onSuccess: (accessToken) => accounts.of(accessToken).takeTurn?.(name, onWaiting) ?? Effect.void
        })),
    execute: (operation, input, callOptions) =>
      Effect.withFiber((fiber) => {
        const call = merge(merge(options, fiber.getRef(CurrentCallOptions)), callOptions)
        const now = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
        const withToken = (accessToken: Redacted.Redacted) => {
          const prepared = prepare(operation, input, call, accessToken, now)
          return Result.isFailure(prepared)
            ? Effect.fail(prepared.failure)
            : attempts(prepared.success, operation.success)
        }
        const deadline = deadlineOf(call)
        const late = () => errorOf(operation, Failure.timedOut("deadline", deadline))
        return Effect.isEffect(token)
          ? Effect.flatMap(within(token, Duration.toMillis(deadline), late), withToken)
          : withToken(token)
      })
  }
}

type Attempt<Output> = Effect.Effect<IntercomResponse<Output>, IntercomError>

/** One call, ready to be sent, with what its answer is read by. */
interface Call extends Answer.Context {
  readonly request: HttpClientRequest.HttpClientRequest
  readonly send: Account["send"]
  /** Takes the answer, where others wait to know it. */
  readonly learn: Account["learn"]
  readonly deadline: Duration.Duration
  readonly deadlineAt: number
  readonly policy: Retry.RetryPolicy | undefined
  readonly maxBodyBytes: number
}

/** Milliseconds an observer may take to be told. */
const longestTelling = 1_000

const deadlineOf = ({ deadline }: CallOptions): Duration.Duration =>
  deadline === undefined ? defaultDeadline : Duration.fromInputUnsafe(deadline)

const defaultDeadline = /*#__PURE__*/ Duration.minutes(10)

const defaultMaxBodyBytes = 64 * 1024 * 1024

const defaultTimeout = /*#__PURE__*/ Duration.seconds(60)

const policyOf = ({ retry }: CallOptions): Retry.RetryPolicy | undefined => {
  if (retry === undefined) return Retry.defaultPolicy
  if (retry === false) return undefined
  // What is given as undefined is left out as well: no number of times would be no end.
  const { base, cap, times } = Retry.defaultPolicy
  return { times: retry.times ?? times, base: retry.base ?? base, cap: retry.cap ?? cap }
}

const unanswered = (
  error: HttpClientError.HttpClientError | TimedOut | RateLimiterError,
  { deadline, timeout }: Call
): Reason => {
  switch (error._tag) {
    case "TimedOut":
      return Failure.timedOut(error.limit, error.limit === "deadline" ? deadline : timeout)
    case "HttpClientError":
      return Failure.fromTransport(error)
    case "RateLimiterError":
      return new TransportError({ sent: "no", message: "The store of the rate limiter failed; nothing was sent" })
  }
}

const unsupported = (operation: Definition, version: Version.Version): UnsupportedVersion =>
  new UnsupportedVersion({
    version,
    since: operation.since,
    until: operation.until,
    message: `Version ${version} does not have it; it came with ${operation.since}${
      operation.until === undefined ? "" : ` and left after ${operation.until}`
    }`
  })

const attempted = (
  { operation, pacer }: Call,
  exit: Exit.Exit<IntercomResponse<unknown>, IntercomError>,
  { sentAt }: Sending,
  startedAt: number,
  endedAt: number
): Event => {
  const error = exit._tag === "Failure" ? exit.cause.reasons.find(Cause.isFailReason)?.error : undefined
  return {
    _tag: "Attempted",
    operation: operation.id,
    outcome: exit._tag === "Success" ? "success" : "failure",
    status: exit._tag === "Success" ? exit.value.status : error?.status,
    error,
    durationMillis: sentAt === undefined ? undefined : endedAt - sentAt,
    waitedMillis: sentAt === undefined ? 0 : sentAt - startedAt,
    budget: pacer.budget()
  }
}

/** More paths than these are not remembered, and no longer logged. */
const mostLogged = 1000

/** A mismatch is told always, and logged once per operation and path. */
const makeReport = (tell: (event: Event) => Effect.Effect<void>): Answer.Context["report"] => {
  const logged = new Set<string>()
  return (operation, mismatches) => {
    const telling = tell({ _tag: "Mismatched", operation, mismatches })
    const fresh = mismatches.filter(({ path }) => {
      const key = `${operation} ${path}`
      return logged.size < mostLogged && !logged.has(key) && logged.add(key)
    })
    if (fresh.length === 0) return telling
    const text = `Intercom's answer to ${operation} differs from its schema: ${describe(fresh)}`
    return Effect.andThen(telling, Effect.logWarning(text))
  }
}
