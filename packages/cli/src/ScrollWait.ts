/**
 * Noticing that an export waits for a scroll that somebody opened before: most often the run that is being resumed.
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import type { Export } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import type { Standing } from "./ProgressLines.ts"
import { scrolled } from "./Streams.ts"

/**
 * A client whose scrolls are watched.
 *
 * @category models
 * @since 0.1.0
 */
export interface WatchedClient {
  readonly client: IntercomClient.IntercomClient["Service"]
  /** The progress of a stream, which says so where an earlier scroll keeps its own from opening. */
  readonly standingOf: (progress: Export.ExportProgress) => Standing
}

/** What Intercom answers while the workspace has an open scroll. */
const occupied = "scroll_exists"

/**
 * Watches what a client is answered. The exporter waits by itself, but tells only that it waits for Intercom.
 *
 * @category constructors
 * @since 0.1.0
 */
export const watch = (client: IntercomClient.IntercomClient["Service"]): WatchedClient => {
  let isOccupied = false
  return {
    client: {
      ...client,
      execute: (operation, input, options) => {
        const call = client.execute(operation, input, options)
        if (operation.pagination?.kind !== "scroll") return call
        return call.pipe(
          Effect.tap(() => {
            isOccupied = false
            return Effect.void
          }),
          Effect.tapError(({ codes }) => {
            isOccupied = codes.includes(occupied)
            return Effect.void
          })
        )
      }
    },
    standingOf: (progress) =>
      isOccupied && progress.stream === scrolled && progress.event === "running"
        ? { ...progress, waiting: "scroll" }
        : progress
  }
}
