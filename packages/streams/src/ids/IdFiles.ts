/**
 * Ids in files that grow: one for each generation of a stream.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { cannotWrite, type FileError } from "../files/Error.ts"
import * as FileEnd from "../files/FileEnd.ts"
import * as Folder from "../files/Folder.ts"
import * as LineFile from "../files/LineFile.ts"
import * as SyncedDirectory from "../files/SyncedDirectory.ts"
import { CheckpointError } from "../state/CheckpointData.ts"
import { Count } from "../state/Number.ts"
import type { IdLog } from "../state/StreamState.ts"
import * as IdLine from "./IdLine.ts"
import type { IdStore } from "./IdStore.ts"
import * as Missing from "./Missing.ts"

/**
 * Makes a place in a folder beside a checkpoint.
 *
 * Files grow as ids come, and are not sorted.
 *
 * @category constructors
 * @since 0.1.0
 */
export const beside = (checkpoint: string): IdStore<FileSystem.FileSystem | Path.Path> => {
  const folder = `${checkpoint.replace(/\.json$/, "")}.ids`
  const failing = <A, R>(effect: Effect.Effect<A, FileError, R>): Effect.Effect<A, CheckpointError, R> =>
    Effect.mapError(effect, ({ cause, message }) => new CheckpointError({ location: folder, message, cause }))
  const fileOf = (stream: string, { end, generation }: IdLog) =>
    Effect.map(Path.Path, (path) => ({
      directory: folder,
      location: path.join(folder, `${stream}.${generation}.ids`),
      from: isEnd(end) ? end : FileEnd.nothing,
      beyond: "ours" as const,
      gzip: false,
      isOptional: true
    }))
  /** The bytes of a file, as far as it is known. */
  const bytesOf = (stream: string, log: IdLog) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        const file = yield* fileOf(stream, log)
        yield* failing(LineFile.check(fileSystem, file))
        if (file.from.bytes === 0) return Stream.empty
        return fileSystem
          .stream(file.location, { bytesToRead: BigInt(file.from.bytes), chunkSize: 1 << 18 })
          .pipe(
            Stream.mapError((error) => new CheckpointError({ location: folder, message: error.message, cause: error }))
          )
      })
    )
  return {
    open: Effect.fnUntraced(function* (stream, log) {
      const fileSystem = yield* FileSystem.FileSystem
      yield* failing(Effect.mapError(Folder.make(folder), cannotWrite))
      const file = yield* failing(LineFile.open(fileSystem, yield* fileOf(stream, log)))
      const add = Effect.fnUntraced(function* (lines: Iterable<string>) {
        for (const line of lines) {
          file.add(line)
          if (file.isFull()) yield* failing(file.flush)
        }
      })
      return {
        add: (ids) => add(Array.from(ids, IdLine.came)),
        remove: (ids) => add(Array.from(ids, IdLine.went)),
        commit: failing(file.commit)
      }
    }),
    missing: (stream, known, seen) => Missing.find((log) => bytesOf(stream, log), known, seen),
    keepOnly: (stream, generations) =>
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        if (!(yield* fileSystem.exists(folder))) return
        let isChanged = false
        for (const name of yield* fileSystem.readDirectory(folder)) {
          const [, owner, generation] = /^(.+)\.(\d+)\.ids$/.exec(name) ?? []
          if (owner !== stream || generations.includes(Number(generation))) continue
          yield* fileSystem.remove(path.join(folder, name), { force: true })
          isChanged = true
        }
        if (isChanged) yield* SyncedDirectory.sync(fileSystem, folder)
      }).pipe(Effect.mapError(cannotWrite), failing)
  }
}

const isEnd: (end: unknown) => end is FileEnd.FileEnd = /*#__PURE__*/ Schema.is(
  /*#__PURE__*/ Schema.Struct({ bytes: Count, tail: /*#__PURE__*/ Schema.optional(Schema.String) })
)
