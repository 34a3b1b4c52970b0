/**
 * Generates `packages/resources/src` and `docs/api.md` from the official descriptions.
 *
 * `node tools/generate/main.ts --descriptions DIR` writes; with `--check` it compares and fails on a difference.
 */
import { parseArgs } from "node:util"
import { readDescriptions } from "./descriptions.ts"
import { type Files, printFiles } from "./emit/files.ts"
import { readModel } from "./model.ts"
import { compare, format, write } from "./output.ts"
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
if (values.check) {
  const differences = await compare(files)
  for (const difference of differences) console.error(difference)
  console.log(
    differences.length === 0
      ? `${files.size} files are what the generator writes`
      : `${differences.length} files differ; run pnpm generate`
  )
  process.exitCode = differences.length === 0 ? 0 : 1
} else {
  const changed = await write(files)
  console.log(`${files.size} files, ${changed} written`)
}

/** The resources whose file would be longer than one reads. */
function tooLong(written: Files): ReadonlySet<string> {
  return new Set(
    plan.resources.flatMap(({ name }) => {
      const text = written.get(`packages/resources/src/${name}.ts`) ?? ""
      // Examples make a file longer to scroll, but no harder to read: they stand with what they show.
      const lines = text.replace(/ \* ```ts\n[^]*? \* ```\n \*\n/g, "").split("\n").length
      return lines > 500 ? [name] : []
    })
  )
}
