/**
 * Folders of knowledge content.
 *
 * @since 0.1.0
 */
export * from "./generated/Folders.ts"
