/**
 * Where an export goes. A sink takes records, and says on request how far everything it took is safe.
 *
 * @since 0.1.0
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Checkpoint } from "./Checkpoint.ts"
import type { Problem } from "./state/Problem.ts"
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
   * another form of sink (`otherForm`), or what it counts on is no longer there (`lost`). Nothing was written then.
   */
  kind: Schema.optional(Schema.Literals(["locked", "otherForm", "lost"])),
  message: Schema.String,
  cause: Schema.optional(Schema.Defect())
}) {}

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
}

/**
 * A stream being written.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamSink {
  /** Takes records as they came, and what went wrong with others. It may keep them in memory until `commit`. */
  readonly write: (records: ReadonlyArray<object>, problems: ReadonlyArray<Problem>) => Effect.Effect<void, SinkError>
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
   * Opens a stream. `state` is what the last `commit` answered: whatever was taken after it is dropped, since it comes
   * again. Without a state the stream starts empty.
   */
  readonly open: (target: SinkTarget, state: unknown) => Effect.Effect<StreamSink, SinkError, R | Scope.Scope>
  /**
   * Fails where a state is not of this sink, or where what it counts on is not there any more. This is for streams with
   * nothing left to do, which are not opened: they would be told to be complete. It touches nothing.
   */
  readonly check?: ((target: SinkTarget, state: unknown) => Effect.Effect<void, SinkError, R>) | undefined
  /** Takes the report of a run that ended, complete or not. */
  readonly finish: (report: ExportReport) => Effect.Effect<void, SinkError, R>
}

/**
 * A sink from a function that is safe when it returns, as one that sends records to a queue.
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
  ) => Effect.Effect<void, SinkError, R>
): ExportSink<R> => ({
  open: ({ stream }) =>
    Effect.contextWith((context: Context.Context<R>) =>
      Effect.succeed({
        write: (records, problems) => Effect.provideContext(write(stream, records, problems), context),
        commit: Effect.succeed(null)
      })
    ),
  finish: () => Effect.void
})
