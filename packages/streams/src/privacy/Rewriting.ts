/**
 * Records without what is not to be kept.
 *
 * @since 0.1.0
 */
import { enter, type FieldPath, type Standing } from "./FieldPath.ts"

/**
 * What is done with the field at a path.
 *
 * @category models
 * @since 0.1.0
 */
export type Verb = "keep" | "drop" | "hash"

/**
 * What is said of the records of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rules {
  readonly rules: ReadonlyArray<{ readonly verb: Verb; readonly path: FieldPath }>
  /** Whether only fields that are named are kept. */
  readonly isSelective: boolean
  /** The fields that a record is known by, which stay as they are. */
  readonly identity: ReadonlySet<string>
}

/**
 * A record as it is to be kept; the one that was given stays as it was. Where several things are said of a field, dropping
 * comes before hashing, and hashing before keeping. Throws where a record nests deeper than the stack.
 *
 * @category conversions
 * @since 0.1.0
 */
export const rewrite = (
  record: object,
  { identity, isSelective, rules }: Rules,
  hashed: (text: string) => string
): object => {
  const start = rules.map(({ path, verb }): Standing<Verb> => ({ verb, path, at: 0 }))
  return fieldsOf(record, { standings: start, isKept: !isSelective, isHashed: false }, hashed, identity)
}

interface Inside {
  /** Whether it is in a list, whose elements are told apart by their ids. */
  readonly isElement?: boolean
  readonly standings: ReadonlyArray<Standing<Verb>>
  readonly isKept: boolean
  readonly isHashed: boolean
}

/** Undefined where nothing of the value is kept. */
const valueOf = (value: unknown, inside: Inside, hashed: (text: string) => string): unknown => {
  if (Array.isArray(value)) {
    const items = value.map((item) => valueOf(item, { ...inside, isElement: true }, hashed))
    return inside.isKept ? items : nonEmpty(items.filter((item) => item !== undefined))
  }
  if (typeof value === "object" && value !== null) {
    const fields = fieldsOf(value, inside, hashed)
    return inside.isKept || Object.keys(fields).length > 0 ? fields : undefined
  }
  if (!inside.isKept) return undefined
  // That there is nothing tells of nobody.
  return inside.isHashed && value !== null && value !== undefined ? hashed(String(value)) : value
}

const nonEmpty = (items: ReadonlyArray<unknown>) => (items.length === 0 ? undefined : items)

const fieldsOf = (
  value: object,
  { isElement = false, isHashed, isKept, standings }: Inside,
  hashed: (text: string) => string,
  untouched?: ReadonlySet<string>
): object => {
  let isChosen = isKept
  const kept = Object.entries(value).flatMap(([name, field]): ReadonlyArray<readonly [string, unknown]> => {
    if (untouched?.has(name) === true) {
      isChosen = true
      return [[name, field]]
    }
    const { inside, said } = enter(standings, name)
    if (said.has("drop")) return []
    const isFieldHashed = isHashed || said.has("hash")
    const isFieldKept = isKept || isFieldHashed || said.has("keep")
    const isAlong = !isFieldKept && goesAlong(name, field, isElement)
    const rest = valueOf(field, { standings: inside, isKept: isFieldKept || isAlong, isHashed: isFieldHashed }, hashed)
    if (rest === undefined) return []
    isChosen ||= !isAlong
    return [[name, rest]]
  })
  // Entries, since a field may be called `__proto__`.
  return Object.fromEntries(isChosen ? kept : [])
}

/**
 * What is kept where anything beside it is. That a list was cut short tells of nobody, and where it is not known, what the list
 * leaves out counts as gone. An element without its id is told apart by its place, which is another one's in the next version.
 */
const goesAlong = (name: string, field: unknown, isElement: boolean): boolean =>
  (name === "has_more" && field === true) ||
  (isElement && name === "id" && (typeof field === "string" || typeof field === "number"))
