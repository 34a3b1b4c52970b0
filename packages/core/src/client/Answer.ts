/**
 * From the response of an attempt to the value of a call, or to the reason why there is none.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Headers from "effect/http/Headers"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { valueOf } from "../check/Property.ts"
import * as Json from "../Json.ts"
import * as Failure from "./Failure.ts"
import type { IntercomResponse } from "../ClientService.ts"
import { DecodeError, type IntercomError, type Reason } from "../IntercomError.ts"
import type { Definition } from "../operation/Definition.ts"
import type { ReceivedFile } from "../operation/ReceivedFile.ts"
import type { Clean } from "./Secrets.ts"
import type { Pacer } from "../pacing/Pacer.ts"
import * as ResponseCheck from "../ResponseCheck.ts"
import { withHeaders } from "../http/ShownHeaders.ts"
import { isSuccess, type Received } from "../http/Transport.ts"
import type { Version } from "../Version.ts"

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
  /** Takes out of a text what must not appear in an error. */
  readonly clean: Clean
  readonly input: unknown
  readonly responses: ResponseCheck.ResponseMode
  readonly pacer: Pacer
  /** Told of a response that is returned although it differs from its schema. */
  readonly report: (operation: string, mismatches: ReadonlyArray<ResponseCheck.Mismatch>) => Effect.Effect<void>
}

/**
 * Reads the answer of an operation.
 *
 * @category conversions
 * @since 0.1.0
 */
export const read = <Output>(
  received: Received,
  success: Schema.Codec<Output>,
  context: Context
): Effect.Effect<IntercomResponse<Output>, IntercomError> => {
  const { reads } = context.operation
  const { body, headers, status } = received
  const broken = (kind: DecodeError["kind"], description: string, mismatches?: DecodeError["mismatches"]) =>
    Effect.fail(context.fail(decodeError(received, context.clean, kind, description, mismatches)))
  // Type boundary: JSON is checked below, unless the caller chose to trust it or only to be told.
  const answer = (value: unknown): IntercomResponse<Output> => ({
    value: value as Output,
    status,
    headers,
    requestId: requestIdOf(received)
  })
  if (status < 200 || status >= 400) return Effect.fail(context.fail(refusal(received, context)))
  if (reads === "location") {
    const location = headers["location"]
    return location === undefined ? broken("redirect", "expected a Location") : Effect.succeed(answer(location))
  }
  if (!isSuccess(status)) {
    return redirects.has(status)
      ? broken("redirect", "a redirect is not followed")
      : broken("empty", "nothing was asked that is answered without a body")
  }
  if (reads === "bytes") return Effect.succeed(answer(fileOf(received, context)))
  if (reads === "nothing") return Effect.succeed(answer(undefined))
  if (body?.text === undefined) {
    return body?.because === "tooLarge"
      ? broken("tooLarge", "the body is larger than maxBodyBytes allows")
      : broken("not-json", "the body is not the gzip of one member it says")
  }
  const { isUtf8, text } = body
  const { responses } = context
  /** The value; what differs from the promise of the operation is told, or refused by who is strict. */
  const checked = (value: unknown, found: ReadonlyArray<ResponseCheck.Mismatch>) => {
    const mismatches = isUtf8 || responses === "trust" ? found : [replaced, ...found]
    if (mismatches.length === 0) return Effect.succeed(answer(value))
    return responses === "strict"
      ? broken("shape", ResponseCheck.describe(mismatches), mismatches)
      : Effect.as(context.report(context.operation.id, mismatches), answer(value))
  }
  if (reads === "text") return checked(text, [])
  const json = parseJson(text)
  if (json === undefined) {
    return text.trim() === ""
      ? broken("empty", "the body is empty")
      : broken("not-json", `the body is not JSON${context.clean(encodingOf(headers))}`)
  }
  return checked(json, responses === "trust" ? [] : ResponseCheck.findMismatches(success, json))
}

/** The other statuses of 3xx name no other place. */
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Bytes that are no UTF-8 were replaced somewhere. */
const replaced: ResponseCheck.Mismatch = { path: "", expected: "UTF-8", found: "bytes that are not UTF-8" }

/** Only gzip is asked for. A server that packs otherwise all the same is named, by the words of the protocol only. */
const encodingOf = (headers: Headers.Headers): string => {
  const encoding = headers["content-encoding"]
  return encoding === undefined ||
    !/^[a-z-]{1,20}(, ?[a-z-]{1,20}){0,2}$/i.test(encoding) ||
    /^((x-)?gzip|identity)$/i.test(encoding)
    ? ""
    : `: it is packed as ${encoding}, which was not asked for`
}

const fileOf = ({ response }: Received, { fail, timeout }: Context): ReceivedFile => ({
  bytes: Stream.mapError(response.stream, (error) => fail(Failure.fromTransport(error))),
  limit: { duration: timeout, passed: () => fail(Failure.timedOut("attempt", timeout)) }
})

const refusal = (received: Received, { clean, input, operation, pacer, version }: Context): Reason =>
  Failure.fromRefusal({
    status: received.status,
    body: parseJson(received.body?.text ?? ""),
    headers: received.headers,
    retryAfter: pacer.retryAfter(received.status, received.headers, received.receivedAt),
    clean,
    version,
    availability: operation,
    ownId: ownIdIn(input, operation.path)
  })

/**
 * The `id` of an input, where it is one that Intercom made: 24 hexadecimal digits, or decimals where records of the kind
 * are numbered. People are not, so that a telephone number given for the id of one is no id. Where a path names more than
 * this one, or another, there is no telling which of them is missing.
 */
const ownIdIn = (input: unknown, path: string): string | undefined => {
  if (/\{(?!id\})/.test(path) || !path.includes("{id}")) return undefined
  const id = String(valueOf(input, "id"))
  const isNumbered = !/^\/(contacts|companies|visitors|users)\b/.test(path)
  return /^[\da-f]{24}$/.test(id) || (isNumbered && /^[1-9]\d{0,15}$/.test(id)) ? id : undefined
}

const decodeError = (
  received: Received,
  clean: Clean,
  kind: DecodeError["kind"],
  description: string,
  mismatches: DecodeError["mismatches"]
): DecodeError =>
  withHeaders(
    new DecodeError({
      status: received.status,
      requestId: cleaned(requestIdOf(received), clean),
      kind,
      path: mismatches?.[0]?.path,
      mismatches,
      message: `${received.status}, but ${description}`
    }),
    received.headers
  )

const cleaned = (text: string | undefined, clean: Clean) => (text === undefined ? undefined : clean(text))

const requestIdOf = (received: Received): string | undefined => received.headers["x-request-id"]

/** Undefined, which no JSON is, where the text is not JSON. */
const parseJson = (text: string): unknown => {
  try {
    return Json.parse(text)
  } catch {
    return undefined
  }
}
