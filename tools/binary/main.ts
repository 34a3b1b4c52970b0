/**
 * The command as one file that needs no Node: made by Bun, and tried in an empty folder with nothing on the path.
 *
 *     pnpm binary                                  for this machine, into build/effect-intercom
 *     pnpm binary --target bun-darwin-arm64        for another one: bun-darwin-x64, bun-linux-arm64, bun-windows-x64, …
 *     pnpm binary --out FILE
 *
 * Bun is the one that `pnpm runtimes` installs; for another machine it loads that machine's Bun. What was made for another machine is
 * not tried here.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { must } from "../started/command.ts"
import { servedBy } from "../started/fake.ts"

const root = resolve(import.meta.dirname, "../..")
const runtimes = join(root, "tools/runtimes")
const { values } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" } } })
const file = resolve(values.out ?? join(root, "build/effect-intercom"))
const { version }: { readonly version: string } = JSON.parse(
  readFileSync(join(root, "packages/cli/package.json"), "utf8")
)

must("npx", ["--yes", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline"], runtimes)
must("npx", ["--yes", "pnpm@12", "build"], root)
mkdirSync(dirname(file), { recursive: true })
must(
  join(runtimes, "node_modules/.bin/bun"),
  [
    "build",
    "--compile",
    join(root, "packages/cli/dist/bin.js"),
    "--define",
    `EFFECT_INTERCOM_VERSION=${JSON.stringify(version)}`,
    // Its native code is a file of its own: whoever exports to DuckDB installs it, as ever.
    "--external",
    "@duckdb/*",
    "--outfile",
    file,
    ...(values.target === undefined ? [] : ["--target", values.target])
  ],
  root
)
if (values.target === undefined) {
  console.log(`${file}: ${Math.round(statSync(file).size / 1_000_000)} MB`)
  await tryOut()
} else console.log(`made for ${values.target}, and not tried here`)

/** A stranger's machine: a folder with nothing in it, and nothing on the path. */
async function tryOut(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "intercom-binary-"))
  const bare = { HOME: folder, PATH: join(folder, "nothing") }
  let fake: ChildProcess | undefined
  try {
    says(["--version"], bare, `effect-intercom v${version}`)
    fake = spawn(file, ["fake", "--port", "0", "--contacts", "300", "--companies", "10", "--conversations", "20"], {
      cwd: folder,
      env: bare,
      stdio: ["ignore", "pipe", "ignore"]
    })
    const { token, url } = await servedBy(fake)
    const env = { ...bare, INTERCOM_ACCESS_TOKEN: token, INTERCOM_BASE_URL: url }
    says(["whoami"], env, "Fake workspace")
    for (const format of ["ndjson", "csv", "sqlite", "parquet"])
      says(["export", "--format", format, "--out", join(folder, format)], env, "330 rows")
    says(["call", "contacts.list", "--per-page", "1"], env, '"type": "list"')
  } finally {
    fake?.kill()
    rmSync(folder, { recursive: true, force: true })
  }

  function says(args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, words: string): void {
    const { status, stderr, stdout } = spawnSync(file, args, { cwd: folder, env, encoding: "utf8", timeout: 60_000 })
    if (status !== 0 || !`${stdout}${stderr}`.includes(words))
      throw new Error(`${args.join(" ")} ended with ${status} and did not say ${words}\n${stdout}${stderr}`)
    console.log(`ok    effect-intercom ${args.join(" ").replace(folder, ".")}`)
  }
}
