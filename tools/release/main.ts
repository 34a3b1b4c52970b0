/**
 * Publishes the packages, from a copy of the tree in which they are filled with what the root package.json says of the repository.
 *
 *     pnpm release                 publishes the versions that stand in the tree
 *     pnpm release --dry-run       the next versions, packed, linted, installed and used together; nothing is published
 *     pnpm release --dry-run --out FOLDER    leaves the tarballs there
 */
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { brokenLinks, fill, publishedPackages, readManifest } from "./fill.ts"
import { exampleAddress, readRepository } from "./repository.ts"

const root = resolve(import.meta.dirname, "../..")
const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false }, out: { type: "string" } } })
const isDryRun = values["dry-run"]

const work = mkdtempSync(join(tmpdir(), "intercom-release-"))
try {
  release()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}

function release(): void {
  const { repository: field }: { readonly repository?: unknown } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8")
  )
  if (isDryRun && field === undefined)
    console.log(`package.json has no "repository": this dry run takes ${exampleAddress}`)
  const repository = readRepository(isDryRun ? (field ?? exampleAddress) : field)
  if ("problem" in repository) throw new Error(repository.problem)

  const tree = join(work, "tree")
  copyTree(tree)
  run("npx", ["--yes", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline"], tree)
  if (isDryRun) run("npx", ["--yes", "pnpm@12", "release:versions"], tree)
  else refusePendingChanges()
  run("npx", ["--yes", "pnpm@12", "build"], tree)

  const tarballs = values.out === undefined ? join(work, "tarballs") : resolve(values.out)
  mkdirSync(tarballs, { recursive: true })
  const folders = publishedPackages(tree, globSync("packages/*", { cwd: tree }).toSorted())
  const packed = folders.map((folder) => {
    const broken = brokenLinks(tree, folder)
    if (broken.length > 0) throw new Error(`${folder}/README.md links to what is not there: ${broken.join(", ")}`)
    fill(tree, folder, repository)
    const { name, version } = readManifest(tree, folder)
    if (version === "0.0.0")
      throw new Error(`${name} has no version yet: run "pnpm release:versions" and commit what it changes`)
    const tarball = join(tarballs, `${folder.slice("packages/".length)}.tgz`)
    run("npx", ["--yes", "pnpm@12", "pack", "--out", tarball], join(tree, folder))
    return { name, version, tarball }
  })
  run(process.execPath, ["tools/checks/packages.ts", "--tarballs", tarballs], root)
  for (const { name, tarball, version } of packed) {
    const flags = isDryRun ? ["--dry-run", "--tag", "dry-run"] : ["--provenance"]
    run("npm", ["publish", tarball, "--access", "public", ...flags], work)
    console.log(`${isDryRun ? "would publish" : "published"} ${name}@${version}`)
  }
}

/** What is tracked or would be, without what was built of it. */
function copyTree(tree: string): void {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
  for (const path of execFileSync("git", list, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 }).split("\0")) {
    if (path === "") continue
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    cpSync(join(root, path), join(tree, path), { verbatimSymlinks: true })
  }
}

function refusePendingChanges(): void {
  const pending = readdirSync(join(root, ".changeset")).filter((file) => file.endsWith(".md") && file !== "README.md")
  if (pending.length > 0) {
    throw new Error(
      `${pending.length} changesets have no version yet: run "pnpm release:versions" and commit what it changes`
    )
  }
}

/** Shows what a command wrote where it fails. */
function run(command: string, args: ReadonlyArray<string>, cwd: string): void {
  const { status, stderr, stdout } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: 600_000,
    maxBuffer: 1 << 26
  })
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed\n${stdout}${stderr}`)
}
