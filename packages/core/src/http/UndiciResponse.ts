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
import { Buffer, constants, isAscii } from "node:buffer"
import { gunzip, gunzipSync } from "node:zlib"
import * as Body from "./Body.ts"
import type { UndiciBody } from "./UndiciBody.ts"

/**
 * What is rarely asked of a response is left to a web response over the same body.
 *
 * @category models
 * @since 0.1.0
 */
export class UndiciResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse, Body.Bounded {
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  /** Those of the server, without what was true only while the body was packed. */
  readonly headers: Headers.Headers
  private readonly resolved: URL
  private readonly isPacked: boolean
  /** As the response says, packed or not. */
  private readonly length: number
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
    this.length = Body.lengthOf(headers)
    this.request = request
    this.resolved = resolved
    this.status = status
    this.isPacked = /^(x-)?gzip$/i.test(headers["content-encoding"] ?? "")
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
    return this.read((chunks) => decode(chunks).text)
  }
  [Body.textWithin](most: number): Effect.Effect<Body.Body, HttpClientError.HttpClientError> {
    return this.receive<Body.Body>(this.length > most ? 0 : most, decode, Effect.succeed)
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

  /** Makes something of the whole body, however long it is. */
  private read<A>(make: (chunks: ReadonlyArray<Uint8Array>) => A): Effect.Effect<A, HttpClientError.HttpClientError> {
    return this.receive(Number.POSITIVE_INFINITY, make, ({ because }) => this.unreadable(new Error(because)))
  }

  /** Makes something of the whole body where neither what came nor what it unpacks to has more than `most` bytes. */
  private receive<A>(
    most: number,
    make: (chunks: ReadonlyArray<Uint8Array>) => A,
    otherwise: (body: Body.Unreadable) => Effect.Effect<A, HttpClientError.HttpClientError>
  ): Effect.Effect<A, HttpClientError.HttpClientError> {
    return Effect.callback((resume) => {
      const finish = (chunks: ReadonlyArray<Uint8Array>) => resume(made(make, chunks) ?? otherwise(Body.tooLarge))
      this.body.whole(most, (end, chunks) => {
        if (end === "tooLarge") return resume(otherwise(Body.tooLarge))
        if (end !== "whole") return resume(this.unreadable(end.cause))
        if (!this.isPacked || chunks.length === 0) return finish(chunks)
        unpack(chunks, most, (cause, bytes) => {
          if (cause === null) return finish([bytes])
          resume(otherwise(isTooLong(cause) ? Body.tooLarge : Body.notGzip))
        })
      })
      return Effect.sync(() => this.body.abort())
    })
  }

  private unreadable(cause: unknown): Effect.Effect<never, HttpClientError.HttpClientError> {
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause })
      })
    )
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

const lengthOf = (chunks: ReadonlyArray<Uint8Array>): number =>
  chunks.reduce((length, chunk) => length + chunk.byteLength, 0)

/** Packed bytes that are unpacked at once: handing them to another thread and back takes longer. */
const mostAtOnce = 16_384

const unpack = (
  chunks: ReadonlyArray<Uint8Array>,
  most: number,
  done: (cause: Error | null, bytes: Uint8Array) => void
): void => {
  const packed = Buffer.concat(chunks)
  const maxOutputLength = Math.min(most, constants.MAX_LENGTH)
  if (packed.byteLength > mostAtOnce) {
    return gunzip(packed, { chunkSize: Math.min(packed.byteLength * 8, largestChunk), maxOutputLength }, done)
  }
  let bytes: Uint8Array
  try {
    bytes = gunzipSync(packed, { maxOutputLength })
  } catch (cause) {
    return done(cause instanceof Error ? cause : new Error("The body cannot be unpacked"), packed)
  }
  done(null, bytes)
}

/** Room that is made for unpacked bytes at a time: a small body that says it is small may unpack to anything. */
const largestChunk = 4 * 1024 * 1024

const isTooLong = (cause: Error): boolean => "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE"

/** Undefined where a text would be longer than texts can be: nothing may be thrown into a callback of the connection. */
const made = <A>(make: (chunks: ReadonlyArray<Uint8Array>) => A, chunks: ReadonlyArray<Uint8Array>) => {
  try {
    return Effect.succeed(make(chunks))
  } catch {
    return undefined
  }
}

/**
 * Chunks are put together as bytes where there is room already: as texts they would be put together when they are parsed. ASCII
 * is text as it stands.
 */
const decode = (chunks: ReadonlyArray<Uint8Array>): Body.Text => {
  const length = lengthOf(chunks)
  const pieces = chunks.length > 1 && length <= roomSize ? [together(chunks, length)] : chunks
  return pieces.every((piece) => isAscii(piece))
    ? { text: pieces.map(latin1).join(""), isUtf8: true }
    : Body.decode((decoder) => {
        let text = ""
        for (const piece of pieces) text += decoder.decode(piece, { stream: true })
        return text + decoder.decode()
      })
}

const latin1 = ({ buffer, byteLength, byteOffset }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("latin1")

/** Larger than nearly every page. What is larger still is put together as text, so that it is in memory once. */
const roomSize = 1 << 20
let room: Uint8Array | undefined

const together = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  room ??= new Uint8Array(roomSize)
  let offset = 0
  for (const chunk of chunks) {
    room.set(chunk, offset)
    offset += chunk.byteLength
  }
  return room.subarray(0, length)
}
