/**
 * Node, Bun and Deno: over `fetch`, and over the layer that is the fastest on Node. Prints what went wrong.
 */
import { FetchHttpClient } from "effect/http"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import process from "node:process"
import { differences } from "./program.ts"

const [, , url = "", token = ""] = process.argv

for (const [name, http] of [
  ["fetch", FetchHttpClient.layer],
  ["UndiciHttpClient", UndiciHttpClient.layer]
] as const) {
  for (const line of await differences({ url, token }, http)) {
    console.log(`${name}: ${line}`)
    process.exitCode = 1
  }
}
