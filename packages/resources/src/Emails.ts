/**
 * The addresses a workspace sends from.
 *
 * @since 0.1.0
 */
export * from "./generated/Emails.ts"
