/**
 * Files that are there as a whole or not at all.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as SyncedDirectory from "./SyncedDirectory.ts"

/**
 * The ending of a file that is not finished.
 *
 * @category constants
 * @since 0.1.0
 */
export const draftEnding = ".new"

/**
 * Puts a file in its place, or in that of an earlier one: it is written beside it and flushed to the disk first, so that
 * there is a whole one at every moment. A link in its place gives way to the file; what it led to stays as it is.
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
  const write = Effect.scoped(
    Effect.gen(function* () {
      const handle = yield* fileSystem.open(draft, { flag: "wx" })
      yield* handle.writeAll(content)
      yield* handle.sync
    })
  )
  yield* write.pipe(
    Effect.catchIf(
      ({ reason }) => reason._tag === "AlreadyExists",
      // One that was left behind, or a link that would lead elsewhere.
      () => Effect.andThen(fileSystem.remove(draft, { force: true }), write)
    )
  )
  yield* fileSystem.rename(draft, location)
  yield* SyncedDirectory.sync(fileSystem, directory)
})
