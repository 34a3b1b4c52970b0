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
import { withInstallation } from "./installation.ts"
import { median, type Target } from "./rounds.ts"
import { programOf } from "./size/attributes.ts"
import { bundledBytes } from "./size/bundled.ts"
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

const mostAddedByPromises = 2_000

/** Measures everything over a project that has the packages as they are published. */
export const size = async (project: string) => {
  const bareBytes = await bundledBytes("bare.ts")
  const loggingBytes = await bundledBytes("bareLogging.ts")
  const operationBytes = await bundledBytes("oneOperation.ts")
  const promiseBytes = await bundledBytes("promise.ts")
  const manyBytes = await bundledBytes("manyIds.ts")
  const attributesBytes = await bundledBytes("ownAttributes.ts")
  prepare(project)
  const checkSeconds = checked(project)
  const attributesSeconds = Math.max(checked(project, "attributes") - checked(project, "attribute"), 0)
  const { lines, millis } = await hover(project, "tenOperations.ts", "Contacts.search")
  console.log("\nSize of one operation, time to check ten\n")
  console.log(`bundle of the bare HTTP client and a schema   ${kilobytes(bareBytes)}`)
  console.log(`… in a program that logs                      ${kilobytes(loggingBytes)}`)
  console.log(`bundle of one operation                       ${kilobytes(operationBytes)}`)
  console.log(`bundle of one operation as a promise          ${kilobytes(promiseBytes)}`)
  console.log(`bundle of one operation, batched, and getMany ${kilobytes(manyBytes)}`)
  console.log(`bundle of contacts with attributes typed      ${kilobytes(attributesBytes)}`)
  const added = operationBytes - loggingBytes
  const targets: ReadonlyArray<Target> = [
    {
      isMet: added <= mostAdded,
      text: `one operation adds ${kilobytes(added)}, gzipped, to a program that logs (${kilobytes(operationBytes - bareBytes)} to one that does not); target 14 KB at most`
    },
    {
      isMet: promiseBytes - operationBytes <= mostAddedByPromises,
      text: `as a promise ${kilobytes(promiseBytes - operationBytes)} more; target 2 KB at most`
    },
    {
      isMet: attributesSeconds < 0.5,
      text: `500 attributes are checked in ${attributesSeconds.toFixed(2)} s more than one; target under 0.5 s`
    },
    { isMet: checkSeconds < 1, text: `a file of ten operations is checked in ${checkSeconds} s; target under 1.0 s` },
    {
      isMet: lines <= 40,
      text: `the hover of an operation has ${lines} lines (${millis} ms); target one screen, 40 lines`
    }
  ]
  return {
    bareBytes,
    loggingBytes,
    operationBytes,
    promiseBytes,
    manyBytes,
    attributesBytes,
    checkSeconds,
    attributesSeconds,
    hoverLines: lines,
    hoverMillis: millis,
    targets
  }
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
  for (const [name, count] of Object.entries({ attribute: 1, attributes: 500 })) {
    writeFileSync(join(project, `${name}.ts`), programOf(count))
    writeFileSync(join(project, `${name}.json`), JSON.stringify({ compilerOptions, files: [`${name}.ts`] }))
  }
}

/** The check time the compiler reports, in seconds; the median of five runs. */
const checked = (project: string, name = "tsconfig"): number =>
  median(
    Array.from({ length: 5 }, () => {
      const report = execFileSync(
        join(root, "node_modules/.bin/tsc"),
        ["-p", join(project, `${name}.json`), "--extendedDiagnostics"],
        {
          encoding: "utf8"
        }
      )
      const seconds = /^Check time:\s+([\d.]+)s/m.exec(report)?.[1]
      if (seconds === undefined) throw new Error(`the compiler reports no check time:\n${report}`)
      return Number(seconds)
    })
  )

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`

if (import.meta.main) tell((await withInstallation(size)).targets)
