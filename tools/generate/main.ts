/**
 * Generates `packages/resources/src/generated` and `docs/api.md` from the official descriptions, and the public module of a
 * resource that has none yet; one that is there belongs to who wrote it.
 *
 * `node tools/generate/main.ts --descriptions DIR` writes; with `--check` it compares and fails on a difference.
 */
import { parseArgs } from "node:util"
import { readDescriptions } from "./descriptions.ts"
import { type Files, generatedFolder, printFiles } from "./emit/files.ts"
import { printPublicModules } from "./emit/publicModules.ts"
import { readModel } from "./model.ts"
import { compare, complete, format, incomplete, write } from "./output.ts"
import { aliases, inlined } from "./overlay/components.ts"
import { examples, resources } from "./overlay/index.ts"
import { recordCorrections } from "./overlay/records.ts"
import { makePlan } from "./plan.ts"
import { readSearchTables } from "./searchFields.ts"

const { values } = parseArgs({
  options: {
    descriptions: { type: "string" },
    check: { type: "boolean", default: false },
    surprises: { type: "boolean", default: false }
  }
})
const folder = values.descriptions ?? process.env["INTERCOM_OPENAPI"]
if (folder === undefined) {
  console.error("Which descriptions? Give --descriptions DIR, or set INTERCOM_OPENAPI.")
  process.exit(2)
}

const descriptions = await readDescriptions(folder)
const plan = makePlan(
  readModel(descriptions, { aliases, inlined }),
  resources,
  recordCorrections,
  readSearchTables(descriptions),
  examples
)
if (values.surprises) for (const [what, times] of plan.surprises) console.log(`${times} × ${what}`)
const whole = await format(printFiles(plan, new Set()))
const files = await format(printFiles(plan, tooLong(whole)))
const publicModules = printPublicModules(plan)
if (values.check) {
  const differences = [...(await compare(files)), ...(await incomplete(publicModules))]
  for (const difference of differences) console.error(difference)
  console.log(
    differences.length === 0
      ? `${files.size} files are what the generator writes`
      : `${differences.length} files differ; run pnpm generate`
  )
  process.exitCode = differences.length === 0 ? 0 : 1
} else {
  const changed = (await write(files)) + (await complete(publicModules))
  console.log(`${files.size} files, ${changed} written`)
}

/** The resources whose file would be longer than one reads. */
function tooLong(written: Files): ReadonlySet<string> {
  return new Set(
    plan.resources.flatMap(({ name }) => {
      const text = written.get(`${generatedFolder}/${name}.ts`) ?? ""
      // Examples make a file longer to scroll, but no harder to read: they stand with what they show.
      const lines = text.replace(/ \* ```ts\n[^]*? \* ```\n \*\n/g, "").split("\n").length
      return lines > 500 ? [name] : []
    })
  )
}
