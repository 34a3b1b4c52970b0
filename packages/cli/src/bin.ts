#!/usr/bin/env node
/**
 * The process: what `effect-intercom` runs.
 *
 * @since 0.1.0
 */
// As a whole: what an old Node does not have would be a syntax error by its name.
import * as nodeModule from "node:module"
import process from "node:process"
import { refusal } from "./NodeVersion.ts"

const refused = refusal(process.versions)
if (refused === undefined) {
  // Everything else is loaded behind this line, so that its compiled code is kept for the next start.
  nodeModule.enableCompileCache()
  await import("./main.ts")
} else {
  process.stderr.write(`${refused}\n`)
  process.exitCode = 1
}
