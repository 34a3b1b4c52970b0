#!/usr/bin/env node
/**
 * The process: what `effect-intercom` runs.
 *
 * @since 0.1.0
 */
import { enableCompileCache } from "node:module"

// Everything else is loaded behind this line, so that its compiled code is kept for the next start.
enableCompileCache()
await import("./main.ts")
