/**
 * The feeds news appears in.
 *
 * @since 0.1.0
 */
export * from "./generated/Newsfeeds.ts"
