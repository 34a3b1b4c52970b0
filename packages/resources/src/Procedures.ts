/**
 * Steps Fin works through with a customer.
 *
 * @since 0.1.0
 */
export * from "./generated/Procedures.ts"
