/**
 * Labels on contacts, companies, conversations, tickets and content.
 *
 * @since 0.1.0
 */
export * from "./generated/Tags.ts"
