/**
 * The command as shells complete it: with the streams of an export, and every operation with the fields of its input.
 *
 * @since 0.1.0
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { operationCommand } from "./commands/call.ts"
import * as ExportFlags from "./ExportFlags.ts"
import * as Registry from "./Registry.ts"
import { every } from "./Streams.ts"

/**
 * Whether the arguments ask for a script of completions. What it lists is loaded for it alone.
 *
 * @category commands
 * @since 0.1.0
 */
export const areAsked = (args: ReadonlyArray<string>): boolean =>
  args.some((arg) => arg === "--completions" || arg.startsWith("--completions="))

/**
 * The commands of which there is more to choose from than help names.
 *
 * @category commands
 * @since 0.1.0
 */
export const commands = Effect.gen(function* () {
  const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const entries = yield* Registry.entries
  const streams = Argument.Literals("stream", [...Export.streamNames, ...Export.innerStreamNames, every]).pipe(
    Argument.variadic()
  )
  return [
    Command.make("export", { streams, ...ExportFlags.flags }).pipe(
      Command.withDescription("Export a workspace to files")
    ),
    Command.make("call").pipe(
      Command.withDescription("Call any operation, JSON in and out"),
      Command.withSubcommands(entries.map((entry) => operationCommand(entry)))
    )
  ] as const
})
