/**
 * Where a durable export into objects puts them: a store that takes objects as a whole, as S3 and its like do.
 *
 * **Example** (A store of one's own)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { ObjectStore } from "@effect-intercom/sync"
 *
 * const store = Layer.succeed(ObjectStore.ObjectStore, {
 *   put: (name, content) => Effect.log(name, content.length)
 * })
 * ```
 *
 * @since 0.1.0
 */
import { DirectorySink } from "@effect-intercom/streams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { randomUUID } from "node:crypto"

/**
 * The store does not take an object. It is tried again.
 *
 * @category errors
 * @since 0.1.0
 */
export class ObjectStoreError extends Schema.TaggedError<ObjectStoreError>("@effect-intercom/sync/ObjectStoreError")(
  "ObjectStoreError",
  { message: Schema.String, cause: Schema.optional(Schema.Defect()) }
) {}

/**
 * A store of objects. Names are paths with `/`, of letters, digits, `_`, `-` and `.`.
 *
 * @category services
 * @since 0.1.0
 */
export class ObjectStore extends Context.Service<
  ObjectStore,
  {
    /** Puts an object in its place, or in that of an earlier one: as a whole, or not at all. */
    readonly put: (name: string, content: Uint8Array) => Effect.Effect<void, ObjectStoreError>
  }
>()("@effect-intercom/sync/ObjectStore") {}

/**
 * Objects as files in a folder, which is made where there is none.
 *
 * ```ts
 * ObjectStore.layerDirectory("./export")
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerDirectory = (folder: string): Layer.Layer<ObjectStore, never, FileSystem.FileSystem | Path.Path> =>
  Layer.effect(
    ObjectStore,
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      return {
        put: Effect.fnUntraced(
          function* (name, content) {
            const location = path.join(folder, ...name.split("/"))
            yield* DirectorySink.makeFolder(path.dirname(location))
            // Two processes may write the same: each has a draft of its own.
            const draft = `${location}.${randomUUID()}.new`
            yield* Effect.scoped(
              Effect.gen(function* () {
                const handle = yield* fileSystem.open(draft, { flag: "wx" })
                yield* handle.writeAll(content)
                yield* handle.sync
              })
            ).pipe(
              Effect.andThen(fileSystem.rename(draft, location)),
              Effect.onError(() => Effect.ignore(fileSystem.remove(draft, { force: true })))
            )
            // The transaction that follows calls it done: it must not be lost with the power.
            for (const directory of new Set([path.dirname(location), folder])) {
              yield* DirectorySink.syncFolder(fileSystem, directory)
            }
          },
          (effect, name) =>
            effect.pipe(
              Effect.mapError(
                (cause) => new ObjectStoreError({ message: `${name} cannot be written (${cause.reason._tag})`, cause })
              ),
              Effect.provideService(FileSystem.FileSystem, fileSystem),
              Effect.provideService(Path.Path, path)
            )
        )
      }
    })
  )
