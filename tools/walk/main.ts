/**
 * A stranger's walk: an empty project for each package, with what its README says to install and nothing else, and every block of code
 * of the README run there, on Node 22, on Node 24 and on Bun. Intercom is the fake workspace of the packed command.
 *
 *     pnpm walk                        makes the tarballs first, as a release would
 *     pnpm walk --tarballs FOLDER      takes those
 *     pnpm walk streams testing        the READMEs of these packages alone
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { chmodSync, copyFileSync, globSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { type Block, blocksOf, commandLines, installed, moduleOf } from "./blocks.ts"
import { must } from "../started/command.ts"
import { servedBy } from "../started/fake.ts"
import { freePort, password } from "../started/postgres.ts"
import { startWarehouse, type Warehouse } from "./warehouse.ts"

/** A connection that waits while a program of the walk runs is closed by the other side before it is used again. */
const alone = { connection: "close" }

const root = resolve(import.meta.dirname, "../..")
const runtimes = join(root, "tools/runtimes")
const work = realpathSync(mkdtempSync(join(tmpdir(), "intercom-walk-")))
// The user of the database has to get there.
chmodSync(work, 0o755)
const { positionals: chosen, values } = parseArgs({ options: { tarballs: { type: "string" } }, allowPositionals: true })
const given = values.tarballs
const tarballs = given === undefined ? join(work, "tarballs") : resolve(given)

const walkers: Readonly<Record<string, ReadonlyArray<string>>> = {
  "Node 22": [join(runtimes, "node_modules/node22/bin/node")],
  "Node 24": [process.execPath],
  Bun: [join(runtimes, "node_modules/.bin/bun"), "run"]
}

let failures = 0
let steps = 0
let fake: ChildProcess | undefined
let warehouse: Warehouse | undefined
try {
  must("npx", ["--yes", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline"], runtimes, { within: 600_000 })
  if (given === undefined)
    must(process.execPath, ["tools/release/main.ts", "--dry-run", "--out", tarballs], root, { within: 600_000 })
  const packages = globSync("*.tgz", { cwd: tarballs })
    .map((file) => basename(file, ".tgz"))
    .toSorted()
  const walked = packages.filter((name) => chosen.length === 0 || chosen.includes(name))
  const project = Object.fromEntries([...new Set(["cli", ...walked])].map((name) => [name, makeProject(name)]))
  const workspace = await startFake(project["cli"] ?? "")
  const database = await startWarehouse(join(work, "warehouse"))
  warehouse = database
  for (const name of walked) await walk(name, project[name] ?? "", workspace, database)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  failures++
} finally {
  fake?.kill("SIGTERM")
  await warehouse?.stop()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${steps} steps, ${failures} failures`)
process.exit(failures === 0 ? 0 : 1)

/** An empty project with what the README says to install. */
function makeProject(name: string): string {
  const project = join(work, name)
  mkdirSync(project)
  const readme = readmeOf(name)
  const local = Object.fromEntries(
    globSync("*.tgz", { cwd: tarballs }).map((file) => [
      `@effect-intercom/${basename(file, ".tgz")}`,
      `file:${join(tarballs, file)}`
    ])
  )
  const npx = /\bnpx (@effect-intercom\/\w+)/.exec(readme)?.[1]
  const wanted = [...installed(readme), ...(npx === undefined ? [] : [npx])]
  // What the tests of testing are about is a program with the other packages.
  if (name === "testing")
    wanted.push(
      "effect",
      "@effect/platform-node",
      ...["core", "resources", "streams"].map((one) => `@effect-intercom/${one}`)
    )
  const dependencies = Object.fromEntries(wanted.map((wish) => [wish, local[wish] ?? "*"]))
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "stranger", private: true, type: "module", dependencies })
  )
  // Until they are published, the packages find each other only through these.
  writeFileSync(
    join(project, "pnpm-workspace.yaml"),
    JSON.stringify({ packages: ["."], overrides: local, strictDepBuilds: false })
  )
  must("npx", ["--yes", "pnpm@12", "install", "--no-frozen-lockfile", "--prefer-offline"], project, { within: 600_000 })
  copyFileSync(join(import.meta.dirname, "reader.ts"), join(project, "reader.ts"))
  return project
}

function readmeOf(name: string): string {
  const { status, stdout } = spawnSync("tar", ["-xzOf", join(tarballs, `${name}.tgz`), "package/README.md"], {
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(`${name}: the tarball has no README`)
  return stdout
}

type Workspace = Readonly<Record<string, string>>

/** Serves the workspace of the walk with the packed command. Answers with the environment its readers have. */
async function startFake(project: string): Promise<Workspace> {
  const seeds = ["--port", "0", "--contacts", "300", "--companies", "20", "--conversations", "20", "--seed", "1"]
  const child = spawn(join(project, "node_modules/.bin/effect-intercom"), ["fake", ...seeds], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  fake = child
  const { secret, token, url } = await servedBy(child)
  const headers = { authorization: `Bearer ${token}`, ...alone }
  const list: { readonly data: ReadonlyArray<{ readonly id: string }> } = await (
    await fetch(`${url}/contacts`, { headers })
  ).json()
  return {
    INTERCOM_ACCESS_TOKEN: token,
    INTERCOM_BASE_URL: url,
    WALK_SECRET: secret,
    WALK_CONTACT: list.data[0]?.id ?? ""
  }
}

/** Makes the workspace as it was. */
async function reset({ INTERCOM_BASE_URL: url, WALK_SECRET: secret = "" }: Workspace): Promise<void> {
  const { ok } = await fetch(`${url}/_fake/reset`, { method: "POST", headers: { "x-fake-secret": secret, ...alone } })
  if (!ok) throw new Error("the fake workspace was not reset")
}

async function walk(name: string, project: string, workspace: Workspace, database: Warehouse): Promise<void> {
  const blocks = blocksOf(readmeOf(name))
  // The blocks of testing are parts of tests, which stand whole in the examples; a test holds them against each other.
  if (name === "testing") return walkTests(project)
  for (const [walker, command] of Object.entries(walkers)) {
    // Node runs a file with tests as it is.
    const testCommand = walker === "Bun" ? [command[0] ?? "", "test"] : command
    for (const block of blocks.filter(({ language }) => language === "ts" || language === "js")) {
      const isTest = block.code.includes('from "node:test"')
      const file = join(project, `line-${block.line}${isTest ? ".test" : ""}.${block.language === "js" ? "cjs" : "ts"}`)
      writeFileSync(file, await database.into(moduleOf(block)))
      const folder = join(project, `${walker}-${block.line}`)
      mkdirSync(folder)
      // A scroll that the block before left open would be waited for.
      await reset(workspace)
      step(
        `${name}, line ${block.line}, on ${walker}`,
        isTest ? [...testCommand, file] : [...command, file],
        folder,
        workspace
      )
    }
  }
  for (const [walker, [node = ""]] of Object.entries(walkers)) {
    // The command is for Node, and says so elsewhere.
    if (name !== "cli" || walker === "Bun") continue
    await reset(workspace)
    for (const block of blocks.filter(({ language }) => language === "sh"))
      await walkCommands(project, walker, node, block, workspace, database)
  }
}

/** The lines of a block, one after the other in one folder. What listens does so until the block ends, on a port that is free. */
async function walkCommands(
  project: string,
  walker: string,
  node: string,
  block: Block,
  workspace: Workspace,
  database: Warehouse
): Promise<void> {
  const folder = join(project, `${walker}-${block.line}`)
  mkdirSync(folder)
  const bin = join(folder, "bin")
  mkdirSync(bin)
  const program = join(project, "node_modules/@effect-intercom/cli/dist/bin.js")
  writeFileSync(join(bin, "effect-intercom"), `#!/bin/sh\nexec ${node} ${program} "$@"\n`, { mode: 0o755 })
  // Somebody else's: it keeps what comes, and tells the states that it is through with.
  writeFileSync(join(bin, "target-postgres"), `#!/bin/sh\nexec sed -n 's/.*"type":"STATE","value"://;T;s/}$//;p'\n`, {
    mode: 0o755
  })
  const port = await freePort()
  const env = {
    ...workspace,
    INTERCOM_CLIENT_SECRET: "a client secret",
    PGPASSWORD: password,
    XDG_CONFIG_HOME: folder,
    PATH: `${bin}:${process.env["PATH"] ?? ""}`
  }
  const listening: Array<ChildProcess> = []
  for (const line of commandLines(await database.into(block.code, true))) {
    // The workspace is in the environment already; what serves or follows one does not end; cron and DuckDB are other people's.
    if (/^export |effect-intercom (?:fake|sync)|^(?:duckdb|psql|npm) |^[\d*]+ \*/.test(line)) continue
    const command = line
      .replace(/^npx @effect-intercom\/cli/, "effect-intercom")
      .replace(/--port \d+/, `--port ${port}`)
      .replace(/localhost:\d+/, `localhost:${port}`)
    if (line.startsWith("effect-intercom webhooks listen")) {
      listening.push(spawn("bash", ["-c", `exec ${command}`], { cwd: folder, env: { ...process.env, ...env } }))
      await answering(port)
      continue
    }
    const answer = /\b[0-9a-f]{24}\b/.test(line) ? "404 not_found" : undefined
    step(`${line}, on ${walker}`, ["bash", "-c", command], folder, env, answer)
  }
  for (const child of listening) {
    const ended = new Promise((resolve) => void child.once("exit", resolve))
    child.kill("SIGTERM")
    await ended
  }
}

/** Until something listens there, or half a minute has passed. */
async function answering(port: number): Promise<void> {
  const until = Date.now() + 30_000
  while (Date.now() < until) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1")
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false))
      socket.once("connect", () => socket.destroy())
    })
    if (isThere) return
    await new Promise((resolve) => void setTimeout(resolve, 50))
  }
  throw new Error(`nothing listened on port ${port}`)
}

function walkTests(project: string): void {
  for (const file of globSync("examples/testing/*.ts", { cwd: root }))
    copyFileSync(join(root, file), join(project, basename(file)))
  for (const walker of ["Node 22", "Node 24"]) {
    step(`testing, on ${walker}`, [walkers[walker]?.[0] ?? "", "node_modules/vitest/vitest.mjs", "run"], project, {})
  }
}

/** One thing a reader does. `answer` is an error that says what it should: that a sample's id is nobody's. */
function step(
  what: string,
  [command = "", ...args]: ReadonlyArray<string>,
  cwd: string,
  env: Workspace,
  answer?: string
): void {
  steps++
  const startedAt = performance.now()
  const { signal, status, stderr, stdout } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: 180_000,
    env: { ...process.env, ...env }
  })
  if (status === 0 || (answer !== undefined && `${stdout}${stderr}`.includes(answer)))
    return console.log(`ok    ${what} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
  failures++
  console.error(`FAIL  ${what} (${signal ?? `exit ${status}`})\n${stdout}${stderr}`)
}
