/**
 * Docstrings made from facts: versions, units, limits, and where a type changed.
 */
import type { Field, ObjectShape } from "../shape.ts"
import type { Scope } from "./print.ts"

/** The docstring of a field, empty where there is nothing to say. */
export const fieldDocs = (scope: Pick<Scope, "versions">, object: ObjectShape, name: string, field: Field): string => {
  const sentences = [
    unit(name, field),
    limit(field),
    ...span(scope.versions, object, field),
    drift(scope.versions, field)
  ]
  const text = sentences.filter((sentence) => sentence !== undefined).join(" ")
  return text === "" ? "" : `/** ${text} */\n`
}

/** A block of documentation. */
export const block = (lines: ReadonlyArray<string>): string =>
  lines.length === 1
    ? `/** ${lines[0]} */`
    : ["/**", ...lines.map((line) => (line === "" ? " *" : ` * ${line}`)), " */"].join("\n")

const unit = (name: string, { shape }: Field): string | undefined => {
  const isTime =
    shape.formats.has("date-time") ||
    shape.formats.has("timestamp") ||
    /_(at|after|before|until)$|_time$|_ts$/.test(name)
  if (shape.number && isTime) return shape.text ? "Unix seconds, or text." : "Unix seconds."
  if (shape.text && shape.formats.has("date-time")) return "An ISO 8601 time."
  if (shape.text && shape.formats.has("date")) return "A date as `2026-01-31`."
  return undefined
}

const limit = ({ shape }: Field): string | undefined =>
  shape.maxItems === undefined ? undefined : `At most ${shape.maxItems}.`

/** From which version on, and up to which, where that differs from the object's. */
const span = (versions: ReadonlyArray<string>, object: ObjectShape, field: Field): ReadonlyArray<string> => {
  if (field.versions.size === 0) return []
  const order = (version: string) => versions.indexOf(version)
  const first = (set: ReadonlySet<string>) => Math.min(...[...set].map(order))
  const last = (set: ReadonlySet<string>) => Math.max(...[...set].map(order))
  const sentences: Array<string> = []
  if (object.versions.size > 0 && first(field.versions) > first(object.versions))
    sentences.push(`Since ${versions[first(field.versions)]}.`)
  if (object.versions.size > 0 && last(field.versions) < last(object.versions))
    sentences.push(`Up to ${versions[last(field.versions)]}.`)
  return sentences
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
