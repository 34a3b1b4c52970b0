/**
 * Runners of a durable export, as processes that can be killed.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { bundled } from "../../../../tools/started/bundled.ts"
import { freePort } from "../../../../tools/started/postgres.ts"
import type { DurableExport } from "../../src/index.ts"

const program = fileURLToPath(new URL("exportRunnerProcess.ts", import.meta.url))

export interface Runner {
  /** What it is called in the database. */
  readonly name: string
  readonly child: ChildProcess
  readonly joined: Promise<void>
  readonly said: ReadonlyArray<string>
}

export interface RunnerOptions {
  readonly fake: { readonly url: string; readonly token: string }
  readonly database: string
  readonly schema: string
  readonly options: Omit<DurableExport.StartOptions, "schema">
  /** Where the others reach it: on this machine, when left out. */
  readonly host?: string
  /** What starts its process. */
  readonly within?: ReadonlyArray<string>
}

export const startRunner = async ({
  database,
  fake,
  host = "127.0.0.1",
  options,
  schema,
  within = []
}: RunnerOptions): Promise<Runner> => {
  const port = await freePort()
  const [command = "", ...args] = [...within, process.execPath, await bundled(program)]
  const child = spawn(
    command,
    [...args, fake.url, fake.token, database, schema, host, String(port), JSON.stringify(options)],
    { stdio: ["ignore", "pipe", "pipe"] }
  )
  const said: Array<string> = []
  child.stderr.on("data", (text) => said.push(String(text)))
  const joined = new Promise<void>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      said.push(line)
      if (line === "joined") resolve()
    })
    child.once("exit", () => resolve())
  })
  return { name: `${host}:${port}`, child, joined, said }
}

export const isAlive = ({ child }: Runner): boolean => child.exitCode === null && child.signalCode === null
