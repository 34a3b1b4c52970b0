/**
 * Whom content is for.
 *
 * @since 0.1.0
 */
export * from "./generated/Audiences.ts"
