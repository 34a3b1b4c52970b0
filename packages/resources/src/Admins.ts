/**
 * Your teammates.
 *
 * @since 0.1.0
 */
export * from "./generated/Admins.ts"
