import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import type { ClientCapabilities } from "@modelcontextprotocol/sdk/types.js"
import { serve } from "@effect-intercom/mcp/node"
import type { IntercomMcp } from "@effect-intercom/mcp"
import { Effect, Predicate, Redacted } from "effect"

/** What clients of the tests bring. */
export const secret = "0123456789abcdef0123456789abcdef"

/** The address of a server on loopback, which goes with the scope. */
export const served = (options: IntercomMcp.McpOptions = {}) => serve({ ...options, secret: Redacted.make(secret) })

/** The official client, connected over HTTP. */
export const connected = Effect.fnUntraced(function* (address: string, capabilities: ClientCapabilities = {}) {
  const client = new Client({ name: "test", version: "1" }, { capabilities })
  const transport = new StreamableHTTPClientTransport(new URL(address), {
    requestInit: { headers: { authorization: `Bearer ${secret}` } }
  })
  // The declarations of the package were not written for exactOptionalPropertyTypes.
  yield* Effect.promise(() => client.connect(transport as Parameters<Client["connect"]>[0]))
  yield* Effect.addFinalizer(() => Effect.promise(() => client.close()))
  return client
})

/** Calls a tool: what a model reads of the answer, and whether it is a failure. */
export const calling = (client: Client, name: string, parameters: Readonly<Record<string, unknown>> = {}) =>
  Effect.map(
    Effect.promise(() => client.callTool({ name, arguments: { ...parameters } })),
    (result) => ({ text: textOf(result.content), isError: result.isError === true, result })
  )

export const textOf = (content: unknown): string =>
  Array.isArray(content)
    ? content.map((block) => (Predicate.hasProperty(block, "text") ? String(block.text) : "")).join("\n")
    : ""
