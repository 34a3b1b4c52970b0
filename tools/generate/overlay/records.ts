/** Corrections to fields of records, where descriptions and examples together still say less than the API does. */

export interface RecordCorrection {
  readonly component: string
  readonly field: string
  readonly nullable?: true
  /** Known values of a text, in a response still an open set. */
  readonly values?: ReadonlyArray<string>
  readonly optional?: true
  /** Another kind of value it can be. */
  readonly also?: string
  /** The field of the same record whose values it has. */
  readonly like?: string
  readonly reason: string
}

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
