/**
 * An MCP server of an Intercom workspace: the tools of `IntercomTools`, over stdin and stdout or HTTP. It reads; what else it may do
 * is named.
 *
 * **When to use**
 *
 * For Claude, Cursor, VS Code and whatever else speaks the Model Context Protocol. `effect-intercom mcp` is this as a command; here it
 * is for servers that have tools of their own beside, or another client of Intercom below.
 *
 * **Details**
 *
 * {@link layerStdio} speaks over the streams of the process, {@link layerHttp} as routes of an `HttpRouter`, and {@link layerTools} puts the
 * tools into a server that is there. All versions of the protocol from 2024-11-05 to 2026-07-28 are spoken. `allowWrite` makes tools of
 * operations that write; with `confirm` the client asks its person before each (elicitation), and nothing is written where it cannot. A tool ends
 * after two minutes at the latest.
 *
 * **Gotchas**
 *
 * - Over stdin and stdout nothing else may be written to stdout: keep logs on stderr.
 * - {@link layerHttp} answers under names of this machine only, until `hosts` says otherwise. It does not choose what it listens on; `serve` of
 *   `@effect-intercom/mcp/node` listens on loopback.
 *
 * **Example** (A session in memory)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { McpProtocol, McpTest } from "effect/ai"
 * import { IntercomMcp } from "@effect-intercom/mcp"
 *
 * const listed = Effect.gen(function* () {
 *   const server = IntercomMcp.layerTools({ allowWrite: ["conversations.reply"] })
 *   const client = yield* McpTest.makeClient(server, { protocols: [McpProtocol.v2025_11_25] })
 *   const { tools } = yield* client.listTools()
 *   return tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name)
 * })
 *
 * yield* Effect.scoped(listed) // => ["conversations_reply"]
 * ```
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Stdio from "effect/Stdio"
import { McpProtocol, McpServer } from "effect/ai"
import { Opened } from "./door/Opened.ts"
import type { PersonalData } from "./door/Personal.ts"
import * as IntercomTools from "./IntercomTools.ts"
import * as IntercomWrites from "./IntercomWrites.ts"
import * as BoundedStdio from "./server/BoundedStdio.ts"
import { confirm } from "./server/Confirmation.ts"
import * as Guard from "./server/Guard.ts"
import { register } from "./server/Registration.ts"
import { aboutMarkers } from "./text/Answer.ts"

/**
 * What a server offers.
 *
 * @category models
 * @since 0.1.0
 */
export interface McpOptions extends PersonalData {
  /** Ids of operations that write and are tools too, as `conversations.reply`. None when left out. */
  readonly allowWrite?: ReadonlyArray<string> | undefined
  /** Whether the person in front of the client is asked before each write. A client that cannot ask then writes nothing. */
  readonly confirm?: boolean | undefined
  /** The version the server tells clients. */
  readonly version?: string | undefined
}

/**
 * What a server over HTTP needs beside.
 *
 * @category models
 * @since 0.1.0
 */
export interface McpHttpOptions extends McpOptions {
  /** What clients bring as `Authorization: Bearer …`. */
  readonly secret: Redacted.Redacted<string>
  /** The path, `/mcp` when left out. */
  readonly path?: HttpRouter.PathInput | undefined
  /** Names of hosts the server is asked by, without ports: those of this machine when left out. */
  readonly hosts?: ReadonlyArray<string> | undefined
}

/**
 * Why a server does not start.
 *
 * @category errors
 * @since 0.1.0
 */
export type McpError = IntercomWrites.InvalidWrite | IntercomTools.InvalidPersonalData

/**
 * The tools in any MCP server of Effect's, beside others.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerTools = (
  options: McpOptions = {}
): Layer.Layer<never, McpError, IntercomClient.IntercomClient | McpServer.McpServer> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const writes = yield* IntercomWrites.make(options.allowWrite ?? [])
      const opened = Layer.succeed(Opened, new Set(writes.operations))
      const reading = IntercomTools.layer(options).pipe(Layer.provide(opened))
      yield* Effect.flatMap(IntercomTools.toolkit, (toolkit) => register(toolkit)).pipe(
        Effect.provideContext(yield* Layer.build(reading))
      )
      yield* Effect.flatMap(writes.toolkit, (toolkit) =>
        register(toolkit, options.confirm === true ? confirm(writes.objection) : undefined)
      ).pipe(Effect.provideContext(yield* Layer.build(writes.layer(options))))
    })
  )

/**
 * A server over stdin and stdout, as clients start it.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerStdio = (
  options: McpOptions = {}
): Layer.Layer<never, McpError | Cause.IllegalArgumentError, IntercomClient.IntercomClient | Stdio.Stdio> =>
  McpServer.layerStdio(settings(options)).pipe(Layer.provide(BoundedStdio.layer))

/**
 * A server as routes of an `HttpRouter`. It answers who brings the secret, under a name of this machine, and no page of a browser.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHttp = (
  options: McpHttpOptions
): Layer.Layer<never, McpError | Cause.IllegalArgumentError, IntercomClient.IntercomClient | HttpRouter.HttpRouter> =>
  Layer.merge(
    Guard.layer({ secret: options.secret, hosts: options.hosts ?? ["127.0.0.1", "localhost", "[::1]"] }),
    McpServer.layerHttp({ ...settings(options), path: options.path ?? "/mcp", allowSessionTermination: true })
  )

const settings = (options: McpOptions) => ({
  name: "intercom",
  version: options.version ?? "0",
  instructions: `Reads an Intercom workspace${(options.allowWrite ?? []).length === 0 ? "" : ", and changes it with the tools that say so"}. ${conventions} ${aboutMarkers}`,
  protocols,
  registrations: layerTools(options)
})

/** Clients that know none of them are offered the first. */
const protocols = [
  McpProtocol.v2025_11_25,
  McpProtocol.v2025_06_18,
  McpProtocol.v2025_03_26,
  McpProtocol.v2024_11_05,
  McpProtocol.v2026_07_28
] as const

const conventions =
  "Dates are ISO 8601 in UTC. Lists show limit records, 10 when left out; a cursor comes from an earlier answer and goes on there, all else being the same."
