/** Which fields the example of an operation shows, where its required ones alone would show too little or be wrong. */
import { fields, ids, others } from "./exampleValues.ts"
import type { Examples } from "./Example.ts"

const ticket = {
  contacts: [{ id: ids["Contacts"] ?? "" }],
  ticket_attributes: { _default_title_: "The crank is stuck", _default_description_: "It turns in one direction only." }
}

const merge = { from: others.contact, into: ids["Contacts"] ?? "" }

export const operations: Examples["operations"] = {
  "activityLogs.search": { input: { event_types: ["admin_login_failure"] } },
  "articles.create": { input: { body: "<p>Turn the crank clockwise.</p>", state: "published" } },
  "articles.publishDraft": { input: {} },
  "articles.search": { input: { phrase: "engine", state: "published" } },
  "articles.stageDraft": { input: { body: "<p>Turn the crank slowly.</p>" } },
  "articles.update": { input: { state: "published" } },
  "audiences.create": {
    input: {
      name: "Teams that pay",
      predicates: [{ attribute: "custom_attributes.plan", type: "string", comparison: "eq", value: "pro" }]
    }
  },
  "audiences.update": { input: { name: "Teams that pay yearly" } },
  "calls.search": { answer: "calls" },
  "collections.create": { input: { name: "First steps", description: "From the crate to the first result" } },
  "collections.update": { input: { name: "Getting started" } },
  "companies.bulkCreate": { input: { companies: [{ company_id: "engines-1", name: "Analytical Engines" }] } },
  "companies.bulkUpdate": { input: { companies: [{ id: ids["Companies"] ?? "", plan: "enterprise" }] } },
  "companies.create": { input: { company_id: "engines-1", name: "Analytical Engines", plan: "pro" } },
  "companies.getByCompanyId": { input: { company_id: "engines-1" } },
  "companies.getBulkJob": { input: { id: others.bulkJob } },
  "companies.getByName": { input: { name: "Analytical Engines" } },
  "companies.list": { input: {} },
  "companies.listFiltered": { input: { tag_id: ids["Tags"] ?? "" }, answer: "companies" },
  "companies.update": { input: { plan: "enterprise", custom_attributes: { seats: 40 } } },
  "contacts.bulkCreate": {
    input: { contacts: [{ role: "user", email: "ada@example.com", name: "Ada Lovelace" }] }
  },
  "contacts.bulkUpdate": { input: { contacts: [{ id: ids["Contacts"] ?? "", name: "Ada King" }] } },
  "contacts.create": { input: { role: "user", email: "ada@example.com", name: "Ada Lovelace" } },
  "contacts.getBulkJob": { input: { id: others.bulkJob } },
  "contacts.merge": { input: merge },
  "contacts.previewMerge": { input: merge },
  "contacts.update": { input: { name: "Ada King", custom_attributes: { plan: "pro" } } },
  "content.bulkAction": {
    input: { action: "publish", content_ids: [{ type: "article", id: ids["Articles"] ?? "" }] },
    answer: "action"
  },
  "content.search": { input: { query: "refund", content_types: ["article", "snippet"] } },
  "contentSnippets.create": { input: { title: "Opening hours", body_markdown: "We are in from **9 to 5**." } },
  "contentSnippets.update": { input: { body_markdown: "We are in from **8 to 4**." } },
  "conversationAttributes.create": {
    way: "CreateListAttribute",
    input: { name: "Severity", data_type: "list", options: [{ label: "Low" }, { label: "Urgent" }] }
  },
  "conversationAttributes.update": { input: { description: "How soon somebody has to look" } },
  "conversationParts.update": {
    input: { seen: true, admin_id: ids["Admins"] ?? "", secret: "the HMAC secret you were given" }
  },
  "conversations.attachContact": {
    input: { admin_id: ids["Admins"] ?? "", customer: { intercom_user_id: others.contact } }
  },
  "conversations.convert": { answer: "ticket" },
  "conversations.create": {
    input: { from: { type: "user", id: ids["Contacts"] ?? "" }, body: "Where is my order?" }
  },
  "conversations.detachContact": { input: { contact_id: others.contact } },
  "conversations.reply": { way: "ReplyAsAdmin" },
  "conversations.update": { input: { title: "A stuck crank", custom_attributes: { severity: "Urgent" } } },
  "customObjects.create": { input: { external_id: "order-1843", custom_attributes: { total: 120 } } },
  "customObjects.deleteByExternalId": { input: { external_id: "order-1843" } },
  "customObjects.getByExternalId": { input: { external_id: "order-1843" } },
  "dataAttributes.create": { input: { name: "engines_owned", model: "contact", data_type: "integer" } },
  "dataAttributes.update": { input: { description: "How many stand in the workshop" } },
  "dataConnectors.create": {
    input: { name: "Order status", http_method: "get", url: "https://api.example.com/orders/latest" }
  },
  "dataConnectors.update": { input: { state: "live" } },
  "dataEvents.create": { input: { user_id: fields["user_id"] ?? "", metadata: { order: "order-1843" } } },
  "dataEvents.createSummaries": {
    input: { user_id: fields["user_id"] ?? "", event_summaries: { event_name: "order-placed", count: 3 } }
  },
  "dataEvents.list": { input: { type: "user", user_id: fields["user_id"] ?? "" }, answer: "events" },
  "dataExport.create": { answer: "job" },
  "dataExport.download": { file: "messages.zip" },
  "ecommerceConnectors.uploadCatalog": {
    input: { id: "64120", catalog: "id,title,price\n1,Difference engine,1200\n" }
  },
  "externalPages.create": { input: { title: "Turning the crank", external_id: "page-12" } },
  "externalPages.update": { input: { title: "Turning the crank" } },
  "finAgent.ask": { input: { conversation_id: "chat-88" } },
  "finAgent.escalate": { input: { conversation_id: "chat-88", message: "The customer asks for a person" } },
  "finAgent.reply": { input: { conversation_id: "chat-88" } },
  "finAgent.runProcedure": { input: { conversation_id: "chat-88" } },
  "finAgent.start": { input: { conversation_id: "chat-88" } },
  "finAgent.submitCsat": { input: { conversation_id: "chat-88", rating: "good" } },
  "finVoice.listForConversation": { answer: "calls" },
  "finVoice.getByExternalId": { input: { external_id: "CA5d1f0a77" } },
  "folders.create": { input: { folder: { name: "Playbooks", emoji: "📘" } } },
  "folders.update": { input: { folder: { name: "Runbooks" } } },
  "helpCenters.createRedirect": { input: { target_type: "article", target_id: ids["Articles"] ?? "" } },
  "identityVerificationSecrets.create": { input: { name: "Web shop", supports_web: true } },
  "identityVerificationSecrets.list": { answer: "secrets" },
  "internalArticles.create": { input: { title: "How we answer refunds", body: "<p>Kindly, and on the same day.</p>" } },
  "internalArticles.search": { input: { folder_id: ids["Folders"] ?? "" } },
  "internalArticles.update": { input: { body: "<p>Kindly, and within the hour.</p>" } },
  "ipAllowlist.update": { input: { enabled: true, ip_allowlist: ["203.0.113.7", "198.51.100.0/24"] } },
  "messages.create": {
    input: {
      message_type: "email",
      subject: "Your order",
      body: "It left our workshop today.",
      template: "plain",
      from: { type: "admin", id: ids["Admins"] ?? "" },
      to: { type: "user", id: ids["Contacts"] ?? "" }
    }
  },
  "messages.listStatuses": { answer: "statuses" },
  "newsItems.create": { input: { title: "A quieter crank", body: "<p>Out now.</p>", state: "live" } },
  "newsItems.update": { input: { title: "A quieter crank", body: "<p>Out now, in brass too.</p>" } },
  "notes.createForCompany": { input: { body: "<p>Renews in March.</p>" } },
  "notes.createForContact": { input: { body: "<p>Prefers to be called.</p>", admin_id: ids["Admins"] ?? "" } },
  // Minutes of the week, which begins on Monday.
  "officeHours.create": { input: { name: "Support", time_intervals: [{ start_minute: 540, end_minute: 1020 }] } },
  "officeHours.createException": {
    input: { exception_date: "2026-12-25", exception_type: "closed", name: "Christmas", recurring_annually: true }
  },
  "officeHours.list": { answer: "schedules" },
  "officeHours.update": { input: { time_zone_name: "Europe/Dublin" } },
  "officeHours.updateException": { input: { name: "Christmas Day" } },
  "procedures.collectAgentInput": { input: { attribute_values: [{ identifier: "refund_approved", value: true }] } },
  "reportingDataExport.enqueue": {
    input: { dataset_id: "conversation", attribute_ids: ["conversation.conversation_id"] },
    answer: "job"
  },
  "reportingDataExport.download": { input: { job_identifier: others.reportingJob }, file: "conversations.csv" },
  "reportingDataExport.get": { input: { job_identifier: others.reportingJob }, answer: "job" },
  "sections.create": { input: { name: "Maintenance" } },
  "sections.update": { input: { name: "Care and repair" } },
  "tags.create": { input: { name: "VIP" } },
  "teams.update": { input: { admin_ids: [Number(ids["Admins"])] } },
  "ticketTypes.create": { input: { name: "Repair", description: "An engine to look at", category: "Customer" } },
  "ticketTypes.createAttribute": {
    input: { name: "Serial number", description: "It stands under the crank", data_type: "string" }
  },
  "ticketTypes.update": { input: { description: "An engine to look at in our workshop" } },
  "ticketTypes.updateAttribute": { input: { description: "It stands on the base" } },
  "tickets.changeType": { input: { ticket_type_id: others.tracker } },
  "tickets.create": { input: ticket },
  "tickets.enqueue": { input: ticket },
  "tickets.reply": { way: "ReplyAsAdmin" },
  "tickets.unlinkConversation": { input: { conversation_id: others.conversation } },
  "tickets.update": { input: { ticket_state_id: fields["ticket_state_id"] ?? "", admin_id: Number(ids["Admins"]) } },
  "visitors.convert": {
    input: { type: "user", visitor: { user_id: others.visitor }, user: { email: "ada@example.com" } }
  },
  "visitors.get": { input: { user_id: others.visitor } },
  "visitors.update": { input: { user_id: others.visitor, name: "Ada" } }
}
