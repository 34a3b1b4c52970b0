/**
 * An MCP server of an Intercom workspace: the tools of `IntercomTools`, over stdin and stdout or HTTP. It reads; what else it may do
 * is named.
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import type { Privacy } from "@effect-intercom/streams"
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
export type McpError = IntercomWrites.InvalidWrite | Privacy.InvalidPrivacy

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
