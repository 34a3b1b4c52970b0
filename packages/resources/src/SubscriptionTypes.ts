/**
 * What contacts may opt in to or out of.
 *
 * @since 0.1.0
 */
export * from "./generated/SubscriptionTypes.ts"
