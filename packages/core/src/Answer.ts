/**
 * From the response of an attempt to the value of a call, or to the reason why there is none.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Body from "./Body.ts"
import * as Failure from "./Failure.ts"
import type { IntercomResponse } from "./ClientService.ts"
import { DecodeError, type IntercomError, type Reason } from "./IntercomError.ts"
import type { Definition } from "./Operation.ts"
import type { Pacer } from "./RateLimit.ts"
import * as ResponseCheck from "./ResponseCheck.ts"
import type { Received } from "./Transport.ts"
import type { Version } from "./Version.ts"

/**
 * What reading an answer depends on beside the response.
 *
 * @category models
 * @since 0.1.0
 */
export interface Context {
  readonly operation: Definition
  readonly version: Version
  /** How long an attempt may take, or each part of a file. */
  readonly timeout: Duration.Duration
  readonly fail: (reason: Reason) => IntercomError
  /** Texts that must not appear in an error. */
  readonly secrets: ReadonlyArray<string>
  readonly responses: ResponseCheck.ResponseMode
  readonly pacer: Pacer
  /** Told of a response that is returned although it differs from its schema. */
  readonly report: (mismatch: ResponseCheck.Mismatch) => Effect.Effect<void>
}

/**
 * Reads the answer of an operation.
 *
 * @category readers
 * @since 0.1.0
 */
export const read = <Output>(
  received: Received,
  success: Schema.Codec<Output>,
  context: Context
): Effect.Effect<IntercomResponse<Output>, Reason> => {
  const { reads } = context.operation
  // Type boundary: JSON is checked below, unless the caller chose to trust it or only to be told.
  const answer = (value: unknown): IntercomResponse<Output> => ({
    value: value as Output,
    status: received.status,
    headers: received.headers,
    requestId: requestIdOf(received)
  })
  if (isFailure(received)) return refuse(received, context)
  if (reads === "location") {
    const location = received.headers["location"]
    return location === undefined
      ? broken(received, "redirect", "expected a Location")
      : Effect.succeed(answer(location))
  }
  if (isRedirect(received)) return redirected(received)
  const { streamOf } = context.operation
  if (streamOf !== undefined) return Effect.succeed(answer(streamOf(received, context)))
  if (reads === "nothing") return Effect.succeed(answer(undefined))
  const ofText = (text: string): Effect.Effect<IntercomResponse<Output>, Reason> => {
    if (reads === "text") return Effect.succeed(answer(text))
    const json = parseJson(text)
    if (json === undefined) {
      return text.trim() === ""
        ? broken(received, "empty", "the body is empty")
        : broken(received, "not-json", "the body is not JSON")
    }
    const mismatch = check(json, received, success, context)
    return mismatch === undefined ? Effect.succeed(answer(json)) : Effect.as(mismatch, answer(json))
  }
  return Effect.matchEffect(Body.readText(received), {
    onSuccess: ofText,
    onFailure: (error): Effect.Effect<never, Reason> =>
      error._tag === "UnpackError"
        ? broken(received, "not-json", "the body is not the gzip it says")
        : Effect.fail(Failure.fromTransport(error))
  })
}

/** Neither 2xx nor 3xx. */
const isFailure = ({ status }: Received): boolean => status < 200 || status >= 400

const isRedirect = ({ status }: Received): boolean => status >= 300 && status < 400

const refuse = (received: Received, context: Context): Effect.Effect<never, Reason> => {
  const because = (text: string) =>
    Effect.fail(
      Failure.fromRefusal({
        status: received.status,
        body: parseJson(text),
        requestId: requestIdOf(received),
        retryAfter: context.pacer.retryAfter(received.headers, received.receivedAt),
        secrets: context.secrets,
        version: context.version,
        availability: context.operation
      })
    )
  return Effect.matchEffect(Body.readText(received), { onSuccess: because, onFailure: () => because("") })
}

const redirected = (received: Received): Effect.Effect<never, DecodeError> =>
  broken(received, "redirect", "a redirect is not followed: it would carry the token elsewhere")

/** What is to be done about a value that differs from its schema, undefined where it does not. */
const check = (
  value: unknown,
  received: Received,
  success: Schema.Codec<unknown, unknown>,
  { operation, report, responses }: Context
): Effect.Effect<void, Reason> | undefined => {
  if (responses === "trust") return undefined
  const mismatch = ResponseCheck.findMismatch(success, value)
  if (mismatch === undefined) return undefined
  return responses === "strict"
    ? broken(received, "shape", `${mismatch.path}: expected ${mismatch.expected}`, mismatch.path)
    : report({ operation: operation.id, ...mismatch })
}

const broken = (...args: Parameters<typeof decodeError>): Effect.Effect<never, DecodeError> =>
  Effect.fail(decodeError(...args))

const decodeError = (received: Received, kind: DecodeError["kind"], description: string, path?: string): DecodeError =>
  new DecodeError({
    status: received.status,
    requestId: requestIdOf(received),
    kind,
    path,
    message: `${received.status}, but ${description}`
  })

const requestIdOf = (received: Received): string | undefined => received.headers["x-request-id"]

/** Undefined, which no JSON is, where the text is not JSON. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
