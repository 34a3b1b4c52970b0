/**
 * Phone calls that Fin answers.
 *
 * @since 0.1.0
 */
export * from "./generated/FinVoice.ts"
