/**
 * The states tickets go through.
 *
 * @since 0.1.0
 */
export * from "./generated/TicketStates.ts"
