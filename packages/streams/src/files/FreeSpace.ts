/**
 * How much room a disk has left.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * Tells the bytes that are free where a directory is; undefined where the runtime or the file system does not tell. A test
 * puts another in its place.
 *
 * @category services
 * @since 0.1.0
 */
export const FreeSpace: Context.Reference<(directory: string) => Effect.Effect<number | undefined>> =
  /*#__PURE__*/ Context.Reference<(directory: string) => Effect.Effect<number | undefined>>(
    "@effect-intercom/streams/FreeSpace",
    { defaultValue: () => ofRuntime }
  )

const ofRuntime = (directory: string): Effect.Effect<number | undefined> =>
  Effect.orElseSucceed(
    Effect.tryPromise(async () => {
      if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return undefined
      const { bavail, bsize } = await process.getBuiltinModule("node:fs").promises.statfs(directory)
      return bavail * bsize
    }),
    () => undefined
  )
