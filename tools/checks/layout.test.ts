/**
 * Where things live: the table in CONTRIBUTING.md names every folder of sources, and the tree holds to the rules above it.
 */
import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { posix, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")
const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 26
})
  .split("\0")
  .filter((path) => path !== "")

const sources = tracked.filter((path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path))

/** Folders of which one row tells all: each resource of the fake workspace is whole in one, and what is generated has its own. */
const alike = /^(packages\/testing\/src\/resources|packages\/resources\/src\/generated)\/.*$/

/** Every folder with sources in it. */
const folders = new Set(sources.map((path) => posix.dirname(path).replace(alike, "$1")))

const described = new Set(
  Array.from(
    readFileSync(resolve(root, "CONTRIBUTING.md"), "utf8").matchAll(/^\| `(packages\/[^`]+?)\/?` \|/gm),
    ([, folder]) => folder ?? ""
  )
)

describe("the layout", () => {
  it("is told folder by folder in CONTRIBUTING.md", () => {
    assert.deepStrictEqual([...described].toSorted(), [...folders].toSorted())
  })

  it("keeps tests out of the sources, under test/ of the package", () => {
    const tests = tracked.filter((path) => path.startsWith("packages/") && path.endsWith(".test.ts"))
    assert.deepStrictEqual(
      tests.filter((path) => !/^packages\/[^/]+\/test\//.test(path)),
      []
    )
  })

  it("gives tests folders of the names that their sources have", () => {
    const unknown = tracked.flatMap((path) => {
      const [, name, folder] = /^packages\/([^/]+)\/test\/(.+)\/[^/]+\.test\.ts$/.exec(path) ?? []
      if (name === undefined || folder === undefined) return []
      return sources.some((source) => source.startsWith(`packages/${name}/src/${folder}/`)) ? [] : [path]
    })
    assert.deepStrictEqual(unknown, [])
  })
})
