/**
 * How a workspace is set up, as streams: short lists, most of which come in one answer.
 *
 * @since 0.1.0
 */
import {
  Admins,
  Audiences,
  AwayStatusReasons,
  Brands,
  DataAttributes,
  Macros,
  Segments,
  SubscriptionTypes,
  Tags,
  Teams,
  TicketStates,
  TicketTypes
} from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import { define, type Definition } from "./Definition.ts"
import { listing, wholeList } from "./Listing.ts"

/**
 * Macros, since 2.16.
 *
 * @category constants
 * @since 0.1.0
 */
export const macros: Definition<Macros.Macro> = /*#__PURE__*/ define({
  name: "macros",
  schema: Macros.Macro,
  read: (id) => Macros.get({ id }),
  list: () => listing(Macros.list, {})
})

/**
 * Admins.
 *
 * @category constants
 * @since 0.1.0
 */
export const admins: Definition<Admins.Admin> = /*#__PURE__*/ define({
  name: "admins",
  tellsChanges: false,
  schema: Admins.Admin,
  read: (id) => Admins.get({ id }),
  list: () => wholeList(Admins.list, Admins.list(), (answer) => answer.admins)
})

/**
 * Teams.
 *
 * @category constants
 * @since 0.1.0
 */
export const teams: Definition<Teams.Team> = /*#__PURE__*/ define({
  name: "teams",
  tellsChanges: false,
  schema: Teams.Team,
  read: (id) => Teams.get({ id }),
  list: () => wholeList(Teams.list, Teams.list(), (answer) => answer.teams)
})

/**
 * Reasons for being away, since 2.14.
 *
 * @category constants
 * @since 0.1.0
 */
export const awayStatusReasons: Definition<AwayStatusReasons.AwayStatusReason> = /*#__PURE__*/ define({
  name: "away_status_reasons",
  tellsChanges: false,
  schema: AwayStatusReasons.AwayStatusReason,
  list: () =>
    wholeList(AwayStatusReasons.list, AwayStatusReasons.list(), (answer) =>
      // The description says it is a list; some versions answer with its rows alone.
      Array.isArray(answer) ? answer : answer.data
    )
})

/**
 * Tags.
 *
 * @category constants
 * @since 0.1.0
 */
export const tags: Definition<Tags.Tag> = /*#__PURE__*/ define({
  name: "tags",
  tellsChanges: false,
  schema: Tags.Tag,
  read: (id) => Tags.get({ id }),
  list: () => wholeList(Tags.list, Tags.list(), ({ data }) => data)
})

/**
 * Segments, whose `updated_at` does not tell when their members changed: every export holds all of them.
 *
 * @category constants
 * @since 0.1.0
 */
export const segments: Definition<Segments.Segment> = /*#__PURE__*/ define({
  name: "segments",
  tellsChanges: false,
  schema: Segments.Segment,
  read: (id) => Segments.get({ id }),
  list: () => wholeList(Segments.list, Segments.list({ include_count: true }), (answer) => answer.segments)
})

/**
 * Data attributes of contacts, companies and conversations, the archived ones too. Those Intercom brings along have no id,
 * so they are told apart by model and full name.
 *
 * @category constants
 * @since 0.1.0
 */
export const dataAttributes: Definition<DataAttributes.DataAttribute> = /*#__PURE__*/ define({
  name: "data_attributes",
  tellsChanges: false,
  schema: DataAttributes.DataAttribute,
  identity: ["model", "full_name"],
  idOf: (record) =>
    Predicate.hasProperty(record, "model") && Predicate.hasProperty(record, "full_name")
      ? `${String(record.model)}.${String(record.full_name)}`
      : undefined,
  list: () => wholeList(DataAttributes.list, DataAttributes.list({ include_archived: true }), ({ data }) => data)
})

/**
 * Subscription types.
 *
 * @category constants
 * @since 0.1.0
 */
export const subscriptionTypes: Definition<SubscriptionTypes.SubscriptionType> = /*#__PURE__*/ define({
  name: "subscription_types",
  tellsChanges: false,
  schema: SubscriptionTypes.SubscriptionType,
  list: () => wholeList(SubscriptionTypes.list, SubscriptionTypes.list(), ({ data }) => data)
})

/**
 * Ticket types, since 2.9.
 *
 * @category constants
 * @since 0.1.0
 */
export const ticketTypes: Definition<TicketTypes.TicketType> = /*#__PURE__*/ define({
  name: "ticket_types",
  tellsChanges: false,
  schema: TicketTypes.TicketType,
  read: (id) => TicketTypes.get({ id }),
  list: () => wholeList(TicketTypes.list, TicketTypes.list(), (answer) => answer.data ?? answer.ticket_types)
})

/**
 * Ticket states, since 2.12.
 *
 * @category constants
 * @since 0.1.0
 */
export const ticketStates: Definition<TicketStates.TicketStateDetailed> = /*#__PURE__*/ define({
  name: "ticket_states",
  tellsChanges: false,
  schema: TicketStates.TicketStateDetailed,
  list: () => wholeList(TicketStates.list, TicketStates.list(), ({ data }) => data)
})

/**
 * Brands, since 2.15.
 *
 * @category constants
 * @since 0.1.0
 */
export const brands: Definition<Brands.Brand> = /*#__PURE__*/ define({
  name: "brands",
  schema: Brands.Brand,
  read: (id) => Brands.get({ id }),
  list: () => wholeList(Brands.list, Brands.list(), ({ data }) => data)
})

/**
 * Audiences, since 2.16.
 *
 * @category constants
 * @since 0.1.0
 */
export const audiences: Definition<Audiences.Audience> = /*#__PURE__*/ define({
  name: "audiences",
  schema: Audiences.Audience,
  read: (id) => Audiences.get({ id }),
  list: () => listing(Audiences.list, {})
})
