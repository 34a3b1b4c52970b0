import { IntercomMcp } from "@effect-intercom/mcp"
import { Effect } from "effect"
import { McpProtocol, type McpSchema, McpTest } from "effect/ai"
import { textOf } from "./client.ts"

/** The tools as a client in memory sees them, and what a model reads of their answers. */
export const toolsOf = Effect.fnUntraced(function* (
  options: IntercomMcp.McpOptions = {},
  clientCapabilities?: McpSchema.ClientCapabilities
) {
  const client = yield* McpTest.makeClient(IntercomMcp.layerTools(options), {
    protocols: [McpProtocol.v2025_11_25],
    clientCapabilities
  })
  return {
    list: Effect.map(client.listTools(), ({ tools }) => tools),
    call: (name: string, parameters: Readonly<Record<string, unknown>> = {}) =>
      Effect.map(client.callTool({ name, arguments: { ...parameters } }), ({ content, isError }) => ({
        text: textOf(content),
        isError: isError === true
      }))
  }
})

/** The first id of a list. */
export const firstId = (text: string): string | undefined => /^id=(\S+)/m.exec(text)?.[1]
