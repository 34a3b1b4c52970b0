/**
 * The line by which READMEs say that a package cannot be installed yet. Run after `changeset version` (`pnpm release:versions` does both), which gives the packages
 * the version they are published with, it takes the line away.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"

export const notOnNpm = "**Not on npm yet.**"

const paragraph = /^\*\*Not on npm yet\.\*\*[^]*?\n\n/m

if (import.meta.main) {
  const root = resolve(import.meta.dirname, "../..")
  for (const path of globSync(["README.md", "packages/*/README.md"], { cwd: root })) {
    const text = readFileSync(resolve(root, path), "utf8")
    writeFileSync(resolve(root, path), text.replace(paragraph, ""))
  }
}
