/**
 * Runs the packages, as they are published, on every runtime they are for: the same calls against a fake workspace on
 * loopback. And the command on those it is not for, where it has to say so.
 *
 *     pnpm runtimes
 *
 * Installs the runtimes into this folder first; the browser is the machine's `chromium`. One line for each.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Duration, Effect, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { spawnSync } from "node:child_process"
import { mkdtempSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { servePage } from "./browser.ts"
import type { Settings } from "./entries/program.ts"
import { bundle, makeProject } from "./project.ts"

const modules = join(import.meta.dirname, "node_modules")

const commands = {
  node20: [join(modules, "node20/bin/node")],
  node22: [join(modules, "node22/bin/node")],
  node24: [process.execPath],
  bun: [join(modules, ".bin/bun")],
  deno: [join(modules, ".bin/deno"), "run", "--allow-all", "--node-modules-dir=manual", "--no-lock", "--cached-only"],
  workerd: [join(modules, ".bin/workerd")],
  chromium: ["chromium"]
} satisfies Record<string, ReadonlyArray<string>>

/** What `entries/program.ts` counts on. */
const workspace = {
  seed: 1,
  contacts: 320,
  companies: 130,
  faults: Faults.script([{ when: ({ path }) => path === "/admins", fault: "stalled" }])
}

/** A process to its end: its exit code, and what it wrote. */
const run = (command: ReadonlyArray<string>, options: ChildProcess.CommandOptions = {}) =>
  Effect.gen(function* () {
    const [program = "", ...args] = command
    const child = yield* ChildProcess.make(program, args, { stdin: "ignore", ...options })
    const [output, exitCode] = yield* Effect.all([Stream.mkString(Stream.decodeText(child.all)), child.exitCode], {
      concurrency: 2
    })
    return { exitCode: Number(exitCode), output: output.trimEnd() }
  }).pipe(Effect.scoped)

const linesOf = (output: string): ReadonlyArray<string> => output.split("\n").filter((line) => line !== "")

/** What a process has to say that ends with 0 only where all went well. */
const saidBy = (command: ReadonlyArray<string>, options?: ChildProcess.CommandOptions) =>
  Effect.map(run(command, options), ({ exitCode, output }) =>
    exitCode === 0 ? [] : [`exit ${exitCode}`, ...linesOf(output)]
  )

const onProcess =
  (command: ReadonlyArray<string>) =>
  (project: string, { token, url }: Settings) =>
    saidBy([...command, join(project, "process.ts"), url, token], { cwd: project })

/** Runs the test of a worker, with some bindings. */
const inWorkerd = (project: string, entry: string, bindings: string) =>
  Effect.gen(function* () {
    const folder = mkdtempSync(join(project, "workerd-"))
    writeFileSync(join(folder, "worker.js"), yield* bundle(project, entry))
    writeFileSync(
      join(folder, "config.capnp"),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-01",
      bindings = [${bindings}]
    )),
    (name = "internet", network = (allow = ["private"]))
  ]
);
`
    )
    return yield* saidBy([...commands.workerd, "test", join(folder, "config.capnp")], { cwd: folder })
  })

const onWorkerd = (project: string, { token, url }: Settings) =>
  inWorkerd(
    project,
    "worker.ts",
    `(name = "url", text = ${JSON.stringify(url)}), (name = "token", text = ${JSON.stringify(token)})`
  )

/** Programs that receive webhooks, and send them to themselves. */
const receiving = (command: ReadonlyArray<string>, entry: string) => (project: string) =>
  saidBy([...command, join(project, entry)], { cwd: project })

const onChromium = (project: string, settings: Settings) =>
  Effect.gen(function* () {
    const page = yield* servePage(yield* bundle(project, "page.ts"), settings)
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    const profile = `--user-data-dir=${join(project, "profile")}`
    const browser = Effect.map(run([...commands.chromium, ...flags, profile, page.url]), ({ exitCode, output }) => [
      `it ended with ${exitCode} before the page had reported`,
      ...linesOf(output)
    ])
    return yield* Effect.raceFirst(page.report, browser)
  }).pipe(Effect.scoped)

/** The command is for Node. Elsewhere it says which, in one line. */
const refusing = (command: ReadonlyArray<string>) => (project: string) =>
  Effect.map(
    run([...command, join(project, "node_modules/@effect-intercom/cli/dist/bin.js"), "--version"], { cwd: project }),
    ({ exitCode, output }) => {
      const isOneLine = /^effect-intercom: .*needs Node 22\.19 or later.*$/.test(output)
      return exitCode === 1 && isOneLine ? [] : [`exit ${exitCode}`, ...linesOf(output)]
    }
  )

const subjects = [
  { name: "Node 22", command: commands.node22, run: onProcess(commands.node22) },
  { name: "Node 24", command: commands.node24, run: onProcess(commands.node24) },
  { name: "Bun", command: commands.bun, run: onProcess(commands.bun) },
  { name: "Deno", command: commands.deno, run: onProcess(commands.deno) },
  { name: "workerd", command: commands.workerd, run: onWorkerd },
  { name: "Chromium", command: commands.chromium, run: onChromium },
  {
    name: "webhooks in Express and Hono",
    command: commands.node24,
    run: receiving(commands.node24, "webhooksOnNode.ts")
  },
  { name: "webhooks in Bun.serve", command: commands.bun, run: receiving(commands.bun, "webhooksOnBun.ts") },
  {
    name: "webhooks in workerd",
    command: commands.workerd,
    run: (project: string) => inWorkerd(project, "webhooksOnWorkerd.ts", '(name = "self", service = "main")')
  },
  { name: "the command on Node 20", command: commands.node20, run: refusing(commands.node20) },
  { name: "the command on Deno", command: commands.deno, run: refusing(commands.deno) }
] as const

/** Runs one of them against a workspace of its own, and prints its line. Answers with whether all went well. */
const attempt = ({ command, name, run }: (typeof subjects)[number], project: string) =>
  Effect.gen(function* () {
    if (spawnSync(command[0] ?? "", ["--version"], { stdio: "ignore" }).error !== undefined) {
      // The browser is the machine's; the others have just been installed.
      console.log(`skip  ${name}: ${command[0]} is not installed`)
      return name === "Chromium"
    }
    const [duration, differences] = yield* FakeIntercom.serve(workspace).pipe(
      Effect.flatMap((settings) => run(project, settings)),
      Effect.scoped,
      Effect.timeoutOrElse({
        duration: "60 seconds",
        orElse: () => Effect.succeed(["it did not end within a minute"])
      }),
      Effect.timed
    )
    const isWell = differences.length === 0
    console.log(`${isWell ? "ok  " : "FAIL"}  ${name} (${secondsOf(duration)})`)
    for (const line of differences) console.log(`      | ${line}`)
    return isWell
  })

const secondsOf = (duration: Duration.Duration) => `${Duration.toSeconds(duration).toFixed(1)} s`

const main = Effect.gen(function* () {
  const install = ["npx", "--yes", "pnpm@12", "install", "--frozen-lockfile"]
  const [installing, problems] = yield* Effect.timed(saidBy(install, { cwd: import.meta.dirname }))
  for (const line of problems) console.error(line)
  if (problems.length > 0) return false
  console.log(`      runtimes installed (${secondsOf(installing)})`)
  const [building, project] = yield* Effect.timed(makeProject)
  console.log(`      packages built (${secondsOf(building)})`)
  const outcomes = yield* Effect.forEach(subjects, (subject) => attempt(subject, project))
  return outcomes.every((isWell) => isWell)
}).pipe(Effect.scoped, Effect.timed, Effect.provide(NodeServices.layer))

const [duration, isWell] = await Effect.runPromise(main)
console.log(`      ${subjects.length} runtimes (${secondsOf(duration)})`)
process.exit(isWell ? 0 : 1)
