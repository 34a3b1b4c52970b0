/**
 * Pages from elsewhere that Fin answers from.
 *
 * @since 0.1.0
 */
export * from "./generated/ExternalPages.ts"
