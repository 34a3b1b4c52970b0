import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { existsSync } from "node:fs"
import { relative } from "node:path"
import { ObjectStore } from "../src/index.ts"

/** The file system of Node, with what is flushed and renamed in its order, below a folder. */
const noting = (folder: string, noted: Array<string>) =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (real) => ({
      ...real,
      open: (path: string, options?: Parameters<typeof real.open>[1]) =>
        Effect.map(
          real.open(path, options),
          (file) =>
            ({
              ...file,
              stat: file.stat,
              seek: (offset, from) => file.seek(offset, from),
              read: (buffer, given) => file.read(buffer, given),
              readAlloc: (size, given) => file.readAlloc(size, given),
              truncate: (length) => file.truncate(length),
              write: (bytes) => file.write(bytes),
              writeAll: (bytes) => file.writeAll(bytes),
              sync: Effect.tap(file.sync, () =>
                Effect.sync(() => noted.push(`sync ${relative(folder, path).replace(/\.[^/]+\.new$/, ".new")}`))
              )
            }) satisfies FileSystem.File
        ),
      rename: (from: string, to: string) =>
        Effect.tap(real.rename(from, to), () => Effect.sync(() => noted.push(`rename ${relative(folder, to)}`)))
    }))
  ).pipe(Layer.provideMerge(NodeServices.layer))

describe("objects in a folder", () => {
  it.live("are safe when they were put: the file first, then its name", () =>
    Effect.gen(function* () {
      const folder = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
      const noted: Array<string> = []
      yield* ObjectStore.ObjectStore.use(({ put }) => put("contacts/1.gz", new Uint8Array(3))).pipe(
        Effect.provide(ObjectStore.layerDirectory(folder).pipe(Layer.provide(noting(folder, noted))))
      )
      assert.deepStrictEqual(noted, ["sync contacts/1.new", "rename contacts/1.gz", "sync contacts", "sync "])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live.skipIf(!existsSync("/proc"))("are refused where no folder can be made", () =>
    Effect.gen(function* () {
      const error = yield* ObjectStore.ObjectStore.use(({ put }) => put("contacts/1.gz", new Uint8Array(3))).pipe(
        Effect.provide(ObjectStore.layerDirectory("/proc/nothing/there").pipe(Layer.provide(NodeServices.layer))),
        Effect.flip
      )
      assert.strictEqual(error._tag, "ObjectStoreError")
    })
  )
})
