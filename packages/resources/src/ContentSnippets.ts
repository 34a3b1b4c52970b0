/**
 * Short pieces of knowledge.
 *
 * @since 0.1.0
 */
export * from "./generated/ContentSnippets.ts"
