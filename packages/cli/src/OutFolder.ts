/**
 * The folder of an export, made and tried before anything is read for it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * Makes the folder where it is not there, and fails where nothing can be written in it.
 *
 * It is tried, since permissions do not tell of disks that are full or only for reading.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepare = Effect.fnUntraced(function* (
  folder: string
): Effect.fn.Return<void, Problem, FileSystem.FileSystem | Path.Path> {
  const fileSystem = yield* FileSystem.FileSystem
  const { DirectorySink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  yield* Effect.mapError(DirectorySink.makeFolder(folder), (error) =>
    unusable(`The folder ${folder} cannot be made`, error)
  )
  yield* Effect.scoped(fileSystem.makeTempDirectoryScoped({ directory: folder, prefix: ".intercom-" })).pipe(
    Effect.mapError((error) => unusable(`Nothing can be written in the folder ${folder}`, error))
  )
})

const unusable = (what: string, { reason }: PlatformError): Problem => {
  const code = Predicate.hasProperty(reason.cause, "code") ? String(reason.cause.code) : reason._tag
  const remedy = remedies[code]
  return new Problem({
    description: `${what} (${code}${remedy === undefined ? "" : `: ${remedy.means}`})`,
    next: `${remedy === undefined ? "C" : `${remedy.next}, or c`}hoose another with --out`,
    exitCode: exitCodes.usage
  })
}

interface Remedy {
  readonly means: string
  readonly next: string
}

const notPermitted: Remedy = { means: "you may not", next: "Change the permissions, or whose it is" }

/** What the system's words mean to whoever exports. */
const remedies: Readonly<Record<string, Remedy>> = {
  EACCES: notPermitted,
  EPERM: notPermitted,
  EROFS: { means: "the disk is only for reading", next: "Mount it for writing" },
  ENOSPC: { means: "the disk is full", next: "Make room" },
  EEXIST: { means: "there is a file of that name", next: "Move it away" },
  ENOTDIR: { means: "a part of the path is a file", next: "Move it away" }
}
