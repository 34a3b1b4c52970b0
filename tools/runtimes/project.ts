/**
 * A project that has the packages as they are published, with the programs of `entries/` in it.
 */
import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { rolldown } from "rolldown"
import { Effect, type Scope } from "effect"

const root = resolve(import.meta.dirname, "../..")

const names = ["core", "resources", "streams", "testing", "app", "mcp", "sync", "cli", "promise"]

/** Builds the packages and lays them out in a folder, which goes with the scope. */
export const makeProject: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => {
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-b", "tsconfig.build.json"], { cwd: root, stdio: "inherit" })
    execFileSync(process.execPath, [join(root, "tools/release/bundle.ts")], { cwd: root, stdio: "inherit" })
    // Where the temporary folder is a link, runtimes disagree on what a module's address is.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "intercom-runtimes-")))
    const modules = join(folder, "node_modules")
    mkdirSync(join(modules, "@effect-intercom"), { recursive: true })
    mkdirSync(join(modules, "@effect"), { recursive: true })
    for (const name of ["effect", "@effect/platform-node"]) {
      symlinkSync(realpathSync(join(root, "node_modules", name)), join(modules, name))
    }
    // Installed into this folder before.
    for (const name of ["express", "hono"]) {
      symlinkSync(realpathSync(join(import.meta.dirname, "node_modules", name)), join(modules, name))
    }
    for (const name of names) {
      const target = join(modules, "@effect-intercom", name)
      cpSync(join(root, "packages", name, "dist"), join(target, "dist"), { recursive: true })
      const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"))
      writeFileSync(join(target, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
    }
    cpSync(join(import.meta.dirname, "entries"), folder, { recursive: true })
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "runtimes", type: "module" }))
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** One file of a program and all it needs, for runtimes that load nothing else. */
export const bundle = (project: string, entry: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const bundle = await rolldown({ input: join(project, entry), platform: "browser" })
    const { output } = await bundle.generate({ format: "esm", codeSplitting: false })
    return output.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : [])).join("\n")
  })
