/**
 * The addresses from which a workspace may be used.
 *
 * @since 0.1.0
 */
export * from "./generated/IpAllowlist.ts"
