import { assert, describe, it } from "@effect/vitest"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { printPublicModules } from "./emit/publicModules.ts"
import { complete, incomplete } from "./output.ts"

const modules = printPublicModules({
  versions: ["2.7"],
  known: { all: ["2.7"], latestStable: "2.7" },
  resources: [{ name: "Boats", summary: "What floats.", operations: [] }],
  responses: new Map(),
  requests: new Map(),
  surprises: new Map(),
  searchTables: []
}).map((module) => ({ ...module, path: module.path.replace("packages/resources/src/", "") }))

describe("the public module of a resource", () => {
  it("is written where it is missing, is never overwritten, and must show what is generated", async () => {
    const folder = await mkdtemp(join(tmpdir(), "public-modules-"))
    try {
      const missing = ["Boats.ts: is missing", "operations.ts: is missing"]
      assert.deepStrictEqual(await incomplete(modules, folder), missing)
      assert.strictEqual(await complete(modules, folder), 2)
      assert.deepStrictEqual(await incomplete(modules, folder), [])
      const boats = join(folder, "Boats.ts")
      const text = await readFile(boats, "utf8")
      assert.strictEqual(text, '/**\n * What floats.\n *\n * @since 0.1.0\n */\nexport * from "./generated/Boats.ts"\n')

      await writeFile(boats, `${text}export const sink = 1\n`)
      assert.strictEqual(await complete(modules, folder), 0)
      assert.include(await readFile(boats, "utf8"), "sink")
      assert.deepStrictEqual(await incomplete(modules, folder), [])

      await writeFile(boats, "export const sink = 1\n")
      const lacking = 'Boats.ts: lacks the line export * from "./generated/Boats.ts"'
      assert.deepStrictEqual(await incomplete(modules, folder), [lacking])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
