/**
 * The threads between contacts and teammates.
 *
 * @since 0.1.0
 */
export * from "./generated/Conversations.ts"
export { type ConversationWithoutParts, getMany } from "./many/Conversations.ts"
export { type ConversationsWith, type ConversationWith, withAttributes } from "./attributes/Conversations.ts"
