/**
 * How far an export has come, kept so that another run can go on from there.
 *
 * **When to use**
 *
 * Give {@link file} to `Export.run` beside a sink that writes files. `SqliteSink` keeps its own in the database; {@link
 * memory} is for tests, and for exports that nobody resumes. Write a {@link Checkpoint} for another place, as a row of
 * a table.
 *
 * **Details**
 *
 * It holds, for each stream, the place in the list, ids that were listed and not read yet, what is owed, what was
 * counted, and the state of the sink; of the whole, API version, host and workspace. It is saved after the sink
 * committed, a second apart at least (`checkpointEvery`). It holds no token.
 *
 * **Gotchas**
 *
 * - It is of one workspace, API version and query. With another one the run fails with `CheckpointMismatch` and reads
 *   nothing.
 * - It counts on the files beside it: moved or shortened files are a `SinkError` of the kind `lost`. Move the directory
 *   as a whole.
 * - A `save` replaces the checkpoint as a whole or not at all. One of your own has to keep to that.
 *
 * **Example** (What changed since the last run)
 *
 * ```ts
 * import { Checkpoint, Export, NdjsonSink } from "@effect-intercom/streams"
 *
 * const nightly = Export.run({
 *   streams: ["contacts"],
 *   sink: NdjsonSink.directory("./export"),
 *   checkpoint: Checkpoint.file("./export/checkpoint.json"),
 *   since: "last"
 * })
 * const first = yield* nightly
 * first.streams.at(0)?.rows // => 12
 * const second = yield* nightly
 * second.complete // => true
 * ```
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as AtomicFile from "./files/AtomicFile.ts"
import { unwritable } from "./files/Error.ts"
import * as Folder from "./files/Folder.ts"
import * as IdFiles from "./ids/IdFiles.ts"
import * as IdMemory from "./ids/IdMemory.ts"
import type { IdStore } from "./ids/IdStore.ts"
import { type CheckpointData, CheckpointError, type CheckpointMismatch, parse } from "./state/CheckpointData.ts"

export { CheckpointData, CheckpointError, CheckpointMismatch, formatVersion } from "./state/CheckpointData.ts"
export type { IdStore, OpenIds } from "./ids/IdStore.ts"
export type { CatchUp, Counters, Position, ShortSegment, StreamState } from "./state/StreamState.ts"

/**
 * A place that keeps one checkpoint. `save` replaces it as a whole or not at all, and returns when it is safe.
 *
 * @category models
 * @since 0.1.0
 */
export interface Checkpoint<out R = never> {
  readonly load: Effect.Effect<Option.Option<CheckpointData>, CheckpointError | CheckpointMismatch, R>
  readonly save: (data: CheckpointData) => Effect.Effect<void, CheckpointError, R>
  /**
   * Keeps the ids of what was delivered, so that another walk through everything tells which are gone. Left out by places
   * that cannot: with them nothing is told to be gone.
   */
  readonly ids?: IdStore<R> | undefined
}

/**
 * Keeps the checkpoint in a JSON file. A new version is written beside it, flushed to the disk and put in its place, so
 * that there is a whole one at every moment. The ids of what was delivered stand in a folder of its name, as
 * `checkpoint.ids`, where streams have any that may go.
 *
 * ```ts
 * Checkpoint.file("./export/checkpoint.json")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (location: string): Checkpoint<FileSystem.FileSystem | Path.Path> => {
  const failWith = (what: string) => (cause: unknown) =>
    new CheckpointError({ location, message: `${location}: ${what}`, cause })
  return {
    load: Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const exists = yield* fileSystem.exists(location)
      if (!exists) return Option.none()
      return Option.some(yield* parse(location, yield* fileSystem.readFileString(location)))
    }).pipe(
      Effect.catchTag("PlatformError", (error) =>
        Effect.fail(failWith("it cannot be read; check the permissions, or begin anew with overwrite: true")(error))
      )
    ),
    save: Effect.fnUntraced(
      function* (data) {
        const fileSystem = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        const directory = path.dirname(location)
        const content = new TextEncoder().encode(`${JSON.stringify(data, null, 2)}\n`)
        const replace = AtomicFile.replace(fileSystem, { directory, location }, content)
        yield* replace.pipe(
          Effect.catchIf(
            ({ reason }) => reason._tag === "NotFound",
            () => Effect.andThen(Folder.make(directory), replace)
          )
        )
      },
      Effect.mapError((error) => failWith(`it ${unwritable(error)}`)(error)),
      Effect.uninterruptible
    ),
    ids: IdFiles.beside(location)
  }
}

/**
 * Keeps the checkpoint in memory, for exports that nobody resumes and for tests.
 *
 * @category constructors
 * @since 0.1.0
 */
export const memory = (initial?: CheckpointData): Checkpoint => {
  let kept = Option.fromUndefinedOr(initial)
  return {
    load: Effect.sync(() => kept),
    save: (data) =>
      Effect.sync(() => {
        kept = Option.some(data)
      }),
    ids: IdMemory.make()
  }
}
