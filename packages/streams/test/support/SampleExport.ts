/**
 * A small workspace, and what is needed to export it into a directory and look at what came of it.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { TestClock } from "effect/testing"
import { existsSync, readFileSync } from "node:fs"
import { Checkpoint, NdjsonSink } from "../../src/index.ts"
import { conversation, row, type Row, rows, workspace } from "./SmallWorkspace.ts"

export const now = 1_790_000_000

export const sample = () =>
  workspace({
    contacts: rows(400, (index) => row(`c${index}`, now - 100_000 + index)),
    companies: rows(250, (index) => row(`k${index}`, now - 90_000 - index)),
    conversations: rows(30, (index) => conversation(String(90 + index), now - 80_000 + index, 3)),
    admins: [{ type: "admin", id: "1" }, null, { type: "admin", id: "2" }]
  })

export const streams = ["contacts", "companies", "conversations", "admins"] as const

export const options = (directory: string) => ({
  streams,
  sink: NdjsonSink.directory(directory),
  checkpoint: Checkpoint.file(`${directory}/checkpoint.json`),
  checkpointEvery: 0,
  concurrency: 5
})

export const lines = (directory: string, stream: string): Array<Row> =>
  readFileSync(`${directory}/${stream}.ndjson`, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row)

/** Every record of the workspace stands in its file, whole and once. */
export const assertWhole = (directory: string, space: ReturnType<typeof sample>, message: string) => {
  for (const stream of streams) {
    const all = space[stream].filter((record) => record !== null) as Array<Row>
    const byId = (one: Row, other: Row) => one.id.localeCompare(other.id)
    assert.deepStrictEqual(lines(directory, stream).toSorted(byId), all.toSorted(byId), `${message}: ${stream}`)
  }
}

/** A directory in memory, where there is one: a test that waits for the disk tells nothing more. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : undefined

export const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now * 1000)
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({ directory: memory }))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

export const readJson = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, "utf8"))
