/**
 * What goes wrong, and when, as data.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type { ReceivedRequest } from "./RequestLog.ts"
import type { Json } from "../workspace/Record.ts"

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
export type Fault =
  | 429
  | 500
  | 502
  | 503
  | 504
  | "reset"
  | "refused"
  | "truncated"
  | "stalled"
  | "empty"
  | "html"
  | "redirect"
  | { readonly latency: Duration.Input }
  | { readonly status: number; readonly body?: Json; readonly headers?: Readonly<Record<string, string>> }

/**
 * When a fault happens. Without `at` and `when` it happens to every request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rule {
  readonly fault: Fault
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
 * Makes a script.
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
export const script = (rules: ReadonlyArray<Rule>): Script => ({ rules })

/**
 * No faults.
 *
 * @category constructors
 * @since 0.1.0
 */
export const none: Script = { rules: [] }
