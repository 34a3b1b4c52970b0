/**
 * The attributes a workspace defined itself, as types.
 *
 * **When to use**
 *
 * Where a program reads, writes or searches attributes of its own workspace: `Contacts.withAttributes`,
 * `Companies.withAttributes` and `Conversations.withAttributes` take a description of them and give the operations of the
 * resource with `custom_attributes` typed. `effect-intercom pull` writes the description. Without one,
 * `custom_attributes` is a record of anything, and `Search.contacts.custom` compares with anything.
 *
 * **Details**
 *
 * A description is a value: two workspaces in one program are two of them. It is data about types and does nothing at run
 * time, unless `check: true` asks for inputs to be looked at before they are sent. What is read may be missing or null, and
 * an option may be one that was added since; what is written or searched for is one of the options described.
 *
 * **Gotchas**
 *
 * - Intercom does not hold records to it: `schema` makes a schema to check one with.
 * - Dates are Unix seconds, as everywhere in records.
 * - Attributes that only teammates or the Messenger set are there to read, and cannot be written.
 * - Tickets are searched by the numeric ids of attributes: `Search.tickets.custom(4120)`.
 *
 * **Example** (One's own attributes)
 *
 * ```ts
 * import { Contacts } from "@effect-intercom/resources"
 *
 * const MyContacts = Contacts.withAttributes({
 *   plan: { type: "string", options: ["team", "pro"] },
 *   seats: { type: "integer" }
 * })
 *
 * MyContacts.Search.custom("plan").equals("team")
 * // => { field: "custom_attributes.plan", operator: "=", value: "team" }
 *
 * const found = yield* MyContacts.search({ query: MyContacts.Search.custom("seats").greaterThan(10) })
 * found.data.every(({ custom_attributes: { seats } }) => seats !== undefined && seats !== null && seats > 10) // => true
 * ```
 *
 * @since 0.1.0
 */
export * from "./attributes/Description.ts"
export type * from "./attributes/Search.ts"
