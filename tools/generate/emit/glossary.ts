/**
 * Writes what the glossary says a second time, by operation and by record: for programs, and for readers of `docs/`.
 */
import { type Glossary, meaningsOf, type Told, wordsOf } from "../glossary.ts"
import { pascal } from "../naming.ts"
import type { Plan, PlannedOperation } from "../plan.ts"
import { block } from "./docs.ts"

/** The text of `glossaryTexts.ts`. */
export const printGlossary = (plan: Plan, glossary: Glossary): string => {
  const told = [...glossary.told.values()]
  const usual = usualTexts(told)
  const operations = plan.resources.flatMap(({ operations }) => operations)
  const table = (
    name: string,
    fields: ReadonlyArray<readonly [field: string, text: string]>
  ): ReadonlyArray<string> => {
    const unusual = fields.filter(([field, text]) => text !== (usual.get(field) ?? ""))
    return unusual.length === 0 ? [] : [`${JSON.stringify(name)}: ${printTexts(unusual)}`]
  }
  const records = [...Map.groupBy(told, ({ record }) => record)].flatMap(([record, fields]) =>
    table(
      record,
      fields.map((each) => [each.field, textOf(each)])
    )
  )
  const choices = operations.flatMap((operation) => {
    const names = inputsOf(operation)
    return names.length < 2 ? [] : table(operation.id, joined(told.filter(({ record }) => names.includes(record))))
  })
  const inputs = operations.flatMap((operation) => {
    const [name, ...others] = inputsOf(operation)
    return name === undefined || others.length > 0 || name === usualInput(operation)
      ? []
      : [`${JSON.stringify(operation.id)}: ${JSON.stringify(name)}`]
  })
  return `${[
    block(["The words of the glossary, as `glossary.ts` looks them up.", "", "@since 0.1.0"]),
    `type Texts = Readonly<Record<string, string>>`,
    documented(
      "What a field of that name is, wherever it stands.",
      `export const usual: Texts = ${printTexts([...usual].toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
    ),
    documented(
      "What a field is in these records alone, or in the input of these operations; empty where it needs no words.",
      `export const special: Readonly<Record<string, Texts>> = {${[...records, ...choices].join(",\n")}}`
    ),
    documented(
      "The record an operation takes, where it is not called as the operation is.",
      `export const inputs: Texts = {${inputs.join(",\n")}}`
    )
  ].join("\n\n")}\n`
}

const documented = (docs: string, declaration: string): string => `${block([docs, "", "@internal"])}\n${declaration}`

const usualInput = ({ name, resource }: PlannedOperation): string => `${resource}.${pascal(name)}Input`

/** What is said of the fields of several inputs, of which a caller chooses one. */
const joined = (told: ReadonlyArray<Told>): ReadonlyArray<readonly [field: string, text: string]> =>
  [...Map.groupBy(told, ({ field }) => field)].map(([field, same]) => {
    const texts = [...Map.groupBy(same, ({ entry }) => wordsOf(entry))].flatMap(([, alike]) =>
      alike.slice(0, 1).map((first) => textOf({ ...first, values: alike.flatMap(({ values }) => values) }))
    )
    return [field, [...new Set(texts)].filter((text) => text !== "").join(" Or: ")]
  })

/** The text that most fields of a name have. */
const usualTexts = (told: ReadonlyArray<Told>): ReadonlyMap<string, string> =>
  new Map(
    [...Map.groupBy(told, ({ field }) => field)].flatMap(([field, same]) => {
      const [most] = [...Map.groupBy(same, textOf)].toSorted(([, a], [, b]) => b.length - a.length)
      return most === undefined || most[0] === "" ? [] : [[field, most[0]] as const]
    })
  )

const printTexts = (fields: ReadonlyArray<readonly [field: string, text: string]>): string =>
  `{ ${fields.map(([field, text]) => `${JSON.stringify(field)}: ${JSON.stringify(text)}`).join(", ")} }`

/** Everything that is said of a field, with what its values mean. */
const textOf = ({ entry, sentences, values }: Pick<Told, "entry" | "sentences" | "values">): string => {
  const meanings = meaningsOf(entry, values)
  if (meanings.length === 0) return sentences.join(" ")
  const [words = "", ...others] = sentences
  const list = meanings.map(([value, meaning]) => `\`${value}\`: ${meaning}`).join("; ")
  return [`${words.replace(/\.$/, "")} (${list}).`, ...others].join(" ")
}

/** The records that an operation takes, as they are called in TypeScript. */
const inputsOf = ({ input, name, resource }: PlannedOperation): ReadonlyArray<string> =>
  (input?.alternatives ?? []).map((alternative) => {
    const usual = `${pascal(name)}${input?.oneOf === undefined ? "Input" : "Fields"}`
    return `${resource}.${alternative.name ?? usual}`
  })

/** The text of `docs/glossary.md`: every name with what it means, and where it means something else. */
export const printGlossaryDocs = (glossary: Glossary, command: string): string => {
  const byField = [...Map.groupBy(glossary.told.values(), ({ field }) => field)].toSorted(([a], [b]) =>
    a < b ? -1 : 1
  )
  const rows = byField.flatMap(([field, fields]) =>
    [...Map.groupBy(fields, wordsOfField)].flatMap(([words, same]) =>
      words === "" ? [] : [`| \`${field}\` | ${placesOf(same, fields)} | ${words.replaceAll("|", "\\|")} |`]
    )
  )
  return [
    "# What fields mean",
    "",
    `Generated by \`${command}\` from \`tools/generate/overlay/glossary/\`. Fields whose names say it all are left out; what nobody outside Intercom knows is said to be so. Units and versions stand in the docstrings.`,
    "",
    "| field | of | |",
    "|---|---|---|",
    ...rows,
    ""
  ].join("\n")
}

const wordsOfField = ({ entry, values }: Told): string => {
  if (entry !== undefined && typeof entry !== "string" && "unknown" in entry) return `*Not known:* ${entry.unknown}.`
  const words = wordsOf(entry)
  return words === undefined ? "" : textOf({ entry, values, sentences: [words] })
}

const manyPlaces = 6

const placesOf = (same: ReadonlyArray<Told>, all: ReadonlyArray<Told>): string => {
  const names = [...new Set(same.map(({ record }) => `\`${record}\``))]
  if (same.length === all.length && names.length > 1) return ""
  return names.length <= manyPlaces
    ? names.join(", ")
    : `${names.slice(0, manyPlaces).join(", ")} and ${names.length - manyPlaces} more`
}
