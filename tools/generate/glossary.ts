/**
 * Finds what the glossary says of a field, and remembers what was asked: every field that is written down.
 */
import type { Entry, Subject } from "./overlay/glossary/Entry.ts"

/** A field as it is written down. */
export interface Told {
  /** The record as it is called in TypeScript, `Contacts.CreateInput` where an operation has it for its own. */
  readonly record: string
  readonly field: string
  readonly direction: "request" | "response"
  /** The values its type lists. */
  readonly values: ReadonlyArray<string>
  /** Where in the glossary its words stand, as `email` or `Contact.email`; undefined where it is not accounted for. */
  readonly key: string | undefined
  readonly entry: Entry | undefined
  /** The whole docstring: words, unit, limit, versions. */
  readonly sentences: ReadonlyArray<string>
}

export interface Glossary {
  /** The entry of a field with its place in the glossary. */
  readonly find: (record: string, field: string) => Found | undefined
  /** Everything that was written down, by record and field. */
  readonly told: Map<string, Told>
}

export interface Found {
  readonly key: string
  readonly entry: Entry
}

/** The glossary of these subjects. */
export const makeGlossary = (subjects: ReadonlyArray<Subject>): Glossary => {
  const fields = new Map(subjects.flatMap((subject) => Object.entries(subject.fields)))
  const records = subjects.flatMap(({ records = {} }) => Object.entries(records))
  const exact = Map.groupBy(records, ([record]) => record)
  const patterns = records.filter(([record]) => record.endsWith("*")).toSorted(([a], [b]) => b.length - a.length)
  const exception = (record: string, field: string): Found | undefined => {
    for (const [name, entries] of [
      ...(exact.get(record) ?? []),
      ...patterns.filter(([pattern]) => record.startsWith(pattern.slice(0, -1)))
    ]) {
      const entry = Object.hasOwn(entries, field) ? entries[field] : undefined
      if (entry !== undefined) return { key: `${name}.${field}`, entry }
    }
    return undefined
  }
  return {
    find: (record, field) => {
      const entry = fields.get(field)
      return exception(record, field) ?? (entry === undefined ? undefined : { key: field, entry })
    },
    told: new Map()
  }
}

/** The words of an entry, undefined where it has none. */
export const wordsOf = (entry: Entry | undefined): string | undefined => {
  if (typeof entry === "string") return entry
  return entry !== undefined && "words" in entry ? entry.words : undefined
}

/** What each value means that a field has: of those its type lists, where it lists any. */
export const meaningsOf = (
  entry: Entry | undefined,
  values: ReadonlyArray<string>
): ReadonlyArray<readonly [value: string, meaning: string]> =>
  typeof entry === "object" && "values" in entry
    ? Object.entries(entry.values).filter(([value]) => values.length === 0 || values.includes(value))
    : []
