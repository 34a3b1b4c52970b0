/**
 * The first load of tables, by the exporter.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { IntercomClient } from "@effect-intercom/core"
import { type Checkpoint, Export, ExportStream } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ChangeStream } from "../changes/Change.ts"
import { overlap, type StreamPosition } from "../changes/Position.ts"

/**
 * What is loaded, and where to.
 *
 * @category models
 * @since 0.1.0
 */
export interface LoadOptions extends PostgresSink.PostgresOptions {
  readonly streams: ReadonlyArray<ChangeStream>
  /** Begins anew in place of what there is. */
  readonly overwrite: boolean
}

/**
 * Exports streams into their tables, or goes on with it where it was stopped, and answers with where their changes are to be
 * followed from. A load that did not bring all of a stream leaves it with everything to be read once more; streams that the
 * token may not read have no position.
 *
 * @category actions
 * @since 0.1.0
 */
export const load = Effect.fnUntraced(function* ({
  overwrite,
  streams,
  ...place
}: LoadOptions): Effect.fn.Return<
  Readonly<Record<string, StreamPosition>>,
  Export.ExportError | Checkpoint.CheckpointError | Checkpoint.CheckpointMismatch,
  IntercomClient.IntercomClient | PgClient
> {
  const sink = PostgresSink.make(place)
  const report = yield* Export.run({
    streams,
    sink,
    denied: "report",
    ...(overwrite ? { overwrite: true } : { resume: true })
  })
  const checkpoint = Option.getOrUndefined(yield* sink.checkpoint.load)
  const positions: Record<string, StreamPosition> = {}
  for (const stream of streams) {
    const state = checkpoint?.streams[stream]
    if (state === undefined) continue
    const told = report.streams.find((one) => one.stream === stream)
    if (told?.complete === false) {
      yield* Effect.logWarning(`${stream}: not all of it was loaded: ${told.shortfalls.join("; ")}`)
    }
    if (!state.position.done) continue
    // An export that had ended before may have been of long ago, and what only followed one walked through nothing.
    const isWalk = state.kind !== "next" || !ExportStream.facts(stream).tellsChanges
    const ids = state.owed.flatMap((debt) => (debt.kind === "record" && debt.byId ? [debt.id] : []))
    positions[stream] = {
      since: Math.max(0, state.horizon - overlap),
      // What is not known by id comes with another walk.
      wholeAt: isWalk && ids.length === state.owed.length ? state.startedAt : null,
      owed: ids
    }
  }
  return positions
})
