/** The values that examples show wherever a field of that name stands: one workspace, so that examples fit together. */
import { code, type ExampleFields, type Examples } from "./Example.ts"

/** One of each, whose ids look like Intercom's and are each another. */
const ada = "6762f0dd1bb69f9f2193bb83"
const charles = "6762f0d51bb69f9f2193bb7f"
const engines = "6762f0a61bb69f9f2193bb71"
const conversation = "215471239004122"
const otherConversation = "215471239004987"
const admin = "991267"

export const ids: Examples["ids"] = {
  Admins: admin,
  Articles: "8435201",
  Audiences: "2204",
  Brands: "1077",
  Calls: "204118",
  Collections: "1492170",
  Companies: engines,
  Contacts: ada,
  ContentImportSources: "33074",
  ContentSnippets: "516032",
  ConversationAttributes: "188054",
  ConversationParts: "31184207",
  Conversations: conversation,
  CustomObjects: "2245110",
  DataAttributes: "9120664",
  DataConnectors: "120453",
  Emails: "71630",
  ExternalPages: "660217",
  FinVoice: "120488",
  Folders: "302915",
  HelpCenters: "125780",
  IdentityVerificationSecrets: "441702",
  InternalArticles: "391026",
  Jobs: "20418",
  Macros: "783214",
  NewsItems: "330275",
  Newsfeeds: "198403",
  Notes: "40511839",
  OfficeHours: "87214",
  Sections: "145028",
  Segments: "6762f19b1bb69f9f2193bb95",
  SubscriptionTypes: "137066",
  Tags: "7522907",
  Teams: "814865",
  TicketTypes: "53410",
  Tickets: "215471239007790",
  Workflows: "23784519"
}

export const fields: ExampleFields = {
  admin_id: admin,
  article_id: "8435201",
  assignee_id: "814865",
  attribute_id: "188061",
  author_id: admin,
  call_id: "CA5d1f0a77",
  company_id: engines,
  company_ids: [engines],
  contact_id: ada,
  content_snippet_id: "516032",
  conversation_id: conversation,
  conversation_ids: [conversation],
  conversation_part_id: "31184207",
  custom_object_type_identifier: "Order",
  exception_id: "5127",
  execution_result_id: "77201993",
  external_id: "user-1815",
  internal_article_id: "391026",
  intercom_user_id: ada,
  job_identifier: "u2vhq8vrnzfyjmwl",
  merge_into_conversation_id: otherConversation,
  message_id: "wamid.HBgLNDQ3NzAwOTAwMTIz",
  option_id: "4b7d09f2-66a1-4a0e-9a53-0d9f1ee0c1b4",
  owner_id: admin,
  parent_id: "1492170",
  procedure_id: "5014",
  redirect_id: "90217",
  ruleset_id: "28840126",
  sender_id: admin,
  source_id: "33074",
  step_id: "0f6a1c52-7f0e-4b36-8d13-b6a9c7f3e210",
  ticket_id: "215471239007790",
  ticket_state_id: "6032",
  ticket_type_id: "53410",
  user_id: "user-1815",
  version_id: "60377",
  view_id: "904417",

  "companies.id": engines,
  "contacts.id": ada,
  "user.id": "user-1815",

  body: "<p>Hello, how can we help?</p>",
  "message.body": "Where is my order?",
  consent_type: "opt_in",
  event_name: "order-placed",
  from_url: "https://help.example.com/old-page",
  html: "<h1>Turning the crank</h1><p>Clockwise, please.</p>",
  label: "Urgent",
  locale: "en",
  phone: "+447700900123",
  phone_number: "+447700900123",
  time_zone_name: "Europe/London",
  title: "How to start the engine",
  url: "https://docs.example.com"
}

export const handwritten: Examples["handwritten"] = {
  CompanyQuery: { [code]: `Search.companies.field("name").equals("Analytical Engines")` },
  ContactQuery: { [code]: `Search.contacts.field("email").equals("ada@example.com")` },
  ConversationQuery: { [code]: `Search.conversations.field("open").equals(true)` },
  TicketQuery: { [code]: `Search.tickets.field("open").equals(true)` }
}

export const answers: Examples["answers"] = {
  admin_with_app: "admin",
  ai_call_response: "call",
  companies_bulk_job: "job",
  contacts_bulk_job: "job",
  contact_archived: "contact",
  contact_blocked: "contact",
  contact_unarchived: "contact",
  conversation_customers: "customers",
  custom_object_instance: "instance",
  data_connector_detail: "dataConnector",
  data_connector_execution_result: "result",
  data_export: "job",
  ecommerce_catalog_upload_part_response: "upload",
  help_center_redirect: "redirect",
  identity_verification_secret_with_material: "secret",
  jobs: "job",
  merge_preview_response: "preview",
  office_hours_exception: "exception",
  office_hours_schedule: "schedule",
  phone_switch: "redirect",
  tag_basic: "tag",
  tag_create_response: "tag",
  ticket_reply: "reply",
  ticket_type_attribute: "attribute",
  whatsapp_message_status: "status",
  workflow_export: "workflow"
}

/** Others of the same kind, for operations that take two or have ids of their own. */
export const others = {
  contact: charles,
  conversation: otherConversation,
  bulkJob: "job_9c1e4b70",
  reportingJob: "k7d0m3qhzx1pwtce",
  /** A ticket type of the same kind as the ticket's. */
  tracker: "53477",
  visitor: "8a3f1c1e-5b0d-4c7a-9a41-2f7de0c19b56"
}
