/** Corrections to fields of records, where descriptions and examples together still say less than the API does. */

export interface RecordCorrection {
  readonly component: string
  /** The field's name; `notes.data` is the field `data` of the object `notes`. */
  readonly field: string
  readonly nullable?: true
  /** Known values of a text, in a response still an open set. */
  readonly values?: ReadonlyArray<string>
  readonly optional?: true
  /** It is left out where others would be null. */
  readonly omitted?: true
  /** No answer has it. */
  readonly drop?: true
  /** Another kind of value it can be. */
  readonly also?: string
  /** The component it is, where a description does not say. */
  readonly is?: string
  /** The field of the same record whose values it has. */
  readonly like?: string
  /** What the descriptions call it, where no answer does. */
  readonly described?: string
  /** Something else to know of it, as a sentence. */
  readonly note?: string
  /** It may hold anything. */
  readonly unknown?: true
  readonly reason: string
}

/** The same for components of requests. */
export const inputCorrections: ReadonlyArray<RecordCorrection> = [
  { component: "recipient", field: "type", values: ["contact"], reason: "a recording: it is accepted beside the roles" }
]

export const recordCorrections: ReadonlyArray<RecordCorrection> = [
  {
    component: "contact",
    field: "role",
    values: ["user", "lead"],
    reason: "the two roles are named in the request, not in the record"
  },
  {
    component: "contact",
    field: "email",
    nullable: true,
    reason: "a lead without an address has null; the examples only show contacts that have one"
  },
  ...["referrer", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term"].map(
    (field): RecordCorrection => ({
      component: "contact",
      field,
      also: "string",
      reason: "no description has it and the examples show null; a visitor has the same field, a text"
    })
  ),
  ...["continent_code", "country_code"].map((field): RecordCorrection => ({
    component: "contact_location",
    field,
    also: "string",
    reason: "no description has it and the examples show null; a visitor's location has the same field, a text"
  })),
  ...["opted_in_subscription_types", "opted_out_subscription_types"].map((field): RecordCorrection => ({
    component: "contact",
    field,
    is: "contact_subscription_types",
    reason: "no description has it; the examples show such a list, with the same URL"
  })),
  {
    component: "visitor",
    field: "last_request_at",
    also: "number",
    reason: "no description has it and the examples show null; a company has the same field, in Unix seconds"
  },
  {
    component: "conversation_list_item",
    field: "ai_topics",
    is: "ai_topics",
    reason: "no description of a list has it; a conversation has the same field"
  },
  ...["from_value", "into_value"].map((field): RecordCorrection => ({
    component: "merge_preview_attribute_change",
    field,
    omitted: true,
    reason: "the description says that it is left out where it would be null"
  })),
  {
    component: "conversation_scorecard_reviewed_teammate",
    field: "admin_id",
    omitted: true,
    reason: "the description says that it is there only where the type is admin"
  },
  {
    component: "conversation_source",
    field: "subject",
    optional: true,
    reason: "the description says that it is there only where the conversation is an e-mail"
  },
  {
    component: "data_export",
    field: "job_identifier",
    described: "job_identfier",
    reason: "most versions misspell it, and no example does"
  },
  {
    component: "company",
    field: "notes.data",
    described: "notes.notes",
    reason: "the description calls the rows notes, examples and recordings data"
  },
  {
    component: "ticket_type_attribute_list",
    field: "data",
    described: "ticket_type_attributes",
    reason: "the description calls the rows ticket_type_attributes, examples and recordings data"
  },
  {
    component: "conversation_teammates",
    field: "admins",
    described: "teammates",
    reason: "the description calls the rows teammates, recordings admins"
  },
  ...["before", "after"].map((field): RecordCorrection => ({
    component: "activity_log_metadata",
    field,
    unknown: true,
    note: "There for changes only, of whatever kind changed.",
    reason: "recorded activity logs: it is what the changed setting was, and there are settings of all kinds"
  })),
  ...["granted_company_list.data", "granted_company.type", "granted_company.id"].map((place): RecordCorrection => {
    const [component = "", field = ""] = place.split(".")
    return { component, field, optional: true, reason: "nobody has seen an answer" }
  }),
  {
    component: "conversation_rating",
    field: "teammate",
    note: "Its `type` may be `workflow` since 2.17.",
    reason: "the changes of 2.17"
  },
  {
    component: "data_attribute",
    field: "data_type",
    values: ["datetime"],
    note: "Ten fields of contacts are `datetime` since 2.17.",
    reason: "the changes of 2.17"
  },
  ...["email", "intercom_user_id", "user_id"].map((field): RecordCorrection => ({
    component: "data_event_list",
    field,
    optional: true,
    reason: "only a summary has it; the examples show no plain list"
  })),
  ...["name", "first", "last", "count", "description"].map((field): RecordCorrection => ({
    component: "data_event",
    field,
    optional: true,
    reason: "only a summary has it; the examples show no plain list"
  })),
  ...["type", "id", "created_at"].map((field): RecordCorrection => ({
    component: "data_event",
    field,
    optional: true,
    reason: "only an event has it; a summary tells of many"
  })),
  ...["conversation", "conversation_list_item", "ticket"].flatMap((component) =>
    ["admin_assignee_id", "team_assignee_id"].map((field): RecordCorrection => ({
      component,
      field,
      also: "string | number | null",
      reason: "the kind of these ids differs between records and versions, and public reports show both"
    }))
  ),
  {
    component: "contact_attached_companies",
    field: "data",
    like: "companies",
    reason: "the description calls the rows companies, the examples data"
  },
  {
    component: "cursor_pages",
    field: "next",
    also: "string",
    reason: "lists that are paged by number give a URL here"
  },
  ...["cursor_pages", "pages_link"].map((component): RecordCorrection => ({
    component,
    field: "per_page",
    also: "string",
    reason: "it comes back as the text it was sent as"
  }))
]
