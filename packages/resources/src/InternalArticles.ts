/**
 * Articles for teammates only.
 *
 * @since 0.1.0
 */
export * from "./generated/InternalArticles.ts"
