/**
 * What is published says where it comes from, and the workflows that publish it run what there is.
 */
import { assert, describe, it } from "@effect/vitest"
import { existsSync, globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parse } from "yaml"
import { brokenLinks, publishedPackages, readManifest, withWholeLinks } from "./fill.ts"
import { notOnNpm } from "./notOnNpm.ts"
import { readRepository } from "./repository.ts"

const root = resolve(import.meta.dirname, "../..")
const text = (path: string) => readFileSync(join(root, path), "utf8")
const packages = publishedPackages(root, globSync("packages/*", { cwd: root }).toSorted())
const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(text("package.json"))

describe("a release", () => {
  it("is refused without a repository, or with one of another form", () => {
    assert.deepStrictEqual(readRepository(undefined), {
      problem: 'package.json has no "repository": set it to https://github.com/OWNER/NAME'
    })
    for (const field of ["", "owner/name", "git@github.com:owner/name.git", "https://github.com/owner/name.git", {}]) {
      assert.property(readRepository(field), "problem", JSON.stringify(field))
    }
    assert.include(readRepository("https://github.com/owner/name"), { address: "https://github.com/owner/name" })
  })

  it("publishes what a package needs before the package", () => {
    const seen = new Set<string>()
    for (const folder of packages) {
      const { dependencies = {}, name } = readManifest(root, folder)
      const own = Object.keys(dependencies).filter((dependency) => dependency.startsWith("@effect-intercom/"))
      assert.deepStrictEqual(
        own.filter((dependency) => !seen.has(dependency)),
        [],
        name
      )
      seen.add(name)
    }
  })

  it("turns links to files into addresses, and leaves the others", () => {
    const addressOf = (path: string) => `https://host/${path}`
    assert.strictEqual(
      withWholeLinks(
        "[a](../core/README.md#errors) [b](#sinks) [c](https://x.org/y) [d](docs/a.md)",
        "packages/cli",
        addressOf
      ),
      "[a](https://host/packages/core/README.md#errors) [b](#sinks) [c](https://x.org/y) [d](https://host/packages/cli/docs/a.md)"
    )
  })
})

describe("every package", () => {
  for (const folder of packages) {
    it(`${folder} is public, has keywords, and links to what there is`, () => {
      const { keywords = [], publishConfig } = readManifest(root, folder)
      assert.strictEqual(publishConfig?.access, "public")
      assert.includeMembers([...keywords], ["intercom"])
      assert.isAtLeast(keywords.length, 3)
      assert.deepStrictEqual(brokenLinks(root, folder), [])
    })

    it(`${folder} says that it is not on npm as long as it has no version`, () => {
      assert.strictEqual(text(`${folder}/README.md`).includes(notOnNpm), readManifest(root, folder).version === "0.0.0")
    })
  }
})

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: ReadonlyArray<{ readonly run?: string; readonly uses?: string }> }>
  >
}

/** What a line of a workflow runs, where there is nothing of that name. */
const missing = (line: string): ReadonlyArray<string> => {
  const [, script] = /^npx --yes pnpm@12 (\S+)/.exec(line) ?? []
  if (script !== undefined) return script === "install" || script in scripts ? [] : [line]
  const [, file] = /^(?:bash|node) (\S+)/.exec(line) ?? []
  return file !== undefined && existsSync(join(root, file)) ? [] : [line]
}

describe("the workflows", () => {
  for (const path of globSync(".github/workflows/*.yml", { cwd: root }).toSorted()) {
    it(`${path} runs scripts that there are`, () => {
      const workflow: Workflow = parse(text(path))
      const steps = Object.values(workflow.jobs).flatMap(({ steps }) => steps)
      const lines = steps.flatMap(({ run = "" }) => run.split("\n")).filter((line) => line.trim() !== "")
      assert.isNotEmpty(lines)
      assert.deepStrictEqual(lines.flatMap(missing), [])
      for (const { uses } of steps) if (uses !== undefined) assert.match(uses, /^actions\/[\w-]+@v\d+$/)
    })
  }

  it("know a line that runs what is not there", () => {
    assert.lengthOf(["npx --yes pnpm@12 nothing", "bash nothing.sh", "curl https://x.org"].flatMap(missing), 3)
  })

  it("publish with provenance", () => {
    const { permissions }: { readonly permissions: Readonly<Record<string, string>> } = parse(
      text(".github/workflows/release.yml")
    )
    assert.strictEqual(permissions["id-token"], "write")
  })

  it("ask for what a report needs, in forms that GitHub reads", () => {
    for (const path of globSync(".github/ISSUE_TEMPLATE/*.yml", { cwd: root })) {
      const form: { readonly name?: string; readonly body?: ReadonlyArray<{ readonly type: string }> } = parse(
        text(path)
      )
      if (path.endsWith("config.yml")) continue
      assert.isString(form.name, path)
      for (const { type } of form.body ?? [])
        assert.include(["markdown", "textarea", "input", "dropdown", "checkboxes"], type)
    }
  })
})
