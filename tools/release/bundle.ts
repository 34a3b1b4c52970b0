/**
 * Makes one file of all resources, for Node: importing them from the index reads one file instead of two hundred. Whoever bundles a
 * program for another place gets the files, of which only what is used is taken.
 *
 *     node tools/release/bundle.ts     after the build
 */
import { rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { rolldown } from "rolldown"

const dist = join(resolve(import.meta.dirname, "../.."), "packages/resources/dist")
const file = join(dist, "whole.js")

await rm(file, { force: true })
const bundle = await rolldown({
  input: join(dist, "index.js"),
  platform: "neutral",
  external: /^[^./]/,
  treeshake: false
})
await bundle.write({ file, format: "esm", sourcemap: true })
await bundle.close()

const namesIn = async (module: string): Promise<ReadonlyArray<string>> => {
  const resources: Readonly<Record<string, object>> = await import(join(dist, module))
  return Object.entries(resources).flatMap(([name, resource]) => Object.keys(resource).map((key) => `${name}.${key}`))
}
const whole = new Set(await namesIn("whole.js"))
const missing = (await namesIn("index.js")).filter((name) => !whole.has(name))
if (missing.length > 0) throw new Error(`${file} lacks ${missing.join(", ")}`)
