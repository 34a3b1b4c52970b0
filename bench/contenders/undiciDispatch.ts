/**
 * What Effect's HTTP client over undici could cost for answers that are read whole: undici's handlers instead of its
 * streams, no abort signal, no promise. Requests with a body are left to the usual client, and so would files be.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, Inspectable, Layer, Option } from "effect"
import {
  Headers,
  HttpClient,
  HttpClientError,
  HttpClientRequest,
  HttpClientResponse,
  HttpIncomingMessage
} from "effect/http"
import { pipeArguments } from "effect/Pipeable"
import type { Dispatcher } from "undici"

/** The layer, over a dispatcher of its own. */
export const layerUndiciDispatch: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.gen(function* () {
    const dispatcher = yield* NodeHttpClient.Dispatcher
    const usual = yield* NodeHttpClient.makeUndici
    return HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
      Effect.flatMap((request) =>
        request.body._tag === "Empty" ? dispatch(dispatcher, request) : usual.execute(request)
      ),
      Effect.succeed
    )
  })
).pipe(Layer.provide(NodeHttpClient.layerDispatcher))

const dispatch = (
  dispatcher: Dispatcher,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  const url = Option.getOrUndefined(HttpClientRequest.toUrl(request))
  if (url === undefined) {
    return Effect.fail(
      new HttpClientError.HttpClientError({ reason: new HttpClientError.InvalidUrlError({ request }) })
    )
  }
  return Effect.callback<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((resume) => {
    const chunks: Array<Uint8Array> = []
    let controller: Dispatcher.DispatchController | undefined
    let status = 0
    let headers: Headers.Input = {}
    let interrupted = false
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: request.headers,
        headersTimeout: 0,
        bodyTimeout: 0
      },
      {
        onRequestStart(started) {
          controller = started
          if (interrupted) started.abort(new Error("Interrupted"))
        },
        onResponseStart(_, code, fields) {
          status = code
          headers = fields
        },
        onResponseData(_, chunk) {
          chunks.push(chunk)
        },
        onResponseEnd() {
          resume(Effect.succeed(new WholeResponse(request, url.href, status, headers, joined(chunks))))
        },
        onResponseError(_, cause) {
          const reason = new HttpClientError.TransportError({ request, cause })
          resume(Effect.fail(new HttpClientError.HttpClientError({ reason })))
        }
      }
    )
    return Effect.sync(() => {
      interrupted = true
      controller?.abort(new Error("Interrupted"))
    })
  })
}

const joined = (chunks: ReadonlyArray<Uint8Array>): ArrayBuffer => {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes.buffer
}

/** A response whose body is at hand. What is rarely asked for is left to a web response. */
class WholeResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: string
  readonly status: number
  private readonly fields: Headers.Input
  private readonly body: ArrayBuffer
  private response: HttpClientResponse.HttpClientResponse | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    url: string,
    status: number,
    fields: Headers.Input,
    body: ArrayBuffer
  ) {
    super()
    this.request = request
    this.url = url
    this.status = status
    this.fields = fields
    this.body = body
  }

  private get web(): HttpClientResponse.HttpClientResponse {
    const isEmpty = this.status === 204 || this.status === 205 || this.status === 304
    return (this.response ??= HttpClientResponse.fromWeb(
      this.request,
      new Response(isEmpty ? null : this.body, { status: this.status, headers: { ...this.headers } })
    ))
  }
  get headers() {
    return Headers.fromInput(this.fields)
  }
  get arrayBuffer() {
    return Effect.succeed(this.body)
  }
  get text() {
    return this.web.text
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
    return { _id: "WholeResponse", status: this.status }
  }
  pipe() {
    return pipeArguments(this, arguments)
  }
}
