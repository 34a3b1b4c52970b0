/**
 * The attributes teammates fill in on conversations.
 *
 * @since 0.1.0
 */
export * from "./generated/ConversationAttributes.ts"
