/**
 * Loaded into a process in front of the command, it makes `hyparquet-writer` be not installed.
 */
import { registerHooks } from "node:module"

registerHooks({
  resolve(specifier, context, nextResolve) {
    return nextResolve(specifier === "hyparquet-writer" ? "hyparquet-writer-that-is-nowhere" : specifier, context)
  }
})
