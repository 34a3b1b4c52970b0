/**
 * The kinds of tickets and the attributes each has.
 *
 * @since 0.1.0
 */
export * from "./generated/TicketTypes.ts"
