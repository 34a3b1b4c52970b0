/**
 * Runs each program of `examples/` as a user would: with a token and a URL in the environment, here those of a fake
 * workspace that `effect-intercom fake` serves on loopback, and the address of a PostgreSQL. The examples that are tests (`*.test.ts`) run with the other tests.
 */
import { spawn, spawnSync } from "node:child_process"
import { globSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Served, servedBy } from "../started/fake.ts"
import { type Started, startPostgres } from "../started/postgres.ts"

const root = resolve(import.meta.dirname, "../..")
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
let postgres: Started | undefined

let failures = 0
try {
  const database = await startPostgres(warehouse)
  postgres = database
  const workspace = await servedBy(fake)
  for (const program of programs) if (!runs(program, workspace, database)) failures++
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  failures++
} finally {
  fake.kill("SIGTERM")
  await postgres?.stop()
  rmSync(warehouse, { recursive: true, force: true })
}
console.log(`${programs.length} examples, ${failures} failures`)
process.exit(failures === 0 ? 0 : 1)

function runs(program: string, { token, url }: Served, database: Started): boolean {
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
      WAREHOUSE: database.url()
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
