/** A file as users write them, for the time it takes to check and to hover. */
import { Effect } from "effect"
import {
  Admins,
  Articles,
  Companies,
  Contacts,
  Conversations,
  Notes,
  Search,
  Tags,
  Tickets
} from "@effect-intercom/resources"

export const program = Effect.gen(function* () {
  const me = yield* Admins.identify()
  const found = yield* Contacts.search({ query: Search.contacts.field("email").equals("ada@example.com") })
  const contact = found.data[0] ?? (yield* Contacts.create({ role: "user", email: "ada@example.com" }))
  yield* Contacts.update({ id: contact.id, name: "Ada" })
  yield* Tags.tagContact({ contact_id: contact.id, id: "7522907" })
  yield* Notes.createForContact({ contact_id: contact.id, body: "Met at the fair" })
  const companies = yield* Companies.list({ per_page: 50 })
  const conversation = yield* Conversations.create({ from: { type: "user", id: contact.id }, body: "Hello" })
  const tickets = yield* Tickets.search({ query: Search.tickets.field("created_at").after(1577869200) })
  const articles = yield* Articles.list({ per_page: 10 })
  return { me, companies, conversation, tickets, articles }
})
