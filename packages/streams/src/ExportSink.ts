/**
 * Where an export goes. A sink takes records, and says on request how far everything it took is safe.
 *
 * **When to use**
 *
 * {@link make} turns a function into a sink, for queues and services that answer when they have what they were given.
 * Write an {@link ExportSink} where it pays to keep records back until a `commit`: a database with transactions, a
 * file.
 *
 * **Details**
 *
 * An export opens each stream with what is to happen to the place ({@link Intent}) and with the state of the last
 * `commit`, writes batches of records and of what went wrong with single ones, and commits about every second. Only
 * then the checkpoint is saved, so that it never tells of records that the sink does not have.
 *
 * **Gotchas**
 *
 * - Records between the last `commit` and a kill come again: what a sink did with them has to be undone, or harmless
 *   when done twice. Upsert by id.
 * - A record the sink cannot hold must not end the export: answer `write` with a dead letter.
 * - After a failure nothing is committed any more, of no stream ({@link latching}).
 *
 * **Example** (A sink in one function)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Export, ExportSink } from "@effect-intercom/streams"
 *
 * const sent = new Map<string, number>()
 * const queue = ExportSink.make((stream, records) =>
 *   Effect.sync(() => sent.set(stream, (sent.get(stream) ?? 0) + records.length))
 * )
 * yield* Export.run({ streams: ["contacts", "admins"], sink: queue })
 * sent.get("contacts") // => 12
 * ```
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type Checkpoint, CheckpointError } from "./Checkpoint.ts"
import type { DeadLetter, Problem } from "./state/Problem.ts"
import type { Tombstone } from "./state/Tombstone.ts"
import type { ExportReport } from "./state/Report.ts"

/**
 * The sink could not take or keep what it was given. `message` says what to do about it.
 *
 * @category errors
 * @since 0.1.0
 */
export class SinkError extends Schema.TaggedError<SinkError>("@effect-intercom/streams/SinkError")("SinkError", {
  /** The stream that was being written. */
  stream: Schema.String,
  /**
   * What is wrong, where a program may go on by itself: another export holds the place (`locked`), the checkpoint is of
   * another form of sink (`otherForm`), what it counts on is no longer there or not what it was (`lost`), or something is
   * in the place that no export of this checkpoint put there (`occupied`). Nothing was written then.
   */
  kind: Schema.optional(Schema.Literals(["locked", "otherForm", "lost", "occupied"])),
  message: Schema.String,
  cause: Schema.optional(Schema.Defect())
}) {}

/**
 * What a run does with the place a stream goes to.
 *
 * - `begin`: the stream starts with nothing, where nothing of it is. There is no state. What is found there is somebody's,
 *   and refused with the kind `occupied`.
 * - `overwrite`: the stream starts with nothing, in place of an earlier export that its owner told to go. The state is that
 *   export's, where it is known; whatever is no part of it is refused as with `begin`.
 * - `goOn`: an export that was stopped goes on from the state. What was taken after it is dropped, since it comes again.
 * - `add`: what changed since the export of the state came to its end is added to it.
 * - `upsert`: everything comes once more, after the export of the state came to its end: a later version takes the place of
 *   the one that is held, or follows it, and nothing that is held goes.
 *
 * @category models
 * @since 0.1.0
 */
export type Intent = "begin" | "overwrite" | "goOn" | "add" | "upsert"

export { wordsOf } from "./state/Problem.ts"
export type { Tombstone } from "./state/Tombstone.ts"

/**
 * What a sink needs to know of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface SinkTarget {
  /** The name of the stream, as `contacts`. */
  readonly stream: string
  /** The id of a record, which is unique within the stream. */
  readonly idOf: (record: object) => string | undefined
  /** When a record changed, in Unix seconds, where it tells. */
  readonly changedAtOf: (record: object) => number | undefined
  /** What this run does with what is there already. */
  readonly intent: Intent
  /** Intercom's id of the workspace the records are of, where it is known. */
  readonly workspace?: string | undefined
  /** What a record is, for sinks that give its fields places of their own. */
  readonly schema?: Schema.Top | undefined
}

/**
 * A stream being written.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamSink {
  /**
   * Takes records as they came, and what went wrong with others. It may keep them in memory until `commit`.
   *
   * A record it cannot write as it is, since it nests too deeply or a number does not fit its column, must not end the
   * export: the sink notes it with the problems, and answers with those it noted.
   */
  readonly write: (
    records: ReadonlyArray<object>,
    problems: ReadonlyArray<Problem>
  ) => Effect.Effect<ReadonlyArray<DeadLetter> | void, SinkError>
  /**
   * Writes what `write` kept in memory, and answers with those of its records that could not be written. It is asked before
   * each `commit`. Left out by sinks that find out in `write`.
   */
  readonly settle?: Effect.Effect<ReadonlyArray<DeadLetter>, SinkError> | undefined
  /**
   * Marks records as gone, and drops none. It is safe with the next `commit`, as a write is. Left out by sinks that have no
   * place for it.
   */
  readonly remove?: ((tombstones: ReadonlyArray<Tombstone>) => Effect.Effect<void, SinkError>) | undefined
  /**
   * Looks whether what this run wrote is still there, and tells in words what is not. It is asked once, when everything was
   * written, before the last `commit` of a run that came to its end: what was kept for the case that the run is stopped
   * can be let go then. Left out by sinks that cannot look.
   */
  readonly verify?: Effect.Effect<ReadonlyArray<string>, SinkError> | undefined
  /**
   * Makes everything taken so far safe, and answers with what `open` needs to go on from exactly here. It becomes part
   * of the checkpoint, so it is JSON.
   */
  readonly commit: Effect.Effect<unknown, SinkError>
}

/**
 * A sink for any number of streams.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportSink<out R = never> {
  /**
   * For a sink that keeps the checkpoint together with the records: `commit` may leave them in a transaction, which the
   * `save` of this checkpoint ends. No other checkpoint can be used with it.
   */
  readonly checkpoint?: Checkpoint<R> | undefined
  /**
   * Opens a stream. `state` is what a `commit` answered, undefined where there is none; the target's intent tells what of.
   * The report of an earlier run speaks of what was there before, so it is withdrawn.
   */
  readonly open: (target: SinkTarget, state: unknown) => Effect.Effect<StreamSink, SinkError, R | Scope.Scope>
  /**
   * Fails where a state is not of this sink, or where what it counts on is not there any more. This is for streams with
   * nothing left to do, which are not opened: they would be told to be complete. It touches nothing.
   */
  readonly check?: ((target: SinkTarget, state: unknown) => Effect.Effect<void, SinkError, R>) | undefined
  /**
   * What it keeps of the records of a stream, as a text, where it does not keep all: an export does not go on with a sink that
   * keeps something else.
   */
  readonly selectionOf?: ((stream: string) => string | undefined) | undefined
  /**
   * Whether the lists inside records become tables of their own. The streams of such lists, as `conversation_parts`, are
   * refused then: the tables come with `conversations`. `false` when left out.
   */
  readonly listsAreTables?: boolean | undefined
  /** Takes the report of a run that ended, complete or not. */
  readonly finish: (report: ExportReport) => Effect.Effect<void, SinkError, R>
}

/**
 * A sink that commits nothing after a failure, whichever stream it was of: what a failed write left behind is not known,
 * and a database rolls back what other streams wrote too. Everything after it fails with the same error, checkpoints
 * included. It holds for one run: another one makes it anew of the sink itself.
 *
 * An export does this with every sink it is given.
 *
 * @category combinators
 * @since 0.1.0
 */
export const latching = <R>(sink: ExportSink<R>): ExportSink<R> => {
  const { checkpoint } = sink
  let failure: SinkError | undefined
  const latch = (stream: string, cause: Cause.Cause<unknown>) =>
    Effect.sync(() => {
      failure ??= failureOf(stream, cause)
    })
  const guarded = <A, E, R2>(stream: string, effect: Effect.Effect<A, E, R2>): Effect.Effect<A, E | SinkError, R2> =>
    Effect.suspend((): Effect.Effect<A, E | SinkError, R2> =>
      failure === undefined ? Effect.onError(effect, (cause) => latch(stream, cause)) : Effect.fail(failure)
    )
  return {
    ...sink,
    checkpoint: checkpoint && {
      ...checkpoint,
      save: (data) =>
        Effect.suspend(() =>
          failure === undefined
            ? Effect.onError(checkpoint.save(data), (cause) => latch("checkpoint", cause))
            : Effect.fail(new CheckpointError({ location: failure.stream, message: failure.message, cause: failure }))
        )
    },
    open: (target, state) =>
      Effect.map(guarded(target.stream, sink.open(target, state)), ({ commit, remove, settle, verify, write }) => ({
        write: (records, problems) =>
          guarded(
            target.stream,
            // A sink may take its records when it is called.
            Effect.suspend(() => write(records, problems))
          ),
        settle: settle && guarded(target.stream, settle),
        commit: guarded(target.stream, commit),
        remove:
          remove &&
          ((tombstones) =>
            guarded(
              target.stream,
              Effect.suspend(() => remove(tombstones))
            )),
        verify: verify && guarded(target.stream, verify)
      }))
  }
}

const failureOf = (stream: string, cause: Cause.Cause<unknown>): SinkError => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (error instanceof SinkError) return error
  const message = error instanceof CheckpointError ? error.message : "the sink broke off while it wrote; resume"
  return new SinkError({ stream, message, cause: Cause.squash(cause) })
}

/**
 * A sink from a function that is safe when it returns, as one that sends records to a queue.
 *
 * What the function fails with is the `cause` of the {@link SinkError} that the export ends with. The message has its name, and
 * not its words, which may quote what was to be written. A `SinkError` of its own, which says what to do, stays as it is.
 *
 * After an export was killed it may get the records of the last second again: make it upsert by id.
 *
 * ```ts
 * ExportSink.make((stream, records) => Effect.forEach(records, (record) => queue.send(stream, record)))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <R>(
  write: (
    stream: string,
    records: ReadonlyArray<object>,
    problems: ReadonlyArray<Problem>
  ) => Effect.Effect<void, unknown, R>
): ExportSink<R> => ({
  open: ({ stream }) =>
    Effect.contextWith((context: Context.Context<R>) =>
      Effect.succeed({
        write: (records, problems) =>
          write(stream, records, problems).pipe(Effect.mapError(notTaken(stream)), Effect.provideContext(context)),
        commit: Effect.succeed(null)
      })
    ),
  finish: () => Effect.void
})

const notTaken =
  (stream: string) =>
  (cause: unknown): SinkError =>
    cause instanceof SinkError
      ? cause
      : new SinkError({
          stream,
          message: `the records were not taken (${nameOf(cause)}); resume when they can be`,
          cause
        })

const nameOf = (cause: unknown): string => {
  if (Predicate.hasProperty(cause, "_tag") && Predicate.isString(cause._tag)) return cause._tag
  return cause instanceof Error ? cause.name : typeof cause
}
