/**
 * What all resources of a workspace stand on: its plan, its settings, its clock.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type { Plan } from "./seeding/Plan.ts"

/**
 * What a workspace is made with, beside its plan.
 *
 * @category models
 * @since 0.1.0
 */
export interface Settings {
  /** The server's time in Unix milliseconds. */
  readonly nowMillis: () => number
  readonly timezone: DateTime.TimeZone
  readonly region: "us" | "eu" | "au"
  /** How many seconds the search index is behind, for one record. */
  readonly indexLag: (record: { readonly id: string }) => number
  /** Whether a scroll that has come to its end answers with an empty page or with a 404. */
  readonly scrollEnd: "empty" | "404"
  /** Whether `>` and `<` of conversation searches include the second they name. */
  readonly inclusiveBounds: boolean
}

/**
 * What all resources of a workspace stand on.
 *
 * @category models
 * @since 0.1.0
 */
export interface Foundation {
  readonly id: string
  readonly plan: Plan
  readonly settings: Settings
  /** The server's time in Unix seconds. */
  readonly now: () => number
  /** Ids for new things that need no order. */
  readonly nextNumber: () => number
}
