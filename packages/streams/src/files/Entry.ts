/**
 * What stands where a file of an export is, or would go.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import { cannotWrite, type FileError, occupied } from "./Error.ts"

/**
 * A file that is there.
 *
 * @category models
 * @since 0.1.0
 */
export interface Entry {
  readonly bytes: number
}

/**
 * Looks for a file; undefined where nothing is. A link is refused, since what it leads to lies elsewhere and is somebody's;
 * so is anything that is no file.
 *
 * @category conversions
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  location: string
): Effect.fn.Return<Entry | undefined, FileError> {
  const info = yield* fileSystem.lstat(location).pipe(
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound",
      () => Effect.undefined
    ),
    Effect.mapError(cannotWrite)
  )
  if (info === undefined) return undefined
  if (info.type === "SymbolicLink") return yield* occupied(`${location} is a link`)
  if (info.type !== "File") return yield* occupied(`${location} is no file`)
  return { bytes: Number(info.size) }
})

/**
 * Fails where a file is that holds anything.
 *
 * @category guards
 * @since 0.1.0
 */
export const requireNone = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  location: string
): Effect.fn.Return<void, FileError> {
  const found = yield* find(fileSystem, location)
  if (found !== undefined && found.bytes > 0) return yield* occupied(`${location} is there`)
})

/**
 * Removes a file, where it is there.
 *
 * @category actions
 * @since 0.1.0
 */
export const remove = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  location: string
): Effect.fn.Return<void, FileError> {
  if ((yield* find(fileSystem, location)) === undefined) return
  yield* Effect.mapError(fileSystem.remove(location, { force: true }), cannotWrite)
})
