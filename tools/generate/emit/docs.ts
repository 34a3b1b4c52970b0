/**
 * Docstrings made from facts: versions, units, limits, and where a type changed.
 */
import { wordsOf } from "../glossary.ts"
import type { Entry } from "../overlay/glossary/Entry.ts"
import type { Field, ObjectShape, Shape } from "../shape.ts"

/** What there is to say of a field: what the glossary says, its unit and limit, the versions that have it, and notes. */
export const fieldSentences = (
  scope: { readonly versions: ReadonlyArray<string> },
  object: ObjectShape,
  name: string,
  field: Field,
  entry: Entry | undefined
): ReadonlyArray<string> =>
  [
    wordsOf(entry),
    unit(name, field),
    limit(field),
    ...(paging.has(name) ? [] : span(scope.versions, object, field)),
    drift(scope.versions, field),
    ...field.notes
  ].filter((sentence) => sentence !== undefined)

/** The docstring of a field, with a line for each value that has a meaning; empty where there is nothing to say. */
export const fieldDocs = (
  sentences: ReadonlyArray<string>,
  meanings: ReadonlyArray<readonly [value: string, meaning: string]>
): string => {
  const lines = wrapped(sentences.join(" "))
  const values = meanings.flatMap(([value, meaning]) => hanging(wrapped(`\`${value}\`: ${meaning}`)))
  if (lines.length === 0 && values.length === 0) return ""
  return `${block([...lines, ...(lines.length > 0 && values.length > 0 ? [""] : []), ...values])}\n`
}

/** As long as a line of prose is, beside the asterisk and where the field stands. */
const proseWidth = 110

const wrapped = (text: string): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(" ").filter((each) => each !== "")) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= proseWidth) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** The lines of an item of a list. */
const hanging = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line, at) => `${at === 0 ? "- " : "  "}${line}`)

/** Descriptions name these in some versions only; all versions take them. */
const paging = new Set(["page", "per_page", "starting_after"])

/** A block of documentation. */
export const block = (lines: ReadonlyArray<string>): string =>
  lines.length === 1
    ? `/** ${lines[0]} */`
    : ["/**", ...lines.map((line) => (line === "" ? " *" : ` * ${line}`)), " */"].join("\n")

/** Whether a field of that name is a time. */
export const isTime = (name: string, { formats }: Shape): boolean =>
  formats.has("date-time") ||
  formats.has("timestamp") ||
  /_(at|after|before|until|since)$|^(start|end)_time$|_ts$/.test(name)

/** Whether a field of that name is a span of time: `talk_time`, `time_to_assignment`. */
export const isDuration = (name: string): boolean => /_time$|^(median_)?time_to_/.test(name)

const unit = (name: string, { shape }: Field): string | undefined => {
  if (shape.number && isTime(name, shape)) return shape.text ? "Unix seconds, or text." : "Unix seconds."
  if (shape.number && isDuration(name)) return "Seconds."
  if (shape.text && shape.formats.has("date-time")) return "An ISO 8601 time."
  if (shape.text && shape.formats.has("date")) return "A date as `2026-01-31`."
  return undefined
}

const limit = ({ shape }: Field): string | undefined =>
  shape.maxItems === undefined ? undefined : `At most ${shape.maxItems}.`

/** From which version on, and up to which, where that differs from the object's. */
const span = (versions: ReadonlyArray<string>, object: ObjectShape, field: Field): ReadonlyArray<string> => {
  const having = versions.filter((version) => field.versions.has(version) && object.versions.has(version))
  const first = having[0]
  const last = having.at(-1)
  if (first === undefined || last === undefined || object.versions.size === 0) return []
  // The description of a version that still moves may lack what the API has.
  const stable = versions.findLastIndex((version) => /^\d/.test(version))
  const isGone = versions.slice(stable).every((version) => object.versions.has(version) && !field.versions.has(version))
  if (having.length === 1 && isGone) return [`In ${first} only.`]
  const began = versions.find((version) => object.versions.has(version))
  return [...(first === began ? [] : [`Since ${first}.`]), ...(isGone ? [`Up to ${last}.`] : [])]
}

/** How the kind of value changed over the versions. */
const drift = (versions: ReadonlyArray<string>, field: Field): string | undefined => {
  const runs: Array<{ kind: string; from: string; to: string }> = []
  for (const version of versions) {
    const kind = field.kinds.get(version)
    if (kind === undefined) continue
    const run = runs.at(-1)
    if (run?.kind === kind) run.to = version
    else runs.push({ kind, from: version, to: version })
  }
  const [before, after, ...more] = runs
  if (!before || !after) return undefined
  if (more.length > 0) return `By version ${[...new Set(runs.map(({ kind }) => words(kind)))].join(" or ")}.`
  return `${capital(words(before.kind))} up to ${before.to}, ${words(after.kind)} since ${after.from}.`
}

const words = (kind: string): string =>
  kind
    .split(" or ")
    .map((each) => `${/^[aeiou]/.test(each) ? "an" : "a"} ${each}`)
    .join(" or ")

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
