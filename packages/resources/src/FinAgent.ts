/**
 * Fin, answering in a conversation that you hold elsewhere.
 *
 * @since 0.1.0
 */
export * from "./generated/FinAgent.ts"
