/**
 * A fetch handler behind Node's `http`, and behind Express, which is that with more on it. Nothing of Node is imported.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { FetchHandler } from "./FetchHandler.ts"

/**
 * What is needed of Node's `IncomingMessage`, with the `body` that a parser of Express may have left on it.
 *
 * @category models
 * @since 0.1.0
 */
export interface NodeRequest extends AsyncIterable<unknown> {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly readableDidRead?: boolean
  readonly body?: unknown
}

/**
 * What is needed of Node's `ServerResponse`.
 *
 * @category models
 * @since 0.1.0
 */
export interface NodeResponse {
  statusCode: number
  readonly setHeader: (name: string, value: string) => unknown
  readonly end: (body?: Uint8Array) => unknown
}

/**
 * Answers requests of Node's `http` and of Express.
 *
 * @category models
 * @since 0.1.0
 */
export interface NodeHandler {
  (request: NodeRequest, response: NodeResponse): Promise<void>
  /** Lets go of what the handler holds. What it was at is given back to the inbox. */
  readonly dispose: () => Promise<void>
}

/**
 * Puts a fetch handler behind Node's `http`.
 *
 * @internal
 */
export const toNodeListener = (handler: FetchHandler): NodeHandler => {
  const listen = async (request: NodeRequest, response: NodeResponse): Promise<void> => {
    const answer = await handler(toRequest(request))
    response.statusCode = answer.status
    answer.headers.forEach((value, name) => response.setHeader(name, value))
    response.end(new Uint8Array(await answer.arrayBuffer()))
  }
  return Object.assign(listen, { dispose: handler.dispose })
}

const toRequest = (request: NodeRequest): Request => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !name.startsWith(":"))
      headers.set(name, typeof value === "string" ? value : value.join(", "))
  }
  const { method = "GET", url = "/" } = request
  const init = method === "GET" || method === "HEAD" ? {} : { body: bodyOf(request), duplex: "half" as const }
  // Nobody looks at the host: it is here because a request has to have one.
  const made = new Request(new URL(url, "http://localhost"), { method, headers, ...init })
  if (isConsumed(request)) void made.arrayBuffer().catch(() => {})
  return made
}

/** `express.raw()` and `express.text()` leave what can be verified; other parsers leave nothing of the bytes. */
const bodyOf = (request: NodeRequest): Uint8Array<ArrayBuffer> | string | ReadableStream<unknown> => {
  if (typeof request.body === "string") return request.body
  if (request.body instanceof Uint8Array) return new Uint8Array(request.body)
  return isConsumed(request) ? "" : streamOf(request)
}

const isConsumed = ({ body, readableDidRead }: NodeRequest): boolean =>
  readableDidRead === true && typeof body !== "string" && !(body instanceof Uint8Array)

/** Reads as it is asked for, so that a body beyond the limit is not read to its end. */
const streamOf = (request: NodeRequest): ReadableStream<unknown> => {
  const chunks = request[Symbol.asyncIterator]()
  return new ReadableStream<unknown>({
    pull: async (controller) => {
      const { done, value } = await chunks.next()
      if (done === true) controller.close()
      else controller.enqueue(Predicate.isString(value) ? new TextEncoder().encode(value) : value)
    },
    cancel: async () => {
      await chunks.return?.()
    }
  })
}
