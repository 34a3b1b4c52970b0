/**
 * The reasons admins can give for being away.
 *
 * @since 0.1.0
 */
export * from "./generated/AwayStatusReasons.ts"
