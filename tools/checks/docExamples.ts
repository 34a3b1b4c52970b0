/**
 * The examples in the docstrings of the packages, in their READMEs and in guides: every fenced block of TypeScript.
 */
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"

export interface DocExample {
  /** Where it stands, as `packages/core/src/Operation.ts:74`. */
  readonly place: string
  readonly code: string
  /** The id of the operation it is an example of, undefined where it is one of something else. */
  readonly operation: string | undefined
}

export const root = resolve(import.meta.dirname, "../..")

/** The examples of all sources that users import from; of the command line nobody does. */
export const readDocExamples = (): ReadonlyArray<DocExample> =>
  [
    ...globSync("packages/*/src/**/*.ts", { cwd: root, exclude: ["packages/cli/**", "**/*.test.ts"] }),
    // That of testing shows parts of tests that run; its own test holds it against them.
    ...globSync(["README.md", "packages/*/{README,AGENTS}.md", "docs/{versions,from-*}.md"], {
      cwd: root,
      exclude: ["packages/testing/README.md"]
    })
  ]
    .toSorted()
    .flatMap((path) => {
      const read = path.endsWith(".md") ? examplesInText : examplesIn
      return read(path.replaceAll("\\", "/"), readFileSync(join(root, path), "utf8"))
    })

const examplesInText = (path: string, text: string): ReadonlyArray<DocExample> =>
  [...text.matchAll(/^```ts\n([^]*?)\n```$/gm)].map(({ 1: code = "", index }) => ({
    place: `${path}:${text.slice(0, index).split("\n").length}`,
    code,
    operation: undefined
  }))

const examplesIn = (path: string, text: string): ReadonlyArray<DocExample> =>
  [...text.matchAll(/^\/?[ *]*\* ```ts\n([^]*?)\n *\* ```$/gm)].map((found) => {
    const [whole, code = ""] = found
    const after = text.slice(found.index + whole.length)
    return {
      place: `${path}:${text.slice(0, found.index).split("\n").length}`,
      code: code.replace(/^ *\* ?/gm, ""),
      operation: documented.exec(after)?.[1]
    }
  })

/** The rest of a docstring, and the operation that follows it. */
const documented =
  /^(?:\n \*(?!\/).*)*\n \*\/\n(?:export )?const \w+: Operation\.[^=]*=\s+\/\*#__PURE__\*\/ (?:File)?Operation\.\w+\(\s*"([\w.]+)"/
