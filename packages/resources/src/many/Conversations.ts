/**
 * Many conversations by their ids, without their parts.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "@effect-intercom/core/CallOptions"
import type { IntercomClient } from "@effect-intercom/core/ClientService"
import type { IntercomError } from "@effect-intercom/core/IntercomError"
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import { type Conversation, get, search } from "../generated/Conversations.ts"
import { type Lookup, many } from "./Lookup.ts"

/**
 * A conversation as it is without its parts.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConversationWithoutParts extends Omit<Conversation, "conversation_parts"> {}

/**
 * Conversations without their parts, by a get and by a search.
 *
 * @category constants
 * @since 0.1.0
 */
export const conversations: Lookup<ConversationWithoutParts> = {
  resource: "conversations",
  get: (id, options) =>
    Effect.map(get.response({ id }, options), (response) => ({ ...response, value: withoutParts(response.value) })),
  search: (ids, options) =>
    Effect.map(
      search.response(
        { query: { field: "id", operator: "IN", value: ids }, pagination: { per_page: ids.length } },
        options
      ),
      (response) => ({ ...response, value: response.value.conversations })
    ),
  perSearch: 150
}

const withoutParts = (conversation: Conversation): ConversationWithoutParts =>
  Struct.omit(conversation, ["conversation_parts"])

/**
 * Retrieves many conversations by their ids, without their parts.
 *
 * `POST /conversations/search` once for each 150 ids, then `GET /conversations/{id}` for each that search does not show,
 * which is what is newer than its index. Ten requests are under way at a time. The map is in the order of the ids, its
 * keys are texts; one that is no conversation is a missing key. A conversation is as search shows it, which may be some minutes old.
 * Fails with `InvalidInput`, before anything is sent, where
 * an id is empty.
 *
 * ```ts
 * const conversations = yield* Conversations.getMany(["215470700000", "215470700001"])
 * const open = [...conversations.values()].filter(({ open }) => open)
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const getMany = (
  ids: Iterable<string | number>,
  options?: CallOptions
): Effect.Effect<Map<string, ConversationWithoutParts>, IntercomError, IntercomClient> =>
  many(conversations, ids, options)
