/**
 * Requests Fin and workflows make to your systems.
 *
 * @since 0.1.0
 */
export * from "./generated/DataConnectors.ts"
