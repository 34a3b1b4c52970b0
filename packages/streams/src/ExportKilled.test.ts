import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"

const program = fileURLToPath(new URL("../test/exportingProcess.ts", import.meta.url))

/** More of everything on request, as `EXPORT_KILLS=20 EXPORT_CONTACTS=50000 EXPORT_CONVERSATIONS=2000`. */
const amount = (name: string, usual: number) => Number(process.env[name] ?? usual)
const kills = amount("EXPORT_KILLS", 2)
const size = {
  contacts: amount("EXPORT_CONTACTS", 4000),
  conversations: amount("EXPORT_CONVERSATIONS", 300)
}

const streams = ["contacts", "conversations"] as const

/** Runs the export, and kills it some milliseconds after it has begun. Answers with whether it had ended before. */
const runFor = (millis: number, args: ReadonlyArray<string>): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] })
    let timer: ReturnType<typeof setTimeout> | undefined
    child.stdout.once("data", () => {
      if (Number.isFinite(millis)) timer = setTimeout(() => child.kill("SIGKILL"), millis)
    })
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      clearTimeout(timer)
      if (signal === "SIGKILL") resolve(false)
      else if (code === 0) resolve(true)
      else reject(new Error(`the export ended with ${code}`))
    })
  })

const recordsOf = (format: string, directory: string, stream: string): Array<string> => {
  if (format === "sqlite") {
    const database = new DatabaseSync(`${directory}/export.db`, { readOnly: true })
    try {
      return database
        .prepare(`SELECT record FROM ${stream}`)
        .all()
        .map(({ record }) => String(record))
    } finally {
      database.close()
    }
  }
  const bytes = readFileSync(`${directory}/${stream}.${format}`)
  return (format === "ndjson.gz" ? gunzipSync(bytes) : bytes).toString("utf8").split("\n").slice(0, -1)
}

describe("T32: a process that is killed again and again", () => {
  for (const format of ["ndjson", "ndjson.gz", "sqlite"]) {
    it.live(
      `leaves every record once in ${format}`,
      () =>
        Effect.gen(function* () {
          const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
          const { token, url } = yield* FakeIntercom.serve({ ...size, rateLimit: false, latency: "3 millis" })
          const args = [url, token, format, directory]
          let killed = 0
          for (let run = 0; run < kills; run++) {
            const ended = yield* Effect.promise(() => runFor(20 + Math.random() * 400, args))
            if (ended) break
            killed++
          }
          assert.isAbove(killed, 0)
          yield* Effect.promise(() => runFor(Number.POSITIVE_INFINITY, args))
          const counts: Array<string> = []
          for (const stream of streams) {
            const dump = yield* Effect.promise(async () => (await fetch(`${url}/_fake/dump/${stream}`)).text())
            const held = recordsOf(format, directory, stream)
            const expected = dump.split("\n").filter((line) => line !== "")
            assert.strictEqual(held.length, size[stream], `${stream} after ${killed} kills`)
            assert.deepStrictEqual(held.toSorted(), expected.toSorted(), stream)
            counts.push(`${held.length} ${stream}`)
          }
          console.log(`${format}: killed ${killed} times; ${counts.join(", ")}; 0 lost, 0 twice`)
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
      300_000
    )
  }
})
