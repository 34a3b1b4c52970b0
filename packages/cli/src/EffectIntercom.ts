/**
 * The `effect-intercom` command: its subcommands, and how a run of it is printed.
 *
 * @since 0.1.0
 */
import * as CliConfig from "effect/cli/CliConfig"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { api } from "./commands/api.ts"
import { auth } from "./commands/auth.ts"
import { call, flagsOf, forOperation, operationOf, wordsFor } from "./commands/call.ts"
import { forStreams, makeExport } from "./commands/export.ts"
import { fake } from "./commands/fake.ts"
import { mcp } from "./commands/mcp.ts"
import { operations } from "./commands/operations.ts"
import { pull } from "./commands/pull.ts"
import { sync } from "./commands/sync.ts"
import { webhooks } from "./commands/webhooks.ts"
import { whoami } from "./commands/whoami.ts"
import * as Completions from "./Completions.ts"
import * as Help from "./Help.ts"
import * as Log from "./Log.ts"
import { version } from "./PackageVersion.ts"
import * as Registry from "./Registry.ts"
import { corrected } from "./Spelling.ts"

/**
 * The whole command.
 *
 * @category commands
 * @since 0.1.0
 */
export const effectIntercom = Command.make("effect-intercom").pipe(
  Command.withDescription("Intercom from the command line: export a workspace, call any operation, serve a fake one"),
  Command.withSubcommands([makeExport([], []), sync, call, api, auth, whoami, operations, pull, fake, webhooks, mcp])
)

/**
 * Runs the command with the arguments of a process. It prints data to stdout; what went wrong is left in the error for
 * the caller to tell.
 *
 * @category actions
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(
  function* (typed: ReadonlyArray<string>) {
    if (Completions.areAsked(typed)) {
      const complete = Command.make("effect-intercom").pipe(
        Command.withSubcommands([
          ...(yield* Completions.commands),
          sync,
          api,
          auth,
          whoami,
          operations,
          pull,
          fake,
          webhooks,
          mcp
        ])
      )
      return yield* Command.runWith(complete, { version })(typed)
    }
    const named = nameOf(typed)
    if (named !== "call") {
      // None of the other flags has a `_`.
      const args = corrected(
        typed,
        typed.flatMap((arg) => (arg.startsWith("--") ? [nameOfFlag(arg).replaceAll("_", "-")] : []))
      )
      const command =
        named === "export"
          ? Command.make("effect-intercom").pipe(Command.withSubcommands([yield* forStreams]))
          : effectIntercom
      return yield* Command.runWith(command, { version })(args)
    }
    const called = yield* operationOf(typed, yield* Registry.entries)
    if (called === undefined) return yield* Command.runWith(effectIntercom, { version })(typed)
    const words = yield* wordsFor(called.entry, called.args)
    const command = Command.make("effect-intercom").pipe(Command.withSubcommands([forOperation(called.entry, words)]))
    return yield* Command.runWith(command, { version })(corrected(called.args, flagsOf(called.entry)))
  },
  (effect) => Effect.provide(effect, services)
)

const nameOfFlag = (arg: string): string => arg.slice(2).split("=", 1)[0] ?? ""

/** Which command the arguments name. What it knows of operations or streams is loaded for it alone. */
const nameOf = (args: ReadonlyArray<string>): string | undefined =>
  args.find((arg, index) => !arg.startsWith("-") && args[index - 1] !== "--log-level")

const services = Layer.mergeAll(
  CliConfig.layer({
    builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions, GlobalFlag.LogLevel]
  }),
  CliOutput.layerPresenter({
    // A wrong invocation gets one line, printed with all other errors. Help is for those who ask.
    present: (event) => (event._tag === "InvalidInvocation" ? Effect.void : CliOutput.defaultPresenter.present(event))
  }),
  Help.layer,
  Log.layer()
)
