/**
 * Requests that are worked on over time.
 *
 * @since 0.1.0
 */
export * from "./generated/Tickets.ts"
export { getMany } from "./many/Tickets.ts"
