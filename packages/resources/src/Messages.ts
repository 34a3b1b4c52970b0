/**
 * Messages an admin sends first.
 *
 * @since 0.1.0
 */
export * from "./generated/Messages.ts"
