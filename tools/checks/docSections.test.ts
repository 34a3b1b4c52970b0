/**
 * The modules that users meet first say in their docstring when to use them, how they work, what to beware of, and show it.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./docExamples.ts"

const metFirst: Readonly<Record<string, ReadonlyArray<string>>> = {
  core: ["IntercomClient", "IntercomError", "Operation", "CallOptions", "Retry", "RateLimit", "Version"],
  resources: ["Attributes", "Batching", "Caching", "Search"],
  streams: [
    "IntercomStream",
    "Export",
    "ExportSink",
    "ExportJob",
    "Checkpoint",
    "NdjsonSink",
    "CsvSink",
    "SqliteSink",
    "ParquetSink"
  ],
  mcp: ["IntercomMcp", "IntercomTools", "IntercomWrites"],
  testing: ["FakeIntercom", "IntercomTest", "Faults", "Fixtures", "Recorder"]
}

const parts = [
  /^ \* \*\*When to use\*\*$/m,
  /^ \* \*\*Details\*\*$/m,
  /^ \* \*\*Gotchas\*\*$/m,
  /^ \* \*\*Example\*\* \(\S[^)\n]*\)$/m,
  /^ \* .*\/\/ => /m,
  /^ \* @since /m
]

describe("the docstrings of modules that users meet first", () => {
  for (const [name, modules] of Object.entries(metFirst)) {
    it(`have the sections, and examples with results, in ${name}`, () => {
      for (const module of modules) {
        const text = readFileSync(join(root, `packages/${name}/src/${module}.ts`), "utf8")
        const docstring = /^\/\*\*\n[^]*?\n \*\/\n/.exec(text)?.[0] ?? ""
        const at = parts.map((part) => docstring.search(part))
        assert.isTrue(
          at.every((place) => place >= 0),
          `${name}/${module}: ${parts.filter((_, index) => at[index] === -1).join(", ")}`
        )
        assert.deepStrictEqual(
          at,
          at.toSorted((one, other) => one - other),
          `${name}/${module}: in this order`
        )
      }
    })
  }
})
