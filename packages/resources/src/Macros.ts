/**
 * Saved replies and actions.
 *
 * @since 0.1.0
 */
export * from "./generated/Macros.ts"
