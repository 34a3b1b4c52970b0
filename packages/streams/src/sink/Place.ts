/**
 * The directory an export goes to.
 *
 * @since 0.1.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type { SinkError } from "../ExportSink.ts"
import type { FileError } from "../files/Error.ts"
import * as Folder from "../files/Folder.ts"
import { FreeSpace } from "../files/FreeSpace.ts"
import * as Lock from "../files/Lock.ts"
import * as Failure from "./Failure.ts"

/**
 * Makes a directory where it is not there, and holds it until the scope closes. The first stream of a run to ask for it tells
 * where its disk is nearly full: that is known too late in the middle of an export, although one that breaks off can be gone
 * on with.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hold = Effect.fnUntraced(function* (
  location: string
): Effect.fn.Return<void, FileError | PlatformError, FileSystem.FileSystem | Path.Path | Scope.Scope> {
  yield* Folder.make(location)
  if (yield* Lock.hold("directory", location)) yield* tellFreeSpace(location)
})

/**
 * Ends a run in a directory. One that had nothing left to do has opened nothing, and so not held it: it does now.
 *
 * @category combinators
 * @since 0.1.0
 */
export const endIn = <R>(
  location: string,
  isHeld: boolean,
  end: Effect.Effect<void, SinkError, R>
): Effect.Effect<void, SinkError, R | FileSystem.FileSystem | Path.Path> =>
  isHeld ? end : Effect.scoped(Effect.andThen(Effect.mapError(hold(location), Failure.ofStream("report")), end))

/**
 * Warns where less than a gigabyte is free.
 *
 * @category guards
 * @since 0.1.0
 */
export const tellFreeSpace = Effect.fnUntraced(function* (directory: string) {
  const free = yield* (yield* FreeSpace)(directory)
  if (free === undefined || free >= plenty) return
  const room = ByteSize.format(ByteSize.bytes(free), { system: "decimal", precision: 0 })
  yield* Effect.logWarning(
    `only ${room} are free where ${directory} is; an export that finds the disk full breaks off, and goes on when it is resumed`
  )
})

const plenty = 1_000_000_000
