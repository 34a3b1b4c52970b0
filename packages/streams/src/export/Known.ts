/**
 * The ids of a stream during a run. Where they are lost nobody is kept from exporting: it is told, and nothing is said to be
 * gone until another walk has brought all of them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Checkpoint, CheckpointError, OpenIds } from "../Checkpoint.ts"
import type { Ids, StreamState } from "../state/StreamState.ts"

/**
 * Opens the ids of a stream, where its checkpoint keeps any.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = <R>(
  { ids: store }: Checkpoint<R>,
  stream: string,
  ids: Ids | undefined
): Effect.Effect<OpenIds | undefined, never, R | Scope.Scope> =>
  store === undefined || ids === undefined
    ? Effect.undefined
    : store.open(stream, ids).pipe(Effect.catch((error) => Effect.as(warn(stream, error), undefined)))

/**
 * Makes them safe, and tells where they are.
 *
 * @category actions
 * @since 0.1.0
 */
export const committed = ({
  ids,
  state
}: {
  readonly ids: OpenIds | undefined
  readonly state: StreamState
}): Effect.Effect<Ids | undefined, CheckpointError> =>
  ids === undefined || state.ids === undefined
    ? Effect.undefined
    : Effect.map(ids.commit, (end) => state.ids && { ...state.ids, end })

/**
 * Those that were there before, and that nothing was said of since.
 *
 * @category conversions
 * @since 0.1.0
 */
export const missing = <R>(
  { ids: store }: Checkpoint<R>,
  stream: string,
  ids: Ids | undefined
): Stream.Stream<ReadonlyArray<string>, CheckpointError, R> =>
  store === undefined || ids === undefined ? Stream.empty : store.missing(stream, ids.before, ids)

/**
 * Lets go of all that the state does not speak of.
 *
 * @category actions
 * @since 0.1.0
 */
export const letGo = <R>(
  { ids: store }: Checkpoint<R>,
  stream: string,
  ids: Ids | undefined
): Effect.Effect<void, never, R> =>
  store === undefined || ids === undefined
    ? Effect.void
    : Effect.ignore(store.keepOnly(stream, [ids.generation, ...ids.before.map(({ generation }) => generation)]))

/**
 * Says that it will not be told what is gone, and why.
 *
 * @category actions
 * @since 0.1.0
 */
export const warn = (stream: string, { message }: CheckpointError): Effect.Effect<void> =>
  Effect.logWarning(`What is gone of ${stream} will not be told: ${message}`)
