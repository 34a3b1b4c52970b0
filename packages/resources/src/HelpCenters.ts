/**
 * Your public sites of articles.
 *
 * @since 0.1.0
 */
export * from "./generated/HelpCenters.ts"
