/**
 * Conversations with the attributes of a workspace typed.
 *
 * @since 0.1.0
 */
import type { Operation, Paginated } from "@effect-intercom/core/Operation"
import type * as Schema from "effect/Schema"
import { type Attributes, type Read, schema } from "./Description.ts"
import * as Conversations from "../generated/Conversations.ts"
import { type AttributeOptions, type InputWith, type PageWith, retyped, writing } from "./Operations.ts"

/**
 * A conversation with its attributes typed.
 *
 * @category models
 * @since 0.1.0
 */
export type ConversationWith<Described extends Attributes> = AttributesOf<Conversations.Conversation, Described>

type ListedWith<Described extends Attributes> = AttributesOf<Conversations.ConversationListItem, Described>

type AttributesOf<Item, Described extends Attributes> = Omit<Item, "custom_attributes"> & {
  readonly custom_attributes?: Read<Described> | null
}

/**
 * The operations of conversations with attributes, typed by what they are described as. Search knows no attributes of
 * conversations.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConversationsWith<Described extends Attributes> {
  /** The schema of the attributes of a conversation, to check one with. */
  readonly Attributes: Schema.Codec<Read<Described>>
  readonly list: Paginated<Conversations.ListInput, ConversationPage<Described>, ListedWith<Described>>
  readonly search: Paginated<Conversations.SearchInput, ConversationPage<Described>, ListedWith<Described>>
  readonly get: Operation<Conversations.GetInput, ConversationWith<Described>>
  readonly update: Operation<InputWith<Conversations.UpdateInput, Described>, ConversationWith<Described>>
}

type ConversationPage<Described extends Attributes> = PageWith<
  Conversations.ConversationList,
  "conversations",
  ListedWith<Described>
>

/**
 * The operations of conversations with the attributes of a workspace typed, in records and in inputs. Those of two
 * workspaces are two of them. `effect-intercom pull` writes the description.
 *
 * ```ts
 * const MyConversations = Conversations.withAttributes({ severity: { type: "string", options: ["Low", "Urgent"] } })
 * yield* MyConversations.update({ id: "215470700000", custom_attributes: { severity: "Urgent" } })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const withAttributes = <const Described extends Attributes>(
  described: Described,
  options: AttributeOptions = {}
): ConversationsWith<Described> =>
  retyped<ConversationsWith<Described>>({
    get Attributes() {
      return schema(described)
    },
    list: Conversations.list,
    search: Conversations.search,
    get: Conversations.get,
    update: writing(Conversations.update, described, options)
  })
