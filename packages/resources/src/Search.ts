import * as Schema from "effect/Schema"
export interface ContactQuery {
  readonly field: string
  readonly operator: string
  readonly value: unknown
}
export const ContactQuery: Schema.Codec<ContactQuery> = Schema.Struct({
  field: Schema.String,
  operator: Schema.String,
  value: Schema.Unknown
})
export type CompanyQuery = ContactQuery
export const CompanyQuery = ContactQuery
export type ConversationQuery = ContactQuery
export const ConversationQuery = ContactQuery
export type TicketQuery = ContactQuery
export const TicketQuery = ContactQuery
