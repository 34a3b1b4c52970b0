/**
 * A day in a fake workspace, for whoever wants one notification of it.
 *
 * @since 0.1.0
 */
import type { Version } from "@effect-intercom/core"
import { FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"

/**
 * What the fake workspace sends, in Intercom's shape.
 *
 * @internal
 */
export interface SentNotification {
  readonly topic: string
  readonly data: { readonly type: string; readonly item: Readonly<Record<string, unknown>> }
  readonly [field: string]: unknown
}

/**
 * The first notification of each topic that the day brings.
 *
 * @internal
 */
export const dayInTheWorkspace = (
  version: Version.Version | undefined
): Effect.Effect<ReadonlyMap<string, SentNotification>> =>
  Effect.gen(function* () {
    const fake = yield* FakeIntercom
    const seen = new Map<string, SentNotification>()
    const listening = yield* fake.notifications().pipe(
      Stream.runForEach((notification) =>
        Effect.sync(() => {
          const { topic } = notification
          if (!seen.has(topic)) seen.set(topic, { ...notification })
        })
      ),
      Effect.forkChild({ startImmediately: true })
    )
    yield* Effect.yieldNow
    yield* Effect.sync(() => live(fake.workspace))
    // What happened is in the stream's queue by then.
    for (let turns = 0; turns < 200; turns++) yield* Effect.yieldNow
    yield* Fiber.interrupt(listening)
    const ping = { type: "ping", message: "ping" }
    const [first] = seen.values()
    if (first !== undefined) seen.set("ping", { ...first, topic: "ping", data: { ...first.data, item: ping } })
    return seen
  }).pipe(Effect.provide(FakeIntercom.layer({ version })))

type Workspace = FakeIntercom["Service"]["workspace"]

const live = (workspace: Workspace): void => {
  people(workspace)
  talk(workspace)
  tickets(workspace)
}

const people = ({ companies, contacts, now, tags }: Workspace): void => {
  const tag = { id: "1", name: "VIP" }
  tags.set(tag.id, tag)
  const applied = [{ id: tag.id, applied_at: now(), applied_by: "1" }]
  const company = companies.add({ name: "Analytical Engines" })
  companies.update(company.id, { name: "Analytical Engines Ltd" })
  for (const role of ["lead", "user"] as const) {
    const { id } = contacts.add({ role, name: "Ada", email: role === "user" ? "ada@example.com" : null })
    contacts.update(id, { email: "ada.lovelace@example.com" })
    contacts.update(id, { tags: applied })
    contacts.update(id, { tags: [], companies: [company.id] })
    contacts.update(id, { companies: [], unsubscribed_from_emails: true })
    contacts.update(id, { unsubscribed_from_emails: false, archived: true })
    contacts.update(id, { archived: false })
    if (role === "lead") contacts.update(id, { role: "user" })
    contacts.remove(id)
  }
  const [stays, goes] = [contacts.add({ role: "user" }), contacts.add({ role: "lead" })]
  contacts.update(goes.id, { merged_into: stays.id })
  companies.remove(company.id)
}

const talk = ({ admins, contacts, conversations, now }: Workspace): void => {
  const [first, second] = [contacts.add({ name: "Ada" }), contacts.add({ name: "Charles" })]
  const user = { type: "user", id: first.id, name: "Ada", email: first.email } as const
  const admin = { type: "admin", id: admins[0]?.id ?? "1", name: admins[0]?.name ?? null, email: null } as const
  const bot = { type: "bot", id: "2", name: "Fin", email: null } as const
  const { id } = conversations.add({ contacts: [first.id] })
  conversations.addPart(id, { part_type: "comment", author: admin, body: "<p>How can I help?</p>" })
  conversations.addPart(id, { part_type: "comment", author: user, body: "<p>A refund, please.</p>" })
  conversations.addPart(id, { part_type: "comment", author: bot, body: "<p>This is how.</p>" })
  for (const part_type of ["note", "assignment", "close", "open", "snoozed", "unsnoozed"]) {
    conversations.addPart(id, { part_type, author: admin })
  }
  conversations.update(id, { read: false })
  conversations.update(id, { read: true })
  conversations.update(id, { priority: "priority" })
  conversations.update(id, { rating: { rating: 5, remark: "Thank you", created_at: now() } })
  conversations.update(id, { contacts: [first.id, second.id] })
  conversations.update(id, { contacts: [first.id] })
  conversations.remove(id)
}

const tickets = ({ contacts, ticketTypes, tickets }: Workspace): void => {
  const ticket = tickets.add({})
  const states = ticketTypes.get(ticket.ticket_type_id)?.states ?? []
  const resolved = states.find(({ category }) => category === "resolved")
  tickets.update(ticket.id, { admin_assignee_id: 1 })
  tickets.update(ticket.id, { contacts: [contacts.add({}).id] })
  tickets.update(ticket.id, { contacts: [] })
  tickets.update(ticket.id, { ticket_attributes: { ...ticket.ticket_attributes, _default_title_: "Refund" } })
  if (resolved !== undefined) tickets.update(ticket.id, { ticket_state_id: resolved.id })
  tickets.update(ticket.id, { open: false })
}
