/**
 * From descriptions and observations to everything that is written, before it is formatted.
 */
import type { Description } from "./descriptions.ts"
import { type Files, generatedFolder, printFiles } from "./emit/files.ts"
import { type PublicModule, printPublicModules } from "./emit/publicModules.ts"
import { type Glossary, makeGlossary } from "./glossary.ts"
import { readModel } from "./model.ts"
import { aliases, inlined } from "./overlay/components.ts"
import { subjects } from "./overlay/glossary/index.ts"
import { examples, resources } from "./overlay/index.ts"
import { inputCorrections, recordCorrections } from "./overlay/records.ts"
import { undescribed } from "./overlay/versions.ts"
import { makePlan, type Plan } from "./plan.ts"
import { nameUnnamed, type ProvisionalOperation, withProvisional } from "./provisional.ts"
import type { Observations } from "./recordings.ts"
import { readSearchTables } from "./searchFields.ts"
import { orderVersions } from "./versions.ts"

export interface Generator {
  readonly plan: Plan
  readonly publicModules: ReadonlyArray<PublicModule>
  /** Operations that nobody named yet. */
  readonly provisional: ReadonlyArray<ProvisionalOperation>
  /** The files, in which the resources of `split` are written in three files each. */
  readonly print: (split: ReadonlySet<string>) => Files
  /** What fields mean; it has been told of every field once files are printed. */
  readonly glossary: Glossary
}

/** The generator with the overlay of this repository. */
export const makeGenerator = (descriptions: ReadonlyArray<Description>, observations: Observations): Generator => {
  const model = readModel(descriptions, { aliases, inlined })
  const provisional = nameUnnamed(model, resources)
  const plan = makePlan({
    model,
    overlay: withProvisional(resources, provisional),
    recordCorrections,
    inputCorrections,
    searchTables: readSearchTables(descriptions),
    examples,
    observations,
    provisional: new Set(provisional.map(({ endpoint }) => endpoint)),
    versions: orderVersions(
      model.versions,
      undescribed.map(({ version }) => version)
    )
  })
  const glossary = makeGlossary(Object.values(subjects))
  return {
    plan,
    glossary,
    publicModules: printPublicModules(plan),
    provisional,
    print: (split) => printFiles(plan, split, glossary)
  }
}

/** The resources whose file would be longer than one reads. */
export const tooLong = (plan: Plan, written: Files): ReadonlySet<string> =>
  new Set(
    plan.resources.flatMap(({ name }) => {
      const text = written.get(`${generatedFolder}/${name}.ts`) ?? ""
      // Examples make a file longer to scroll, but no harder to read: they stand with what they show.
      const lines = text.replace(/ \* ```ts\n[^]*? \* ```\n \*\n/g, "").split("\n").length
      return lines > 500 ? [name] : []
    })
  )
