/**
 * The custom attributes of a workspace, for columns of their own.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError, Version } from "@effect-intercom/core"
import type { Tables } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"

/**
 * What the workspace defined itself of contacts, companies and (since 2.16) conversations, put away or not: records hold what
 * they were given before.
 *
 * @category conversions
 * @since 0.1.0
 */
export const ofWorkspace: Effect.Effect<
  ReadonlyArray<Tables.Attribute>,
  IntercomError,
  IntercomClient.IntercomClient
> = Effect.gen(function* () {
  const { ConversationAttributes, DataAttributes } = yield* Effect.promise(() => import("@effect-intercom/resources"))
  const { version } = yield* IntercomClient.IntercomClient
  const { data } = yield* DataAttributes.list({ include_archived: true })
  const ofConversations =
    Version.compare(version, "2.16") < 0
      ? []
      : yield* Effect.map(ConversationAttributes.list({ include_archived: true }), (found) => found.data)
  return [
    ...data.filter(({ custom }) => custom === true).map(({ data_type, model, name }) => ({ model, name, data_type })),
    ...ofConversations.flatMap(({ data_type, name }) =>
      typeof name === "string" && typeof data_type === "string" ? [{ model: "conversation", name, data_type }] : []
    )
  ]
})
