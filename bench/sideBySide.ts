/**
 * The same export with this SDK and with the official client in the loop its README shows: contacts to NDJSON, then
 * conversations, each read whole. Once with nothing going wrong, once with an answer of 500 in the middle of the
 * conversations, once with a connection that is reset there, and once with both.
 *
 *     node bench/sideBySide.ts [--contacts 10000] [--conversations 500] [--latency 50]
 *
 * Every run is a process of its own against a fresh workspace. Lost is what the workspace holds and no file does. Exits
 * with 1 where this SDK lost a record or wrote one twice.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Checkpoint, Export, NdjsonSink } from "@effect-intercom/streams"
import { Effect, Layer } from "effect"
import { IntercomClient as OfficialClient } from "intercom-client"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { open } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { held, received, type Served, withWorkspace, type WorkspaceFault } from "./fakeProcess.ts"

const streams = ["contacts", "conversations"] as const

type Exporter = (served: Served, folder: string) => Promise<void>

const withSdk: Exporter = async ({ token, url }, folder) => {
  await Export.run({
    streams,
    sink: NdjsonSink.directory(folder),
    checkpoint: Checkpoint.file(join(folder, "checkpoint.json"))
  }).pipe(
    Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: url })),
    Effect.provide(Layer.mergeAll(UndiciHttpClient.layer, NodeServices.layer)),
    Effect.runPromise
  )
}

const withOfficial: Exporter = async ({ token, url }, folder) => {
  const client = new OfficialClient({ token, baseUrl: url })
  await using contacts = await open(join(folder, "contacts.ndjson"), "w")
  for await (const contact of await client.contacts.list({ per_page: 150 })) {
    await contacts.write(`${JSON.stringify(contact)}\n`)
  }
  await using conversations = await open(join(folder, "conversations.ndjson"), "w")
  for await (const { id } of await client.conversations.list({ per_page: 150 })) {
    const conversation = await client.conversations.find({ conversation_id: id })
    await conversations.write(`${JSON.stringify(conversation)}\n`)
  }
}

const exporters: Readonly<Record<string, Exporter>> = { "this SDK": withSdk, "intercom-client 7": withOfficial }

interface Outcome {
  readonly seconds: number
  readonly requests: number
  readonly lost: number
  readonly twice: number
  /** How the program ended. */
  readonly end: string
}

const measure = (name: string, options: Parameters<typeof withWorkspace>[0]): Promise<Outcome> =>
  withWorkspace(options, async (served) => {
    const folder = mkdtempSync(join(tmpdir(), "intercom-side-by-side-"))
    try {
      const startedAt = performance.now()
      const child = spawn(process.execPath, [import.meta.filename, "run", name, JSON.stringify(served), folder], {
        stdio: ["ignore", "inherit", "pipe"]
      })
      let said = ""
      child.stderr.on("data", (chunk) => (said += chunk))
      const [code] = await once(child, "close")
      const seconds = (performance.now() - startedAt) / 1000
      const found = await Promise.all(streams.map((stream) => compare(served, folder, stream)))
      return {
        seconds,
        requests: (await received(served)).length,
        lost: found.reduce((sum, { lost }) => sum + lost, 0),
        twice: found.reduce((sum, { twice }) => sum + twice, 0),
        end: code === 0 ? "to the end" : (/^(?:\w*Error: )?(.+)$/m.exec(said)?.[1] ?? `exit ${String(code)}`)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

const compare = async (served: Served, folder: string, stream: (typeof streams)[number]) => {
  const file = join(folder, `${stream}.ndjson`)
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : []
  const ids = new Set(lines.map((line) => String(JSON.parse(line).id)))
  const missing = [...(await held(served, stream))].filter((id) => !ids.has(id))
  return { lost: missing.length, twice: lines.length - ids.size }
}

const compareAll = async (contacts: number, conversations: number, latency: number): Promise<boolean> => {
  const middle = Math.floor(conversations / 2)
  const server: WorkspaceFault = { fault: 500, path: "/conversations/", after: middle - Math.floor(middle / 5) }
  const reset: WorkspaceFault = { fault: "reset", path: "/conversations/", after: middle }
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<WorkspaceFault>]> = [
    ["nothing", []],
    ["one 500", [server]],
    ["one reset", [reset]],
    ["one 500 and one reset", [server, reset]]
  ]
  console.log(`${contacts} contacts and ${conversations} conversations with their parts, ${latency} ms an answer\n`)
  console.log("| what goes wrong | exporter | seconds | requests | records lost | written twice | ended |")
  console.log("|---|---|---|---|---|---|---|")
  let isWhole = true
  for (const [label, faults] of cases) {
    for (const name of Object.keys(exporters)) {
      const outcome = await measure(name, { contacts, conversations, latency, faults })
      const { end, lost, requests, seconds, twice } = outcome
      console.log(`| ${label} | ${name} | ${seconds.toFixed(1)} | ${requests} | ${lost} | ${twice} | ${end} |`)
      if (exporters[name] === withSdk && lost + twice > 0) isWhole = false
    }
  }
  return isWhole
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    contacts: { type: "string", default: "10000" },
    conversations: { type: "string", default: "500" },
    latency: { type: "string", default: "50" }
  }
})

if (positionals[0] === "run") {
  const [, name = "", served = "", folder = ""] = positionals
  await exporters[name]?.(JSON.parse(served), folder).catch((error: unknown) => {
    console.error(error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : error)
    process.exitCode = 1
  })
} else {
  const isWhole = await compareAll(Number(values.contacts), Number(values.conversations), Number(values.latency))
  process.exitCode = isWhole ? 0 : 1
}
