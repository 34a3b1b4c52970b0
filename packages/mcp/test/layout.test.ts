import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { join, posix, sep } from "node:path"

const source = join(import.meta.dirname, "../src")

/** Each folder, and the folders it may import. `top` stands for the public modules. */
const floors: Readonly<Record<string, ReadonlyArray<string>>> = {
  text: [],
  door: ["text"],
  tools: ["door", "text"],
  server: ["text"],
  top: ["server", "tools", "door", "text"]
}

const files = globSync("**/*.ts", { cwd: source }).map((file) => file.split(sep).join("/"))
const floorOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : "top")

describe("the layout", () => {
  it("has the public modules at the top of src, and nothing else", () => {
    assert.sameMembers(
      files.filter((file) => !file.includes("/")),
      ["IntercomMcp.ts", "IntercomTools.ts", "IntercomWrites.ts", "index.ts", "node.ts"]
    )
    assert.sameMembers([...new Set(files.map(floorOf))], Object.keys(floors))
  })

  it("has folders that import those below them only", () => {
    for (const file of files) {
      for (const [, specifier = ""] of readFileSync(join(source, file), "utf8").matchAll(/\bfrom\s*"(\.[^"]+)"/g)) {
        const floor = floorOf(posix.join(posix.dirname(file), specifier))
        assert.include([floorOf(file), ...(floors[floorOf(file)] ?? [])], floor, `${file} imports ${specifier}`)
      }
    }
  })
})
