/**
 * What teammates write down about contacts and companies.
 *
 * @since 0.1.0
 */
export * from "./generated/Notes.ts"
