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
import process from "node:process"
import { explain } from "./Explain.ts"
import { run } from "./Intercom.ts"

const secrets = [process.env["INTERCOM_ACCESS_TOKEN"]?.trim() ?? ""]

// A reader that has seen enough (`intercom operations | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0)
  process.stderr.write(`intercom: The output cannot be written (${error.code ?? error.message})\n`)
  process.exit(1)
})

// Node announces that its SQLite is new. People who export to it need not know.
process.removeAllListeners("warning")
process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") process.stderr.write(`intercom: warn: ${warning.message}\n`)
})

// The first signal ends the command in good order. The second one ends it at once.
let signals = 0
process.on("SIGINT", () => {
  signals += 1
  if (signals > 1) process.exit(130)
})

run(process.argv.slice(2)).pipe(
  Effect.tapCause((cause) => {
    const { line } = explain(cause, secrets)
    return line === undefined ? Effect.void : Console.error(line)
  }),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) ? 0 : explain(exit.cause).exitCode)
  })
)
