/**
 * The secrets that prove who a messenger user is.
 *
 * @since 0.1.0
 */
export * from "./generated/IdentityVerificationSecrets.ts"
