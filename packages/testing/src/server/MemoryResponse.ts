/**
 * A response that never was on a wire. Reading it takes no turn of the event loop, so a `TestClock` stays in charge.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Cookies from "effect/http/Cookies"
import * as Headers from "effect/http/Headers"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as UrlParams from "effect/http/UrlParams"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import { type Pipeable, pipeArguments } from "effect/Pipeable"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/**
 * The bytes of a body and what comes after them: its end, silence, or a broken connection.
 *
 * @category models
 * @since 0.1.0
 */
export interface MemoryBody {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ending: "end" | "silence" | "reset"
}

/**
 * A response out of memory.
 *
 * @category models
 * @since 0.1.0
 */
export class MemoryResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse, Pipeable {
  readonly [HttpIncomingMessage.TypeId] = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId] = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  readonly cookies: Cookies.Cookies = Cookies.empty
  readonly remoteAddress: Option.Option<string> = Option.none()
  readonly #body: MemoryBody

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    url: string,
    status: number,
    headers: Readonly<Record<string, string>>,
    body: MemoryBody
  ) {
    super()
    this.request = request
    this.url = url
    this.status = status
    this.headers = Headers.fromInput(headers)
    this.#body = body
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    const { bytes, ending } = this.#body
    switch (ending) {
      case "end":
        return Effect.sync(() => bytes.slice().buffer)
      case "silence":
        return Effect.never
      case "reset":
        return Effect.fail(this.#broken())
    }
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError.HttpClientError> {
    const { bytes, ending } = this.#body
    const first = bytes.length === 0 ? Stream.empty : Stream.succeed<Uint8Array>(bytes)
    switch (ending) {
      case "end":
        return first
      case "silence":
        return Stream.concat(first, Stream.never)
      case "reset":
        return Stream.concat(first, Stream.fail(this.#broken()))
    }
  }

  get text(): Effect.Effect<string, HttpClientError.HttpClientError> {
    return Effect.map(this.arrayBuffer, (buffer) => new TextDecoder().decode(buffer))
  }

  get json(): Effect.Effect<Schema.Json, HttpClientError.HttpClientError> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({
        try: () => (text === "" ? null : JSON.parse(text)),
        catch: (cause) => this.#undecodable(cause)
      })
    )
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.HttpClientError> {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get formData(): Effect.Effect<FormData, HttpClientError.HttpClientError> {
    return Effect.fail(this.#undecodable("no form was sent"))
  }

  get upgrade(): Effect.Effect<never, HttpClientError.HttpClientError> {
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.StatusCodeError({
          request: this.request,
          response: this,
          description: "there is no connection to hand over"
        })
      })
    )
  }

  pipe() {
    // Pipeable asks for the arguments object itself.
    // oxlint-disable-next-line prefer-rest-params
    return pipeArguments(this, arguments)
  }

  #undecodable(cause: unknown): HttpClientError.HttpClientError {
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause })
    })
  }

  #broken(): HttpClientError.HttpClientError {
    return this.#undecodable(Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }))
  }
}
