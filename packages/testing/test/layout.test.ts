import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { dirname, join, posix, sep } from "node:path"

const source = join(import.meta.dirname, "../src")

/** What programs import, and what those modules are made of. */
const publicModules = [
  "FakeIntercom.ts",
  "Faults.ts",
  "Fixtures.ts",
  "IntercomTest.ts",
  "Recorder.ts",
  "index.ts",
  "node.ts"
]

/** Each folder, what it knows, and the folders it may import. `top` stands for the public modules. */
const floors: Readonly<Record<string, { readonly holds: string; readonly imports: ReadonlyArray<string> }>> = {
  workspace: {
    holds: "what all resources stand on: collections, the clock, the change feed, how seeds are made",
    imports: []
  },
  route: { holds: "what a route is made of: its answer, its pages, the fields of its body", imports: ["workspace"] },
  search: { holds: "what a search may say, and which records it means", imports: ["route", "workspace"] },
  resources: {
    holds: "a resource whole in one folder, and the workspace they make together",
    imports: ["search", "route", "workspace"]
  },
  webhooks: { holds: "who is told of changes, and how it is signed", imports: ["resources", "route", "workspace"] },
  server: {
    holds: "doors, router, limits, faults, log, snapshot, and canned answers",
    imports: ["webhooks", "resources", "route", "workspace"]
  },
  recorder: { holds: "recordings, and what is scrubbed from them", imports: ["webhooks", "workspace"] },
  stubs: { holds: "what a client of stubs was called with", imports: [] },
  top: {
    holds: "the public modules",
    imports: ["stubs", "recorder", "server", "webhooks", "resources", "workspace"]
  }
}

const files = globSync("**/*.ts", { cwd: source }).map((file) => file.split(sep).join("/"))

const floorOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : "top")

const importsOf = (file: string): ReadonlyArray<string> =>
  Array.from(
    readFileSync(join(source, file), "utf8").matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+)"/g),
    ([, specifier = ""]) => posix.join(posix.dirname(file), specifier)
  )

describe("the layout", () => {
  it("has the public modules at the top of src, and nothing else", () => {
    const top = files.filter((file) => !file.includes("/"))
    assert.sameMembers(top, publicModules)
    assert.sameMembers([...new Set(files.map(floorOf))], Object.keys(floors))
  })

  it("has folders that import those below them only", () => {
    const upwards = files.flatMap((file) => {
      const floor = floorOf(file)
      return importsOf(file)
        .filter((target) => floorOf(target) !== floor && !floors[floor]?.imports.includes(floorOf(target)))
        .map((target) => `${file} imports ${target}`)
    })
    assert.deepStrictEqual(upwards, [])
  })

  it("has a table without a way back", () => {
    const reaches = (from: string, seen: ReadonlyArray<string>): ReadonlyArray<string> =>
      (floors[from]?.imports ?? []).flatMap((to) =>
        seen.includes(to) ? [[...seen, to].join(" → ")] : reaches(to, [...seen, to])
      )
    assert.deepStrictEqual(
      Object.keys(floors).flatMap((floor) => reaches(floor, [floor])),
      []
    )
  })

  it("keeps a resource in its folder: nothing stands beside the folders but what all resources share", () => {
    const shared = files.filter((file) => dirname(file) === "resources")
    assert.sameMembers(shared, [
      "resources/Changes.ts",
      "resources/Route.ts",
      "resources/VersionFacts.ts",
      "resources/Workspace.ts"
    ])
  })

  it("has no tests in src, and folders of the same names under test", () => {
    assert.deepStrictEqual(
      files.filter((file) => file.endsWith(".test.ts")),
      []
    )
    const known = new Set(files.map((file) => dirname(file)))
    const strays = globSync("**/*.test.ts", { cwd: import.meta.dirname })
      .map((file) => dirname(file.split(sep).join("/")))
      .filter((folder) => folder !== "." && !known.has(folder))
    assert.deepStrictEqual(strays, [])
  })
})
