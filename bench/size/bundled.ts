/**
 * What a program weighs as a browser gets it.
 */
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"

/** The bytes of a program of this folder with all it needs, minified and gzipped. */
export const bundledBytes = async (entry: string): Promise<number> => {
  const bundle = await rolldown({ input: `${import.meta.dirname}/${entry}`, platform: "browser" })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  return gzipSync(output.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : [])).join(""), { level: 9 }).length
}
