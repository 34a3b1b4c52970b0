/**
 * An HTTP client that answers from a script, and what the tests of this package call on it.
 */
import { Clock, Duration, Effect, Exit, Fiber, Layer, Schema, Stream } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { type ClientOptions, FileOperation, IntercomClient, Operation } from "../src/index.ts"

/** One answer of the script; the last one is repeated. */
export type Answer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Instead of an answer. */
  readonly fault?: "reset" | "refused" | "unreachable" | "lost" | "never" | "stalled" | "truncated"
}

export interface Received {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** When it came, in Unix milliseconds. */
  readonly at: number
}

/** A scripted Intercom: its layer, and what it has received. */
export const scripted = (...answers: ReadonlyArray<Answer | ((received: Received) => Answer)>) => {
  const received: Array<Received> = []
  const http = HttpClient.make(
    Effect.fnUntraced(function* (request, url) {
      const now = yield* Clock.currentTimeMillis
      const one: Received = { method: request.method, url, headers: request.headers, body: bodyOf(request), at: now }
      received.push(one)
      const scriptedAnswer = answers[Math.min(received.length, answers.length) - 1] ?? {}
      const answer = typeof scriptedAnswer === "function" ? scriptedAnswer(one) : scriptedAnswer
      if (answer.fault === "never") return yield* Effect.never
      if (answer.fault === "reset") return yield* transportError(request, "ECONNRESET")
      if (answer.fault === "refused") return yield* transportError(request, "ECONNREFUSED")
      if (answer.fault === "unreachable") return yield* transportError(request, "EHOSTUNREACH", "connect")
      if (answer.fault === "lost") return yield* transportError(request, "EHOSTUNREACH", "read")
      return HttpClientResponse.fromWeb(request, responseOf(answer))
    })
  )
  const layer = (options?: Partial<ClientOptions>) =>
    IntercomClient.layer({ accessToken: token, ...options }).pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
    )
  return { http, layer, received }
}

/** A token no error, log line or span may contain. */
export const token = "dG9rOnNlY3JldC10b2tlbg"

const bodyOf = (request: HttpClientRequest.HttpClientRequest): string =>
  request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""

const transportError = (request: HttpClientRequest.HttpClientRequest, code: string, syscall?: string) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request,
      cause: new TypeError("fetch failed", {
        cause: Object.assign(new Error(`${code} ${request.url}`), { code, syscall })
      })
    })
  })

const responseOf = (answer: Answer): Response => {
  const { body = {}, fault, headers = {}, status = 200 } = answer
  const text = typeof body === "string" ? body : JSON.stringify(body)
  const content =
    fault === "stalled" || fault === "truncated"
      ? new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(text.slice(0, 1)))
            if (fault === "truncated")
              controller.error(Object.assign(new Error("terminated"), { code: "UND_ERR_SOCKET" }))
          }
        })
      : body instanceof Uint8Array
        ? new Uint8Array(body)
        : status === 204 || status === 304
          ? null
          : text
  return new Response(content, { status, headers })
}

/** Runs an effect while the test clock advances by `step` each time nothing else moves, for `total` at most. */
export const advancing = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  total: Duration.Input = "2 hours",
  step: Duration.Input = "100 millis"
): Effect.Effect<Exit.Exit<A, E>, never, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    const steps = Duration.toMillis(total) / Duration.toMillis(step)
    for (let index = 0; index < steps && fiber.pollUnsafe() === undefined; index++) {
      yield* settle
      if (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(step)
    }
    yield* settle
    const exit = fiber.pollUnsafe()
    if (exit === undefined) {
      yield* Fiber.interrupt(fiber)
      return yield* Effect.die(new Error(`still running after ${Duration.format(Duration.fromInputUnsafe(total))}`))
    }
    return exit
  })

/** Lets promises and fibers go on as far as they can without time passing. */
export const settle: Effect.Effect<void> = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** The failure of an effect that must fail, while time passes as in {@link advancing}. */
export const failureOf = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  total?: Duration.Input
): Effect.Effect<E, never, R> =>
  advancing(Effect.flip(effect), total).pipe(
    Effect.flatMap((exit) => (Exit.isSuccess(exit) ? Effect.succeed(exit.value) : Effect.die(exit.cause)))
  )

export interface Contact {
  readonly id: string
  readonly email?: string | null
}
export const Contact: Schema.Codec<Contact> = Schema.Struct({
  id: Schema.String,
  email: Schema.optionalKey(Schema.NullOr(Schema.String))
})

export const getContact: Operation.Operation<{ readonly id: string }, Contact> = Operation.make("contacts.get", {
  method: "GET",
  path: "/contacts/{id}",
  since: "2.7",
  input: Schema.Struct({ id: Schema.String }),
  success: Contact
})

export const findContacts: Operation.Operation<{ readonly email?: string }, Contact> = Operation.make("contacts.find", {
  method: "GET",
  path: "/contacts/find",
  query: ["email"],
  since: "2.7",
  input: Schema.Struct({ email: Schema.optionalKey(Schema.String) }),
  success: Contact
})

export const createContact: Operation.Operation<{ readonly email: string }, Contact> = Operation.make(
  "contacts.create",
  {
    method: "POST",
    path: "/contacts",
    body: "json",
    since: "2.7",
    input: Schema.Struct({ email: Schema.String }),
    success: Contact
  }
)

export const searchContacts: Operation.Operation<{ readonly query: unknown }, Contact> = Operation.make(
  "contacts.search",
  {
    method: "POST",
    path: "/contacts/search",
    body: "json",
    idempotent: true,
    since: "2.9",
    until: "2.15",
    input: Schema.Struct({ query: Schema.Unknown }),
    success: Contact
  }
)

export const downloadExport: Operation.Download<{ readonly id: string }> = FileOperation.download("exports.download", {
  method: "GET",
  path: "/download/content/data/{id}",
  since: "2.7",
  input: Schema.Struct({ id: Schema.String })
})

export const recordingUrl: Operation.Operation<{ readonly id: string }, string> = Operation.redirect(
  "calls.recording",
  {
    method: "GET",
    path: "/calls/{id}/recording",
    since: "2.7",
    input: Schema.Struct({ id: Schema.String })
  }
)

/** All bytes of a stream. */
export const collectBytes = <E, R>(stream: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(stream), (chunks) => chunks.reduce((total, chunk) => total + chunk.length, 0))
