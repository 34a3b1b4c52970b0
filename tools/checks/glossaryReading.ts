/**
 * Reads what the check of the glossary needs: every field that is written down, and what the descriptions say.
 */
import { type Description, readDescriptions } from "../generate/descriptions.ts"
import { makeGenerator } from "../generate/generate.ts"
import type { Told } from "../generate/glossary.ts"
import { readObservations } from "../generate/recordings.ts"
import { runsOf } from "./glossaryFaults.ts"

export interface Reading {
  readonly told: ReadonlyArray<Told>
  /** The runs of words of all descriptions. */
  readonly official: ReadonlySet<string>
}

/** Reads the folder of descriptions and writes everything down, to nowhere. */
export const readGlossary = async (folder: string): Promise<Reading> => {
  const descriptions = await readDescriptions(folder)
  const { glossary, print } = makeGenerator(descriptions, await readObservations())
  print(new Set())
  return { told: [...glossary.told.values()], official: wordsOfOthers(descriptions) }
}

const wordsOfOthers = (descriptions: ReadonlyArray<Description>): ReadonlySet<string> => {
  const runs = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if ((name === "description" || name === "summary") && typeof inner === "string")
        for (const run of runsOf(inner)) runs.add(run)
      else visit(inner)
    }
  }
  for (const { document } of descriptions) visit(document)
  return runs
}
