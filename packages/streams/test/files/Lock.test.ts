import { IntercomClient } from "@effect-intercom/core"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as PlatformError from "effect/PlatformError"
import { TestClock } from "effect/testing"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { createInterface } from "node:readline"
import * as Export from "../../src/Export.ts"
import { SinkError } from "../../src/ExportSink.ts"
import * as Lock from "../../src/files/Lock.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { recordsIn } from "../support/exportedRecords.ts"
import { settled } from "../support/running.ts"
import { assertWhole, inDirectory, now, options, readJson, sample } from "../support/SampleExport.ts"
import { serve } from "../support/SmallWorkspace.ts"
import { startExport } from "../support/startExport.ts"

const exportTo = (directory: string) =>
  Export.run({ ...options(directory), resume: true }).pipe(Effect.provide(serve(sample()).client()))

const lockOf = (directory: string) => `${directory}/export.lock`

const writeLock = (directory: string, holder: unknown, signedAt = now) => {
  writeFileSync(lockOf(directory), typeof holder === "string" ? holder : JSON.stringify(holder))
  utimesSync(lockOf(directory), signedAt, signedAt)
}

const assertRefused = (directory: string) =>
  Effect.map(Effect.flip(exportTo(directory)), (error) => {
    assert.strictEqual(error.reason._tag, "SinkError")
    assert.include(error.message, "another export")
    assert.include(error.message, `delete ${lockOf(directory)}`)
    assert.deepStrictEqual(readdirSync(directory), ["export.lock"])
    return error.message
  })

const assertTakenOver = Effect.fnUntraced(function* (directory: string) {
  yield* exportTo(directory)
  assertWhole(directory, sample(), "taken over")
  assert.isEmpty(readdirSync(directory).filter((file) => file.includes("lock")))
})

/** An export that has begun to read, and never goes on. */
const beginEndless = Effect.fnUntraced(function* (directory: string, more: Partial<Export.RunOptions<never>> = {}) {
  const begun = yield* Deferred.make<void>()
  const server = serve(sample(), ({ path }) =>
    path === "/contacts" ? Effect.andThen(Deferred.succeed(begun, undefined), Effect.never) : Effect.undefined
  )
  const fiber = yield* Effect.forkChild(
    Export.run({ ...options(directory), ...more }).pipe(Effect.provide(server.client()))
  )
  yield* Deferred.await(begun)
  return fiber
})

describe("the lock of a directory", () => {
  it.effect("lets one export of two through, and is gone when it ends", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const begun = yield* Deferred.make<void>()
        const gate = yield* Deferred.make<void>()
        const server = serve(space, ({ path }) =>
          path === "/contacts"
            ? Effect.as(Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(gate)), undefined)
            : Effect.undefined
        )
        const first = yield* Effect.forkChild(Export.run(options(directory)).pipe(Effect.provide(server.client())))
        yield* Deferred.await(begun)
        assert.deepInclude(readJson(lockOf(directory)), { pid: process.pid, host: hostname(), since: now })
        const error = yield* Effect.flip(exportTo(directory))
        assert.include(error.message, `process ${process.pid} on ${hostname()}, since 2026-09-21T`)
        yield* Deferred.succeed(gate, undefined)
        yield* Fiber.join(first)
        assert.isFalse(existsSync(lockOf(directory)))
        assertWhole(directory, space, "the first")
        yield* exportTo(directory)
      })
    )
  )

  it.effect("lets one of two through that begin at the same moment", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const written = yield* Deferred.make<void>()
        const gate = yield* Deferred.make<void>()
        const real = yield* FileSystem.FileSystem
        // It has written its lock, and does not know yet that it holds it.
        const slow: FileSystem.FileSystem = {
          ...real,
          utimes: (...given) =>
            Deferred.succeed(written, undefined).pipe(
              Effect.andThen(Deferred.await(gate)),
              Effect.andThen(real.utimes(...given))
            )
        }
        yield* Effect.addFinalizer(() => Deferred.succeed(gate, undefined))
        const hold = Effect.scoped(Lock.hold("directory", directory))
        const first = yield* Effect.forkChild(Effect.provideService(hold, FileSystem.FileSystem, slow))
        yield* Deferred.await(written)
        const error = yield* Effect.flip(hold)
        assert.strictEqual(error.kind, "locked")
        yield* Deferred.succeed(gate, undefined)
        assert.isTrue(yield* Fiber.join(first))
        assert.isTrue(yield* hold)
        assert.deepStrictEqual(readdirSync(directory), [])
      })
    )
  )

  it.effect("is left where another has taken it over meanwhile", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const other = { pid: 1, host: "another.example", since: now }
        yield* Effect.scoped(
          Effect.andThen(
            Lock.hold("directory", directory),
            Effect.sync(() => writeLock(directory, other))
          )
        )
        assert.deepStrictEqual(readJson(lockOf(directory)), other)
      })
    )
  )

  it.effect("keeps out one that has nothing left to do, too, and its report", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const admins = { ...options(directory), streams: ["admins"] as const }
        yield* Export.run(admins).pipe(Effect.provide(serve(space).client()))
        const fiber = yield* beginEndless(directory, { streams: ["contacts"] })
        const checkpoint = readJson(`${directory}/checkpoint.json`)
        assert.isFalse(existsSync(`${directory}/report.json`))
        const error = yield* Effect.flip(
          Export.run({ ...admins, resume: true }).pipe(Effect.provide(serve(space).client()))
        )
        assert.include(error.message, "another export")
        assert.deepStrictEqual(readJson(`${directory}/checkpoint.json`), checkpoint)
        assert.isFalse(existsSync(`${directory}/report.json`))
        yield* Fiber.interrupt(fiber)
      })
    )
  )

  it.effect("is gone when the export is interrupted", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const fiber = yield* beginEndless(directory)
        assert.isTrue(existsSync(lockOf(directory)))
        yield* Fiber.interrupt(fiber)
        assert.isFalse(existsSync(lockOf(directory)))
      })
    )
  )

  it.effect("that could not be written keeps nobody out", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const real = yield* FileSystem.FileSystem
        const noSpace = PlatformError.systemError({
          _tag: "Unknown",
          module: "FileSystem",
          method: "write",
          pathOrDescriptor: lockOf(directory),
          description: "ENOSPC: no space left on device"
        })
        const full: FileSystem.FileSystem = {
          ...real,
          open: (path, given) =>
            Effect.map(real.open(path, given), (file) =>
              path === lockOf(directory) ? { ...file, writeAll: () => Effect.fail(noSpace) } : file
            )
        }
        const error = yield* Effect.flip(exportTo(directory).pipe(Effect.provideService(FileSystem.FileSystem, full)))
        assert.include(error.message, "cannot be written")
        assert.deepStrictEqual(readdirSync(directory), [])
        yield* assertTakenOver(directory)
      })
    )
  )

  it.effect("of a process on this machine holds as long as the process lives", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
        yield* Effect.promise(() => once(child, "spawn"))
        // It counts that it lives, not when it last gave a sign.
        writeLock(directory, { pid: child.pid, host: hostname(), since: now }, now - 86_400)
        yield* assertRefused(directory)
        child.kill("SIGKILL")
        yield* Effect.promise(() => once(child, "exit"))
        yield* assertTakenOver(directory)
      })
    )
  )

  it.effect("of an earlier process that had this one's number is taken over", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        writeLock(directory, { pid: process.pid, host: hostname(), since: now - 900 })
        yield* assertTakenOver(directory)
      })
    )
  )

  it.effect("of a dead process is left to the one that was faster to take it over", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        writeLock(directory, { pid: process.pid, host: hostname(), since: now - 900 })
        const faster = { pid: 1, host: "another.example", since: now }
        const fileSystem = yield* FileSystem.FileSystem
        // It had looked at the dead lock, and puts it aside when that of another has taken its place.
        const slow = {
          ...fileSystem,
          rename: (from: string, to: string) =>
            Effect.andThen(
              Effect.sync(() => {
                if (from === lockOf(directory)) writeLock(directory, faster)
              }),
              fileSystem.rename(from, to)
            )
        }
        yield* assertRefused(directory).pipe(Effect.provideService(FileSystem.FileSystem, slow))
        assert.deepStrictEqual(readJson(lockOf(directory)), faster)
      })
    )
  )

  it.effect("of another machine holds while it gives signs of life", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        writeLock(directory, { pid: 1, host: "another.example", since: now - 900 }, now - 60)
        assert.include(yield* assertRefused(directory), "process 1 on another.example")
        yield* TestClock.adjust("3 minutes")
        yield* assertTakenOver(directory)
      })
    )
  )

  it.effect("of whom nothing is known holds while it gives signs of life", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (const holder of ["", "not JSON", { pid: null, host: null, since: now }]) {
          writeLock(directory, holder)
          yield* assertRefused(directory)
        }
        writeLock(directory, "", now - 900)
        yield* assertTakenOver(directory)
      })
    )
  )

  it.effect("is signed every twenty seconds", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const fiber = yield* beginEndless(directory)
        const signs: Array<number> = []
        for (let minute = 0; minute < 3; minute++) {
          yield* TestClock.adjust("1 minute")
          signs.push(yield* signOf(directory, now + 60 * minute + 20))
          // The sign can be seen before who gave it waits for the next.
          yield* settled
        }
        assert.isTrue(
          signs.every((sign, minute) => sign >= now + 60 * minute + 20),
          signs.join()
        )
        yield* Fiber.interrupt(fiber)
      })
    )
  )
})

describe("the lock of a database", () => {
  const into = (location: string) => ({ streams: ["contacts"] as const, sink: SqliteSink.file(location), resume: true })

  const assertLocked = (error: Export.ExportError, location: string, pid: number | undefined) => {
    assert.instanceOf(error.reason, SinkError)
    assert.strictEqual(error.reason.kind, "locked")
    assert.include(error.message, `another export (process ${pid} on ${hostname()}, since 20`)
    assert.include(error.message, "writes into this database")
    assert.include(error.message, `delete ${location}.lock`)
  }

  it.effect("lets one export of two through, by whatever name, and is gone when it ends", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const location = `${directory}/export.db`
        const space = sample()
        const begun = yield* Deferred.make<void>()
        const gate = yield* Deferred.make<void>()
        const server = serve(space, ({ path, query }) =>
          path === "/contacts" && query["starting_after"] !== undefined
            ? Effect.as(Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(gate)), undefined)
            : Effect.undefined
        )
        const first = yield* Effect.forkChild(
          Export.run({ ...into(location), checkpointEvery: 0 }).pipe(Effect.provide(server.client()))
        )
        yield* Deferred.await(begun)
        symlinkSync(location, `${directory}/link.db`)
        for (const name of [location, `${directory}/link.db`]) {
          for (const way of [{ resume: true }, { overwrite: true, resume: false }]) {
            const second = Export.run({ ...into(name), ...way }).pipe(Effect.provide(serve(space).client()))
            assertLocked(yield* Effect.flip(second), location, process.pid)
          }
        }
        // Whoever reads does not wait.
        assert.isNotEmpty(yield* Effect.promise(() => recordsIn("sqlite", directory, "contacts")))
        yield* Deferred.succeed(gate, undefined)
        assert.isTrue((yield* Fiber.join(first)).complete)
        assert.sameMembers(readdirSync(directory), ["export.db", "link.db"])
        yield* Export.run({ ...into(location), resume: false, overwrite: true }).pipe(
          Effect.provide(serve(space).client())
        )
      })
    )
  )

  it.live("is taken over when its process was killed", () =>
    Effect.gen(function* () {
      const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
      const location = `${directory}/export.db`
      const { token, url } = yield* FakeIntercom.serve({
        contacts: 2000,
        conversations: 50,
        rateLimit: false,
        latency: "20 millis"
      })
      const child = yield* Effect.promise(() => startExport([url, token, "sqlite", directory]))
      const lines = createInterface(child.stdout)
      // The first line tells that it begins, the second that it has written.
      for (const _ of ["begun", "written"]) yield* Effect.promise(() => once(lines, "line"))
      const client = IntercomClient.layer({ accessToken: token, baseUrl: url }).pipe(
        Layer.provide(FetchHttpClient.layer)
      )
      const next = Export.run(into(location)).pipe(Effect.provide(client))
      assertLocked(yield* Effect.flip(next), location, child.pid)
      child.kill("SIGKILL")
      yield* Effect.promise(() => once(child, "exit"))
      assert.isTrue(existsSync(`${location}.lock`))
      assert.isTrue((yield* next).complete)
      assert.isFalse(existsSync(`${location}.lock`))
      assert.lengthOf(yield* Effect.promise(() => recordsIn("sqlite", directory, "contacts")), 2000)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})

/** The sign in the lock, once it is as late as `least` (Unix seconds): writing it takes real time, which is bounded. */
const signOf = (directory: string, least: number) =>
  Effect.promise(async () => {
    const sign = () => statSync(lockOf(directory)).mtimeMs / 1000
    for (let wait = 0; wait < 12_000 && sign() < least; wait++) await new Promise((resolve) => setTimeout(resolve, 5))
    return sign()
  })
