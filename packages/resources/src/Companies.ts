/**
 * The organisations your contacts belong to.
 *
 * @since 0.1.0
 */
export * from "./generated/Companies.ts"
