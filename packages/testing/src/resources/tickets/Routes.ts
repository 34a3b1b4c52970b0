/**
 * The tickets endpoints.
 *
 * @since 0.1.0
 */
import { Tags, Tickets } from "@effect-intercom/resources"
import { attributeNotFound, ticketFields } from "./Search.ts"
import type { Author } from "../../workspace/Author.ts"
import type { TicketRecord } from "./Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { renderJob } from "../jobs/Routes.ts"
import * as Pages from "../../route/Pages.ts"
import { renderTicket } from "./Render.ts"
import type { Call, Route } from "../Route.ts"
import { readSearch } from "../../search/Request.ts"
import { changeType, linkConversation, unlinkConversation } from "./Links.ts"
import { replyToTicket, updateTicket } from "./Actions.ts"
import { type NewTicket, readNewTicket } from "./Input.ts"
import { tagTicket, untagTicket } from "./Tags.ts"

const limits: Pages.PageLimits = { defaultPerPage: 20, maxPerPage: 150 }

const create = (call: Call): Answer | Refusal => {
  const ticket = readNewTicket(call)
  return isRefusal(ticket) ? ticket : ok(renderTicket(call, add(call.workspace, ticket)))
}

/** What is wrong with the ticket is said at once; only one that is right waits in the queue. */
const enqueue = (call: Call): Answer | Refusal => {
  const ticket = readNewTicket(call)
  if (isRefusal(ticket)) return ticket
  return ok(
    renderJob(
      call,
      call.workspace.jobs.enqueue("ticket", () => add(call.workspace, ticket).id)
    )
  )
}

const search = (call: Call): Answer | Refusal => {
  const { workspace } = call
  workspace.jobs.runDue()
  const dialect = {
    fields: ticketFields(workspace.ticketTypes),
    unknown: attributeNotFound,
    dates: { days: undefined, inclusive: workspace.settings.inclusiveBounds, orEqual: true },
    orEqual: true
  }
  const found = readSearch(call, dialect, "updated_at", limits)
  if (isRefusal(found)) return found
  // What is found depends on the ticket types too.
  const selection = { ...found.selection, key: `${workspace.ticketTypes.revision()} ${found.selection.key}` }
  const { pages, rows, total_count } = Pages.byCursor(workspace, workspace.tickets, selection, found.page)
  return ok({ type: "ticket.list", pages, total_count, tickets: rows.map((ticket) => renderTicket(call, ticket)) })
}

const get = (call: Call): Answer | Refusal => withTicket(call, (ticket) => ok(renderTicket(call, ticket)))

const remove = (call: Call): Answer | Refusal =>
  withTicket(call, ({ id }) => {
    call.workspace.tickets.remove(id)
    return ok({ id, object: "ticket", deleted: true })
  })

type UseTicket = (call: Call, ticket: TicketRecord) => Answer | Refusal

const onTicket =
  (use: UseTicket, missing?: Refusal) =>
  (call: Call): Answer | Refusal =>
    withTicket(call, (ticket) => use(call, ticket), missing)

/** Some endpoints say "resource" of a ticket that is missing. */
const resourceNotFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "Resource Not Found")

/**
 * The routes of tickets.
 *
 * @category routes
 * @since 0.1.0
 */
export const ticketRoutes: ReadonlyArray<Route> = [
  { operation: Tickets.create, handle: create },
  { operation: Tickets.enqueue, handle: enqueue },
  { operation: Tickets.search, handle: search },
  { operation: Tickets.get, handle: get },
  { operation: Tickets.update, handle: onTicket(updateTicket) },
  { operation: Tickets.delete, handle: remove },
  { operation: Tickets.reply, handle: onTicket(replyToTicket, resourceNotFound) },
  { operation: Tags.tagTicket, handle: onTicket(tagTicket) },
  { operation: Tags.untagTicket, handle: onTicket(untagTicket) },
  { operation: Tickets.changeType, handle: onTicket(changeType, resourceNotFound) },
  { operation: Tickets.linkConversation, handle: onTicket(linkConversation) },
  { operation: Tickets.unlinkConversation, handle: onTicket(unlinkConversation) }
]

const ticketNotFound: Refusal = /*#__PURE__*/ refuse(404, "ticket_not_found", "Ticket not found")

const withTicket = (
  { params, workspace }: Call,
  use: (ticket: TicketRecord) => Answer | Refusal,
  missing: Refusal = ticketNotFound
): Answer | Refusal => {
  workspace.jobs.runDue()
  const ticket = workspace.tickets.get(params["ticket_id"] ?? params["id"] ?? "")
  return ticket === undefined ? missing : use(ticket)
}

const add = (workspace: Workspace, { contacts, conversationToLink, fields, type }: NewTicket): TicketRecord => {
  const ids = contacts.map((contact) =>
    "id" in contact ? contact.id : workspace.contacts.add({ role: "lead", email: contact.email }).id
  )
  const ticket = workspace.tickets.add({ is_shared: type.category === "Customer", ...fields, contacts: ids })
  if (conversationToLink !== undefined) workspace.tickets.link(ticket.id, conversationToLink)
  const submitted = workspace.tickets.update(ticket.id, { updated_at: ticket.updated_at }, [
    {
      part_type: "ticket_state_updated_by_admin",
      author: bot(workspace),
      created_at: ticket.created_at,
      states: { before: "submitted", after: "submitted" }
    }
  ])
  return submitted ?? ticket
}

/** Who stands for what no person did. */
const bot = ({ id }: Workspace): Author => ({
  type: "bot",
  id: "991267400",
  name: "Operator",
  email: `operator+${id}@intercom.example`
})
