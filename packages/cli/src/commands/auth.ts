/**
 * `effect-intercom auth`: logs in to workspaces, and says which one commands talk to.
 *
 * @since 0.1.0
 */
import { type IntercomError, Region } from "@effect-intercom/core"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Prompt from "effect/cli/Prompt"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Connection from "../Connection.ts"
import { exitCodes, Problem } from "../Problem.ts"
import * as Profiles from "../Profiles.ts"
import * as Table from "../Table.ts"
import { type Identity, identify } from "./whoami.ts"

const { tokenFile: _tokenFile, workspace: _workspace, ...place } = Connection.flags

const login = Command.make(
  "login",
  {
    name: Flag.String("name").pipe(
      Flag.withMetavar("<name>"),
      Flag.withDescription("What to call the workspace (what Intercom calls it, in small letters, when left out)"),
      Flag.optional
    ),
    ...place
  },
  Effect.fnUntraced(function* ({ name, ...values }) {
    const { profiles } = yield* Profiles.load
    const given = yield* Connection.surroundings(values)
    const accessToken = yield* Connection.checked(yield* readToken, "that was given")
    const { identity, region } = yield* known({ ...given, accessToken })
    const { id, name: called } = identity.workspace
    const chosen = Option.getOrElse(name, () => nameOf(called ?? id ?? "workspace"))
    const profile: Profiles.Profile = {
      token: Redacted.value(accessToken),
      workspace: { id, name: called },
      ...(region === undefined ? {} : { region }),
      ...(given.version === undefined ? {} : { version: given.version }),
      ...(given.baseUrl === undefined ? {} : { baseUrl: given.baseUrl }),
      ...(given.allowInsecure ? { allowInsecure: true } : {})
    }
    yield* Profiles.save({ current: chosen, profiles: { ...profiles, [chosen]: profile } })
    yield* Console.log(
      `Logged in to ${called ?? "a workspace"} (${id ?? "no id"})${region === undefined ? "" : ` in ${region}`} as ${identity.admin.name ?? identity.admin.id}.\n` +
        `Commands talk to it from now on; elsewhere it is --workspace ${chosen}`
    )
  })
).pipe(
  Command.withDescription(
    "Keep the token of a workspace, once Intercom knows it. It is asked for, or read from stdin; the region is found where none is named"
  ),
  Command.withShortDescription("Keep the token of a workspace"),
  Command.withExamples([
    { command: "effect-intercom auth login", description: "Asks for the token" },
    { command: "effect-intercom auth login --name acme < token.txt", description: "In a script" }
  ])
)

const switchTo = Command.make(
  "switch",
  { name: Argument.String("name").pipe(Argument.withDescription("The workspace to talk to from now on")) },
  Effect.fnUntraced(function* ({ name }) {
    const all = yield* Profiles.load
    yield* Profiles.find(name)
    yield* Profiles.save({ ...all, current: name })
    yield* Console.log(`Commands talk to ${name} from now on`)
  })
).pipe(Command.withDescription("Talk to another workspace from now on"))

const status = Command.make(
  "status",
  { json: Flag.Boolean("json").pipe(Flag.withDescription("Print JSON"), Flag.withDefault(false)) },
  Effect.fnUntraced(function* ({ json }) {
    const { current, profiles } = yield* Profiles.load
    const rows = Object.entries(profiles).map(([name, { region, version, workspace }]) => ({
      name,
      current: name === current,
      workspace: workspace.name,
      id: workspace.id,
      region: region ?? null,
      version: version ?? null
    }))
    if (json) return yield* Console.log(JSON.stringify(rows, null, 2))
    if (rows.length === 0) return yield* Console.log("Nobody logged in. To a workspace: effect-intercom auth login")
    yield* Console.log(
      Table.render(
        ["", "name", "workspace", "id", "region", "version"].map((heading) => ({ heading })),
        rows.map((row) => [
          row.current ? "*" : "",
          row.name,
          row.workspace ?? "",
          row.id ?? "",
          row.region ?? "",
          row.version ?? ""
        ])
      )
    )
  })
).pipe(Command.withDescription("Which workspaces there are, without their tokens; * is the current one"))

const logout = Command.make(
  "logout",
  { name: Argument.String("name").pipe(Argument.withDescription("The workspace whose token is to go")) },
  Effect.fnUntraced(function* ({ name }) {
    const { current, profiles } = yield* Profiles.load
    yield* Profiles.find(name)
    const { [name]: _, ...others } = profiles
    yield* Profiles.save({ current: current === name ? null : current, profiles: others })
    yield* Console.log(`The token of ${name} is gone from this machine. Intercom's Developer Hub revokes it`)
  })
).pipe(Command.withDescription("Forget the token of a workspace"))

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const auth = Command.make("auth").pipe(
  Command.withDescription(
    "Workspaces this machine knows: their tokens are kept in a file that only you may read. INTERCOM_ACCESS_TOKEN and --token-file come before them"
  ),
  Command.withShortDescription("Log in to workspaces, and switch between them"),
  Command.withSubcommands([login, switchTo, status, logout])
)

const readToken = Effect.gen(function* () {
  const stdio = yield* Stdio.Stdio
  const text = (yield* stdio.stdinIsTerminal)
    ? Redacted.value(yield* Prompt.run(Prompt.Hidden({ message: "Access token of the workspace" })))
    : yield* Stream.mkString(Stream.decodeText(stdio.stdin))
  if (text.trim() !== "") return text.trim()
  return yield* new Problem({
    description: "No token was given",
    next: "Paste it when asked, or: effect-intercom auth login < FILE",
    exitCode: exitCodes.usage
  })
})

/** Where no region is named, and nobody else is asked, the token is tried in all: it is known in one. */
const known = Effect.fnUntraced(function* (settings: Connection.Settings) {
  const regions = settings.baseUrl === undefined && settings.region === undefined ? Region.regions : [settings.region]
  let refused: IntercomError | undefined
  for (const region of regions) {
    const asked = yield* Effect.result(
      Effect.provide(identify, yield* Connection.layerOf({ ...settings, region, ...Connection.impatient }))
    )
    if (asked._tag === "Success") return { identity: asked.success satisfies Identity, region }
    if (asked.failure.reason._tag !== "Unauthorized") return yield* asked.failure
    refused = asked.failure
  }
  return yield* refused ?? new Problem({ description: "No region knows the token", exitCode: exitCodes.failure })
})

/** As people can type it: `Acme & Sons` is `acme-sons`. */
const nameOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "") || "workspace"
