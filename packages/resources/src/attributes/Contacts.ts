/**
 * Contacts with the attributes of a workspace typed.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "@effect-intercom/core/CallOptions"
import { IntercomClient } from "@effect-intercom/core/ClientService"
import { IntercomError, InvalidInput } from "@effect-intercom/core/IntercomError"
import type { Operation, Paginated } from "@effect-intercom/core/Operation"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { type Attributes, type Read, schema } from "./Description.ts"
import { upsert, type UpsertInput } from "../ContactUpsert.ts"
import * as Contacts from "../generated/Contacts.ts"
import type { ContactFields } from "../generated/search/fields.ts"
import { getMany } from "../many/Contacts.ts"
import * as Search from "../Search.ts"
import {
  type AttributeOptions,
  type InputWith,
  issuesOf,
  type PageWith,
  type RecordWith,
  retyped,
  writing
} from "./Operations.ts"
import type { SearchWith } from "./Search.ts"

/**
 * A contact with its attributes typed.
 *
 * @category models
 * @since 0.1.0
 */
export type ContactWith<Described extends Attributes> = RecordWith<Contacts.Contact, Described>

/**
 * The operations of contacts with attributes, typed by what they are described as.
 *
 * @category models
 * @since 0.1.0
 */
export interface ContactsWith<Described extends Attributes> {
  /** Queries for `search` that know the attributes. */
  readonly Search: SearchWith<"contacts", ContactFields, Described>
  /** The schema of the attributes of a contact, to check one with. */
  readonly Attributes: Schema.Codec<Read<Described>>
  readonly list: Paginated<Contacts.ListInput, ContactPage<Described>, ContactWith<Described>>
  readonly search: Paginated<Contacts.SearchInput, ContactPage<Described>, ContactWith<Described>>
  readonly get: Operation<Contacts.GetInput, ContactWith<Described>>
  readonly getByExternalId: Operation<Contacts.GetByExternalIdInput, ContactWith<Described>>
  readonly getMany: (
    ids: Iterable<string>,
    options?: CallOptions
  ) => Effect.Effect<Map<string, ContactWith<Described>>, IntercomError, IntercomClient>
  readonly create: Operation<InputWith<Contacts.CreateInput, Described>, ContactWith<Described>>
  readonly update: Operation<InputWith<Contacts.UpdateInput, Described>, ContactWith<Described>>
  readonly upsert: (
    input: InputWith<UpsertInput, Described>,
    options?: CallOptions
  ) => Effect.Effect<ContactWith<Described>, IntercomError, IntercomClient>
}

type ContactPage<Described extends Attributes> = PageWith<Contacts.ContactList, "data", ContactWith<Described>>

/**
 * The operations of contacts with the attributes of a workspace typed: in records, in inputs and in searches. Those of two
 * workspaces are two of them. `effect-intercom pull` writes the description.
 *
 * ```ts
 * const MyContacts = Contacts.withAttributes({ plan: { type: "string", options: ["team", "pro"] } })
 * const found = yield* MyContacts.search({ query: MyContacts.Search.custom("plan").equals("team") })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const withAttributes = <const Described extends Attributes>(
  described: Described,
  options: AttributeOptions = {}
): ContactsWith<Described> =>
  retyped<ContactsWith<Described>>({
    Search: Search.contacts,
    get Attributes() {
      return schema(described)
    },
    list: Contacts.list,
    search: Contacts.search,
    get: Contacts.get,
    getByExternalId: Contacts.getByExternalId,
    getMany,
    create: writing(Contacts.create, described, options),
    update: writing(Contacts.update, described, options),
    upsert: options.check === true ? checkedUpsert(described) : upsert
  })

const checkedUpsert =
  (described: Attributes): typeof upsert =>
  (input, options) => {
    const issues = issuesOf(described, input)
    if (issues.length === 0) return upsert(input, options)
    const { id, method, path } = Contacts.create
    const reason = new InvalidInput({
      issues: issues.map(({ issue, path }) => ({ path: path.join("."), message: issue }))
    })
    return IntercomClient.use(({ baseUrl }) =>
      Effect.fail(new IntercomError({ operation: id, method, url: baseUrl + path, reason }))
    )
  }
