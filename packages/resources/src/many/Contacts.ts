/**
 * Many contacts by their ids.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "@effect-intercom/core/CallOptions"
import type { IntercomClient } from "@effect-intercom/core/ClientService"
import type { IntercomError } from "@effect-intercom/core/IntercomError"
import * as Effect from "effect/Effect"
import { type Contact, get, search } from "../generated/Contacts.ts"
import { type Lookup, many } from "./Lookup.ts"

/**
 * Contacts, by a get and by a search.
 *
 * @category constants
 * @since 0.1.0
 */
export const contacts: Lookup<Contact> = {
  resource: "contacts",
  get: (id, options) => get.response({ id }, options),
  search: (ids, options) =>
    Effect.map(
      search.response(
        { query: { field: "id", operator: "IN", value: ids }, pagination: { per_page: ids.length } },
        options
      ),
      (response) => ({ ...response, value: response.value.data })
    ),
  perSearch: 150
}

/**
 * Retrieves many contacts by Intercom's ids of them.
 *
 * `POST /contacts/search` once for each 150 ids, then `GET /contacts/{id}` for each that search does not show: it is
 * minutes behind with what is new, and shows no merged contact. Ten requests are under way at a time. The map is in the
 * order of the ids; one that is no contact, any more or at all, is a missing key, and so is one that was merged into
 * another (`getFollowing` leads there). A contact is as search shows it, which may be some minutes old where it was just
 * changed, merged or deleted. Fails with `InvalidInput`, before anything is sent, where an id is empty.
 *
 * ```ts
 * const ids = ["6762f0dd1bb69f9f2193bb83", "6762f0d51bb69f9f2193bb7f"]
 * const contacts = yield* Contacts.getMany(ids)
 * const missing = ids.filter((id) => !contacts.has(id))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const getMany = (
  ids: Iterable<string>,
  options?: CallOptions
): Effect.Effect<Map<string, Contact>, IntercomError, IntercomClient> => many(contacts, ids, options)
