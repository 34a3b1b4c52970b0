/**
 * A response over undici's handlers: read whole from the connection, unpacked where it came packed.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { pipeArguments } from "effect/Pipeable"
import { gunzip, gunzipSync } from "node:zlib"
import type { UndiciBody } from "./UndiciBody.ts"

/**
 * What is rarely asked of a response is left to a web response over the same body.
 *
 * @category models
 * @since 0.1.0
 */
export class UndiciResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  /** Those of the server, without what was true only while the body was packed. */
  readonly headers: Headers.Headers
  private readonly resolved: URL
  private readonly isPacked: boolean
  private readonly body: UndiciBody
  private response: HttpClientResponse.HttpClientResponse | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    resolved: URL,
    status: number,
    fields: Headers.Input,
    body: UndiciBody
  ) {
    super()
    const headers = Headers.fromInput(fields)
    this.request = request
    this.resolved = resolved
    this.status = status
    this.isPacked = headers["content-encoding"] === "gzip"
    this.headers = this.isPacked ? Headers.removeMany(headers, ["content-encoding", "content-length"]) : headers
    this.body = body
    body.holder = this
  }

  get url(): string {
    return this.resolved.href.split("#", 1)[0] ?? ""
  }
  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    return this.read((chunks) => {
      const bytes = new Uint8Array(lengthOf(chunks))
      let offset = 0
      for (const chunk of chunks) {
        bytes.set(chunk, offset)
        offset += chunk.byteLength
      }
      return bytes.buffer
    })
  }
  get text(): Effect.Effect<string, HttpClientError.HttpClientError> {
    return this.read((chunks) => {
      const [only] = chunks
      if (chunks.length === 1) return decoder.decode(only)
      // Piece by piece: joined as bytes they would be in memory once more.
      const pieces = new TextDecoder()
      let text = ""
      for (const chunk of chunks) text += pieces.decode(chunk, { stream: true })
      return text + pieces.decode()
    })
  }
  get json() {
    return this.web.json
  }
  get formData() {
    return this.web.formData
  }
  get urlParamsBody() {
    return this.web.urlParamsBody
  }
  get stream() {
    return this.web.stream
  }
  get cookies() {
    return this.web.cookies
  }
  get upgrade() {
    return this.web.upgrade
  }
  get remoteAddress() {
    return Option.none<string>()
  }
  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "effect/http/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }
  pipe() {
    return pipeArguments(this, arguments)
  }

  /** Makes something of the whole body. */
  private read<A>(make: (chunks: ReadonlyArray<Uint8Array>) => A): Effect.Effect<A, HttpClientError.HttpClientError> {
    return Effect.callback((resume) => {
      const fail = (cause: unknown) =>
        resume(
          Effect.fail(
            new HttpClientError.HttpClientError({
              reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause })
            })
          )
        )
      this.body.whole((end, chunks) => {
        if (end !== "whole") return fail(end.cause)
        if (!this.isPacked || chunks.length === 0) return resume(Effect.succeed(make(chunks)))
        unpack(chunks, (cause, bytes) => (cause === null ? resume(Effect.succeed(make([bytes]))) : fail(cause)))
      })
      return Effect.sync(() => this.body.abort())
    })
  }

  private get web(): HttpClientResponse.HttpClientResponse {
    if (this.response === undefined) {
      const { headers, isPacked, status } = this
      const isEmpty = status === 204 || status === 205 || status === 304
      const stream = isPacked ? this.body.stream().pipeThrough(new DecompressionStream("gzip")) : this.body.stream()
      const response = new Response(isEmpty ? null : stream, { status, headers: { ...headers } })
      this.response = HttpClientResponse.fromWeb(this.request, response)
    }
    return this.response
  }
}

const decoder = new TextDecoder()

const lengthOf = (chunks: ReadonlyArray<Uint8Array>): number =>
  chunks.reduce((length, chunk) => length + chunk.byteLength, 0)

/** Packed bytes that are unpacked at once: handing them to another thread and back takes longer. */
const mostAtOnce = 16_384

const unpack = (chunks: ReadonlyArray<Uint8Array>, done: (cause: Error | null, bytes: Uint8Array) => void): void => {
  const packed = Buffer.concat(chunks)
  if (packed.byteLength > mostAtOnce) return gunzip(packed, { chunkSize: packed.byteLength * 8 }, done)
  try {
    done(null, gunzipSync(packed))
  } catch (cause) {
    done(cause instanceof Error ? cause : new Error("The body cannot be unpacked"), packed)
  }
}
