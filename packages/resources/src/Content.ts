/**
 * All kinds of knowledge content at once.
 *
 * @since 0.1.0
 */
export * from "./generated/Content.ts"
