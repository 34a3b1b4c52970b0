/**
 * Parts of a collection, in the versions that had them.
 *
 * @since 0.1.0
 */
export * from "./generated/Sections.ts"
