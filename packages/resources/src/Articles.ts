/**
 * What your help centers publish.
 *
 * @since 0.1.0
 */
export * from "./generated/Articles.ts"
