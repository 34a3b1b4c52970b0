/**
 * What notifications tell of that no resource has: things that are gone, and pairs.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Companies, Contacts, Tags, Tickets } from "@effect-intercom/resources"

/**
 * What is left of something that was deleted: enough to find one's own copy, and nothing more.
 *
 * @category models
 * @since 0.1.0
 */
export interface DeletedItem {
  /** As `contact`. */
  readonly type?: string
  readonly id: string
  readonly deleted?: boolean
  /** One's own id of a contact, where it had one. */
  readonly external_id?: string | null
  /** One's own id of a company. */
  readonly company_id?: string | null
}

/**
 * The schema of {@link DeletedItem}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const DeletedItem: Schema.Codec<DeletedItem> = /*#__PURE__*/ Schema.Struct({
  type: Schema.optionalKey(Schema.String),
  id: Schema.String,
  deleted: Schema.optionalKey(Schema.Boolean),
  external_id: Schema.optionalKey(Schema.NullOr(Schema.String)),
  company_id: Schema.optionalKey(Schema.NullOr(Schema.String))
})

/**
 * The contact that stays after a merge, with the id of the one that went into it.
 *
 * @category models
 * @since 0.1.0
 */
export interface MergedContact extends Contacts.Contact {
  /** The id of the contact that is no more. */
  readonly merged_from?: string | null
}

/**
 * The schema of {@link MergedContact}: a contact, whose schema lets other fields pass.
 *
 * @category schemas
 * @since 0.1.0
 */
export const MergedContact: Schema.Codec<MergedContact> = Contacts.Contact

/**
 * A tag that was put on a contact, or taken off.
 *
 * @category models
 * @since 0.1.0
 */
export interface ContactTag {
  readonly type?: string
  /** Unix seconds. */
  readonly created_at?: number | null
  readonly tag: Tags.TagBasic
  readonly contact: Contacts.Contact
}

/**
 * The schema of {@link ContactTag}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ContactTag: Schema.Codec<ContactTag> = /*#__PURE__*/ Schema.Struct({
  type: Schema.optionalKey(Schema.String),
  created_at: Schema.optionalKey(Schema.NullOr(Schema.Number)),
  tag: Tags.TagBasic,
  contact: Contacts.Contact
})

/**
 * A contact that came to a company, or left it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompanyContact {
  readonly type?: string
  readonly company: Companies.Company
  readonly contact: Contacts.Contact
}

/**
 * The schema of {@link CompanyContact}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CompanyContact: Schema.Codec<CompanyContact> = /*#__PURE__*/ Schema.Struct({
  type: Schema.optionalKey(Schema.String),
  company: Companies.Company,
  contact: Contacts.Contact
})

/**
 * A closed ticket: since 2.15 the ticket stands inside the item, before that it is the item.
 *
 * @category models
 * @since 0.1.0
 */
export type ClosedTicket = Tickets.Ticket | { readonly ticket: Tickets.Ticket }

/**
 * The schema of {@link ClosedTicket}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ClosedTicket: Schema.Codec<ClosedTicket> = /*#__PURE__*/ Schema.Union([
  Schema.Struct({ ticket: Tickets.Ticket }),
  Tickets.Ticket
])

/**
 * Sent when a subscription is made, and on demand.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ping {
  readonly type?: string
  readonly message?: string
}

/**
 * The schema of {@link Ping}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Ping: Schema.Codec<Ping> = /*#__PURE__*/ Schema.Struct({
  type: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String)
})

/**
 * An item of which the public reference tells no fields. It is handed on as it came.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenItem {
  readonly [field: string]: unknown
}

/**
 * The schema of {@link OpenItem}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const OpenItem: Schema.Codec<OpenItem> = /*#__PURE__*/ Schema.Record(Schema.String, Schema.Unknown)
