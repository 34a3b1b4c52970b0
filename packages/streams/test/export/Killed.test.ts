import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { recordsIn } from "../support/exportedRecords.ts"

const program = fileURLToPath(new URL("../support/exportingProcess.ts", import.meta.url))

/** More of everything on request: `pnpm test:kills` asks for 20 kills of 50,000 contacts and 2,000 conversations. */
const amount = (name: string, usual: number) => Number(process.env[name] ?? usual)
const kills = amount("EXPORT_KILLS", 2)
const size = {
  contacts: amount("EXPORT_CONTACTS", 4000),
  conversations: amount("EXPORT_CONVERSATIONS", 300)
}
const streams = ["contacts", "conversations"] as const

/** Long enough to be read in spans of time. */
const rows = { contacts: 4000, conversations: 4000, tickets: 4000 }
const inSpans = ["contacts", "conversations", "tickets"] as const

/**
 * A random part of the export each, in order: what is done of each stream counts the same. None is so late that the export
 * may have ended before.
 */
const momentsOfKills = () =>
  Array.from({ length: kills }, () => Math.random() * 0.8).toSorted((one, other) => one - other)

/** The export reads on for some milliseconds after the moment, so that it is killed anywhere between two writes. */
const mostAfterwards = 20

interface Run {
  readonly ended: boolean
  /** The part of the export that it read. What no checkpoint knew of when it was killed is read again. */
  readonly part: number
}

/** Runs the export, and kills it when it has read a part of all there is. */
const runUntil = (
  part: number,
  args: ReadonlyArray<string>,
  sizes: Readonly<Record<string, number>> = size
): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] })
    let timer: ReturnType<typeof setTimeout> | undefined
    let read = 0
    createInterface(child.stdout).on("line", (line) => {
      const [name = "", rows] = line.split(" ")
      const all = sizes[name]
      if (all !== undefined) read += Number(rows) / all / Object.keys(sizes).length
      if (read >= part) timer ??= setTimeout(() => child.kill("SIGKILL"), Math.random() * mostAfterwards)
    })
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      clearTimeout(timer)
      if (signal === "SIGKILL") resolve({ ended: false, part: read })
      else if (code === 0) resolve({ ended: true, part: read })
      else reject(new Error(`the export ended with ${code}`))
    })
  })

describe("T32: a process that is killed again and again", () => {
  for (const format of ["ndjson", "ndjson.gz", "sqlite", "parquet"]) {
    it.live(
      `leaves every record once in ${format}`,
      () =>
        Effect.gen(function* () {
          const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
          const { secret, token, url } = yield* FakeIntercom.serve({ ...size, rateLimit: false, latency: "3 millis" })
          const args = [url, token, format, directory]
          const killedAt: Array<string> = []
          let done = 0
          for (const moment of momentsOfKills()) {
            const { ended, part } = yield* Effect.promise(() => runUntil(Math.max(moment - done, 0), args))
            assert.isFalse(ended, `ended after ${killedAt.length} kills`)
            done += part
            killedAt.push(`${Math.round(done * 100)}`)
          }
          yield* Effect.promise(() => runUntil(Number.POSITIVE_INFINITY, args))

          const counts: Array<string> = []
          let lost = 0
          let twice = 0
          for (const stream of streams) {
            const dump = yield* Effect.promise(async () =>
              (await fetch(`${url}/_fake/dump/${stream}`, { headers: { "x-fake-secret": secret } })).text()
            )
            const held = yield* Effect.promise(() => recordsIn(format, directory, stream))
            const distinct = new Set(held)
            const expected = dump.split("\n").filter((line) => line !== "")
            lost += expected.filter((record) => !distinct.has(record)).length
            twice += held.length - distinct.size
            assert.strictEqual(held.length, size[stream], stream)
            assert.deepStrictEqual(held.toSorted(), expected.toSorted(), stream)
            counts.push(`${held.length} ${stream}`)
          }
          assert.deepStrictEqual([lost, twice], [0, 0])
          console.log(
            `${format}: killed ${killedAt.length} times, at ${killedAt.join(", ")} % read; ` +
              `${counts.join(", ")}; ${lost} lost, ${twice} twice`
          )
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      300_000
    )
  }

  for (const format of ["ndjson", "sqlite"]) {
    it.live(
      `leaves every row of contacts, conversations and tickets once in ${format}, killed within spans of time`,
      () =>
        Effect.gen(function* () {
          const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
          const { token, url } = yield* FakeIntercom.serve({ ...rows, rateLimit: false, latency: "20 millis" })
          const args = [url, token, format, directory, "rows"]
          let done = 0
          let begun = 0
          for (const moment of momentsOfKills()) {
            const { ended, part } = yield* Effect.promise(() => runUntil(Math.max(moment - done, 0), args, rows))
            assert.isFalse(ended, `ended at ${done + part}`)
            done += part
            const cursors = format === "ndjson" ? cursorsIn(`${directory}/checkpoint.json`) : []
            begun = Math.max(begun, ...cursors.map((cursor) => cursor.split('"cursor":"').length - 1))
          }
          yield* Effect.promise(() => runUntil(Number.POSITIVE_INFINITY, args, rows))
          if (format === "ndjson") assert.isAbove(begun, 1, "spans that had begun when it was killed")
          for (const stream of inSpans) {
            const held = yield* Effect.promise(() => recordsIn(format, directory, stream))
            const ids = held.map((record) => String(JSON.parse(record).id))
            assert.deepStrictEqual([ids.length, new Set(ids).size], [rows[stream], rows[stream]], stream)
          }
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      300_000
    )
  }
})

const cursorsIn = (checkpoint: string): ReadonlyArray<string> => {
  if (!existsSync(checkpoint)) return []
  const { streams }: { readonly streams: Record<string, { readonly position: { readonly cursor: string | null } }> } =
    JSON.parse(readFileSync(checkpoint, "utf8"))
  return Object.values(streams).flatMap(({ position }) => position.cursor ?? [])
}
