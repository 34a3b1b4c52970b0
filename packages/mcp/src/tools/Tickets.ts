/**
 * Tools about tickets.
 *
 * @since 0.1.0
 */
import { Search, Tickets } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Kept } from "../door/Kept.ts"
import { ask } from "../door/Reading.ts"
import { attributes, line, time } from "../text/Fields.ts"
import { plain } from "../text/Html.ts"
import { assigned, attached, authorOf } from "./Author.ts"
import { page } from "./Page.ts"
import { cursor, date, dated, id, limit, paginated, reading, text } from "./Parameters.ts"
import { section } from "./People.ts"
import { nextOf } from "./Refs.ts"
import { type Entry, timeline } from "./Timeline.ts"

/**
 * What tickets are found by.
 *
 * @internal
 */
export const filters = {
  text: Schema.optionalKey(text(200, "part of title or description")),
  state: Schema.optionalKey(Schema.Literals(["submitted", "in_progress", "waiting_on_customer", "resolved"])),
  type_id: Schema.optionalKey(id),
  person_id: Schema.optionalKey(id),
  assignee_id: Schema.optionalKey(id),
  team_id: Schema.optionalKey(id),
  created_after: date,
  created_before: date,
  updated_after: date
}

/** @internal */
export const find = reading("find_tickets", "Find tickets, latest first.", { ...filters, limit, cursor })

/** @internal */
export const read = reading("read_ticket", "A ticket with its attributes, as a timeline.", {
  id,
  newest_first: Schema.optionalKey(Schema.Boolean),
  cursor
})

type Filters = Schema.Struct<typeof filters>["Type"]

const { and, field, or } = Search.tickets

/**
 * The query of the filters: all tickets where there is none.
 *
 * @internal
 */
export const queryOf = Effect.fnUntraced(function* (of: Filters) {
  const query: Array<Search.Filter<"tickets"> | Search.Group<"tickets">> = []
  if (of.text !== undefined) {
    query.push(or(field("title").contains(of.text), field("description").contains(of.text)))
  }
  if (of.state !== undefined) query.push(field("state").equals(of.state))
  if (of.type_id !== undefined) query.push(field("ticket_type_id").equals(of.type_id))
  if (of.person_id !== undefined) query.push(field("contact_ids").equals(of.person_id))
  if (of.assignee_id !== undefined) query.push(field("admin_assignee_id").equals(of.assignee_id))
  if (of.team_id !== undefined) query.push(field("team_assignee_id").equals(of.team_id))
  query.push(...(yield* dated(of, { created: field("created_at"), updated: field("updated_at") })))
  return query.length === 0 ? field("created_at").after(0) : and(...query)
})

/** @internal */
export const handleFind = Effect.fnUntraced(function* ({
  cursor,
  limit = 10,
  ...of
}: typeof find.parametersSchema.Type) {
  const query = yield* queryOf(of)
  const pagination = paginated(limit, cursor)
  const sort = { field: "updated_at", order: "descending" } as const
  const found = yield* ask(Tickets.search({ query, pagination, sort }))
  return yield* page({
    what: "tickets",
    total: found.total_count,
    lines: (found.tickets ?? []).map(lineOf),
    cursor: nextOf(found.pages),
    next: "Next: read_ticket with an id."
  })
})

/** @internal */
export const handleRead = Effect.fnUntraced(function* ({
  cursor,
  id,
  newest_first = false
}: typeof read.parametersSchema.Type) {
  const ticket = yield* ask(Tickets.get({ id }))
  const entries = (ticket.ticket_parts?.ticket_parts ?? []).map(entryOf)
  return yield* timeline({
    before: `Ticket ${JSON.stringify(id)}.`,
    about: [
      lineOf(ticket),
      ...section(
        "people",
        (ticket.contacts?.contacts ?? []).slice(0, 20).map((contact) => line(["id", contact.id]))
      ),
      ...section("attributes", attributes(ticket.ticket_attributes)),
      "timeline:"
    ],
    entries: newest_first ? entries.toReversed() : entries,
    cursor,
    tool: "read_ticket"
  })
})

const lineOf = (ticket: Kept<Tickets.Ticket>): string =>
  line(
    ["id", ticket.id],
    ["number", ticket.ticket_id],
    ["type", ticket.ticket_type?.name],
    ["category", ticket.category],
    ["state", stateOf(ticket)],
    ["open", ticket.open],
    ["title", titleOf(ticket.ticket_attributes)],
    ["created", time(ticket.created_at)],
    ["updated", time(ticket.updated_at)],
    ["assignee", assigned(ticket.admin_assignee_id)],
    ["team", assigned(ticket.team_assignee_id)]
  )

/** A word in old versions, a record in new ones. */
const stateOf = ({ ticket_state, ticket_state_internal_label }: Kept<Tickets.Ticket>): string | null | undefined =>
  typeof ticket_state === "string"
    ? (ticket_state_internal_label ?? ticket_state)
    : (ticket_state?.internal_label ?? ticket_state?.category)

const titleOf = (attributes: Kept<Tickets.Ticket>["ticket_attributes"]): string | undefined => {
  const title: unknown = attributes?.["_default_title_"]
  return typeof title === "string" ? title : undefined
}

const entryOf = (part: Kept<Tickets.TicketPart>): Entry => {
  const { updated_attribute_data: changed } = part
  const label = changed?.value?.label
  const head = line(
    ["at", time(part.created_at)],
    ["by", authorOf(part.author)],
    ["kind", part.part_type],
    ["state", part.ticket_state],
    ["assigned_to", part.assigned_to?.id],
    ["attribute", changed?.attribute?.label],
    ["became", typeof label === "string" ? label : label?.join(", ")],
    ["files", attached(part.attachments)],
    ["redacted", part.redacted === true ? true : undefined]
  )
  return { id: String(part.id), head, body: plain(part.body ?? "") }
}
