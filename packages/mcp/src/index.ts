/**
 * An Intercom workspace for models: tools, and an MCP server of them.
 *
 * @since 0.1.0
 */
export * as IntercomMcp from "./IntercomMcp.ts"
export * as IntercomTools from "./IntercomTools.ts"
export * as IntercomWrites from "./IntercomWrites.ts"
