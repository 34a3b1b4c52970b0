/**
 * A fake workspace that has what the examples of operations speak of.
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { SubscriptionTypes, Tags } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { fields, ids, others } from "../generate/overlay/exampleValues.ts"

const id = (resource: string): string => ids[resource] ?? ""
const field = (name: string): string => String(fields[name])

/** The ids of examples that a workspace gives out itself: no record can be added with them. */
export const givenOut: ReadonlyArray<string> = [
  id("Admins"),
  id("Tags"),
  id("SubscriptionTypes"),
  id("Segments"),
  id("Teams"),
  id("Jobs"),
  id("HelpCenters"),
  id("Newsfeeds"),
  id("TicketTypes"),
  id("DataAttributes"),
  id("ConversationAttributes"),
  field("attribute_id"),
  field("message_id"),
  field("job_identifier"),
  field("ticket_state_id"),
  others.reportingJob,
  others.tracker
]

/** Fills an empty workspace for the example of an operation, and tells by the ids of examples which ids it gave out. */
export const fillWorkspace = Effect.fnUntraced(function* (
  operation: string
): Effect.fn.Return<ReadonlyMap<string, string>, IntercomError, FakeIntercom | IntercomClient.IntercomClient> {
  const { workspace } = yield* FakeIntercom
  const admin = workspace.admins[0]?.id ?? ""
  const tag = (yield* Tags.create({ name: "Tried" })).id ?? ""
  const tags = [{ id: tag, applied_at: workspace.now(), applied_by: admin }]

  const phone = field("phone")
  workspace.companies.add({ id: id("Companies"), company_id: "engines-1", name: "Analytical Engines" })
  workspace.contacts.add({
    id: id("Contacts"),
    external_id: field("user_id"),
    phone,
    companies: [id("Companies")],
    granted_companies: [id("Companies")],
    tags
  })
  workspace.contacts.add({ id: others.contact, role: "lead", phone })
  workspace.visitors.add({ user_id: others.visitor })
  const contacts = [id("Contacts"), others.contact]
  workspace.conversations.add({ id: id("Conversations"), contacts, tags })
  workspace.conversations.addPart(id("Conversations"), { id: id("ConversationParts") })
  workspace.conversations.add({ id: others.conversation, contacts })
  workspace.notes.add({
    id: id("Notes"),
    on: { type: "contact", id: id("Contacts") },
    author: admin,
    body: "<p>Hello</p>"
  })
  workspace.calls.add({ id: id("Calls"), conversation_id: id("Conversations"), transcript: "Hello" })
  workspace.customObjects.add({ id: id("CustomObjects"), type: "Order", external_id: "order-1843" })
  workspace.messages.add({
    created_at: workspace.now(),
    message_type: "whatsapp",
    subject: "",
    body: "Hello",
    from: admin,
    to: [id("Contacts")],
    conversation_id: id("Conversations"),
    template: "greeting"
  })
  const dataAttribute = workspace.dataAttributes.add({ model: "contact", name: "room", data_type: "string" })
  workspace.dataAttributes.add({ model: "company", name: "seats", data_type: "integer" })
  workspace.dataAttributes.add({ model: "conversation", name: "severity", data_type: "string" })

  const listAttribute = workspace.dataAttributes.add({
    model: "conversation",
    name: "size",
    data_type: "string",
    options: ["small"],
    conversation: {
      data_type: "list",
      required: false,
      visible_to_team_ids: [],
      multiline: false,
      reference: null,
      options: [{ id: field("option_id"), label: "small", archived: false }]
    }
  })

  const article = workspace.articles.add({ id: id("Articles"), tags, draft: { title: "Better" } })
  workspace.articles.update(article.id, { earlier: [{ ...article, id: field("version_id") }], version: 2 })
  workspace.internalArticles.add({ id: id("InternalArticles"), tags })
  workspace.collections.add({ id: id("Collections") })
  workspace.collections.add({ id: id("Sections"), parent_id: id("Collections") })
  workspace.folders.add({ id: id("Folders") })
  workspace.contentSnippets.add({ id: id("ContentSnippets"), tags })
  workspace.audiences.add({ id: id("Audiences") })
  workspace.importSources.add({ id: id("ContentImportSources") })
  workspace.externalPages.add({ id: id("ExternalPages"), source_id: Number(id("ContentImportSources")) })
  workspace.newsItems.add({ id: id("NewsItems") })
  const helpCenter = workspace.helpCenters.all()[0]?.id ?? ""
  workspace.redirects.add({ id: field("redirect_id"), help_center_id: helpCenter, target_id: id("Articles") })

  workspace.brands.add({ id: id("Brands") })
  workspace.emails.add({ id: id("Emails") })
  workspace.macros.add({ id: id("Macros") })
  workspace.officeHours.add({ id: id("OfficeHours") })
  workspace.officeHoursExceptions.add({ id: field("exception_id"), schedule_id: id("OfficeHours") })
  workspace.identitySecrets.add({ id: id("IdentityVerificationSecrets") })
  workspace.dataConnectors.add({ id: id("DataConnectors") })
  workspace.dataConnectorExecutions.add({ id: field("execution_result_id"), connector_id: id("DataConnectors") })

  const ticketType = workspace.ticketTypes.add({ name: "Repair shop", category: "Customer" })
  const attribute = workspace.ticketTypes.addAttribute(ticketType.id, { name: "Colour" })
  const [tracker, otherTracker] = ["Bug", "Outage"].map((name) =>
    workspace.ticketTypes.add({ name, category: "Tracker" })
  )
  workspace.tickets.add({
    id: id("Tickets"),
    // Conversations are linked to trackers; comments are for the tickets of customers.
    ticket_type_id: operation === "tickets.reply" ? ticketType.id : (tracker?.id ?? ""),
    contacts: [id("Contacts")],
    tags
  })
  workspace.tickets.link(id("Tickets"), others.conversation)

  const { data: subscriptions = [] } = yield* SubscriptionTypes.list()
  const subscription = subscriptions.find(({ consent_type }) => consent_type === field("consent_type"))?.id ?? ""
  yield* SubscriptionTypes.attachToContact({
    contact_id: id("Contacts"),
    id: subscription,
    consent_type: field("consent_type")
  })
  const contentJob = workspace.contentExports.start(() => "user_id\n")
  const reportingJob = workspace.reportingExports.start(() => "conversation_id\n")
  const job = workspace.jobs.enqueue("tickets", () => id("Tickets"))
  yield* TestClock.adjust("3 seconds")
  return new Map([
    [id("Admins"), admin],
    [id("Tags"), tag],
    [id("SubscriptionTypes"), subscription],
    [id("Segments"), workspace.segments[0]?.id ?? ""],
    [id("Teams"), workspace.teams.all()[0]?.id ?? ""],
    [id("Jobs"), job.id],
    [id("HelpCenters"), helpCenter],
    [id("Newsfeeds"), workspace.newsfeeds.all()[0]?.id ?? ""],
    [id("TicketTypes"), ticketType.id],
    [others.tracker, otherTracker?.id ?? ""],
    [id("DataAttributes"), `${dataAttribute.id}`],
    [id("ConversationAttributes"), `${listAttribute.id}`],
    [field("attribute_id"), attribute?.id ?? ""],
    [field("message_id"), "wamid_00000001"],
    [field("job_identifier"), contentJob?.id ?? ""],
    [field("ticket_state_id"), ticketType.states[0]?.id ?? ""],
    [others.reportingJob, reportingJob?.id ?? ""]
  ])
})
