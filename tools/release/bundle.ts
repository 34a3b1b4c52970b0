/**
 * Makes few files of many, for Node, where a start takes longer to find and read a file than to run what stands in it.
 * Bundlers get the files as they are (by the condition `module`), of which they take only what a program uses.
 *
 *     node tools/release/bundle.ts     after the build
 *
 * - Core: what operations need, what the client needs besides, and a small file for each path, which names its part. The
 *   index and the paths share them.
 * - Resources, by path: a file or two each, and one of what more than two of them share.
 * - Resources, index and registry of all operations: one file. It holds what the others hold once more, so that the index is
 *   not put together of sixty files; nothing in it is told apart by identity, and services are found by their keys.
 */
import { readdirSync, readFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { rolldown, type CodeSplittingGroup } from "rolldown"

const packages = join(resolve(import.meta.dirname, "../.."), "packages")

/** What all resources import of core: no HTTP client, which programs that only describe calls do not load. */
const operations = [
  "CallOptions",
  "ClientService",
  "IntercomError",
  "Observer",
  "Operation",
  "ResponseCheck",
  "Version"
]

const corePath = "@effect-intercom/core/"

/** What some import stays a file of its own, since it brings channels. */
const foreseen = new Set([...operations, "FileOperation"].map((module) => corePath + module))

/** What costs the start of a program with all operations more than they do themselves. Each HTTP client brings it anyway. */
const streams = "effect/Stream"

const whole = ["index", "operations"]

await rm(join(packages, "core/dist/bundled"), { recursive: true, force: true })
await rm(join(packages, "resources/dist/bundled"), { recursive: true, force: true })
await bundle("core", publicModules("core"), [
  { name: "operations", test: (id) => operations.includes(basename(id, ".js")), priority: 1 },
  { name: "client", test: (id) => basename(id) === "IntercomClient.js" }
])
const byPath = publicModules("resources").filter((module) => !whole.includes(module))
await bundle("resources", byPath, [{ name: "shared", minShareCount: 3 }])
await bundle("resources", whole, [{ name: "whole" }])

async function bundle(name: string, modules: ReadonlyArray<string>, groups: Array<CodeSplittingGroup>): Promise<void> {
  const dist = join(packages, name, "dist")
  const bundled = join(dist, "bundled")
  const build = await rolldown({
    input: Object.fromEntries(modules.map((module) => [module, join(dist, `${module}.js`)])),
    platform: "neutral",
    external: /^[^./]/,
    treeshake: false,
    preserveEntrySignatures: "strict"
  })
  const { output } = await build.write({
    dir: bundled,
    format: "esm",
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "chunk-[name].js",
    // Comments and white space alone, which would be read at each start: names stay, for those who read a trace.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: { groups }
  })
  await build.close()
  for (const file of output) {
    if (file.type !== "chunk") continue
    const unforeseen = file.imports.filter((path) => path.startsWith(corePath) && !foreseen.has(path))
    if (unforeseen.length > 0)
      throw new Error(`${name} imports ${unforeseen.join()}, which brings more than operations need`)
    if (file.imports.includes(streams) && (name === "resources" || file.name === "FileOperation"))
      throw new Error(`${name}/dist/bundled/${file.fileName} imports ${streams}, which operations do without`)
    if (!file.isEntry) continue
    const names = Object.keys(await import(join(dist, `${file.name}.js`)))
    if (names.toSorted().join() !== file.exports.toSorted().join()) {
      throw new Error(
        `${name}/dist/bundled/${file.fileName} exports ${file.exports.join()}, and should ${names.join()}`
      )
    }
  }
}

/** The modules that a package exports, by the names of their files. */
function publicModules(name: string): ReadonlyArray<string> {
  const {
    publishConfig: { exports }
  }: { readonly publishConfig: { readonly exports: Readonly<Record<string, unknown>> } } = JSON.parse(
    readFileSync(join(packages, name, "package.json"), "utf8")
  )
  return readdirSync(join(packages, name, "dist"))
    .filter((file) => file.endsWith(".js"))
    .map((file) => basename(file, ".js"))
    .filter((module) => {
      const path = module === "index" ? "." : `./${module}`
      return exports[path] !== null && (path in exports || "./*" in exports)
    })
}
