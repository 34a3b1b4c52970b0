import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"

const folder = join(import.meta.dirname, "..")
const readme = readFileSync(join(folder, "README.md"), "utf8")
const source = (file: string) => readFileSync(join(folder, "src", file), "utf8")

/** Lines without their indentation and line breaks that formatting decides on. */
const plain = (code: string): string => code.replace(/\s+/g, " ").replace(/([([{]) | ([)\]}])/g, "$1$2")

describe("the README", () => {
  it("shows code that runs: every block stands in an example", () => {
    const examples = globSync("../../examples/testing/*.ts", { cwd: folder })
      .map((file) => plain(readFileSync(join(folder, file), "utf8")))
      .join("\n")
    const blocks = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) => plain(code).trim())
    assert.isAtLeast(blocks.length, 3)
    for (const block of blocks) assert.include(examples, block)
  })

  it("tells every option and every fault", () => {
    const options = /export interface FakeOptions \{([^]*?)\n\}/.exec(source("server/Options.ts"))?.[1] ?? ""
    const names = [...options.matchAll(/^  readonly (\w+)\?:/gm)].map(([, name = ""]) => name)
    assert.isAtLeast(names.length, 18)
    for (const name of names) assert.include(readme, `\`${name}\``)
    const faults = /const named = \[([^]*?)\] as const/.exec(source("server/Fault.ts"))?.[1] ?? ""
    const kinds = [...faults.matchAll(/^  "?(\w+)"?,?$/gm)].map(([, kind = ""]) => kind)
    assert.isAtLeast(kinds.length, 12)
    for (const kind of kinds) assert.include(readme, `\`${kind}\``)
  })
})
