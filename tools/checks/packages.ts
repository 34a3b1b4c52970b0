/**
 * What would be published works: packs each package, lints the tarballs (publint, attw), looks into them, then installs
 * them into an empty project, compiles and runs a small program there and starts the packed command.
 *
 *     pnpm pack:check
 *     node tools/checks/packages.ts --tarballs FOLDER    those of a release, which are packed already
 */
import { execFileSync, spawnSync } from "node:child_process"
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

interface Packed {
  readonly name: string
  readonly folder: string
  readonly tarball: string
  readonly unpacked: string
}

const root = resolve(import.meta.dirname, "../..")
const bin = join(root, "node_modules/.bin")
const names = ["core", "resources", "streams", "testing", "app", "mcp", "sync", "cli", "promise"]
const { tarballs } = parseArgs({ options: { tarballs: { type: "string" } } }).values
/** Milliseconds that any one command may take. */
const endsWithin = 180_000
/** The files of a package put together, which tools/release/bundle.ts makes and looks at. */
const bundled = "dist/bundled/"
const problems: Array<string> = []
const workFolder = mkdtempSync(join(tmpdir(), "intercom-packages-"))

try {
  if (tarballs === undefined) run("build", "npx", ["--yes", "pnpm@12", "build"], root)
  const packed = names.map(pack)
  for (const one of packed) {
    inspect(one)
    run(`publint ${one.name}`, join(bin, "publint"), ["run", one.tarball, "--strict"], root)
    run(`attw ${one.name}`, join(bin, "attw"), [one.tarball, "--profile", "esm-only", "--no-emoji"], root)
  }
  useAsConsumer(packed)
} finally {
  rmSync(workFolder, { recursive: true, force: true })
}

for (const problem of problems) console.error(`problem: ${problem}`)
console.log(`${names.length} packages packed, ${problems.length} problems`)
process.exit(problems.length === 0 ? 0 : 1)

function pack(name: string): Packed {
  const folder = join(root, "packages", name)
  const tarball = join(tarballs ?? workFolder, `${name}.tgz`)
  const unpacked = join(workFolder, name)
  if (tarballs === undefined) pnpm(["pack", "--out", tarball], folder)
  mkdirSync(unpacked)
  execFileSync("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1"])
  return { name, folder, tarball, unpacked }
}

/** What neither publint nor attw looks for. */
function inspect({ folder, name, unpacked }: Packed): void {
  const files = filesBelow(unpacked)
  const text = (file: string) => readFileSync(join(unpacked, file), "utf8")

  const foreign = files.filter((file) => /\.test\.|\.tst\.|typetest|tsbuildinfo|tsconfig/.test(file))
  if (foreign.length > 0) problems.push(`${name}: the tarball holds ${foreign.join(", ")}`)

  const tied = files.filter((file) => /workspace:[\^~*]|"catalog:|packages\/\w+\/src/.test(text(file)))
  if (tied.length > 0) problems.push(`${name}: ${tied.join(", ")} speak of the workspace`)

  const missing = ["LICENSE", "README.md"].filter((file) => !files.includes(file))
  if (missing.length > 0) problems.push(`${name}: no ${missing.join(", ")}`)
  if (tarballs !== undefined) {
    const links = text("README.md").match(/\]\((?!https:\/\/|#)[^)]*\)/g) ?? []
    if (links.length > 0) problems.push(`${name}: links of the README that lead nowhere on npm: ${links.join(", ")}`)
    const { bugs, homepage, repository }: Readonly<Record<string, unknown>> = JSON.parse(text("package.json"))
    if ([bugs, homepage, repository].includes(undefined)) problems.push(`${name}: package.json tells of no repository`)
  }

  const orphans = files
    .filter((file) => /^dist\/.*\.js$/.test(file) && !file.startsWith(bundled))
    .filter((file) => {
      return !existsSync(join(folder, file.replace(/^dist\//, "src/").replace(/\.js$/, ".ts")))
    })
  if (orphans.length > 0) problems.push(`${name}: no source for ${orphans.join(", ")}; remove dist and build again`)

  const marked = (pattern: RegExp) =>
    files
      .filter((file) => pattern.test(file) && !file.startsWith(bundled))
      .reduce((sum, file) => sum + pureCalls(text(file)), 0)
  const [inSource, inDist] = [marked(/^src\/.*\.ts$/), marked(/^dist\/.*\.js$/)]
  if (inSource !== inDist) problems.push(`${name}: ${inSource} calls marked pure in src, ${inDist} in dist`)
  console.log(`${name}: ${files.length} files, ${inDist} calls marked pure`)
}

/** Marks in code; a docstring that speaks of the mark is none. */
function pureCalls(text: string): number {
  return (
    text
      .split("\n")
      .filter((line) => !/^\s*(?:\/\/|\*|\/\*\*)/.test(line))
      .join("\n")
      .split("/*#__PURE__*/").length - 1
  )
}

function useAsConsumer(packed: ReadonlyArray<Packed>): void {
  const project = join(workFolder, "consumer")
  mkdirSync(project)
  const local = Object.fromEntries(packed.map(({ name, tarball }) => [`@effect-intercom/${name}`, `file:${tarball}`]))
  const effect = installedVersion("effect")
  writeJson(join(project, "package.json"), {
    name: "consumer",
    private: true,
    type: "module",
    dependencies: { ...local, effect, "@effect/platform-node": installedVersion("@effect/platform-node") },
    devDependencies: { "@types/node": installedVersion("@types/node") }
  })
  // Until they are published, the packages find each other only through these.
  writeJson(join(project, "pnpm-workspace.yaml"), { packages: ["."], overrides: local, strictDepBuilds: false })
  writeJson(join(project, "tsconfig.json"), {
    compilerOptions: {
      target: "es2024",
      module: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      types: [],
      outDir: "out",
      // Whatever a program exports can be named: the compiler finds each type behind a path that packages export.
      declaration: true,
      skipLibCheck: false
    },
    files: ["main.ts"]
  })
  copyFileSync(join(import.meta.dirname, "consumer/main.ts"), join(project, "main.ts"))

  pnpm(["install", "--no-frozen-lockfile", "--prefer-offline"], project)
  run("compile the consumer", join(bin, "tsc"), ["-p", "."], project)
  run("run the consumer", join(bin, "node"), ["out/main.js"], project)
  run("start the packed command", join(project, "node_modules/.bin/effect-intercom"), ["--help"], project)
}

/** pnpm as it runs this script, or any of the right major version. */
function pnpm(args: ReadonlyArray<string>, cwd: string): void {
  run(`pnpm ${args[0]} in ${cwd}`, "npx", ["--yes", "pnpm@12", ...args], cwd)
}

function run(what: string, command: string, args: ReadonlyArray<string>, cwd: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: endsWithin,
    env: { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` }
  })
  if (status === 0) return
  console.error(`--- ${what}\n${stdout ?? ""}${stderr ?? ""}`)
  problems.push(`${what} failed`)
}

function installedVersion(name: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(join(root, "node_modules", name, "package.json"), "utf8")
  )
  return manifest.version
}

function filesBelow(folder: string): ReadonlyArray<string> {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}
