/**
 * Loaded into a process in front of the command, it makes `@effect-intercom/sync` be not installed.
 */
import { registerHooks } from "node:module"

registerHooks({
  resolve(specifier, context, nextResolve) {
    return nextResolve(specifier === "@effect-intercom/sync" ? "sync-that-is-nowhere" : specifier, context)
  }
})
