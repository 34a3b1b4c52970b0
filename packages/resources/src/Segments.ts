/**
 * Groups of contacts or companies that share what their rules ask for.
 *
 * @since 0.1.0
 */
export * from "./generated/Segments.ts"
