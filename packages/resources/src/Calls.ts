/**
 * Phone and video calls with contacts.
 *
 * @since 0.1.0
 */
export * from "./generated/Calls.ts"
