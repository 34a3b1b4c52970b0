import {
  type IntercomClient,
  type IntercomResponse,
  type Operation,
  ResponseCheck,
  Version
} from "@effect-intercom/core"
import { Operations, SubscriptionTypes, Tags } from "@effect-intercom/resources"
import { Effect, Predicate, type Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import { valueOf } from "../src/server/canned/SchemaValue.ts"
import { FakeIntercom } from "../src/FakeIntercom.ts"

/** Fields by name. */
export type Fields = Readonly<Record<string, unknown>>

/** What exists in the workspace, by the name a field has for it. */
export interface Known {
  readonly contact: string
  readonly lead: string
  readonly company: string
  readonly conversation: string
  readonly source: string
  readonly admin: string
  readonly tag: string
  readonly call: string
  readonly article: string
  readonly internalArticle: string
  readonly redirect: string
  readonly ticket: string
  readonly linked: string
  readonly ticketType: string
  readonly otherType: string
  readonly ticketState: string
  readonly subscription: string
  readonly consent_type: string
  readonly collection: string
  readonly section: string
  readonly importSource: string
  readonly externalPage: string
  readonly snippet: string
  readonly schedule: string
  readonly exception: string
  readonly connector: string
  readonly execution: string
  /** An attribute of conversations that is a list. */
  readonly attribute: string
  readonly option: string
  readonly version: string
  /** The id a visitor's browser has. */
  readonly visitor: string
  /** Exports that are ready. */
  readonly contentExport: string
  readonly reportingExport: string
}

/** Puts one of each into the workspace, which is empty after a reset. */
export const populate = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const { id: tag } = yield* Tags.create({ name: "Tried" })
  const applied = [{ id: tag ?? "", applied_at: workspace.now(), applied_by: workspace.admins[0]?.id ?? "" }]
  const company = workspace.companies.add({ company_id: "company-1", name: "Analytical Engines" })
  const contact = workspace.contacts.add({
    email: "ada@example.com",
    external_id: "ada",
    companies: [company.id],
    granted_companies: [company.id],
    tags: applied
  })
  const lead = workspace.contacts.add({ role: "lead", email: "ada@example.com" })
  const conversation = workspace.conversations.add({ contacts: [contact.id, lead.id], tags: applied })
  const [subscription] = (yield* SubscriptionTypes.list()).data ?? []
  const consent_type = subscription?.consent_type ?? ""
  yield* SubscriptionTypes.attachToContact({ contact_id: contact.id, id: subscription?.id ?? "", consent_type })
  workspace.customObjects.add({ type: "Order", external_id: "ada" })
  const article = workspace.articles.add({ tags: applied, draft: { title: "Better" } })
  workspace.articles.update(article.id, { version: 2, earlier: [{ ...article, id: "1" }] })
  const collection = workspace.collections.add()
  const importSource = workspace.importSources.add()
  const externalPage = workspace.externalPages.add({ source_id: Number(importSource.id), external_id: "1" })
  const connector = workspace.dataConnectors.add()
  const attribute = workspace.dataAttributes.add({
    model: "conversation",
    name: "Size",
    data_type: "string",
    options: ["S", "M"]
  })
  const ticketType = workspace.ticketTypes.add({ name: "Bug", category: "Tracker" })
  const otherType = workspace.ticketTypes.add({ name: "Incident", category: "Tracker" })
  const ticket = workspace.tickets.add({ ticket_type_id: ticketType.id, contacts: [contact.id], tags: applied })
  const linked = workspace.conversations.add({ contacts: [contact.id] })
  workspace.tickets.link(ticket.id, linked.id)
  workspace.messages.add({
    created_at: workspace.now(),
    message_type: "whatsapp",
    subject: "",
    body: "Hello",
    from: workspace.admins[0]?.id ?? "",
    to: [contact.id],
    conversation_id: conversation.id,
    template: "greeting"
  })
  const contentExport = workspace.contentExports.start(() => "user_id\n")?.id ?? ""
  const reportingExport = workspace.reportingExports.start(() => "conversation_id\n")?.id ?? ""
  yield* TestClock.adjust("3 seconds")
  const known: Known = {
    collection: collection.id,
    section: workspace.collections.add({ parent_id: collection.id }).id,
    importSource: importSource.id,
    externalPage: externalPage.id,
    snippet: workspace.contentSnippets.add({ tags: applied }).id,
    schedule: workspace.officeHours.all()[0]?.id ?? "",
    exception: workspace.officeHoursExceptions.add({ schedule_id: workspace.officeHours.all()[0]?.id ?? "" }).id,
    connector: connector.id,
    execution: workspace.dataConnectorExecutions.add({ connector_id: connector.id }).id,
    attribute: String(attribute.id),
    option: "option-1",
    version: "1",
    contentExport,
    reportingExport,
    visitor: workspace.visitors.add().user_id,
    call: workspace.calls.add({ conversation_id: conversation.id, transcript: "Hello" }).id,
    article: article.id,
    internalArticle: workspace.internalArticles.add({ tags: applied }).id,
    redirect: workspace.redirects.add({ target_id: article.id }).id,
    ticket: ticket.id,
    linked: linked.id,
    ticketType: ticketType.id,
    otherType: otherType.id,
    ticketState: ticketType.states[0]?.id ?? "",
    contact: contact.id,
    lead: lead.id,
    company: company.id,
    conversation: conversation.id,
    source: conversation.source?.id ?? "",
    admin: workspace.admins[0]?.id ?? "",
    tag: tag ?? "",
    subscription: subscription?.id ?? "",
    consent_type
  }
  return known
})

/** What an operation answered, and whether the answer was a canned one: undefined where its headers cannot be seen. */
export interface Called {
  readonly value: unknown
  readonly canned: boolean | undefined
}

/** Calls an operation chosen at run time, and reads all there is to read. */
export const call = (
  operation: Operation.Definition,
  input: Fields
): Effect.Effect<Called, unknown, IntercomClient.IntercomClient> => {
  if (operation.reads === "bytes") {
    // Type boundary: the registry forgets what kind of operation it holds; this kind is called for a stream.
    const download = operation as unknown as (
      input: Fields
    ) => Stream.Stream<Uint8Array, unknown, IntercomClient.IntercomClient>
    return Effect.map(Stream.runCollect(download(input)), (value) => ({ value, canned: undefined }))
  }
  // Type boundary: and all others have a response. `input` was accepted by the operation's own schema.
  const { response } = operation as unknown as {
    readonly response: (
      input: Fields
    ) => Effect.Effect<IntercomResponse<unknown>, unknown, IntercomClient.IntercomClient>
  }
  return Effect.map(response(input), ({ headers, value }) => ({
    value,
    canned: headers["x-fake-intercom"] === "canned"
  }))
}

/**
 * An input the operation accepts and the workspace has something for: a record that can be created is created first,
 * and answers to its id.
 */
export const inputOf = Effect.fnUntraced(function* (
  { operation, resource }: Operations.OperationEntry,
  version: Version.Version,
  known: Known
): Effect.fn.Return<Fields, unknown, IntercomClient.IntercomClient> {
  const fields: Record<string, unknown> = {}
  for (const [, name = ""] of operation.path.matchAll(/\{(\w+)\}/g)) {
    const id = yield* idOf(name === "id" ? resource : name, version, known)
    if (id !== undefined) fields[name] = id
  }
  return yield* Effect.try({ try: () => madeInput(operation, known, fields), catch: (cause) => cause })
})

const idOf = Effect.fnUntraced(function* (
  of: string,
  version: Version.Version,
  known: Known
): Effect.fn.Return<string | number | undefined, unknown, IntercomClient.IntercomClient> {
  const there = exists[of]?.(known)
  if (there !== undefined) return there
  const resource = `${of.slice(0, 1).toLowerCase()}${of.slice(1)}`
  for (const id of [creators[of] ?? `${resource}.create`, `${resource}.list`]) {
    const entry = Operations.find(id)
    if (entry === undefined || !Version.isAvailable(entry.operation, version)) continue
    const { value } = yield* call(entry.operation, yield* inputOf(entry, version, known))
    return idIn(value)
  }
  return undefined
})

/** The id of what was created, or of the first row of what was listed. */
const idIn = (answer: unknown): string | number | undefined => {
  if (!Predicate.isObject(answer)) return undefined
  const { id, job_identifier }: { readonly id?: unknown; readonly job_identifier?: unknown } = answer
  const found = id ?? job_identifier
  if (typeof found === "string" || typeof found === "number") return found
  const rows: unknown = Object.values(answer).find(Array.isArray)
  return Array.isArray(rows) ? idIn(rows[0]) : undefined
}

const exists: Readonly<Record<string, (known: Known) => string>> = {
  Admins: ({ admin }) => admin,
  Contacts: ({ contact }) => contact,
  contact_id: ({ contact }) => contact,
  Companies: ({ company }) => company,
  company_id: ({ company }) => company,
  Conversations: ({ conversation }) => conversation,
  conversation_id: ({ conversation }) => conversation,
  Tags: ({ tag }) => tag,
  SubscriptionTypes: ({ subscription }) => subscription,
  external_id: () => "ada",
  Calls: ({ call }) => call,
  Articles: ({ article }) => article,
  article_id: ({ article }) => article,
  InternalArticles: ({ internalArticle }) => internalArticle,
  internal_article_id: ({ internalArticle }) => internalArticle,
  redirect_id: ({ redirect }) => redirect,
  Tickets: ({ ticket }) => ticket,
  ticket_id: ({ ticket }) => ticket,
  TicketTypes: ({ ticketType }) => ticketType,
  custom_object_type_identifier: () => "Order",
  Sections: ({ section }) => section,
  ContentImportSources: ({ importSource }) => importSource,
  ExternalPages: ({ externalPage }) => externalPage,
  content_snippet_id: ({ snippet }) => snippet,
  OfficeHours: ({ schedule }) => schedule,
  exception_id: ({ exception }) => exception,
  DataConnectors: ({ connector }) => connector,
  execution_result_id: ({ execution }) => execution,
  ConversationAttributes: ({ attribute }) => attribute,
  option_id: ({ option }) => option,
  version_id: ({ version }) => version
}

const creators: Readonly<Record<string, string>> = {
  Notes: "notes.createForContact",
  Jobs: "tickets.enqueue",
  attribute_id: "ticketTypes.createAttribute"
}

const madeInput = (operation: Operation.Definition, known: Known, ids: Fields): Fields => {
  const { input: schema } = operation
  if (schema === undefined) return ids
  const own = particular[operation.id]?.(known)
  const tried = own === undefined ? madeFor(schema, known) : [{}]
  const candidates = tried.flatMap((fields) => [
    { ...fields, ...ids, ...own },
    { ...fields, ...mapped(ids, String), ...own }
  ])
  const input = candidates.find((candidate) => ResponseCheck.findInputIssues(schema, candidate).length === 0)
  if (input === undefined) {
    const [first] = ResponseCheck.findInputIssues(schema, candidates[0])
    throw new Error(`${operation.id}: no input could be made: ${first?.path} ${first?.message}`)
  }
  return input
}

/** With the required fields only, and with all. */
const madeFor = (schema: Schema.Codec<unknown, unknown>, known: Known): ReadonlyArray<Fields> =>
  [false, true].map((optional) => {
    const made = valueOf(schema.ast, { seed: 1, now: 1_790_000_000, optional, record: "input" })
    const fields: Fields = Predicate.isObject(made) ? Object.fromEntries(Object.entries(made)) : {}
    const admins = ["author_id", "owner_id", "sender_id"].filter((name) => name in fields)
    return {
      ...fields,
      ...Object.fromEntries(admins.map((name) => [name, Number(known.admin)])),
      ...("admin_id" in fields ? { admin_id: known.admin } : {})
    }
  })

const mapped = (ids: Fields, change: (id: unknown) => unknown): Fields =>
  Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, change(id)]))

const newTicket = ({ contact, ticketType }: Known): Fields => ({
  ticket_type_id: ticketType,
  contacts: [{ id: contact }]
})

const monday = { start_minute: 540, end_minute: 1020, day_of_week: 0 }

const externalPage = (importSource: string): Fields => ({
  title: "Engines",
  html: "<p>Hello</p>",
  locale: "en",
  source_id: Number(importSource),
  external_id: "2"
})

/** What no schema says: which of its fields have to fit the workspace, and how. */
const particular: Readonly<Record<string, (known: Known) => Fields>> = {
  "contacts.create": () => ({ role: "user", email: "grace@example.com" }),
  "contacts.search": () => ({ query: { field: "role", operator: "=", value: "user" } }),
  "contacts.merge": ({ contact, lead }) => ({ from: lead, into: contact }),
  "contacts.previewMerge": ({ contact, lead }) => ({ from: lead, into: contact }),
  "companies.create": () => ({ company_id: "company-2" }),
  "companies.getByCompanyId": () => ({ company_id: "company-1" }),
  "companies.getByName": () => ({ name: "Analytical Engines" }),
  "companies.attachContact": ({ company }) => ({ id: company }),
  "companies.search": () => ({ query: { field: "name", operator: "=", value: "Analytical Engines" } }),
  "conversations.create": ({ contact }) => ({ from: { type: "user", id: contact }, body: "Hello" }),
  "conversations.search": () => ({ query: { field: "open", operator: "=", value: true } }),
  "conversations.reply": ({ admin }) => ({ message_type: "comment", type: "admin", admin_id: admin, body: "Hello" }),
  "conversations.attachContact": ({ admin, contact }) => ({
    admin_id: admin,
    customer: { intercom_user_id: contact }
  }),
  "conversations.detachContact": ({ admin, conversation, lead }) => ({
    id: conversation,
    contact_id: lead,
    admin_id: admin
  }),
  "conversations.redact": ({ conversation, source }) => ({
    type: "source",
    conversation_id: conversation,
    source_id: source
  }),
  "conversations.manage": ({ admin }) => ({
    message_type: "close",
    type: "admin",
    admin_id: admin
  }),
  "customObjects.getByExternalId": () => ({ external_id: "ada" }),
  "customObjects.deleteByExternalId": () => ({ external_id: "ada" }),
  "dataExport.get": ({ contentExport }) => ({ job_identifier: contentExport }),
  "dataExport.cancel": ({ contentExport }) => ({ job_identifier: contentExport }),
  "dataExport.download": ({ contentExport }) => ({ job_identifier: contentExport }),
  "reportingDataExport.enqueue": () => ({
    dataset_id: "conversation",
    attribute_ids: ["conversation.conversation_id"],
    start_time: 1_780_000_000,
    end_time: 1_790_000_000
  }),
  "reportingDataExport.get": ({ reportingExport }) => ({ job_identifier: reportingExport }),
  "reportingDataExport.download": ({ reportingExport }) => ({ job_identifier: reportingExport }),
  "dataEvents.list": () => ({ type: "user", user_id: "ada" }),
  "dataEvents.create": () => ({ event_name: "paid", created_at: 1_790_000_000, user_id: "ada" }),
  "dataEvents.createSummaries": () => ({ user_id: "ada", event_summaries: { event_name: "paid", count: 2 } }),
  "messages.create": ({ admin, contact }) => ({
    from: { type: "admin", id: admin },
    to: { type: "user", id: contact },
    message_type: "in_app",
    body: "Hello"
  }),
  "messages.getWhatsAppStatus": () => ({ message_id: "wamid_00000001" }),
  "visitors.get": ({ visitor }) => ({ user_id: visitor }),
  "visitors.update": ({ visitor }) => ({ user_id: visitor, name: "Ada" }),
  "visitors.convert": ({ visitor }) => ({ type: "user", visitor: { user_id: visitor }, user: { user_id: "grace" } }),
  "conversations.convert": () => ({ ticket_type_id: "1" }),
  "tickets.create": newTicket,
  "tickets.enqueue": newTicket,
  "tickets.search": () => ({ query: { field: "open", operator: "=", value: true } }),
  "tickets.reply": ({ admin }) => ({ message_type: "note", type: "admin", admin_id: admin, body: "Hello" }),
  "tickets.changeType": ({ otherType, ticketState }) => ({ ticket_type_id: otherType, ticket_state_id: ticketState }),
  "ticketTypes.updateAttribute": () => ({ description: "What it is about" }),
  "tickets.linkConversation": ({ conversation }) => ({ conversation_id: conversation }),
  "tickets.unlinkConversation": ({ linked }) => ({ conversation_id: linked }),
  "tags.tagArticle": ({ tag }) => ({ id: tag }),
  "tags.tagInternalArticle": ({ tag }) => ({ id: tag }),
  "helpCenters.createRedirect": ({ article }) => ({
    from_url: "https://help.example/old",
    locale: "en",
    target_type: "article",
    target_id: article
  }),
  "tags.tagContentSnippet": ({ tag }) => ({ id: tag }),
  "sections.create": ({ collection }) => ({ name: "Refunds", parent_id: Number(collection) }),
  "externalPages.create": ({ importSource }) => externalPage(importSource),
  "externalPages.update": ({ importSource }) => ({ ...externalPage(importSource), url: "https://docs.example.com" }),
  "officeHours.create": () => ({ name: "Weekend", time_zone_name: "UTC", time_intervals: [monday] }),
  "officeHours.createException": () => ({ exception_date: "2026-12-25", exception_type: "closed" }),
  "officeHours.update": () => ({ time_intervals: [monday] }),
  "contacts.replaceGrantedCompanies": ({ company }) => ({ company_ids: [company] }),
  "tags.tagTicket": ({ admin, tag }) => ({ id: tag, admin_id: admin }),
  "tags.tagContact": ({ tag }) => ({ id: tag }),
  "tags.tagConversation": ({ admin, tag }) => ({ id: tag, admin_id: admin }),
  "subscriptionTypes.attachToContact": ({ subscription, consent_type }) => ({ id: subscription, consent_type }),
  "teams.update": ({ admin }) => ({ admin_ids: [Number(admin)] }),
  "ecommerceConnectors.uploadCatalog": () => ({ id: "1", catalog: "id\n" })
}
