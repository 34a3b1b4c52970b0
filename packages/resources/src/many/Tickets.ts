/**
 * Many tickets by their ids.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "@effect-intercom/core/CallOptions"
import type { IntercomClient } from "@effect-intercom/core/ClientService"
import type { IntercomError } from "@effect-intercom/core/IntercomError"
import * as Effect from "effect/Effect"
import { get, search, type Ticket } from "../generated/Tickets.ts"
import { type Lookup, many } from "./Lookup.ts"

/**
 * Tickets, by a get and by a search.
 *
 * @category constants
 * @since 0.1.0
 */
export const tickets: Lookup<Ticket> = {
  resource: "tickets",
  get: (id, options) => get.response({ id }, options),
  search: (ids, options) =>
    Effect.map(
      search.response(
        { query: { field: "id", operator: "IN", value: ids }, pagination: { per_page: ids.length } },
        options
      ),
      (response) => ({ ...response, value: response.value.tickets })
    ),
  // Each row brings all its parts.
  perSearch: 50
}

/**
 * Retrieves many tickets by Intercom's ids of them, with their parts.
 *
 * `POST /tickets/search` once for each 50 ids, since each row brings all its parts, then `GET /tickets/{id}` for each that
 * search does not show, which is what is newer than its index. Ten requests are under way at a time. The map is in the
 * order of the ids; one that is no ticket is a missing key. A ticket is as search shows it, which may be some minutes old.
 * Fails with `InvalidInput`, before anything is sent, where an
 * id is empty.
 *
 * ```ts
 * const tickets = yield* Tickets.getMany(["215470700002", "215470700003"])
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const getMany = (
  ids: Iterable<string>,
  options?: CallOptions
): Effect.Effect<Map<string, Ticket>, IntercomError, IntercomClient> => many(tickets, ids, options)
