/**
 * `effect-intercom mcp`: the workspace for AI agents, over stdin and stdout or HTTP.
 *
 * @since 0.1.0
 */
import type { IntercomMcp } from "@effect-intercom/mcp"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Connection from "../Connection.ts"
import * as Optional from "../Optional.ts"
import * as Personal from "../Personal.ts"
import { version } from "../PackageVersion.ts"
import { exitCodes, Problem, wrong } from "../Problem.ts"
import { port } from "../WholeNumber.ts"

/** The variable that holds what clients over HTTP bring. */
const secretVariable = "INTERCOM_MCP_SECRET"

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const mcp = Command.make(
  "mcp",
  {
    http: port("http").pipe(
      Flag.withDescription(
        `Serve HTTP at this port on loopback (0: any that is free), to clients that bring ${secretVariable}; without it stdin and stdout`
      ),
      Flag.optional
    ),
    allowWrite: Flag.String("allow-write").pipe(
      Flag.withMetavar("<operations>"),
      Flag.withDescription(
        "Operations that may write, with commas: conversations.reply,tags.tagContact. None when left out"
      ),
      Flag.optional
    ),
    confirm: Flag.Boolean("confirm").pipe(
      Flag.withDescription("Ask the person in front of the client before each write"),
      Flag.withDefault(false)
    ),
    drop: Personal.paths("drop", "Leave these fields out of every answer: contacts.phone, or *.name at any depth"),
    hash: Personal.paths(
      "hash",
      `Answer with keyed hashes of these fields. The key is ${Personal.keyVariable}, or in --hash-key-file`
    ),
    hashKeyFile: Personal.flags.hashKeyFile,
    ...Connection.flags
  },
  Effect.fnUntraced(function* (values) {
    const key = Option.isNone(values.hash) ? undefined : yield* Personal.hashKey(values.hashKeyFile)
    const options: IntercomMcp.McpOptions = {
      allowWrite: Option.match(values.allowWrite, { onNone: () => [], onSome: namesIn }),
      confirm: values.confirm,
      drop: Option.getOrUndefined(values.drop),
      hash: Option.getOrUndefined(values.hash),
      key,
      version
    }
    const serving = Option.isSome(values.http) ? overHttp(values.http.value, options) : overStdio(options)
    yield* serving.pipe(
      Effect.provide(Connection.layer(values)),
      Effect.catchTag("InvalidWrite", ({ message }) =>
        wrong(`--allow-write: ${message}`, "effect-intercom operations lists them all")
      ),
      Effect.catchTag("InvalidPersonalData", ({ message }) =>
        Effect.fail(new Problem({ description: `--drop and --hash: ${message}`, exitCode: exitCodes.usage }))
      ),
      Effect.catchTag("IllegalArgumentError", Effect.die)
    )
  })
).pipe(
  Command.withDescription(
    "Serve the workspace to AI agents (Model Context Protocol): people, companies, conversations, tickets and articles as text, and every other operation that reads. It writes only what is named"
  ),
  Command.withShortDescription("Serve the workspace to AI agents"),
  Command.withExamples([
    { command: "effect-intercom mcp", description: "As clients start it" },
    {
      command: "effect-intercom mcp --allow-write conversations.reply --confirm",
      description: "With replies, each after a yes"
    },
    { command: "effect-intercom mcp --hash '*.email' --drop '*.phone'", description: "Without addresses and numbers" },
    { command: "effect-intercom mcp --http 8765", description: "Over HTTP, on this machine" }
  ])
)

const namesIn = (list: string): ReadonlyArray<string> =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")

const overStdio = Effect.fnUntraced(function* (options: IntercomMcp.McpOptions) {
  const { IntercomMcp } = yield* load(() => import("@effect-intercom/mcp"))
  // The server interrupts who made it when the client closes its stdin, which is how a session ends.
  const fiber = yield* Effect.forkChild(Layer.launch(IntercomMcp.layerStdio(options)))
  const exit = yield* Fiber.await(fiber)
  if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) return yield* Effect.failCause(exit.cause)
})

const overHttp = Effect.fnUntraced(function* (port: number, options: IntercomMcp.McpOptions) {
  const secret = yield* readSecret
  const { serve } = yield* load(() => import("@effect-intercom/mcp/node"))
  const address = yield* serve({ ...options, port, secret }).pipe(
    Effect.catchTag("ServeError", () =>
      wrong(`Port ${port} is taken, or not ours to take`, "Choose another one with --http, or 0 for any that is free")
    )
  )
  yield* Console.error(`serving ${address}, to clients that send Authorization: Bearer with ${secretVariable}`)
  return yield* Effect.never
}, Effect.scoped)

const readSecret = Config.Redacted(secretVariable).pipe(
  Config.withDefault(Redacted.make("")),
  Effect.orElseSucceed(() => Redacted.make("")),
  Effect.flatMap((secret) =>
    /^[\x21-\x7e]{32,512}$/.test(Redacted.value(secret))
      ? Effect.succeed(secret)
      : wrong(
          `${secretVariable} must hold 32 to 512 letters, digits or signs without spaces`,
          `export ${secretVariable}=$(openssl rand -hex 32), and give it to the client`
        )
  )
)

const load = <A>(module: () => Promise<A>): Effect.Effect<A, Problem> =>
  Optional.load(module, "@effect-intercom/mcp", "effect-intercom mcp")
