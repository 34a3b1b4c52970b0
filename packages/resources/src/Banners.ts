/**
 * Banners shown to a contact.
 *
 * @since 0.1.0
 */
export * from "./generated/Banners.ts"
