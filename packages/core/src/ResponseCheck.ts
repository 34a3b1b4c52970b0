/**
 * Compares what Intercom answers with the schema of the operation, without copying or changing it.
 *
 * @since 0.1.0
 */
export { findInputIssues, type InputIssue } from "./check/InputIssues.ts"
export { describe, findMismatches, type Kind, type Mismatch } from "./check/Mismatches.ts"

/**
 * What happens when a response differs from its schema.
 *
 * - `report` returns it, and reports where it differs: to the observer each time, to the log once per operation and path.
 * - `strict` fails with `DecodeError`, which names the same places.
 * - `trust` does not look.
 *
 * @category models
 * @since 0.1.0
 */
export type ResponseMode = "report" | "strict" | "trust"
