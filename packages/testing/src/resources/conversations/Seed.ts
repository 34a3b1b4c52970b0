/**
 * The conversations of a seeded workspace, each with its thread.
 *
 * @since 0.1.0
 */
import type { AppliedTag } from "../tags/Record.ts"
import type { Author } from "../../workspace/Author.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { ConversationRecord, PartRecord } from "./Record.ts"
import { adminCount, authorOf, makeAdmin, teamIds } from "../admins/Seed.ts"
import { userAt, userCount } from "../contacts/Membership.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, fraction, pick } from "../../workspace/seeding/Random.ts"
import { indexWithin, type Seeds } from "../../workspace/seeding/Seeds.ts"
import { createdAt } from "../../workspace/seeding/Timeline.ts"
import { tagCount, tagIdOf } from "../tags/Seed.ts"
import { adminReplies, notes, questions, subjects, userReplies } from "../../workspace/seeding/Words.ts"

const salt = salts.conversation

/** Ids of conversations are numbers as text, and grow by one. */
const firstId = 215_470_000_001

/**
 * The conversations of a plan, over its contacts.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const conversationSeeds = (plan: Plan, contacts: Seeds<ContactRecord>): Seeds<ConversationRecord> => {
  const { conversations: count, seed, timeline } = plan
  const created = (index: number) => createdAt(timeline, count, seed, salt, index)
  const partCount = (index: number) => partCountOf(seed, index)
  // Part times grow in even steps from the first message to the last change.
  const lifetime = (index: number) =>
    Math.min(timeline.end - created(index), 60 + below(86_400 * 5, seed, salt + 1, index) + partCount(index) * 60)
  const updated = (index: number) => created(index) + lifetime(index)
  const idOf = (index: number) => String(firstId + index)
  const writerOf = (index: number): ContactRecord | undefined => {
    const users = userCount(contacts.count)
    return users === 0 ? undefined : contacts.make(userAt(below(users, seed, salt + 2, index)))
  }
  const stateOf = (index: number): ConversationRecord["state"] => {
    const chance = fraction(seed, salt + 3, index)
    return chance < 0.65 ? "closed" : chance < 0.95 ? "open" : "snoozed"
  }

  const make = (index: number): ConversationRecord => {
    const created_at = created(index)
    const updated_at = updated(index)
    const state = stateOf(index)
    const writer = writerOf(index)
    const admin = makeAdmin(seed, below(adminCount, seed, salt + 4, index))
    const assigned = fraction(seed, salt + 11, index) < 0.7
    // A few were opened and nobody wrote: what is said in them, teammates say.
    const opened = fraction(seed, salt + 18, index) < 0.05
    const subject = pick(subjects, seed, salt + 5, index)
    const author: Author =
      writer === undefined ? authorOf(admin) : { type: "user", id: writer.id, name: writer.name, email: writer.email }
    return {
      id: idOf(index),
      created_at,
      updated_at,
      title: !opened && fraction(seed, salt + 6, index) < 0.5 ? `About ${subject}` : null,
      state,
      read: state === "closed" || fraction(seed, salt + 7, index) < 0.5,
      priority: fraction(seed, salt + 8, index) < 0.1 ? "priority" : "not_priority",
      waiting_since: state === "open" ? updated_at : null,
      snoozed_until: state === "snoozed" ? timeline.end + 86_400 : null,
      source: opened
        ? null
        : {
            type: fraction(seed, salt + 9, index) < 0.6 ? "conversation" : "email",
            id: String(403_918_320 + index),
            delivered_as: writer === undefined ? "admin_initiated" : "customer_initiated",
            subject: "",
            body: `<p>${pick(questions, seed, salt + 10, index)} ${subject}.</p>`,
            author,
            url: null
          },
      contacts: writer === undefined ? [] : [writer.id],
      admin_assignee_id: assigned ? Number(admin.id) : null,
      team_assignee_id: fraction(seed, salt + 12, index) < 0.5 ? teamIds[index % 2 === 0 ? 0 : 1] : null,
      tags: tagsOf(seed, created_at, index, admin.id),
      rating:
        assigned && state === "closed" && fraction(seed, salt + 13, index) < 0.2
          ? { rating: 1 + below(5, seed, salt + 14, index), remark: "", created_at: updated_at }
          : null,
      custom_attributes: fraction(seed, salt + 15, index) < 0.3 ? { issue_type: "Billing" } : {},
      part_count: partCount(index),
      parts: () =>
        threadOf({
          seed,
          index,
          created_at,
          updated_at,
          count: partCount(index),
          author: opened ? authorOf(admin) : author,
          admin: authorOf(admin),
          closed: state === "closed"
        })
    }
  }

  return {
    count,
    make,
    idOf,
    indexOf: (id) => (/^\d{12,15}$/.test(id) ? indexWithin(Number(id) - firstId, count) : undefined),
    columns: {
      id: idOf,
      created_at: created,
      updated_at: updated,
      state: stateOf,
      open: (index) => stateOf(index) !== "closed"
    }
  }
}

/** Most threads are short; one in two hundred goes on and on. */
const partCountOf = (seed: number, index: number): number =>
  index % 200 === 77 ? 60 + below(60, seed, salt + 20, index) : 1 + below(12, seed, salt + 20, index)

interface Thread {
  readonly seed: number
  readonly index: number
  readonly created_at: number
  readonly updated_at: number
  readonly count: number
  readonly author: Author
  readonly admin: Author
  readonly closed: boolean
}

/** An assignment first, then replies from both sides with a note now and then, and the closing last. */
const threadOf = ({
  admin,
  author,
  closed,
  count,
  created_at,
  index,
  seed,
  updated_at
}: Thread): ReadonlyArray<PartRecord> =>
  Array.from({ length: count }, (_, nth): PartRecord => {
    const at = created_at + Math.floor(((updated_at - created_at) * (nth + 1)) / count)
    const roll = fraction(seed, salt + 31 + nth, index)
    const base = { id: partId(index, nth), created_at: at, updated_at: at, assigned_to: null, redacted: false }
    if (nth === 0) {
      const assignee = { type: "admin", id: admin.id } as const
      return { ...base, part_type: "assignment", body: null, author: admin, assigned_to: assignee }
    }
    if (closed && nth === count - 1) return { ...base, part_type: "close", body: null, author: admin }
    if (roll < 0.15)
      return { ...base, part_type: "note", body: `<p>${pick(notes, seed, salt + 200, index + nth)}</p>`, author: admin }
    return nth % 2 === 1
      ? {
          ...base,
          part_type: "comment",
          body: `<p>${pick(adminReplies, seed, salt + 201, index * 31 + nth)}</p>`,
          author: admin
        }
      : {
          ...base,
          part_type: "comment",
          body: `<p>${pick(userReplies, seed, salt + 202, index * 31 + nth)}</p>`,
          author
        }
  })

const partId = (index: number, nth: number): string => String(17_000_000_000 + index * 1000 + nth)

const tagsOf = (seed: number, created: number, index: number, admin: string): ReadonlyArray<AppliedTag> =>
  fraction(seed, salt + 16, index) < 0.25
    ? [{ id: tagIdOf(below(tagCount, seed, salt + 17, index)), applied_at: created, applied_by: admin }]
    : []
