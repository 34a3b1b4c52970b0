/**
 * Exchanges with a real workspace, recorded once and replayed ever after.
 *
 * **When to use**
 *
 * For a test that is to hold a program against what Intercom really answered. Record with a token once, commit the
 * file, replay it in CI without one. For records a test invents, take `FakeIntercom`.
 *
 * **Details**
 *
 * It stands in place of the `HttpClient`. A request is found again by method, path with query, and body; one that was
 * made several times is answered in turn. A file has a line for each exchange.
 *
 * **Gotchas**
 *
 * - Neither the token nor personal data reach the file: e-mail addresses, phone numbers and people's names have
 *   stand-ins. Name custom attributes that are personal in `fields`, and look at the file before you commit it.
 * - A request that was not recorded is answered 400 with the code `recording_missing`, so the call fails with
 *   `InvalidRequest`.
 * - Bodies with times of the moment do not match again: give the program a fixed clock.
 * - Files of export jobs are not recorded.
 *
 * **Example** (Recording, and replaying without a workspace)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { HttpClient } from "effect/http"
 * import { IntercomClient } from "@effect-intercom/core"
 * import { Contacts } from "@effect-intercom/resources"
 * import { FakeIntercom, Recorder } from "@effect-intercom/testing"
 *
 * const file = "./contacts.ndjson"
 * const client = IntercomClient.layer({ accessToken: "fake-access-token" })
 * const count = Effect.map(Contacts.list({ per_page: 5 }), ({ total_count }) => total_count)
 *
 * // In place of a real workspace, with FetchHttpClient.layer.
 * const workspace = FakeIntercom.layerHttpClient({ contacts: 7 })
 * const recording = Layer.provide(Recorder.layer({ file, mode: "record" }), workspace)
 * const recorded = yield* Effect.provide(count, Layer.provide(client, recording))
 * recorded // => 7
 *
 * const replaying = Recorder.layer({ file, mode: "replay" })
 * const replayed = yield* Effect.provide(count, Layer.provide(client, replaying))
 * replayed // => 7
 * ```
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import {
  type Exchange,
  header,
  keyOf,
  lineOf,
  parse,
  type RecordedRequest,
  type RecordedResponse
} from "./recorder/Recording.ts"
import { makeScrubber, type Scrubber } from "./recorder/Scrubber.ts"
import { MemoryResponse } from "./server/MemoryResponse.ts"

/**
 * Options of a recorder.
 *
 * @category models
 * @since 0.1.0
 */
export interface RecorderOptions<Mode extends "record" | "replay"> {
  /** Where the recording is. Recording begins it anew. */
  readonly file: string
  readonly mode: Mode
  /** More fields whose values are personal, such as custom attributes. E-mails, phones and people's names always are. */
  readonly fields?: ReadonlyArray<string> | undefined
}

/**
 * A recording that cannot be read or begun.
 *
 * @category errors
 * @since 0.1.0
 */
export class RecordingError extends Schema.TaggedError<RecordingError>("@effect-intercom/testing/RecordingError")(
  "RecordingError",
  { file: Schema.String, problem: Schema.String }
) {
  override get message(): string {
    return `The recording ${this.file} cannot be used: ${this.problem}`
  }
}

/**
 * An `HttpClient` that records what goes over another one, or replays what was recorded.
 *
 * Neither the token nor personal data reach the file: e-mail addresses, phone numbers and people's names have stand-ins,
 * the same for the same value. A request is found again by method, path with query, and body; one that was made several
 * times is answered in turn, and in the end with the last answer. A request that was not recorded is answered 400 with
 * the code `recording_missing` and names itself, so that calls fail with `InvalidRequest` at once. Bodies that are
 * neither JSON nor text, such as files of export jobs, are not recorded.
 *
 * ```ts
 * import { NodeFileSystem } from "@effect/platform-node"
 * import { Layer } from "effect"
 * import { IntercomClient } from "@effect-intercom/core"
 * import { Recorder } from "@effect-intercom/testing"
 *
 * const recorded = IntercomClient.layer({ accessToken: "unused" }).pipe(
 *   Layer.provide(Recorder.layer({ file: "test/welcome.ndjson", mode: "replay" })),
 *   Layer.provide(NodeFileSystem.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export function layer(
  options: RecorderOptions<"replay">
): Layer.Layer<HttpClient.HttpClient, RecordingError, FileSystem.FileSystem>
export function layer(
  options: RecorderOptions<"record" | "replay">
): Layer.Layer<HttpClient.HttpClient, RecordingError, FileSystem.FileSystem | HttpClient.HttpClient>
export function layer(
  options: RecorderOptions<"record" | "replay">
): Layer.Layer<HttpClient.HttpClient, RecordingError, FileSystem.FileSystem | HttpClient.HttpClient> {
  return Layer.effect(HttpClient.HttpClient, options.mode === "record" ? recording(options) : replaying(options))
}

type Options = RecorderOptions<"record" | "replay">

const recording = Effect.fnUntraced(function* ({
  fields,
  file
}: Options): Effect.fn.Return<HttpClient.HttpClient, RecordingError, FileSystem.FileSystem | HttpClient.HttpClient> {
  const fs = yield* FileSystem.FileSystem
  const http = yield* HttpClient.HttpClient
  const oneAtATime = yield* Semaphore.make(1)
  const tokens = new Set<string>()
  const scrubber = makeScrubber(fields ?? [], () => [...tokens])
  yield* Effect.mapError(
    fs.writeFileString(file, header),
    () => new RecordingError({ file, problem: "it cannot be written" })
  )

  return HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const token = /^Bearer (.+)$/.exec(request.headers["authorization"] ?? "")?.[1]
      if (token !== undefined) tokens.add(token)
      // A packed body could not be scrubbed.
      const response = yield* http.execute(HttpClientRequest.setHeader(request, "accept-encoding", "identity"))
      const bytes = new Uint8Array(yield* response.arrayBuffer)
      const exchange: Exchange = {
        request: recordedRequest(scrubber, request, url),
        response: recordedResponse(scrubber, response, bytes)
      }
      // A recording with a hole would only be noticed long after: a full disk is not the program's business, but the end.
      yield* oneAtATime.withPermits(1)(Effect.orDie(fs.writeFileString(file, lineOf(exchange), { flag: "a" })))
      const { "content-encoding": _, ...headers } = response.headers
      return new MemoryResponse(request, url.href, response.status, headers, { bytes, ending: "end" })
    })
  )
})

const replaying = Effect.fnUntraced(function* ({
  fields,
  file
}: Options): Effect.fn.Return<HttpClient.HttpClient, RecordingError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    fs.readFileString(file),
    () => new RecordingError({ file, problem: "it cannot be read" })
  )
  const parsed = parse(text)
  if (Result.isFailure(parsed)) return yield* new RecordingError({ file, problem: parsed.failure })
  const scrubber = makeScrubber(fields ?? [], () => [])
  const answers = new Map<string, Array<RecordedResponse>>()
  for (const { request, response } of parsed.success) {
    const key = keyOf(request)
    answers.set(key, [...(answers.get(key) ?? []), response])
  }
  return HttpClient.make((request, url) =>
    Effect.sync(() => {
      const asked = recordedRequest(scrubber, request, url)
      const known = answers.get(keyOf(asked))
      const answer = known === undefined || known.length === 1 ? known?.[0] : known.shift()
      const { headers, status, ...body } =
        answer === undefined ? missing(asked, parsed.success) : answer.omitted === true ? unrecorded(asked) : answer
      // What a replayed answer says is part of what later requests are made of.
      if (body.json !== undefined) scrubber.json(body.json, isAboutPeople(url))
      const bytes = new TextEncoder().encode(body.json === undefined ? (body.text ?? "") : JSON.stringify(body.json))
      return new MemoryResponse(request, url.href, status, headers, { bytes, ending: "end" })
    })
  )
})

const missing = ({ method, path }: RecordedRequest, exchanges: ReadonlyArray<Exchange>): RecordedResponse => {
  const others = exchanges.filter(({ request }) => request.method === method && request.path === path).length
  const hint = others === 0 ? "" : `, but ${others === 1 ? "one" : others} with another body`
  return refusal(`The recording has no ${method} ${path}${hint}`)
}

const unrecorded = ({ method, path }: RecordedRequest): RecordedResponse =>
  refusal(`The answer to ${method} ${path} is a file, which is not recorded`)

const refusal = (message: string): RecordedResponse => ({
  status: 400,
  headers: { "content-type": "application/json; charset=utf-8" },
  json: { type: "error.list", errors: [{ code: "recording_missing", message }] }
})

const recordedRequest = (
  scrubber: Scrubber,
  request: HttpClientRequest.HttpClientRequest,
  url: URL
): RecordedRequest => {
  const body = bodyOf(request)
  const json = body === undefined ? undefined : parseJson(body)
  const scrubbed =
    json === undefined
      ? body === undefined
        ? undefined
        : scrubber.text(body)
      : scrubber.json(json, isAboutPeople(url))
  return {
    method: request.method,
    path: pathOf(scrubber, url),
    ...(scrubbed === undefined ? {} : { body: scrubbed })
  }
}

/** Streams and forms can be read once only, and not by the recorder. */
const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): string | undefined => {
  if (body._tag === "Uint8Array") return new TextDecoder().decode(body.body)
  return body._tag === "Raw" && typeof body.body === "string" ? body.body : undefined
}

const pathOf = (scrubber: Scrubber, url: URL): string => {
  const path = url.pathname
    .split("/")
    .map((segment) => encodeURIComponent(scrubber.text(decode(segment))))
    .join("/")
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(scrubber.field(name, value))}`)
    .toSorted()
  return query.length === 0 ? path : `${path}?${query.join("&")}`
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Bodies and answers of these endpoints are people even where they do not say so. */
const isAboutPeople = ({ pathname }: URL): boolean => /^\/(contacts|visitors|admins|me)(\/|$)/.test(pathname)

const recordedResponse = (
  scrubber: Scrubber,
  response: HttpClientResponse.HttpClientResponse,
  bytes: Uint8Array
): RecordedResponse => {
  const headers: Record<string, string> = {}
  for (const name of keptHeaders) {
    const value = response.headers[name]
    if (value !== undefined) headers[name] = scrubber.text(value)
  }
  const { status } = response
  if (bytes.length === 0) return { status, headers, text: "" }
  const text = textIn(bytes)
  if (text === undefined) return { status, headers, omitted: true }
  const json = parseJson(text)
  return json === undefined
    ? { status, headers, text: scrubber.text(text) }
    : {
        status,
        headers,
        json: scrubber.json(json, isAboutPeople(new URL(response.request.url, "https://api.example")))
      }
}

/** Limits and cookies belong to their moment. */
const keptHeaders = ["content-type", "date", "link", "location", "retry-after", "x-request-id"] as const

const textIn = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
