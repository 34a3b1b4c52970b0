/**
 * What users did in your product, as you told Intercom.
 *
 * @since 0.1.0
 */
export * from "./generated/DataEvents.ts"
