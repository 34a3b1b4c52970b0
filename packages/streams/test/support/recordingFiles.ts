/**
 * The file system of Node that keeps a record of what would be lost if the power failed: what was written and not flushed,
 * and names that were changed in a directory and not flushed.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { basename, dirname } from "node:path"

/** A file took the name of another, lost its own or grew, and what a failure of the power would undo at that moment. */
export interface Moment {
  readonly kind: "rename" | "remove" | "write"
  readonly name: string
  /** Files with bytes that are not on the disk. */
  readonly unwritten: ReadonlyArray<string>
  /** Directories with names that are not on the disk, each with how it was changed. */
  readonly unnamed: ReadonlyArray<string>
}

export interface Recording {
  readonly moments: Array<Moment>
  readonly unwritten: Set<string>
  readonly unnamed: Map<string, ReadonlyArray<string>>
  readonly layer: Layer.Layer<FileSystem.FileSystem>
}

/** Locks say who is writing, and need not outlive a machine that stops. */
const isLock = (file: string): boolean => file.includes("export.lock")

export const make = (): Recording => {
  const moments: Array<Moment> = []
  const unwritten = new Set<string>()
  const unnamed = new Map<string, ReadonlyArray<string>>()
  const told = (kind: Moment["kind"], file: string) => {
    if (isLock(file)) return
    moments.push({
      kind,
      name: basename(file),
      unwritten: [...unwritten].map((path) => basename(path)),
      unnamed: [...unnamed.values()].flat()
    })
  }
  const named = (what: string, file: string) => {
    if (!isLock(file)) {
      const directory = dirname(file)
      unnamed.set(directory, [...(unnamed.get(directory) ?? []), `${what} ${basename(file)}`])
    }
  }
  const layer = Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (real) => ({
      ...real,
      open: (path: string, options?: Parameters<typeof real.open>[1]) =>
        Effect.gen(function* () {
          const isNew = !(yield* real.exists(path))
          const file = yield* real.open(path, options)
          if (isNew && !path.endsWith(".new")) named("made", path)
          return {
            [FileSystem.FileTypeId]: FileSystem.FileTypeId,
            stat: file.stat,
            seek: (offset, from) => file.seek(offset, from),
            read: (buffer, given) => file.read(buffer, given),
            readAlloc: (size, given) => file.readAlloc(size, given),
            truncate: (length) => file.truncate(length),
            write: (bytes) => file.write(bytes),
            writeAll: (bytes) =>
              Effect.andThen(
                Effect.sync(() => {
                  told("write", path)
                  if (!isLock(path)) unwritten.add(path)
                }),
                file.writeAll(bytes)
              ),
            sync: Effect.andThen(
              file.sync,
              Effect.sync(() => {
                unwritten.delete(path)
                unnamed.delete(path)
              })
            )
          } satisfies FileSystem.File
        }),
      rename: (from: string, to: string) =>
        Effect.andThen(
          Effect.sync(() => told("rename", to)),
          Effect.tap(real.rename(from, to), () => Effect.sync(() => named("renamed", to)))
        ),
      remove: (path: string, options?: Parameters<typeof real.remove>[1]) =>
        Effect.gen(function* () {
          const isThere = yield* real.exists(path)
          yield* real.remove(path, options)
          if (!isThere) return
          told("remove", path)
          named("removed", path)
        })
    }))
  ).pipe(Layer.provide(NodeServices.layer))
  return { moments, unwritten, unnamed, layer }
}
