/**
 * Why a sync cannot go on by itself.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Somebody has to do something: the token is refused, the database is of another workspace, a table is somebody else's. What
 * passes by itself, a lost connection or a server that is busy, is waited for and is no error. `message` says what to do.
 *
 * @category errors
 * @since 0.1.0
 */
export class SyncError extends Schema.TaggedError<SyncError>("@effect-intercom/sync/SyncError")("SyncError", {
  message: Schema.String,
  cause: Schema.optional(Schema.Defect())
}) {}

/**
 * Another process syncs into the schema: this one was stopped for so long that it took over. Nothing was written.
 *
 * @internal
 */
export class NotInCharge extends Schema.TaggedError<NotInCharge>("@effect-intercom/sync/NotInCharge")(
  "NotInCharge",
  {}
) {
  override readonly message = "another process took over; standing by"
}

/**
 * The error as one for people, where waiting does not help.
 *
 * @category conversions
 * @since 0.1.0
 */
export const lasting = (error: unknown): SyncError | undefined => {
  let found = error
  for (let depth = 0; depth < 5 && typeof found === "object" && found !== null; depth++) {
    if (found instanceof SyncError) return found
    const tag: unknown = Reflect.get(found, "_tag")
    const isLasting =
      (typeof tag === "string" && lastingReasons.has(tag)) ||
      (tag === "SinkError" && Reflect.get(found, "kind") !== undefined && Reflect.get(found, "kind") !== "locked")
    if (isLasting) return new SyncError({ message: messageOf(found), cause: error })
    found = Reflect.get(found, "reason")
  }
  return undefined
}

const lastingReasons: ReadonlySet<string> = new Set([
  "Unauthorized",
  "Forbidden",
  "UnsupportedVersion",
  "CheckpointMismatch",
  "InvalidExport",
  "PlaceTaken"
])

/**
 * What an error says.
 *
 * @category conversions
 * @since 0.1.0
 */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
