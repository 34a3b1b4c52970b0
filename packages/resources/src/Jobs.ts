/**
 * Work that Intercom does in the background.
 *
 * @since 0.1.0
 */
export * from "./generated/Jobs.ts"
