/**
 * Moving a phone caller over to the messenger.
 *
 * @since 0.1.0
 */
export * from "./generated/PhoneCallRedirects.ts"
