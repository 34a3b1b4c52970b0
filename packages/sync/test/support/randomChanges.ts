/**
 * What happens in a workspace: creates, updates, deletes, merges, parts, by its API and at random.
 */
import type { IntercomClient } from "@effect-intercom/core"
import { Admins, Companies, Contacts, Conversations, Tickets } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"

export interface Changed {
  readonly table: "contacts" | "companies" | "conversations" | "tickets"
  readonly id: string
  /** Unix milliseconds. */
  readonly at: number
}

/** Makes changes, one after the other, and tells of each what it was about. The same seed makes the same. */
export const randomChanges = Effect.fnUntraced(function* (
  count: number,
  seed: number,
  told: (changed: Changed) => Effect.Effect<void> = () => Effect.void
): Effect.fn.Return<void, unknown, IntercomClient.IntercomClient> {
  const next = randomNumbers(seed)
  const pick = <A>(list: ReadonlyArray<A>): A | undefined => list[Math.floor(next() * list.length)]
  const { admins = [] } = yield* Admins.list({})
  const admin = String(admins.find((one) => one?.type === "admin")?.id ?? admins[0]?.id)
  const users: Array<string> = []
  const leads: Array<string> = []
  const companies: Array<string> = []
  const conversations: Array<string> = []
  const tickets: Array<string> = []
  const take = (list: Array<string>): string | undefined => {
    const [taken] = list.splice(Math.floor(next() * list.length), 1)
    return taken
  }
  for (let made = 0; made < count; made++) {
    const dice = next()
    const tell = (table: Changed["table"], id: string) => told({ table, id, at: Date.now() })
    const any = pick([...users, ...leads])
    const conversation = pick(conversations)
    if (dice < 0.2 || any === undefined) {
      const isUser = next() < 0.6
      const { id } = yield* Contacts.create(
        isUser
          ? { role: "user", external_id: `external-${seed}-${made}`, email: `user-${seed}-${made}@example.com` }
          : { role: "lead", name: `Lead ${made}` }
      )
      ;(isUser ? users : leads).push(id)
      yield* tell("contacts", id)
    } else if (dice < 0.4) {
      yield* Contacts.update({ id: any, name: `Name ${made}` })
      yield* tell("contacts", any)
    } else if (dice < 0.47) {
      const id = take(next() < 0.5 && users.length > 3 ? users : leads)
      if (id === undefined) continue
      yield* Contacts.delete({ id })
      yield* tell("contacts", id)
    } else if (dice < 0.53) {
      const into = pick(users)
      const from = into === undefined ? undefined : take(leads)
      if (from === undefined || into === undefined) continue
      yield* Contacts.merge({ from, into, skip_duplicate_validation: true })
      yield* tell("contacts", from)
      yield* tell("contacts", into)
    } else if (dice < 0.6) {
      const name = `Company ${Math.floor(next() * 30)}`
      const { id } = yield* Companies.create({ company_id: `company-${seed}-${name}`, name, plan: `plan ${made}` })
      if (!companies.includes(id)) companies.push(id)
      yield* tell("companies", id)
    } else if (dice < 0.7 || conversation === undefined) {
      const user = pick(users)
      if (user === undefined) continue
      const { conversation_id: id } = yield* Conversations.create({
        from: { type: "user", id: user },
        body: `Hello ${made}`
      })
      if (id === undefined || id === null) continue
      conversations.push(id)
      yield* tell("conversations", id)
    } else if (dice < 0.85) {
      yield* Conversations.reply({
        id: conversation,
        message_type: "comment",
        type: "admin",
        admin_id: admin,
        body: `Answer ${made}`
      })
      yield* tell("conversations", conversation)
    } else if (dice < 0.93) {
      const message_type = next() < 0.6 ? "close" : "open"
      yield* message_type === "close"
        ? Conversations.manage({ id: conversation, message_type, type: "admin", admin_id: admin })
        : Conversations.manage({ id: conversation, message_type, admin_id: admin })
      yield* tell("conversations", conversation)
    } else if (dice < 0.95) {
      const id = take(conversations)
      if (id === undefined) continue
      yield* Conversations.delete({ id })
      yield* tell("conversations", id)
    } else {
      const ticket = pick(tickets)
      const user = pick(users)
      if (ticket !== undefined && next() < 0.5) {
        yield* Tickets.reply({
          id: ticket,
          message_type: "comment",
          type: "admin",
          admin_id: admin,
          body: `Ticket ${made}`
        })
        yield* tell("tickets", ticket)
      } else if (user !== undefined) {
        const created = yield* Tickets.create({ ticket_type_id: "1", contacts: [{ id: user }] })
        if (created.id === undefined) continue
        tickets.push(created.id)
        yield* tell("tickets", created.id)
      }
    }
  }
})

/** Numbers from 0 to 1, the same for the same seed. */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
