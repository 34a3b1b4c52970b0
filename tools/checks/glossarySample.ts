/**
 * Some fields with their words, chosen by a seed: for a reader who holds them against what is known.
 */
import { meaningsOf, type Told } from "../generate/glossary.ts"

/** As many fields as asked for, the same ones for the same seed. */
export const chooseBySeed = (told: ReadonlyArray<Told>, count: number, seed: number): ReadonlyArray<Told> => {
  const left = told.toSorted((a, b) => (`${a.record}.${a.field}` < `${b.record}.${b.field}` ? -1 : 1))
  const chosen: Array<Told> = []
  let state = seed
  while (chosen.length < count && left.length > 0) {
    // The generator of Numerical Recipes: any will do that is the same everywhere.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    chosen.push(...left.splice(Math.floor((state / 2 ** 32) * left.length), 1))
  }
  return chosen
}

/** A field with everything that is said of it. */
export const printField = ({ entry, field, record, sentences, values }: Told): string => {
  const [said, note] =
    entry === undefined || typeof entry === "string" || "words" in entry
      ? [sentences.join(" "), ""]
      : "plain" in entry
        ? [sentences.join(" "), "(plain) "]
        : [entry.unknown, "(unknown) "]
  const meanings = meaningsOf(entry, values).map(([value, meaning]) => `\n  - ${value}: ${meaning}`)
  return `${record}.${field}: ${note}${said}${meanings.join("")}`
}
