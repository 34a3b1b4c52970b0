/**
 * What is wrong with the glossary: words that disagree, words for what is gone, words of others, words too many.
 */
import { makeGlossary, type Told, wordsOf } from "../generate/glossary.ts"
import type { Entry, Subject } from "../generate/overlay/glossary/Entry.ts"

export type Subjects = Readonly<Record<string, Subject>>

/** One line for each fault. */
export const faultsOf = (
  subjects: Subjects,
  told: ReadonlyArray<Told>,
  official: ReadonlySet<string>
): ReadonlyArray<string> => [
  ...disagreeing(subjects),
  ...gone(subjects, told),
  ...needless(subjects),
  ...meaningless(told),
  ...copied(subjects, official),
  ...awkward(subjects)
]

interface Said {
  readonly subject: string
  /** As `email` or `Contact.email`. */
  readonly key: string
  readonly entry: Entry
}

const allOf = (subjects: Subjects): ReadonlyArray<Said> =>
  Object.entries(subjects).flatMap(([subject, { fields, records = {} }]) => [
    ...Object.entries(fields).map(([key, entry]) => ({ subject, key, entry })),
    ...Object.entries(records).flatMap(([record, entries]) =>
      Object.entries(entries).map(([field, entry]) => ({ subject, key: `${record}.${field}`, entry }))
    )
  ])

/** The same field, or the same field of the same record, said twice. */
const disagreeing = (subjects: Subjects): ReadonlyArray<string> =>
  [...Map.groupBy(allOf(subjects), ({ key }) => key)].flatMap(([key, said]) => {
    const [first, ...others] = said
    return first === undefined || others.length === 0
      ? []
      : [`${key} is said ${said.length} times: in ${said.map(({ subject }) => subject).join(" and ")}`]
  })

/** Entries that no field has any more. */
const gone = (subjects: Subjects, told: ReadonlyArray<Told>): ReadonlyArray<string> => {
  const used = new Set(told.map(({ key }) => key))
  return allOf(subjects).flatMap(({ key, subject }) =>
    used.has(key) ? [] : [`${key} in ${subject} is said of no field`]
  )
}

/** Exceptions that say what is said without them. */
const needless = (subjects: Subjects): ReadonlyArray<string> => {
  const withoutExceptions = makeGlossary(Object.values(subjects).map(({ fields }) => ({ fields })))
  return allOf(subjects).flatMap(({ entry, key, subject }) => {
    const [record, field] = [key.slice(0, key.lastIndexOf(".")), key.slice(key.lastIndexOf(".") + 1)]
    const usual = record === "" ? undefined : withoutExceptions.find(record, field)?.entry
    const isException = key.includes(".") && usual !== undefined
    // What a pattern says otherwise, an exception may set back.
    const isAgainstPattern = Object.values(subjects).some(({ records = {} }) =>
      Object.entries(records).some(
        ([name, entries]) =>
          name.endsWith("*") && record.startsWith(name.slice(0, -1)) && name !== record && field in entries
      )
    )
    return isException && !isAgainstPattern && JSON.stringify(usual) === JSON.stringify(entry)
      ? [`${key} in ${subject} says what ${field} says already`]
      : []
  })
}

/** Meanings of values that no field has; several entries may share what their values mean. */
const meaningless = (told: ReadonlyArray<Told>): ReadonlyArray<string> => {
  const having = told.flatMap((each) =>
    typeof each.entry === "object" && "values" in each.entry ? [{ ...each, meanings: each.entry.values }] : []
  )
  return [...Map.groupBy(having, ({ meanings }) => meanings)].flatMap(([meanings, fields]) => {
    const known = new Set(fields.flatMap(({ values }) => values))
    const isOpen = fields.some(({ values }) => values.length === 0)
    const keys = [...new Set(fields.map(({ key }) => key))].join(" and ")
    return Object.keys(meanings).flatMap((value) =>
      isOpen || known.has(value) ? [] : [`${keys} says what ${value} means, which is no value of it`]
    )
  })
}

/** As many words in a row as nobody writes by chance. */
export const copiedLength = 7

/** The runs of words in a text, to be compared with those of another. */
export const runsOf = (text: string): ReadonlyArray<string> => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_']+/gu) ?? []
  return words.slice(copiedLength - 1).map((_, at) => words.slice(at, at + copiedLength).join(" "))
}

const copied = (subjects: Subjects, official: ReadonlySet<string>): ReadonlyArray<string> =>
  allOf(subjects).flatMap(({ entry, key, subject }) => {
    const run = textsOf(entry)
      .flatMap(runsOf)
      .find((each) => official.has(each))
    return run === undefined ? [] : [`${key} in ${subject} is in the words of the description: "${run}"`]
  })

/** Everything an entry says. */
const textsOf = (entry: Entry): ReadonlyArray<string> => {
  if (typeof entry === "string") return [entry]
  if ("words" in entry) return [entry.words, ...Object.values(entry.values)]
  return "unknown" in entry ? [entry.unknown] : []
}

/** One or two lines are read; three are not. */
const longest = 230

const awkward = (subjects: Subjects): ReadonlyArray<string> =>
  allOf(subjects).flatMap(({ entry, key, subject }) => {
    const words = wordsOf(entry)
    return [
      ...(words !== undefined && !/[.]$/.test(words) ? [`${key} in ${subject} is no sentence`] : []),
      ...(words !== undefined && words.length > longest ? [`${key} in ${subject} is too long: ${words.length}`] : []),
      ...(textsOf(entry).some((text) => text.includes("*/")) ? [`${key} in ${subject} would end a comment`] : [])
    ]
  })
