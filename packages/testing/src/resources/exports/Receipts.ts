/**
 * Who received which outbound message in a seeded workspace, and what they did with it.
 *
 * @since 0.1.0
 */
import type { ContactSeeds } from "../contacts/Seed.ts"
import { userAt, userCount } from "../contacts/Membership.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, fraction } from "../../workspace/seeding/Random.ts"
import { createdAt } from "../../workspace/seeding/Timeline.ts"

const salt = salts.contact + 140

/**
 * That somebody received a message. Times are Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Receipt {
  readonly id: string
  readonly contact: string
  readonly content: { readonly id: string; readonly type: string; readonly title: string }
  readonly received_at: number
  readonly first_open: number | null
  readonly first_click: number | null
  readonly first_reply: number | null
  readonly first_unsubscribe: number | null
  readonly first_hard_bounce: number | null
}

const contents = [
  { id: "1201", type: "email", title: "Welcome aboard" },
  { id: "1202", type: "email", title: "What is new this month" },
  { id: "1203", type: "in_app", title: "Try the new dashboard" },
  { id: "1204", type: "survey", title: "How are we doing?" }
] as const

/** One receipt for every two contacts, up to as many as fit a file that is made in one go. */
const most = 50_000

/**
 * The receipts of a time, oldest first. Both bounds are included.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const receiptSeeds = (
  { contacts: contactCount, seed, timeline }: Plan,
  contacts: ContactSeeds
): ((from: number, until: number) => Generator<Receipt>) => {
  const users = userCount(contactCount)
  const count = users === 0 ? 0 : Math.min(Math.floor(contactCount / 2), most)
  const received = (index: number) => createdAt(timeline, count, seed, salt, index)

  const firstAtOrAfter = (at: number): number => {
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (received(middle) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  const make = (index: number): Receipt => {
    const received_at = received(index)
    const content = contents[below(contents.length, seed, salt + 1, index)] ?? contents[0]
    const soon = (chance: number, trait: number): number | null =>
      fraction(seed, salt + trait, index) < chance
        ? received_at + 60 + below(86_400, seed, salt + 20 + trait, index)
        : null
    const bounce = content.type === "email" ? soon(0.02, 2) : null
    const open = bounce === null ? soon(0.5, 3) : null
    return {
      id: String(900_000_001 + index),
      contact: contacts.idOf(userAt(below(users, seed, salt + 4, index))),
      content,
      received_at,
      first_open: open,
      first_click: open === null ? null : soon(0.2, 5),
      first_reply: open === null ? null : soon(0.05, 6),
      first_unsubscribe: open === null || content.type !== "email" ? null : soon(0.02, 7),
      first_hard_bounce: bounce
    }
  }

  return function* (from, until) {
    for (let index = firstAtOrAfter(from); index < count && received(index) <= until; index++) yield make(index)
  }
}
