/** Corrections to fields of records, where descriptions and examples together still say less than the API does. */

export interface RecordCorrection {
  readonly component: string
  readonly field: string
  readonly nullable?: true
  /** Known values of a text, in a response still an open set. */
  readonly values?: ReadonlyArray<string>
  readonly optional?: true
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
  }))
]
