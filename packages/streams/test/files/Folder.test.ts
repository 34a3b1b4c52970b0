import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { systemError } from "effect/PlatformError"
import { statSync, symlinkSync, writeFileSync } from "node:fs"
import * as Folder from "../../src/files/Folder.ts"
import { inDirectory } from "../support/SampleExport.ts"

describe("a folder", () => {
  it.effect("is made with those above it, and stays where it is there", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const location = `${directory}/a/b/c`
        yield* Folder.make(location)
        yield* Folder.make(location)
        assert.isTrue(statSync(location).isDirectory())
        symlinkSync(location, `${directory}/link`)
        yield* Folder.make(`${directory}/link`)
        yield* Folder.make(`${directory}/link/d/`)
        assert.isTrue(statSync(`${location}/d`).isDirectory())
        for (const there of ["/", ".", directory]) yield* Folder.make(there)
      })
    )
  )

  it.effect("is not made where a file is in its place or above it", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        writeFileSync(`${directory}/file`, "")
        assert.strictEqual((yield* Effect.flip(Folder.make(`${directory}/file`))).reason._tag, "AlreadyExists")
        assert.strictEqual((yield* Effect.flip(Folder.make(`${directory}/file/below`))).reason._tag, "BadResource")
      })
    )
  )

  it.effect("that a file system does not make is told, and not asked for again and again", () =>
    Effect.gen(function* () {
      const made: Array<string> = []
      // As /proc does: the directory above is there, and still ENOENT.
      const nothingCanBeMade = FileSystem.layerNoop({
        makeDirectory: (path) =>
          Effect.suspend(() => {
            made.push(path)
            return Effect.fail(systemError({ _tag: "NotFound", module: "FileSystem", method: "makeDirectory" }))
          }),
        stat: (path) =>
          path === "/proc"
            ? Effect.flatMap(FileSystem.FileSystem, ({ stat }) => stat("/")).pipe(Effect.provide(NodeServices.layer))
            : Effect.fail(systemError({ _tag: "NotFound", module: "FileSystem", method: "stat" }))
      })
      const error = yield* Effect.flip(Folder.make("/proc/x")).pipe(Effect.provide([nothingCanBeMade, Path.layer]))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.deepStrictEqual(made, ["/proc/x", "/proc", "/proc/x"])
    })
  )
})
