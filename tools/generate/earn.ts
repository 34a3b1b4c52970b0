/**
 * Decides of every field of a response whether a reader can rely on it: that it is there, and that it is not null.
 *
 * Both are earned. One of four things must speak for the field: that it is identity, that nobody could create the thing
 * without it, that it is what a list is there for, or that it stood in ten records of a recording, in every version's
 * description, and is not of a kind that is empty until something happens. Then nothing may contradict it, in any source or
 * version: a null takes away that it is never null, an absence that it is always there, another kind both. All else may be
 * missing or null.
 */
import type { Components } from "./components.ts"
import { isDuration, isTime } from "./emit/docs.ts"
import { blocks, identifiers, sameThings } from "./overlay/components.ts"
import type { OperationWithoutExample } from "./planned.ts"
import { type Claim, type Field, isRequired, kindsOf, type ObjectShape, type Shape, type Standing } from "./shape.ts"

/** As many records of one workspace speak for a field. */
export const enoughRecords = 10

/** Gives every field of every response its standing. */
export const earnStandings = (components: Components, operations: ReadonlyArray<OperationWithoutExample>): void => {
  const created = createdWith(operations)
  const judge = (object: ObjectShape, needed: ReadonlySet<string>): void => {
    for (const [name, field] of object.fields) {
      if (field.standing !== undefined) continue
      field.standing = standingOf(object, name, field, needed)
      if (!field.standing.nonNull) field.shape.nullable = true
      visit(field.shape)
    }
    if (object.rest) visit(object.rest)
  }
  const visit = (shape: Shape): void => {
    if (shape.object) judge(shape.object, nothing)
    for (const object of shape.alternatives.values()) judge(object, nothing)
    if (shape.array) visit(shape.array)
  }
  // A component is judged with what its create input needs before it is met as a part of another.
  for (const { name, shape } of components.values()) {
    if (shape.object) judge(shape.object, created.get(name) ?? nothing)
    visit(shape)
  }
  for (const { success } of operations) visit(success)
}

const nothing: ReadonlySet<string> = new Set()

const standingOf = (object: ObjectShape, name: string, field: Field, needed: ReadonlySet<string>): Standing => {
  const claim = claimOf(object, name, field, needed)
  if (claim === undefined) return { required: false, nonNull: field.omitted, by: undefined }
  return { required: !mayLack(object, field), nonNull: !field.shape.nullable && !field.shape.unknown, by: claim }
}

/** Whether any source has such an object without the field. */
const mayLack = (object: ObjectShape, field: Field): boolean =>
  field.optional ||
  field.omitted ||
  field.seen < object.seen ||
  [...object.recorded].some(([recording, times]) => (field.recorded.get(recording) ?? 0) < times)

/** What speaks for a field. */
const claimOf = (object: ObjectShape, name: string, field: Field, needed: ReadonlySet<string>): Claim | undefined => {
  if (object.versions.size === 0 || [...object.versions].some((version) => !field.versions.has(version)))
    return undefined
  if (identifiers.has(name) || (identity.has(name) && isThing(object))) return "identity"
  if (isOwnList(object, name)) return "list"
  // A field that is of one kind here and of another there is known too badly.
  if (kindsOf(field.shape).length !== 1) return undefined
  if (needed.has(name) && (field.shape.text || field.shape.number)) return "create input"
  const times = Math.max(0, ...field.recorded.values())
  return times >= enoughRecords && !isEmptyAtFirst(name, field.shape) ? "recordings" : undefined
}

const identity: ReadonlySet<string> = new Set(["id", "type", "created_at"])

/** Whether an object is found by its `id`: among locales that is Indonesian, and a chosen value may have several. */
const isThing = ({ fields }: ObjectShape): boolean => {
  const id = fields.get("id")
  return id !== undefined && kindsOf(id.shape).every((kind) => kind === "string" || kind === "number")
}

/** Whether a field is what a list is there for: its only array. */
const isOwnList = (object: ObjectShape, name: string): boolean => {
  if (!isList(object)) return false
  const arrays = [...object.fields].filter(([, { shape }]) => shape.array !== undefined)
  return arrays.length === 1 && arrays[0]?.[0] === name
}

/** Lists say so in their `type`, or tell how many rows there are or where more are. */
const isList = ({ fields }: ObjectShape): boolean => {
  const { samples, values } = fields.get("type")?.shape.text ?? { samples: [], values: [] }
  return (
    [...samples, ...values].some((value) => /(^|[._])list$/.test(value)) ||
    ["pages", "total_count", "has_more"].some((name) => fields.has(name))
  )
}

/** Whether a field is of a kind that is empty until something happens. */
const isEmptyAtFirst = (name: string, shape: Shape): boolean =>
  isTime(name, shape) ||
  isDuration(name) ||
  emptyNames.test(name) ||
  blocks.has(name) ||
  (shape.text !== undefined && isFreeText(name, shape))

/** Further times and durations, who is assigned, ratings, SLAs, and what an AI made of it. */
const emptyNames =
  /since|until|duration|seconds|assignee|assigned|owner|teammate|admin_id|team_id|rating|reaction|score|percentage|^sla_|_sla_|^ai_|_ai_|^fin_|_agent/

/** Text that people write: not the name of one of several values, and not an id. */
const isFreeText = (name: string, { text }: Shape): boolean =>
  name !== "type" && !/(^|_)ids?$/.test(name) && (text?.values.size ?? 0) === 0

/** The fields without which nobody can create a thing, by the components that are the thing. */
const createdWith = (operations: ReadonlyArray<OperationWithoutExample>): ReadonlyMap<string, ReadonlySet<string>> => {
  const created = new Map<string, Set<string>>()
  for (const { input, name, path, query, success } of operations) {
    if (!/^create(?!OrUpdate)/.test(name) || input === undefined) continue
    const [first, ...others] = input.alternatives.map(
      ({ object }) =>
        new Set(
          [...object.fields].flatMap(([field, its]) =>
            isRequired({ direction: "request" }, object, its) && !path.includes(`{${field}}`) && !query.includes(field)
              ? [field]
              : []
          )
        )
    )
    if (first === undefined) continue
    const always = others.reduce(common, first)
    for (const component of success.references)
      for (const same of sameThings.find((names) => names.includes(component)) ?? [component])
        created.set(same, common(created.get(same) ?? always, always))
  }
  return created
}

const common = (left: ReadonlySet<string>, right: ReadonlySet<string>): Set<string> =>
  new Set([...left].filter((name) => right.has(name)))
