/**
 * Makes directories.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"

/**
 * Makes a directory with those above it, where it is not there yet.
 *
 * One at a time: Node's own recursive `mkdir` never returns where a directory is there and nothing can be made in it for
 * `ENOENT`, as in `/proc`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  location: string
): Effect.fn.Return<void, PlatformError, FileSystem.FileSystem | Path.Path> {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const parent = path.dirname(location)
  // What is there already fails as well, each system in its own way.
  const makeOne = fileSystem.makeDirectory(location).pipe(
    Effect.catch((error) =>
      fileSystem.stat(location).pipe(
        Effect.mapError(() => error),
        Effect.filterOrFail(
          ({ type }) => type === "Directory",
          () => error
        )
      )
    ),
    Effect.asVoid
  )
  yield* makeOne.pipe(
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound" && parent !== location,
      () => Effect.andThen(make(parent), makeOne)
    )
  )
})
