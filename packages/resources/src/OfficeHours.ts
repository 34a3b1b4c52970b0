/**
 * When a workspace is open.
 *
 * @since 0.1.0
 */
export * from "./generated/OfficeHours.ts"
