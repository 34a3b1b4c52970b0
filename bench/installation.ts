/**
 * The packages as they are published, in a project of their own.
 */
import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const names = ["core", "resources"] as const
const root = new URL("..", import.meta.url).pathname

/** Builds the packages, and runs `use` with the folder of a project that has them and the official client. */
export const withInstallation = async <A>(use: (project: string) => A | Promise<A>): Promise<A> => {
  const projects = names.map((name) => `packages/${name}/tsconfig.build.json`)
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-b", ...projects], { cwd: root, stdio: "inherit" })
  execFileSync(process.execPath, [join(root, "tools/release/bundle.ts")], { cwd: root, stdio: "inherit" })
  const project = installed()
  try {
    return await use(project)
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

const installed = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "effect-intercom-"))
  mkdirSync(join(folder, "node_modules/@effect-intercom"), { recursive: true })
  // Neither depends on anything: copies lie as npm lays them, and no link has to be followed at each start.
  for (const name of ["effect", "intercom-client"]) {
    cpSync(realpathSync(join(root, "node_modules", name)), join(folder, "node_modules", name), { recursive: true })
  }
  for (const name of names) {
    const target = join(folder, "node_modules/@effect-intercom", name)
    cpSync(join(root, "packages", name, "dist"), join(target, "dist"), { recursive: true })
    const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"))
    writeFileSync(join(target, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
  return folder
}
