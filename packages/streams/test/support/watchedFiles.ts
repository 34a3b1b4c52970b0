/**
 * The file system of Node with a hook that is called before anything is changed: what is there then is what a process
 * leaves that is killed at this moment.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"

export const layer = (before: (change: string) => void): Layer.Layer<FileSystem.FileSystem> =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (real) => {
      const told = <A, E, R>(change: string, effect: Effect.Effect<A, E, R>) =>
        Effect.suspend(() => {
          before(change)
          return effect
        })
      return {
        ...real,
        open: (path, options) =>
          Effect.map(
            options?.flag === "r" ? real.open(path, options) : told(`open ${path}`, real.open(path, options)),
            (file): FileSystem.File => ({
              [FileSystem.FileTypeId]: FileSystem.FileTypeId,
              stat: file.stat,
              seek: (offset, from) => file.seek(offset, from),
              read: (buffer, given) => file.read(buffer, given),
              readAlloc: (size, given) => file.readAlloc(size, given),
              truncate: (length) => told(`truncate ${path}`, file.truncate(length)),
              write: (bytes) => told(`write ${path}`, file.write(bytes)),
              writeAll: (bytes) => told(`write ${path}`, file.writeAll(bytes)),
              sync: file.sync
            })
          ),
        rename: (from, to) => told(`rename ${to}`, real.rename(from, to)),
        remove: (path, options) => told(`remove ${path}`, real.remove(path, options)),
        truncate: (path, length) => told(`truncate ${path}`, real.truncate(path, length)),
        makeDirectory: (path, options) => told(`make ${path}`, real.makeDirectory(path, options))
      } satisfies FileSystem.FileSystem
    })
  ).pipe(Layer.provide(NodeServices.layer))
