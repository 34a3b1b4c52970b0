/**
 * What goes wrong, and when, as data.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import type { ReceivedRequest } from "./RequestLog.ts"
import type { Json } from "../workspace/Record.ts"

const named = [
  429,
  500,
  502,
  503,
  504,
  "reset",
  "refused",
  "truncated",
  "stalled",
  "empty",
  "html",
  "redirect"
] as const

/**
 * One thing that goes wrong.
 *
 * - `429`, `500`, `503` answer with an error list as Intercom does; `502` and `504` with a proxy's page.
 * - `reset` breaks the connection before any answer; `refused` does not let it come about.
 * - `truncated` sends the first half of the body and breaks off; `stalled` sends it and then nothing, for ever.
 * - `empty` answers 200 without a body, `html` 200 with a page, `redirect` 302 to another host.
 * - `{ latency }` answers late, `{ status, body, headers }` with anything.
 *
 * @category models
 * @since 0.1.0
 */
export type Fault = Rule["fault"]

/**
 * When a fault happens. Without `at` and `when` it happens to every request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rule {
  // Not by the name of `Fault`: the compiler lists the choices of what has no name.
  readonly fault:
    | (typeof named)[number]
    | { readonly latency: Duration.Input }
    | { readonly status: number; readonly body?: Json; readonly headers?: Readonly<Record<string, string>> }
  /** The request, or requests, counted from 1. */
  readonly at?: number | ReadonlyArray<number> | undefined
  /** The requests it happens to. */
  readonly when?: ((request: ReceivedRequest) => boolean) | undefined
  /** How often it happens at most. */
  readonly times?: number | undefined
  /**
   * Whether the workspace does what the request asks for before the answer is lost. `false` when left out; a truncated
   * or stalled answer always follows the deed.
   */
  readonly executed?: boolean | undefined
}

/**
 * Faults in the order they are looked at: the first rule that fits a request decides.
 *
 * @category models
 * @since 0.1.0
 */
export interface Script {
  readonly rules: ReadonlyArray<Rule>
}

/**
 * Makes a script. Throws a `RangeError` that lists the faults where one is none.
 *
 * ```ts
 * import { FakeIntercom, Faults } from "@effect-intercom/testing"
 *
 * FakeIntercom.layer({
 *   contacts: 500,
 *   faults: Faults.script([
 *     { at: 4, fault: "reset" },
 *     { when: ({ path }) => path === "/contacts/search", times: 2, fault: 504 }
 *   ])
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const script = (rules: ReadonlyArray<Rule>): Script => {
  for (const { fault } of rules) {
    if (isFault(fault)) continue
    throw new RangeError(
      `Faults: a fault is one of ${named.join(", ")}, { latency } and { status, body, headers }, not ${String(fault)}`
    )
  }
  return { rules }
}

/** Programs that no compiler has seen write rules as well. */
const isFault = (fault: unknown): boolean =>
  Predicate.isObject(fault) ? "latency" in fault || "status" in fault : named.some((name) => name === fault)

/**
 * No faults.
 *
 * @category constructors
 * @since 0.1.0
 */
export const none: Script = { rules: [] }
