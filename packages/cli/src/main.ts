/**
 * Arguments, services and exit code of the process.
 *
 * @since 0.1.0
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { readFileSync } from "node:fs"
import process from "node:process"
import { explain, told } from "./Explain.ts"
import { run } from "./EffectIntercom.ts"
import { keyVariable } from "./Personal.ts"
import { exitCodes, signalCodes } from "./Problem.ts"
import * as Profiles from "./Profiles.ts"

/**
 * The token, the key of hashes, the secret of a server and the password of a database, wherever they come from: an error of any
 * kind may quote them. Looked for when there is something to tell.
 */
const secretsOf = (args: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...["INTERCOM_ACCESS_TOKEN", "INTERCOM_MCP_SECRET", keyVariable, "PGPASSWORD"].map(
    (name) => process.env[name]?.trim() ?? ""
  ),
  ...["--token-file", "--hash-key-file"].map((flag) => contentOf(flag, args)),
  ...addressOf(args),
  ...Profiles.tokens()
]

const valueOf = (flag: string, args: ReadonlyArray<string>): string | undefined => {
  const named = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`))
  return named < 0 ? undefined : args[named]?.slice(flag.length + 1) || args[named + 1]
}

/** The address of a database that a variable holds, and the password in it. */
const addressOf = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const address = process.env[valueOf("--to-env", args) ?? ""]?.trim() ?? ""
  const password = URL.parse(address)?.password ?? ""
  // As it was before it was made fit for an address.
  const plain = new URLSearchParams(`is=${password.replaceAll("+", "%2B")}`).get("is")
  return [address, password, plain ?? ""]
}

const contentOf = (flag: string, args: ReadonlyArray<string>): string => {
  const file = valueOf(flag, args)
  try {
    return file === undefined ? "" : readFileSync(file, "utf8").trim()
  } catch {
    return ""
  }
}

// A reader that has seen enough (`effect-intercom operations | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0)
  process.stderr.write(`effect-intercom: The output cannot be written (${error.code ?? error.message})\n`)
  process.exit(1)
})

// Node announces that its SQLite is new. People who export to it need not know.
process.removeAllListeners("warning")
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") process.stderr.write(`effect-intercom: warn: ${warning.message}\n`)
})

// The first signal ends the command in good order. The second one ends it at once.
let endedBy: keyof typeof signalCodes | undefined
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (endedBy !== undefined) process.exit(signalCodes[signal])
    endedBy = signal
  })
}
// The runtime ends its program at those two; a terminal that closes ends it like the second.
process.on("SIGHUP", () => {
  process.emit("SIGTERM", "SIGTERM")
  endedBy = "SIGHUP"
})

/** What a run that a signal interrupted is told from others by; the exit of an effect does not say which one it was. */
const exitCodeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  const { exitCode } = explain(exit.cause)
  return exitCode === exitCodes.interrupted && endedBy !== undefined ? signalCodes[endedBy] : exitCode
}

run(process.argv.slice(2)).pipe(
  Effect.tapCause((cause) => {
    const args = process.argv.slice(2)
    const line = told(args, cause, secretsOf(args))
    return line === undefined ? Effect.void : Console.error(line)
  }),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(exitCodeOf(exit))
  })
)
