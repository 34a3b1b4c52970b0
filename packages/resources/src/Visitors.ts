/**
 * People on your site who have not said who they are.
 *
 * @since 0.1.0
 */
export * from "./generated/Visitors.ts"
