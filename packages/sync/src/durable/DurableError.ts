/**
 * Why a durable export does not go on.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * - `invalid`: it makes no sense as it was asked for. Nothing was sent.
 * - `unknown`: there is no export of that id.
 * - `stopped`: somebody has to do something, as the message says; started again it goes on where it is.
 * - `cancelled`: it was given up, and does not go on.
 *
 * @category models
 * @since 0.1.0
 */
export type DurableReason = "invalid" | "unknown" | "stopped" | "cancelled"

/**
 * A durable export cannot begin, or does not go on by itself. What passes, a lost connection or a server that is busy, is waited
 * for and is no error.
 *
 * @category errors
 * @since 0.1.0
 */
export class DurableExportError extends Schema.TaggedError<DurableExportError>(
  "@effect-intercom/sync/DurableExportError"
)("DurableExportError", {
  kind: Schema.Literals(["invalid", "unknown", "stopped", "cancelled"]),
  message: Schema.String,
  cause: Schema.optional(Schema.Defect())
}) {}
