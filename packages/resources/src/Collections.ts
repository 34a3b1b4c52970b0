/**
 * The shelves of a help center.
 *
 * @since 0.1.0
 */
export * from "./generated/Collections.ts"
