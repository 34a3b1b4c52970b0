/**
 * Generates `packages/resources/src/generated`, the versions of core, `docs/api.md` and `docs/glossary.md` from the official
 * descriptions, and the public module of a resource that has none yet; one that is there belongs to who wrote it.
 *
 * `node tools/generate/main.ts --descriptions DIR` writes; with `--check` it compares and fails on a difference.
 */
import { parseArgs } from "node:util"
import { readDescriptions } from "./descriptions.ts"
import { makeGenerator, tooLong } from "./generate.ts"
import { compare, complete, format, incomplete, write } from "./output.ts"
import { readObservations } from "./recordings.ts"

const { values } = parseArgs({
  options: {
    descriptions: { type: "string" },
    check: { type: "boolean", default: false },
    surprises: { type: "boolean", default: false },
    trace: { type: "boolean", default: false }
  }
})

const run = async (folder: string): Promise<boolean> => {
  const { plan, print, provisional, publicModules } = makeGenerator(
    await readDescriptions(folder),
    await readObservations()
  )
  if (values.surprises) for (const [what, times] of plan.surprises) console.log(`${times} × ${what}`)
  const whole = await format(print(new Set()))
  const files = await format(print(tooLong(plan, whole)))
  const unnamed = provisional.map(
    ({ endpoint, entry, resource }) =>
      `${endpoint} has no name: it is ${resource}.${entry.name} until tools/generate/overlay/ gives it a name and a line.`
  )
  for (const line of unnamed) console.error(line)
  if (!values.check) {
    const changed = (await write(files)) + (await complete(publicModules))
    console.log(`${files.size} files, ${changed} written`)
    return true
  }
  const differences = [...(await compare(files)), ...(await incomplete(publicModules))]
  for (const difference of differences) console.error(difference)
  console.log(
    differences.length === 0
      ? `${files.size} files are what the generator writes`
      : `${differences.length} files differ; run pnpm generate`
  )
  return differences.length === 0 && unnamed.length === 0
}

const folder = values.descriptions ?? process.env["INTERCOM_OPENAPI"]
if (folder === undefined) {
  console.error("Which descriptions? Give --descriptions DIR, or set INTERCOM_OPENAPI.")
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await run(folder)) ? 0 : 1
  } catch (error) {
    // Whoever adds a version or a recording reads what to do; whoever mends the generator asks for the trace.
    console.error(values.trace || !(error instanceof Error) ? error : error.message)
    process.exitCode = 1
  }
}
