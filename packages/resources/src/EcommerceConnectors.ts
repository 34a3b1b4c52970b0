/**
 * Product catalogues.
 *
 * @since 0.1.0
 */
export * from "./generated/EcommerceConnectors.ts"
