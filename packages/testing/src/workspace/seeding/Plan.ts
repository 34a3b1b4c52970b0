/**
 * What a seeded workspace is made from. Everything in it follows from these numbers.
 *
 * @since 0.1.0
 */
import type { Timeline } from "./Timeline.ts"

/**
 * The numbers a seeded workspace follows from.
 *
 * @category models
 * @since 0.1.0
 */
export interface Plan {
  readonly seed: number
  readonly timeline: Timeline
  readonly contacts: number
  readonly companies: number
  readonly conversations: number
  readonly tickets: number
  readonly articles: number
  readonly collections: number
  readonly internalArticles: number
  readonly newsItems: number
  readonly calls: number
}

/**
 * Numbers that keep the traits of records apart, one range per resource.
 *
 * @internal
 */
export const salts = {
  contact: 1000,
  company: 2000,
  conversation: 3000,
  admin: 4000,
  request: 5000,
  workspace: 6000,
  ticket: 7000,
  library: 8000
} as const
