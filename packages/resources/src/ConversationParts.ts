/**
 * The messages, notes and actions inside a conversation.
 *
 * @since 0.1.0
 */
export * from "./generated/ConversationParts.ts"
