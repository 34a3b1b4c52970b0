/**
 * Directories whose names are safe on the disk.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import { codeOf } from "./Error.ts"

/**
 * Flushes a directory to the disk: a new name in it is safe only then. Where directories cannot be flushed there is no need.
 *
 * @category actions
 * @since 0.1.0
 */
export const sync = (fileSystem: FileSystem.FileSystem, directory: string): Effect.Effect<void, PlatformError> =>
  Effect.scoped(Effect.flatMap(fileSystem.open(directory, { flag: "r" }), (handle) => handle.sync)).pipe(
    Effect.catchIf(
      (error) => !diskFailures.has(codeOf(error) ?? ""),
      () => Effect.void
    )
  )

/** What a disk answers that did not keep what it was given. */
const diskFailures = /*#__PURE__*/ new Set(["ENOSPC", "EDQUOT", "EIO"])
