/**
 * The front door in memory: an `HttpClient` whose other end is a fake workspace.
 *
 * @since 0.1.0
 */
import { Region } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import { bodyLimit } from "./BodyLimits.ts"
import { type Delivery, firstHalf, type WireRequest } from "./Delivery.ts"
import type { FakeServer } from "./Server.ts"
import { gzip } from "./Gzip.ts"
import { type MemoryBody, MemoryResponse } from "./MemoryResponse.ts"

/**
 * How the door in memory works.
 *
 * @category models
 * @since 0.1.0
 */
export interface MemoryOptions {
  /**
   * Whether answers are compressed for clients that ask for it. Unpacking them takes turns of the event loop, which a
   * `TestClock` does not wait for.
   */
  readonly compression: boolean
}

/**
 * Makes the client. Hosts other than Intercom's are not found.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMemoryHttp = (server: FakeServer, { compression }: MemoryOptions): HttpClient.HttpClient =>
  HttpClient.make((request, url) => {
    if (!isIntercom(url.origin)) return Effect.fail(transportError(request, "ENOTFOUND", "getaddrinfo ENOTFOUND"))
    return Effect.flatMap(readBody(request), (body) =>
      Effect.flatMap(server.handle(wireRequest(request, url, body)), (delivery) =>
        respond(request, url, delivery, compression)
      )
    )
  })

const isIntercom = (origin: string): boolean => Object.values(Region.hosts).some((host) => host === origin)

const wireRequest = (request: HttpClientRequest.HttpClientRequest, url: URL, body: string): WireRequest => ({
  method: request.method,
  origin: url.origin,
  path: url.pathname,
  query: url.searchParams,
  headers: { ...request.headers },
  body: body.length > bodyLimit ? undefined : body
})

const readBody = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<string, HttpClientError.HttpClientError> => {
  const { body } = request
  switch (body._tag) {
    case "Uint8Array":
      return Effect.succeed(body.text ?? new TextDecoder().decode(body.body))
    case "Raw":
      return Effect.succeed(typeof body.body === "string" ? body.body : "")
    case "Stream":
      return Stream.mkString(Stream.decodeText(body.stream)).pipe(
        Effect.mapError(
          (cause) =>
            new HttpClientError.HttpClientError({ reason: new HttpClientError.EncodeError({ request, cause }) })
        )
      )
    case "FormData":
    case "Empty":
      return Effect.succeed("")
  }
}

const respond = (
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  delivery: Delivery,
  compression: boolean
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  if (!("answer" in delivery)) {
    return Effect.fail(
      delivery.kind === "refused"
        ? transportError(request, "ECONNREFUSED", "connect ECONNREFUSED")
        : transportError(request, "ECONNRESET", "read ECONNRESET")
    )
  }
  const { body, headers, status } = delivery.answer
  const plain = typeof body === "string" ? new TextEncoder().encode(body) : body
  const packs =
    compression &&
    typeof body === "string" &&
    /\bgzip\b/.test(request.headers["accept-encoding"] ?? "") &&
    plain.length > 0
  const bytes = packs ? gzip(plain) : Effect.succeed(plain)
  return Effect.map(bytes, (bytes) => {
    const sent: MemoryBody =
      delivery.kind === "whole"
        ? { bytes, ending: "end" }
        : { bytes: firstHalf(bytes), ending: delivery.kind === "stalled" ? "silence" : "reset" }
    return new MemoryResponse(
      request,
      url.href,
      status,
      packs ? { ...headers, "content-encoding": "gzip" } : headers,
      sent
    )
  })
}

const transportError = (
  request: HttpClientRequest.HttpClientRequest,
  code: string,
  message: string
): HttpClientError.HttpClientError =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause: Object.assign(new Error(message), { code }) })
  })
