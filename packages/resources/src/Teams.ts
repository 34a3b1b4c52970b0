/**
 * Groups of admins.
 *
 * @since 0.1.0
 */
export * from "./generated/Teams.ts"
