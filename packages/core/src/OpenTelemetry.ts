/**
 * Spans and a metric for Intercom calls, named as OpenTelemetry's semantic conventions for HTTP clients name them.
 *
 * Nothing of it is there unless {@link layer} is provided: a program that nobody watches neither holds nor runs it.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpTraceContext from "effect/http/HttpTraceContext"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import type { CallOptions } from "./CallOptions.ts"
import { IntercomClient } from "./ClientService.ts"
import type { IntercomError } from "./IntercomError.ts"
import * as Observer from "./Observer.ts"
import type { Definition } from "./operation/Definition.ts"

/**
 * What is told to whom.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** Whether the headers `traceparent` and `b3` are sent to Intercom. `false` when left out. */
  readonly propagate?: boolean | undefined
}

/**
 * Seconds that requests took, from sending one to having read its answer, by `http.request.method`, `url.template`,
 * `server.address`, `server.port`, `http.response.status_code` and `error.type`.
 *
 * @category constants
 * @since 0.1.0
 */
export const requestDuration = /*#__PURE__*/ Metric.histogram("http.client.request.duration", {
  description: "Duration of HTTP client requests",
  attributes: { unit: "s" },
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
})

/**
 * Watches the calls of an effect, for whatever exports the spans and metrics of Effect.
 *
 * **Details**
 *
 * A call is a span named `intercom.<operation>`. Each attempt that was sent is a client span in it, named
 * `GET /contacts/{id}`, with `http.request.method`, `url.template`, `server.address`, `server.port` and, where there are
 * any, `http.response.status_code`, `error.type` (a status, a system code or a reason) and `http.request.resend_count`.
 * It begins when the request is sent, after the wait for the rate limit. Spans are made where a tracer of the program's
 * own listens; {@link requestDuration} is kept always.
 *
 * **Gotchas**
 *
 * `url.full`, which the conventions ask for, is left out: ids and queries may tell of people.
 *
 * ```ts
 * import { Effect } from "effect"
 * import { FetchHttpClient } from "effect/http"
 * import { Otlp } from "effect/observability"
 * import { IntercomClient, OpenTelemetry } from "@effect-intercom/core"
 *
 * program.pipe(
 *   Effect.provide(OpenTelemetry.layer()),
 *   Effect.provide(IntercomClient.layerConfig()),
 *   Effect.provide(Otlp.layerJson({ baseUrl: "http://127.0.0.1:4318", resource: { serviceName: "greeter" } })),
 *   Effect.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = ({ propagate = false }: Options = {}): Layer.Layer<IntercomClient, never, IntercomClient> =>
  Layer.effect(
    IntercomClient,
    IntercomClient.use((client) => Effect.sync(() => watched(client, propagate)))
  )

const watched = (client: IntercomClient["Service"], propagate: boolean): IntercomClient["Service"] => {
  const server = serverOf(client.baseUrl)
  const durationOf = makeDurations()
  return {
    ...client,
    execute: (operation, input, options) =>
      Effect.withFiber((fiber) => {
        const request = { "http.request.method": operation.method, "url.template": operation.path, ...server }
        const called = (options: CallOptions | undefined) =>
          Observer.observed(client.execute(operation, input, options), attemptsOf(operation, request, durationOf))
        // The default tracer keeps nothing: a span is made where something listens.
        if (fiber.getRef(Tracer.Tracer) === Tracer.nativeTracer && !propagate) return called(options)
        return Effect.useSpan(
          `intercom.${operation.id}`,
          { attributes: { "intercom.operation": operation.id, ...request } },
          (span) =>
            called(propagate ? withTrace(options, span) : options).pipe(
              Effect.tapError(({ reason }) => Effect.sync(() => span.attribute("error.type", reason._tag))),
              Effect.provideService(Tracer.ParentSpan, span)
            )
        )
      })
  }
}

/** What both the spans and the metric tell of a request. */
type RequestAttributes = Readonly<Record<string, string | number>>

/** Nothing, where the address is none: then nothing is sent either. */
const serverOf = (baseUrl: string): RequestAttributes => {
  if (!URL.canParse(baseUrl)) return {}
  const { hostname, port, protocol } = new URL(baseUrl)
  return {
    "server.address": hostname.replace(/^\[|\]$/g, ""),
    "server.port": port === "" ? (protocol === "http:" ? 80 : 443) : Number(port)
  }
}

const withTrace = (options: CallOptions | undefined, span: Tracer.Span): CallOptions => ({
  ...options,
  headers: { ...HttpTraceContext.toHeaders(span), ...options?.headers }
})

/** Told of the attempts of one call, one after the other. */
const attemptsOf = (
  { method, path }: Definition,
  request: RequestAttributes,
  durationOf: ReturnType<typeof makeDurations>
): Observer.Observer => {
  let sent = 0
  return (event) => {
    if (event._tag !== "Attempted" || event.durationMillis === undefined) return Effect.void
    const { durationMillis, error, outcome, status } = event
    const resends = sent++
    const attributes: RequestAttributes = {
      ...request,
      ...(status === undefined ? {} : { "http.response.status_code": status }),
      ...(outcome === "success" ? {} : { "error.type": errorType(error) })
    }
    return Effect.withFiberSucceed((fiber) => {
      durationOf(attributes).updateUnsafe(durationMillis / 1000, fiber.context)
      const parent = Context.getOption(fiber.context, Tracer.ParentSpan)
      if (Option.isNone(parent) || !parent.value.sampled) return
      const tracer = fiber.getRef(Tracer.Tracer)
      const endTime = fiber.getRef(Clock.Clock).currentTimeNanosUnsafe()
      const span = tracer.span({
        name: `${method} ${path}`,
        parent,
        annotations: Context.empty(),
        links: [],
        startTime: endTime - BigInt(Math.round(durationMillis * 1e6)),
        kind: "client",
        root: false,
        sampled: true
      })
      for (const [name, value] of Object.entries(attributes)) span.attribute(name, value)
      if (resends > 0) span.attribute("http.request.resend_count", resends)
      span.end(endTime, outcome === "success" ? Exit.void : error === undefined ? Exit.interrupt() : Exit.fail(error))
    })
  }
}

/** A word of few: never a message. */
const errorType = (error: IntercomError | undefined): string => {
  if (error === undefined) return "interrupted"
  const { reason, status } = error
  if (status !== undefined && status >= 400) return String(status)
  return reason._tag === "TransportError" ? (reason.code ?? reason._tag) : reason._tag
}

/** Attributes cost more than counting: the metric of each set of them is made once, and there are few sets. */
const makeDurations = () => {
  const durations = new Map<string, typeof requestDuration>()
  return (attributes: RequestAttributes): typeof requestDuration => {
    const entries = Object.entries(attributes).map(([name, value]): [string, string] => [name, String(value)])
    const key = entries.join()
    let duration = durations.get(key)
    if (duration === undefined) durations.set(key, (duration = Metric.withAttributes(requestDuration, entries)))
    return duration
  }
}
