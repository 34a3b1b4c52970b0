import { assert, describe, it } from "@effect/vitest"
import { Tables } from "@effect-intercom/streams"
import { readFileSync } from "node:fs"
import { render } from "./render.ts"

const held = readFileSync(new URL("../../docs/tables.md", import.meta.url), "utf8")

describe("docs/tables.md", () => {
  it("is what the tables are; pnpm tables writes it", () => {
    assert.strictEqual(held, render())
  })

  it("names every table, and has words for most columns", () => {
    for (const { children, main } of Tables.all()) {
      for (const { name } of [main, ...children]) assert.include(held, `# ${name}\n`)
    }
    const rows = held.split("\n").filter((line) => line.startsWith("| `"))
    const silent = rows.filter((line) => line.endsWith("|  |"))
    assert.isBelow(silent.length / rows.length, 0.25, `${silent.length} of ${rows.length}`)
  })
})
