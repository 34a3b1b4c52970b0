/**
 * The tickets of a seeded workspace.
 *
 * @since 0.1.0
 */
import type { Author } from "../../workspace/Author.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { TicketPartRecord, TicketRecord } from "./Record.ts"
import { descriptionAttribute, submittedState, type TicketTypes, titleAttribute } from "../ticketTypes/State.ts"
import { adminCount, authorOf, makeAdmin, teamIds } from "../admins/Seed.ts"
import { userAt, userCount } from "../contacts/Membership.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, fraction, pick } from "../../workspace/seeding/Random.ts"
import { indexWithin, type Seeds } from "../../workspace/seeding/Seeds.ts"
import { createdAt, updatedAt } from "../../workspace/seeding/Timeline.ts"
import { adminReplies, questions, subjects, userReplies } from "../../workspace/seeding/Words.ts"

const salt = salts.ticket

/** Ids of tickets are numbers as text, and grow by one. */
const firstId = 415_470_000_001

/** How many of the types seeded tickets have. */
const typeCount = 4

/**
 * The tickets of a plan, over its contacts.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const ticketSeeds = (
  plan: Plan,
  contacts: Seeds<ContactRecord>,
  { states }: Pick<TicketTypes, "states">
): Seeds<TicketRecord> => {
  const { seed, tickets: count, timeline } = plan
  const created = (index: number) => createdAt(timeline, count, seed, salt, index)
  const updated = (index: number) => updatedAt(timeline, created(index), seed, salt + 1, index)
  const idOf = (index: number) => String(firstId + index)
  const stateOf = (index: number) => states[below(4, seed, salt + 4, index)] ?? submittedState

  const make = (index: number): TicketRecord => {
    const users = userCount(contacts.count)
    const contact = users === 0 ? undefined : contacts.make(userAt(below(users, seed, salt + 3, index)))
    const admin = makeAdmin(seed, below(adminCount, seed, salt + 5, index))
    const subject = pick(subjects, seed, salt + 6, index)
    const state = stateOf(index)
    const created_at = created(index)
    const updated_at = updated(index)
    const type = 1 + below(typeCount, seed, salt + 7, index)
    const replies = type > 2 || contact === undefined ? 0 : below(5, seed, salt + 8, index)
    return {
      id: idOf(index),
      created_at,
      updated_at,
      ticket_id: String(index + 1),
      ticket_type_id: String(type),
      ticket_state_id: state.id,
      previous_ticket_state_id: null,
      ticket_attributes: {
        [titleAttribute]: `About ${subject}`,
        [descriptionAttribute]: `${pick(questions, seed, salt + 9, index)} ${subject}.`,
        ...(type === 1 ? { Severity: pick(["Low", "Medium", "High"], seed, salt + 10, index) } : {}),
        ...(type === 2 ? { Amount: below(10_000, seed, salt + 11, index) / 100 } : {})
      },
      contacts: contact === undefined ? [] : [contact.id],
      company_id: contact?.companies[0] ?? null,
      admin_assignee_id: fraction(seed, salt + 12, index) < 0.7 ? Number(admin.id) : null,
      team_assignee_id: fraction(seed, salt + 13, index) < 0.5 ? teamIds[index % 2 === 0 ? 0 : 1] : null,
      open: state.category !== "resolved",
      snoozed_until: null,
      is_shared: type <= 2,
      tags: [],
      part_count: replies + 1,
      parts: () => [
        {
          ...part(index, 0, created_at, authorOf(admin)),
          part_type: "ticket_state_updated_by_admin",
          states: { before: "submitted", after: "submitted" }
        },
        ...Array.from({ length: replies }, (_, nth) => {
          const at = created_at + Math.floor(((updated_at - created_at) * (nth + 1)) / replies)
          return nth % 2 === 0 || contact === undefined
            ? {
                ...part(index, nth + 1, at, authorOf(admin)),
                body: `<p>${pick(adminReplies, seed, salt + 14, index + nth)}</p>`
              }
            : {
                ...part(index, nth + 1, at, userOf(contact)),
                body: `<p>${pick(userReplies, seed, salt + 15, index + nth)}</p>`
              }
        })
      ]
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
      state: (index) => stateOf(index).category,
      open: (index) => stateOf(index).category !== "resolved"
    }
  }
}

const userOf = ({ email, id, name }: ContactRecord): Author => ({ type: "user", id, name, email })

const part = (index: number, nth: number, created_at: number, author: Author): TicketPartRecord => ({
  id: String(47_000_000_000 + index * 100 + nth),
  part_type: "comment",
  body: null,
  created_at,
  author,
  assigned_to: null,
  states: null,
  attribute: null
})
