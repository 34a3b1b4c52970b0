/**
 * A program that tests start again and again, in one file: a process begins with it after a quarter of a second of the processor, and
 * after two with its sources.
 */
import { mkdir, rename } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { rolldown } from "rolldown"

const folder = join(resolve(import.meta.dirname, "../.."), "build/programs")

const made = new Map<string, Promise<string>>()

/** Where the file is that does what the program does. It is made once in a process that asks for it. */
export const bundled = (program: string): Promise<string> => {
  const before = made.get(program)
  if (before !== undefined) return before
  const file = make(program)
  made.set(program, file)
  return file
}

const make = async (program: string): Promise<string> => {
  const name = basename(program, ".ts")
  const bundle = await rolldown({
    input: program,
    platform: "node",
    // Machine code, which is looked for where it is when it is needed.
    external: [/^@duckdb\//, "pg-native"],
    logLevel: "silent"
  })
  // Whole or not at all: another process makes and starts the same one.
  const [begun, file] = [join(folder, `${name}.${process.pid}.mjs`), join(folder, `${name}.mjs`)]
  await mkdir(folder, { recursive: true })
  await bundle.write({ file: begun, format: "esm", codeSplitting: false })
  await bundle.close()
  await rename(begun, file)
  return file
}
