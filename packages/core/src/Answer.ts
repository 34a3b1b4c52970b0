/**
 * From the response of an attempt to the value of a call, or to the reason why there is none.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as Body from "./Body.ts"
import * as Failure from "./Failure.ts"
import type { IntercomResponse } from "./IntercomClient.ts"
import { DecodeError, type Reason } from "./IntercomError.ts"
import type { Definition } from "./Operation.ts"
import type { Pacer } from "./RateLimit.ts"
import * as ResponseCheck from "./ResponseCheck.ts"
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
export const read = Effect.fnUntraced(function* <Output>(
  response: HttpClientResponse.HttpClientResponse,
  success: Schema.Codec<Output>,
  context: Context
): Effect.fn.Return<IntercomResponse<Output>, Reason> {
  const { operation } = context
  yield* refuseFailure(response, context)
  const requestId = requestIdOf(response)
  // Type boundary: JSON is checked below, unless the caller chose to trust it or only to be told.
  const answer = (value: unknown): IntercomResponse<Output> => ({
    value: value as Output,
    status: response.status,
    headers: response.headers,
    requestId
  })
  if (operation.reads === "location") {
    const location = response.headers["location"]
    return location === undefined ? yield* broken(response, "redirect", "expected a Location") : answer(location)
  }
  yield* refuseRedirect(response)
  if (operation.reads === "nothing") return answer(undefined)
  const text = yield* Effect.mapError(Body.readText(response), (error) =>
    error._tag === "UnpackError"
      ? decodeError(response, "not-json", "the body is not the gzip it says")
      : Failure.fromTransport(error)
  )
  if (operation.reads === "text") return answer(text)
  if (text.trim() === "") return yield* broken(response, "empty", "the body is empty")
  const json = parseJson(text)
  if (Option.isNone(json)) return yield* broken(response, "not-json", "the body is not JSON")
  yield* check(json.value, response, success, context)
  return answer(json.value)
})

/**
 * Fails with the reason of a response that is neither 2xx nor 3xx.
 *
 * @category readers
 * @since 0.1.0
 */
export const refuseFailure = (
  response: HttpClientResponse.HttpClientResponse,
  context: Pick<Context, "operation" | "version" | "secrets" | "pacer">
): Effect.Effect<void, Reason> =>
  response.status >= 200 && response.status < 400
    ? Effect.void
    : Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.flatMap(Body.readText(response).pipe(Effect.orElseSucceed(() => "")), (text) =>
          Effect.fail(
            Failure.fromRefusal({
              status: response.status,
              body: Option.getOrUndefined(parseJson(text)),
              requestId: requestIdOf(response),
              retryAfter: context.pacer.retryAfter(response.headers, now),
              secrets: context.secrets,
              version: context.version,
              availability: context.operation
            })
          )
        )
      )

/**
 * Fails on a redirect, which is never followed.
 *
 * @category readers
 * @since 0.1.0
 */
export const refuseRedirect = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void, DecodeError> =>
  response.status < 300
    ? Effect.void
    : broken(response, "redirect", "a redirect is not followed: it would carry the token elsewhere")

const check = (
  value: unknown,
  response: HttpClientResponse.HttpClientResponse,
  success: Schema.Codec<unknown, unknown>,
  { operation, report, responses }: Context
): Effect.Effect<void, Reason> => {
  if (responses === "trust") return Effect.void
  const mismatch = ResponseCheck.findMismatch(success, value)
  if (mismatch === undefined) return Effect.void
  return responses === "strict"
    ? broken(response, "shape", `${mismatch.path}: expected ${mismatch.expected}`, mismatch.path)
    : report({ operation: operation.id, ...mismatch })
}

const broken = (...args: Parameters<typeof decodeError>): Effect.Effect<never, DecodeError> =>
  Effect.fail(decodeError(...args))

const decodeError = (
  response: HttpClientResponse.HttpClientResponse,
  kind: DecodeError["kind"],
  description: string,
  path?: string
): DecodeError =>
  new DecodeError({
    status: response.status,
    requestId: requestIdOf(response),
    kind,
    path,
    message: `${response.status}, but ${description}`
  })

const requestIdOf = (response: HttpClientResponse.HttpClientResponse): string | undefined =>
  response.headers["x-request-id"]

const parseJson = (text: string): Option.Option<unknown> => {
  try {
    return Option.some(JSON.parse(text))
  } catch {
    return Option.none()
  }
}
