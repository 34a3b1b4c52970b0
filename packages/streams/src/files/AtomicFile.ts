/**
 * Files that are there as a whole or not at all.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"

/**
 * The ending of a file that is not finished.
 *
 * @category constants
 * @since 0.1.0
 */
export const draftEnding = ".new"

/**
 * Puts a file in its place, or in that of an earlier one: it is written beside it and flushed to the disk first, so that
 * there is a whole one at every moment.
 *
 * @category constructors
 * @since 0.1.0
 */
export const replace = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  { directory, location }: { readonly directory: string; readonly location: string },
  content: Uint8Array
): Effect.fn.Return<void, PlatformError> {
  const draft = `${location}${draftEnding}`
  yield* Effect.scoped(
    Effect.gen(function* () {
      const handle = yield* fileSystem.open(draft, { flag: "w" })
      yield* handle.writeAll(content)
      yield* handle.sync
    })
  )
  yield* fileSystem.rename(draft, location)
  yield* syncDirectory(fileSystem, directory)
})

/** The new name of a file is safe only with its directory. Where directories cannot be flushed there is no need. */
const syncDirectory = (fileSystem: FileSystem.FileSystem, directory: string): Effect.Effect<void> =>
  Effect.scoped(Effect.flatMap(fileSystem.open(directory, { flag: "r" }), (handle) => handle.sync)).pipe(Effect.ignore)
