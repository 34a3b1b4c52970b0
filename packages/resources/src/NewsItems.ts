/**
 * News you publish to your users.
 *
 * @since 0.1.0
 */
export * from "./generated/NewsItems.ts"
