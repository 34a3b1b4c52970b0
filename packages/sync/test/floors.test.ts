import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"

/** A file at the top of src, or a folder with all that is in it: on which floor it is. Imports go down, or stay. */
const floors: Readonly<Record<string, number>> = {
  "index.ts": 6,
  "runner.ts": 6,
  "DurableExport.ts": 5,
  "ExportRunner.ts": 5,
  durable: 4,
  "ObjectStore.ts": 3,
  "Budget.ts": 5,
  budget: 4,
  "Sync.ts": 4,
  sync: 3,
  "Changes.ts": 2,
  changes: 1
}

const src = fileURLToPath(new URL("../src", import.meta.url))
const files = globSync("**/*.ts", { cwd: src }).map((file) => file.replaceAll("\\", "/"))

const roomOf = (file: string): string => file.split("/")[0] ?? file

const imports = files.flatMap((file) =>
  Array.from(
    readFileSync(`${src}/${file}`, "utf8").matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+)"/g),
    ([, target = ""]) => ({ file, target: posix.join(posix.dirname(file), target) })
  )
)

describe("the floors of src", () => {
  it("have room for every file, and no room is empty", () => {
    assert.deepStrictEqual([...new Set(files.map(roomOf))].toSorted(), Object.keys(floors).toSorted())
  })

  it("are left by imports downwards only", () => {
    const upwards = imports.flatMap(({ file, target }) => {
      const [from = 0, to = 0] = [floors[roomOf(file)], floors[roomOf(target)]]
      return to > from ? [`${file} (floor ${from}) imports ${target} (floor ${to})`] : []
    })
    assert.deepStrictEqual(upwards, [], "move what is imported down, or whoever imports it up")
    assert.isAbove(imports.length, 30)
  })
})
