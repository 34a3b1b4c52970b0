/**
 * A place for the ids of what was delivered. There may be millions of them, and they are never all in memory.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { CheckpointError } from "../state/CheckpointData.ts"
import type { IdLog } from "../state/StreamState.ts"

/**
 * The ids of a stream, being written.
 *
 * @category models
 * @since 0.1.0
 */
export interface OpenIds {
  /** Takes ids that came. They may stay in memory until `commit`. */
  readonly add: (ids: Iterable<string>) => Effect.Effect<void, CheckpointError>
  /** Takes ids that are known to be gone. */
  readonly remove: (ids: Iterable<string>) => Effect.Effect<void, CheckpointError>
  /** Makes all of them safe, and answers with what `open` needs to go on from here. It is JSON. */
  readonly commit: Effect.Effect<unknown, CheckpointError>
}

/**
 * A place for the ids of any number of streams, in generations: each walk through everything begins another.
 *
 * @category models
 * @since 0.1.0
 */
export interface IdStore<out R = never> {
  /** Opens a generation as it was at its `end`, null for an empty one. What came behind it is dropped. */
  readonly open: (stream: string, log: IdLog) => Effect.Effect<OpenIds, CheckpointError, R | Scope.Scope>
  /** The ids that the generations `known` hold, one after the other, and that `seen` says nothing of. Each comes once. */
  readonly missing: (
    stream: string,
    known: ReadonlyArray<IdLog>,
    seen: IdLog
  ) => Stream.Stream<ReadonlyArray<string>, CheckpointError, R>
  /** Lets go of all generations but these. */
  readonly keepOnly: (stream: string, generations: ReadonlyArray<number>) => Effect.Effect<void, CheckpointError, R>
}
