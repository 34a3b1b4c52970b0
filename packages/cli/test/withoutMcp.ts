/**
 * Loaded into a process in front of the command, it makes `@effect-intercom/mcp` be not installed.
 */
import { registerHooks } from "node:module"

registerHooks({
  resolve(specifier, context, nextResolve) {
    return nextResolve(
      specifier.startsWith("@effect-intercom/mcp") ? "@effect-intercom/mcp-that-is-nowhere" : specifier,
      context
    )
  }
})
