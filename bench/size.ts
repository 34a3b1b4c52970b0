/**
 * What the types and the code of one operation weigh: the bundle, the time to check a file, and the time of a hover.
 *
 *     pnpm bench:size
 *
 * Exits with 1 where a target is missed.
 */
import { execFileSync } from "node:child_process"
import { cpSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import { withInstallation } from "./installation.ts"
import { median, type Target } from "./rounds.ts"
import { hover } from "./size/hover.ts"
import { tell } from "./targets.ts"

const root = new URL("..", import.meta.url).pathname

/**
 * Over a program that logs. It was 12 KB until the types told of every null that Intercom sends, reports named every path
 * that differs, and the client came to read files on other hosts: more is said, and it has to stand somewhere.
 *
 * In a program that logs nothing Effect's logger comes with it, for the line that tells of a mismatch.
 */
const mostAdded = 14_000

/** Measures everything over a project that has the packages as they are published. */
export const size = async (project: string) => {
  const bareBytes = await bundled("bare.ts")
  const loggingBytes = await bundled("bareLogging.ts")
  const operationBytes = await bundled("oneOperation.ts")
  prepare(project)
  const checkSeconds = checked(project)
  const { lines, millis } = await hover(project, "tenOperations.ts", "Contacts.search")
  console.log("\nSize of one operation, time to check ten\n")
  console.log(`bundle of the bare HTTP client and a schema   ${kilobytes(bareBytes)}`)
  console.log(`… in a program that logs                      ${kilobytes(loggingBytes)}`)
  console.log(`bundle of one operation                       ${kilobytes(operationBytes)}`)
  const added = operationBytes - loggingBytes
  const targets: ReadonlyArray<Target> = [
    {
      isMet: added <= mostAdded,
      text: `one operation adds ${kilobytes(added)}, gzipped, to a program that logs (${kilobytes(operationBytes - bareBytes)} to one that does not); target 14 KB at most`
    },
    { isMet: checkSeconds < 1, text: `a file of ten operations is checked in ${checkSeconds} s; target under 1.0 s` },
    {
      isMet: lines <= 40,
      text: `the hover of an operation has ${lines} lines (${millis} ms); target one screen, 40 lines`
    }
  ]
  return { bareBytes, loggingBytes, operationBytes, checkSeconds, hoverLines: lines, hoverMillis: millis, targets }
}

/** The size of a program, minified and gzipped. */
const bundled = async (entry: string): Promise<number> => {
  const bundle = await rolldown({ input: join(root, "bench/size", entry), platform: "browser" })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  return gzipSync(output.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : [])).join(""), { level: 9 }).length
}

const prepare = (project: string): void => {
  cpSync(join(root, "bench/size/tenOperations.ts"), join(project, "tenOperations.ts"))
  const compilerOptions = {
    strict: true,
    module: "nodenext",
    target: "es2024",
    noEmit: true,
    skipLibCheck: true,
    types: []
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["tenOperations.ts"] }))
}

/** The check time the compiler reports, in seconds; the median of five runs. */
const checked = (project: string): number =>
  median(
    Array.from({ length: 5 }, () => {
      const report = execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", project, "--extendedDiagnostics"], {
        encoding: "utf8"
      })
      const seconds = /^Check time:\s+([\d.]+)s/m.exec(report)?.[1]
      if (seconds === undefined) throw new Error(`the compiler reports no check time:\n${report}`)
      return Number(seconds)
    })
  )

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`

if (import.meta.main) tell((await withInstallation(size)).targets)
