/**
 * Every export has one of the categories that `CONTRIBUTING.md` lists, or is internal.
 */
import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./docExamples.ts"

const most = 15

const listed = (): ReadonlyArray<string> => {
  const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
  const section = /^## Categories\n[^]*?(?=^## )/m.exec(text)?.[0] ?? ""
  return [...section.matchAll(/^\| `(\w+)` \| \S/gm)].map(([, name = ""]) => name)
}

const sources = (): ReadonlyArray<{ readonly path: string; readonly text: string }> =>
  globSync("packages/*/src/**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] })
    .toSorted()
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(root, path), "utf8") }))

/** What a module exports under a name it gives itself, each with the docstring before it, or with an empty one. */
const exportsOf = (text: string): ReadonlyArray<{ readonly name: string; readonly docs: string }> =>
  [
    ...text.matchAll(
      /(?:^(\/\*\*(?:(?!\*\/)[^])*\*\/)\n(?:\/\/.*\n)*)?^export (?:declare )?(?:abstract )?(?:async )?(?:const|class|function\*?|interface|type|enum|namespace) (\w+)/gm
    )
  ].map(([, docs = "", name = ""]) => ({ name, docs }))

const withoutCategory = (text: string): ReadonlyArray<string> => {
  const exported = exportsOf(text)
  // A schema and its type, or the overloads of a function, are one name.
  const said = new Set(exported.filter(({ docs }) => /@category |@internal\b/.test(docs)).map(({ name }) => name))
  return [...new Set(exported.map(({ name }) => name))].filter((name) => !said.has(name))
}

describe("categories", () => {
  it("are fifteen at most, each listed once", () => {
    const categories = listed()
    assert.isAtLeast(categories.length, 1)
    assert.isAtMost(categories.length, most)
    assert.strictEqual(new Set(categories).size, categories.length)
  })

  it("are all in the list, which holds none that nothing has", () => {
    const categories = listed()
    const used = sources().flatMap(({ path, text }) =>
      [...text.matchAll(/@category (.*)/g)].map(([, name = ""]) => ({ path, name: name.trim() }))
    )
    assert.deepStrictEqual(
      used.filter(({ name }) => !categories.includes(name)).map(({ name, path }) => `${path}: ${name}`),
      []
    )
    const names = new Set(used.map(({ name }) => name))
    assert.deepStrictEqual(
      categories.filter((name) => !names.has(name)),
      []
    )
  })

  it("stand on every export", () => {
    assert.deepStrictEqual(
      sources().flatMap(({ path, text }) => withoutCategory(text).map((name) => `${path}: ${name}`)),
      []
    )
  })

  it("are missed where an export has none", () => {
    const text =
      "/**\n * One.\n *\n * @category models\n */\nexport interface One {}\n\n/** Two. */\nexport const two = 2\n"
    assert.deepStrictEqual(withoutCategory(text), ["two"])
    assert.deepStrictEqual(withoutCategory("/** @internal */\nexport const salts = {}\n\nexport type Three = 3\n"), [
      "Three"
    ])
  })
})
