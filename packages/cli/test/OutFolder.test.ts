import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import { systemError } from "effect/PlatformError"
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { folder } from "./fakeWorkspace.ts"
import { exitCodes } from "../src/Problem.ts"
import * as OutFolder from "../src/OutFolder.ts"

const refused = (out: string) =>
  Effect.map(Effect.flip(OutFolder.prepare(out)), ({ exitCode, message }) => {
    assert.strictEqual(exitCode, exitCodes.usage)
    return message
  })

/** A folder in which the system refuses to write. The tests may run as a user whom no permissions hold back. */
const refusing = (code: string) =>
  Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (fileSystem) => ({
      ...fileSystem,
      makeTempDirectoryScoped: () =>
        Effect.fail(
          systemError({
            _tag: "Unknown",
            module: "FileSystem",
            method: "makeTempDirectoryScoped",
            cause: Object.assign(new Error(code), { code })
          })
        )
    }))
  ).pipe(Layer.provideMerge(NodeServices.layer))

describe("the folder of an export", () => {
  it.effect("is made, and nothing of the trial is left in it", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "a", "b")
      yield* OutFolder.prepare(out)
      yield* OutFolder.prepare(out)
      assert.deepStrictEqual(readdirSync(out), [])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("that is a file, or below one, is refused with what is in the way", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "file")
      writeFileSync(file, "")
      assert.strictEqual(
        yield* refused(file),
        `The folder ${file} cannot be made (EEXIST: there is a file of that name). Move it away, or choose another with --out`
      )
      assert.match(
        yield* refused(join(file, "below")),
        /cannot be made \(ENOTDIR: a part of the path is a file\)\. Move it/
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  for (const [code, said] of [
    ["EACCES", "(EACCES: you may not). Change the permissions, or whose it is, or choose another with --out"],
    ["EROFS", "(EROFS: the disk is only for reading). Mount it for writing, or choose another with --out"],
    ["EIO", "(EIO). Choose another with --out"]
  ] as const) {
    it.effect(`in which nothing can be written says what is wrong and what to do (${code})`, () =>
      Effect.gen(function* () {
        const out = yield* folder
        assert.strictEqual(yield* refused(out), `Nothing can be written in the folder ${out} ${said}`)
      }).pipe(Effect.provide(refusing(code)))
    )
  }

  // Where the system has it: folders that are there, and in which nobody can make anything.
  if (existsSync("/proc/self")) {
    it.effect("of the system is refused at once", () =>
      Effect.gen(function* () {
        assert.include(yield* refused("/proc/x"), "The folder /proc/x cannot be made (ENOENT)")
        assert.include(yield* refused("/proc"), "Nothing can be written in the folder /proc (")
      }).pipe(Effect.provide(NodeServices.layer))
    )
  }
})
