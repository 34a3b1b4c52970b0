/**
 * Builds the queries of `Contacts.search`, `Companies.search`, `Conversations.search` and `Tickets.search`, typed by
 * the fields each can be searched by.
 *
 * **When to use**
 *
 * For every search: the builder knows the fields, which comparisons each has, and how deep groups nest. A query is plain
 * data, so it can be written out as well:
 * `{ field: "email", operator: "=", value: "ada@example.com" }`.
 *
 * **Details**
 *
 * `Search.contacts.field("created_at")` has the comparisons of a date, which take Unix seconds; `custom` compares an
 * attribute of the workspace's own. `and` and `or` take one to fifteen filters or groups, in two levels at most. What
 * does not fit does not compile, and says why.
 *
 * **Gotchas**
 *
 * - Before 2.17 contacts are compared by whole days of the workspace's time zone ({@link datePrecision}): ask for a day
 *   more, and filter.
 * - Search lags behind: a record that was just changed may take a minute to be found, a contact several.
 * - Ticket attributes are named by their numeric id, not by their name.
 *
 * **Example** (Leads on two plans)
 *
 * ```ts
 * import { Contacts, Search } from "@effect-intercom/resources"
 *
 * const query = Search.contacts.and(
 *   Search.contacts.field("role").equals("lead"),
 *   Search.contacts.custom("plan").in(["pro", "team"])
 * )
 * query
 * // => {
 * //      operator: "AND",
 * //      value: [
 * //        { field: "role", operator: "=", value: "lead" },
 * //        { field: "custom_attributes.plan", operator: "IN", value: ["pro", "team"] }
 * //      ]
 * //    }
 *
 * const found = yield* Contacts.search({ query })
 * found.total_count // => 0
 * ```
 *
 * **Example** (Finding one contact)
 *
 * ```ts
 * import { Contacts, Search } from "@effect-intercom/resources"
 *
 * yield* Contacts.create({ email: "ada@example.com", name: "Ada" })
 * const { data = [] } = yield* Contacts.search({ query: Search.contacts.field("email").equals("ada@example.com") })
 * data.map(({ name }) => name) // => ["Ada"]
 * ```
 *
 * @since 0.1.0
 */
import * as Version from "@effect-intercom/core/Version"
import type { CompanyFields, ContactFields, ConversationFields, TicketFields } from "./generated/search/fields.ts"
import type { AnyField, Fields } from "./search/Field.ts"
import { comparing } from "./search/Field.ts"
import type { Filter, Group, NestedGroup, SearchedResource } from "./search/Query.ts"

export * from "./search/Field.ts"
export type * from "./generated/search/fields.ts"
export * from "./search/Query.ts"

/**
 * What an argument of `and` or `or` becomes when it already nests as deep as Intercom goes.
 *
 * @category models
 * @since 0.1.0
 */
export type TooDeep = "A search nests groups two levels deep at most: this argument is a group that holds a group"

/**
 * Builds filters and groups for one resource.
 *
 * @category models
 * @since 0.1.0
 */
export interface Builder<Resource extends SearchedResource, Searchable> {
  /** A field that can be searched by; its type decides the comparisons it has. */
  readonly field: <Name extends keyof Searchable & string>(
    name: Name
  ) => Fields<Resource>[Searchable[Name] & keyof Fields<Resource>]
  /** All of these hold. 15 at most, one at least. */
  readonly and: Combine<Resource>
  /** One of these holds. 15 at most, one at least. */
  readonly or: Combine<Resource>
}

/**
 * Joins filters, and groups of filters, to a group.
 *
 * @category models
 * @since 0.1.0
 */
export type Combine<Resource extends SearchedResource> = <
  const Items extends ReadonlyArray<Filter<Resource> | Group<Resource> | NestedGroup<Resource>>
>(
  ...items: { readonly [At in keyof Items]: Items[At] & RefuseDeep<Items[At]> }
) => [GroupIn<Items[number]>] extends [never] ? Group<Resource> : NestedGroup<Resource>

type Grouping = { readonly operator: "AND" | "OR" }
type GroupIn<Item> = Extract<Item, Grouping>
type DeepIn<Item> = Item extends Grouping & { readonly value: ReadonlyArray<infer Inner> } ? GroupIn<Inner> : never
type RefuseDeep<Item> = [DeepIn<Item>] extends [never] ? unknown : TooDeep

/**
 * A builder for a resource that has attributes of the workspace's own, which are named by a `Key`.
 *
 * @category models
 * @since 0.1.0
 */
export interface CustomBuilder<Resource extends SearchedResource, Searchable, Key = string> extends Builder<
  Resource,
  Searchable
> {
  /** An attribute of the workspace's own: its name, or for tickets its id. Its type is not known here. */
  readonly custom: (key: Key) => AnyField<Resource>
}

/**
 * The id of a ticket attribute, as `Number(attribute.id)`. Intercom does not find ticket attributes by their names.
 *
 * @category models
 * @since 0.1.0
 */
export type TicketAttributeId = number | `${bigint}`

const combine =
  <Resource extends SearchedResource>(operator: "AND" | "OR") =>
  (...items: ReadonlyArray<Filter<Resource>>): Group<Resource> => ({ operator, value: items })

const builder = <Resource extends SearchedResource, Searchable, Key = string>(
  customFields: string
): CustomBuilder<Resource, Searchable, Key> => {
  const built = {
    field: (name: string) => comparing<Resource>(name),
    custom: (key: Key) => comparing<Resource>(`${customFields}.${key}`),
    and: combine<Resource>("AND"),
    or: combine<Resource>("OR")
  }
  // The types narrow what a field can do to what its own type can, and tell groups by depth; at run time all are the same.
  return built as CustomBuilder<Resource, Searchable, Key>
}

/**
 * Queries for `Contacts.search`. Before 2.17, dates match whole days in the time zone of the workspace; since then they are
 * compared to the second, and dates of the workspace's own attributes are days in UTC. {@link datePrecision} tells which.
 *
 * @category constructors
 * @since 0.1.0
 */
export const contacts: CustomBuilder<"contacts", ContactFields> = /*#__PURE__*/ builder("custom_attributes")

/**
 * Queries for `Companies.search`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const companies: CustomBuilder<"companies", CompanyFields> = /*#__PURE__*/ builder("custom_attributes")

/**
 * Queries for `Conversations.search`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const conversations: Builder<"conversations", ConversationFields> = /*#__PURE__*/ builder("custom_attributes")

/**
 * Queries for `Tickets.search`. `custom` takes the numeric id of a ticket attribute: `Search.tickets.custom(4120)`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const tickets: CustomBuilder<"tickets", TicketFields, TicketAttributeId> =
  /*#__PURE__*/ builder("ticket_attribute")

/**
 * How finely a search compares dates: contacts by whole days of the workspace's time zone before 2.17, all others to the
 * second.
 *
 * @category conversions
 * @since 0.1.0
 */
export const datePrecision = (resource: SearchedResource, version: Version.Version): "day" | "second" =>
  resource === "contacts" && Version.compare(version, "2.17") < 0 ? "day" : "second"
