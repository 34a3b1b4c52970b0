/**
 * Which fault a request meets, and what it turns the answer into.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type { Fault, Rule, Script } from "./Fault.ts"
import type { Delivery, WireAnswer } from "./Delivery.ts"
import type { ReceivedRequest } from "./RequestLog.ts"

/**
 * Finds the rule of each request, counting how often each was used.
 *
 * @category models
 * @since 0.1.0
 */
export interface FaultPlan {
  readonly pick: (request: ReceivedRequest) => Rule | undefined
}

/**
 * Makes the plan of a script.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeFaultPlan = ({ rules }: Script): FaultPlan => {
  const used = new Map<Rule, number>()
  return {
    pick: (request) => {
      const rule = rules.find(
        (rule) =>
          isAt(rule, request.number) &&
          (rule.when?.(request) ?? true) &&
          (used.get(rule) ?? 0) < (rule.times ?? Number.POSITIVE_INFINITY)
      )
      if (rule !== undefined) used.set(rule, (used.get(rule) ?? 0) + 1)
      return rule
    }
  }
}

const isAt = ({ at }: Rule, number: number): boolean =>
  at === undefined || (typeof at === "number" ? at === number : at.includes(number))

/**
 * How long a fault holds an answer back.
 *
 * @category conversions
 * @since 0.1.0
 */
export const latencyOf = (rule: Rule | undefined): Duration.Duration =>
  rule !== undefined && typeof rule.fault === "object" && "latency" in rule.fault
    ? Duration.fromInputUnsafe(rule.fault.latency)
    : Duration.zero

/**
 * Whether the workspace does what the request asks for although there is a fault.
 *
 * @category guards
 * @since 0.1.0
 */
export const isExecuted = ({ executed, fault }: Rule): boolean =>
  executed === true || fault === "truncated" || fault === "stalled" || (typeof fault === "object" && "latency" in fault)

/**
 * What stands around every answer of the server, for those a fault makes up.
 *
 * @category models
 * @since 0.1.0
 */
export interface Surroundings {
  /** The headers of an answer in JSON. */
  readonly headers: Readonly<Record<string, string>>
  readonly requestId: string
  /** The rate limit as it would be told with a 429. */
  readonly rateLimit: number | false
}

/**
 * What a fault makes of an answer. `answer` is undefined where the request was not executed.
 *
 * @category actions
 * @since 0.1.0
 */
export const deliver = (fault: Fault, answer: WireAnswer | undefined, around: Surroundings): Delivery => {
  switch (fault) {
    case "reset":
    case "refused":
      return { kind: fault }
    case "truncated":
    case "stalled":
      return { kind: fault, answer: answer ?? errorAnswer(500, around) }
    case "empty":
      return whole({ status: 200, headers: around.headers, body: "" })
    case "html":
      return whole(page(200, around, "Please wait"))
    case "redirect":
      return whole({
        status: 302,
        headers: { ...around.headers, location: "https://elsewhere.example/contacts" },
        body: ""
      })
    case 502:
      return whole(page(502, around, "Bad Gateway"))
    case 504:
      return whole(page(504, around, "Gateway Time-out"))
    case 429:
    case 500:
    case 503:
      return whole(errorAnswer(fault, around))
  }
  if ("latency" in fault) return whole(answer ?? errorAnswer(500, around))
  const { body, headers, status } = fault
  return whole({
    status,
    headers: { ...around.headers, ...headers },
    body: body === undefined ? "" : JSON.stringify(body)
  })
}

const whole = (answer: WireAnswer): Delivery => ({ kind: "whole", answer })

const errorAnswer = (status: 429 | 500 | 503, { headers, rateLimit, requestId }: Surroundings): WireAnswer => {
  const errors = {
    429: { code: "rate_limit_exceeded", message: rateLimitMessage(rateLimit) },
    500: { code: "server_error", message: "Server error" },
    503: { code: "service_unavailable", message: "Sorry, the API service is temporarily unavailable" }
  }
  return {
    status,
    headers: status === 429 && rateLimit !== false ? { ...headers, "x-ratelimit-remaining": "0" } : headers,
    body: JSON.stringify({ type: "error.list", request_id: requestId, errors: [errors[status]] })
  }
}

/**
 * What Intercom says when the budget of a window is used up.
 *
 * @category constants
 * @since 0.1.0
 */
export const rateLimitMessage = (limit: number | false): string =>
  `Exceeded rate limit of ${limit === false ? 1667 : limit} in 10_seconds`

const page = (status: number, { headers }: Surroundings, title: string): WireAnswer => ({
  status,
  headers: { ...headers, "content-type": "text/html; charset=utf-8" },
  body: `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`
})
