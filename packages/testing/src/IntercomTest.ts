/**
 * Stubs: answers to single operations, for tests that care about the program and not about Intercom.
 *
 * **When to use**
 *
 * Where a test needs an answer or two, or a failure that is hard to bring about. Where records are searched or changed,
 * a `FakeIntercom` saves most of the stubs; {@link layerOver} stubs some operations above it.
 *
 * **Details**
 *
 * A handler gets the operation's input and answers with a value, a failure ({@link notFound}, {@link rateLimited}, …)
 * or an effect of either, all typed by the operation. `Fixtures` makes whole records for it. {@link calls} tells what
 * the program called, and with what.
 *
 * **Gotchas**
 *
 * - An operation without a stub dies and names itself: that is a defect of the test, which no `catch` of the program
 *   hides.
 * - The input is checked as anywhere, answers are not: they are taken as they are.
 * - Nothing is paced or repeated here. For retries take `FakeIntercom` with `Faults`.
 *
 * **Example** (Answers, failures, and what was called)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Contacts } from "@effect-intercom/resources"
 * import { Fixtures, IntercomTest } from "@effect-intercom/testing"
 *
 * const nameOf = (id: string) =>
 *   Contacts.get({ id }).pipe(
 *     Effect.map((contact) => contact.name),
 *     Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed("nobody"))
 *   )
 *
 * const test = Effect.gen(function* () {
 *   const names = [yield* nameOf("1"), yield* nameOf("2")]
 *   return { names, asked: yield* IntercomTest.callsOf(Contacts.get) }
 * })
 *
 * const stubs = IntercomTest.layer([
 *   IntercomTest.stub(Contacts.get, ({ id }) =>
 *     id === "1" ? Fixtures.contact({ id, name: "Ada" }) : IntercomTest.notFound()
 *   )
 * ])
 * const seen = yield* Effect.provide(test, stubs)
 * seen // => { names: ["Ada", "nobody"], asked: [{ id: "1" }, { id: "2" }] }
 * ```
 *
 * @since 0.1.0
 */
import {
  type CallOptions,
  Conflict,
  DecodeError,
  type FileOperation,
  Forbidden,
  Gone,
  IntercomClient,
  IntercomError,
  type IntercomResponse,
  InvalidInput,
  InvalidRequest,
  isIntercomError,
  JobLimitReached,
  NotFound,
  type Operation,
  PaginationError,
  RateLimited,
  type Reason,
  Region,
  ResponseCheck,
  ServerError,
  TimeoutError,
  TransportError,
  Unauthorized,
  UnsupportedVersion,
  Version
} from "@effect-intercom/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type Call, Calls, makeSpy } from "./stubs/Calls.ts"

export { type Call, Calls, calls, callsOf } from "./stubs/Calls.ts"
export {
  conflict,
  decodeError,
  forbidden,
  gone,
  invalidInput,
  invalidRequest,
  jobLimitReached,
  notFound,
  paginationError,
  rateLimited,
  serverError,
  timeoutError,
  transportError,
  unauthorized,
  unsupportedVersion
} from "./stubs/Failures.ts"

/**
 * A failure a stub can answer with: a reason, which gets the operation's name, or a whole error.
 *
 * @category models
 * @since 0.1.0
 */
export type Failure = Reason | IntercomError

/**
 * What a handler may return: the value, a failure, or an effect of either.
 *
 * @category models
 * @since 0.1.0
 */
export type Answered<Output> = Output | Failure | Effect.Effect<Output, Failure>

/**
 * What the handler of an operation gets.
 *
 * @category models
 * @since 0.1.0
 */
export type InputOf<Op> = Op extends { readonly input: Schema.Codec<infer Input> | undefined } ? Input : never

/**
 * What the handler of an operation may return: the value of the operation, or of one that answers with a file its bytes or
 * their stream; a failure; an effect of either.
 *
 * One signature with it, not an overload for files: of overloads the compiler explains the last one alone, and a wrong
 * record would be told to be no download.
 *
 * @category models
 * @since 0.1.0
 */
export type AnswerOf<Op> = Op extends {
  (...args: never): Effect.Effect<infer Output, infer _Error, infer _Services>
}
  ? Answered<NoInfer<Output>>
  : Answered<Uint8Array> | Stream.Stream<Uint8Array, Failure>

/**
 * An operation and what it answers.
 *
 * @category models
 * @since 0.1.0
 */
export interface Stub {
  /** The operation's id, as `contacts.get`. */
  readonly operation: string
  readonly answer: (input: never, options: CallOptions.CallOptions | undefined) => unknown
}

/**
 * Answers an operation with a handler, which gets the operation's input.
 *
 * ```ts
 * import { Contacts } from "@effect-intercom/resources"
 * import { IntercomTest } from "@effect-intercom/testing"
 *
 * IntercomTest.stub(Contacts.get, ({ id }) => IntercomTest.notFound(`no contact ${id}`))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const stub = <Op extends Operation.Definition & ((...args: never) => unknown)>(
  operation: Op,
  handler: (input: InputOf<Op>, options: CallOptions.CallOptions | undefined) => AnswerOf<Op>
): Stub => ({ operation: operation.id, answer: handler })

/**
 * A client that answers with the stubs. An operation without one dies, naming itself; an input the operation does not
 * accept fails with `InvalidInput`, as it would anywhere. Of two stubs of one operation the later one answers.
 *
 * ```ts
 * program.pipe(Effect.provide(IntercomTest.layer([
 *   IntercomTest.stub(Contacts.get, ({ id }) => IntercomTest.notFound(`no contact ${id}`))
 * ])))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (stubs: ReadonlyArray<Stub>): Layer.Layer<IntercomClient.IntercomClient | Calls> =>
  Layer.effectContext(Effect.sync(() => spiedClient(stubs, undefined)))

/**
 * As {@link layer}, over another client that answers whatever has no stub: a fake workspace, of which one operation
 * fails.
 *
 * ```ts
 * program.pipe(
 *   Effect.provide(IntercomTest.layerOver([IntercomTest.stub(Tags.tagContact, () => IntercomTest.forbidden())])),
 *   Effect.provide(FakeIntercom.layer({ contacts: 10 }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOver = (
  stubs: ReadonlyArray<Stub>
): Layer.Layer<IntercomClient.IntercomClient | Calls, never, IntercomClient.IntercomClient> =>
  Layer.effectContext(IntercomClient.IntercomClient.use((client) => Effect.sync(() => spiedClient(stubs, client))))

/**
 * Fails with a reason, for handlers that are effects.
 *
 * @category errors
 * @since 0.1.0
 */
export const fail = (reason: Failure): Effect.Effect<never, Failure> => Effect.fail(reason)

const baseUrl = Region.hosts.us

const spiedClient = (
  stubs: ReadonlyArray<Stub>,
  beneath: IntercomClient.IntercomClient["Service"] | undefined
): Context.Context<IntercomClient.IntercomClient | Calls> => {
  const spy = makeSpy()
  return Context.make(IntercomClient.IntercomClient, makeClient(stubs, beneath, spy.tell)).pipe(
    Context.add(Calls, spy.calls)
  )
}

const makeClient = (
  stubs: ReadonlyArray<Stub>,
  beneath: IntercomClient.IntercomClient["Service"] | undefined,
  tell: (call: Call) => void
): IntercomClient.IntercomClient["Service"] => {
  const byOperation = new Map(stubs.map((stub) => [stub.operation, stub]))
  return {
    version: beneath?.version ?? Version.latestStable,
    baseUrl: beneath?.baseUrl ?? baseUrl,
    budget: beneath?.budget ?? Effect.succeedNone,
    takeTurn: beneath?.takeTurn,
    execute: (operation, input, options) =>
      Effect.suspend(() => {
        const stub = byOperation.get(operation.id)
        tell({ operation: operation.id, input, options, stubbed: stub !== undefined })
        if (stub === undefined && beneath !== undefined) return beneath.execute(operation, input, options)
        return Effect.map(
          answerOf(stub, operation, input, options),
          // Type boundary: `stub` has checked the handler against the operation.
          (value): IntercomResponse<never> => ({
            value: (operation.reads === "bytes" ? fileOf(operation, value) : value) as never,
            status: 200,
            headers: Headers.empty,
            requestId: undefined
          })
        )
      })
  }
}

/** A file stubbed as its bytes, or as their stream. */
const fileOf = (operation: Operation.Definition, value: unknown): FileOperation.ReceivedFile => ({
  // Type boundary: `stub` has checked the handler against the operation.
  bytes: Stream.isStream(value)
    ? Stream.mapError(value as Stream.Stream<Uint8Array, Failure>, (failure) => errorOf(operation, failure))
    : Stream.succeed(value as Uint8Array)
})

const answerOf = (
  stub: Stub | undefined,
  operation: Operation.Definition,
  input: unknown,
  options: CallOptions.CallOptions | undefined
): Effect.Effect<unknown, IntercomError> => {
  if (stub === undefined) {
    return Effect.die(new Error(`IntercomTest: ${operation.id} was called and has no stub`))
  }
  const issues = operation.input === undefined ? [] : ResponseCheck.findInputIssues(operation.input, input)
  if (issues.length > 0) return Effect.fail(errorOf(operation, new InvalidInput({ issues })))
  return Effect.suspend(() => {
    // Type boundary: the operation's own schema has just accepted the input.
    const answer = stub.answer(input as never, options)
    if (isFailure(answer)) return Effect.fail(errorOf(operation, answer))
    if (!Effect.isEffect(answer)) return Effect.succeed(answer)
    // Type boundary: `stub` has checked that the handler's effect needs nothing and fails with a failure.
    return Effect.mapError(answer as Effect.Effect<unknown, Failure>, (failure) => errorOf(operation, failure))
  })
}

const reasons = [
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
] as const

const isFailure = (value: unknown): value is Failure =>
  isIntercomError(value) || reasons.some((reason) => value instanceof reason)

const errorOf = (operation: Operation.Definition, failure: Failure): IntercomError =>
  isIntercomError(failure)
    ? failure
    : new IntercomError({
        operation: operation.id,
        method: operation.method,
        url: baseUrl + operation.path,
        reason: failure
      })
