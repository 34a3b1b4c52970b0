/**
 * Tells how much of all fields the glossary explains, and what is wrong with it.
 *
 *     pnpm glossary:check [--descriptions DIR] [--records] [--sample 30 --seed 7]
 *
 * `--records` prints each record by itself, `--sample` some fields with their words, chosen by a seed. Exits with 1 where a
 * field is not accounted for, where too much is unknown, or where words disagree, are gone or are the description's.
 */
import { parseArgs } from "node:util"
import { subjects } from "../generate/overlay/glossary/index.ts"
import { faultsOf } from "./glossaryFaults.ts"
import { figuresByArea, figuresByRecord, isTooUnknown, printFigures, sizeOf, standingOf } from "./glossaryFigures.ts"
import { readGlossary } from "./glossaryReading.ts"
import { chooseBySeed, printField } from "./glossarySample.ts"

const { values } = parseArgs({
  options: {
    descriptions: { type: "string" },
    records: { type: "boolean", default: false },
    sample: { type: "string" },
    seed: { type: "string", default: "1" }
  }
})
const folder = values.descriptions ?? process.env["INTERCOM_OPENAPI"]
if (folder === undefined) {
  console.error("Which descriptions? Give --descriptions DIR, or set INTERCOM_OPENAPI.")
  process.exit(2)
}

const { official, told } = await readGlossary(folder)
const figures = figuresByArea(told)
if (values.sample !== undefined) {
  for (const each of chooseBySeed(told, Number(values.sample), Number(values.seed)))
    console.log(`${printField(each)}\n`)
} else {
  console.log(printFigures(values.records ? figuresByRecord(told) : figures))
  const faults = [
    ...told.flatMap((each) =>
      standingOf(each) === "unaccounted" ? [`${each.record}.${each.field} is not accounted for`] : []
    ),
    ...figures.filter(isTooUnknown).map((each) => `${each.name}: ${each.unknown} of ${sizeOf(each)} are unknown`),
    ...faultsOf(subjects, told, official)
  ]
  for (const fault of faults) console.error(fault)
  console.log(`\n${new Set(told.map(({ field }) => field)).size} names, ${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
