/**
 * Writes `docs/tables.md`, or with `--check` tells whether it is as it would be written.
 *
 *     pnpm tables [--check]
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { render } from "./render.ts"

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } })
const file = fileURLToPath(new URL("../../docs/tables.md", import.meta.url))
const text = render()
if (!values.check) writeFileSync(file, text)
else if (readFileSync(file, "utf8") !== text) {
  console.error("docs/tables.md is not what the tables are; run pnpm tables")
  process.exitCode = 1
}
