/**
 * Loaded into a process in front of the command, it makes the package that `WITHOUT_PACKAGE` names be not installed.
 */
import { registerHooks } from "node:module"

const absent = process.env["WITHOUT_PACKAGE"] ?? ""

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== absent && !specifier.startsWith(`${absent}/`)) return nextResolve(specifier, context)
    throw Object.assign(new Error(`Cannot find package '${absent}' imported from ${context.parentURL}`), {
      code: "ERR_MODULE_NOT_FOUND"
    })
  }
})
