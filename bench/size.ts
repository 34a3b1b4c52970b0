/**
 * What the types and the code of one operation weigh: the bundle, the time to check a file, and the time of a hover.
 *
 *     pnpm bench:size
 *
 * Exits with 1 where a target is missed.
 */
import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import { hover } from "./size/hover.ts"

const root = new URL("..", import.meta.url).pathname

/** The size of a program, minified and gzipped. */
const bundled = async (entry: string): Promise<number> => {
  const bundle = await rolldown({ input: join(root, "bench/size", entry), platform: "browser" })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  return gzipSync(output.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : [])).join(""), { level: 9 }).length
}

/** A project that has the packages as they are published. */
const installed = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "effect-intercom-"))
  mkdirSync(join(folder, "node_modules/@effect-intercom"), { recursive: true })
  symlinkSync(join(root, "node_modules/effect"), join(folder, "node_modules/effect"))
  for (const name of ["core", "resources"]) {
    const target = join(folder, "node_modules/@effect-intercom", name)
    cpSync(join(root, "packages", name, "dist"), join(target, "dist"), { recursive: true })
    const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"))
    writeFileSync(join(target, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
  }
  cpSync(join(root, "bench/size/tenOperations.ts"), join(folder, "tenOperations.ts"))
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }))
  const compilerOptions = {
    strict: true,
    module: "nodenext",
    target: "es2024",
    noEmit: true,
    skipLibCheck: true,
    types: []
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["tenOperations.ts"] }))
  return folder
}

/** The check time the compiler reports, in seconds; the median of five runs. */
const checked = (project: string): number => {
  const times = Array.from({ length: 5 }, () => {
    const report = execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", project, "--extendedDiagnostics"], {
      encoding: "utf8"
    })
    const seconds = /^Check time:\s+([\d.]+)s/m.exec(report)?.[1]
    if (seconds === undefined) throw new Error(`the compiler reports no check time:\n${report}`)
    return Number(seconds)
  })
  return times.toSorted((one, other) => one - other)[2] ?? Number.NaN
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`

const bare = await bundled("bare.ts")
const one = await bundled("oneOperation.ts")
execFileSync(join(root, "node_modules/.bin/tsc"), ["-b", "tsconfig.build.json"], { cwd: root, stdio: "inherit" })
const project = installed()
try {
  const seconds = checked(project)
  const { lines, millis } = await hover(project, "tenOperations.ts", "Contacts.search")
  console.log(`bundle of the bare HTTP client and a schema   ${kilobytes(bare)}`)
  console.log(`bundle of one operation                       ${kilobytes(one)}`)
  const targets = [
    { isMet: one - bare <= 12_000, text: `one operation adds ${kilobytes(one - bare)}, gzipped; target 12 KB at most` },
    { isMet: seconds < 1, text: `a file of ten operations is checked in ${seconds} s; target under 1.0 s` },
    {
      isMet: lines <= 40,
      text: `the hover of an operation has ${lines} lines (${millis} ms); target one screen, 40 lines`
    }
  ]
  for (const { isMet, text } of targets) console.log(`${isMet ? "met   " : "missed"} ${text}`)
  process.exitCode = targets.every(({ isMet }) => isMet) ? 0 : 1
} finally {
  rmSync(project, { recursive: true, force: true })
}
