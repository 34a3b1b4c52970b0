/**
 * Which records a call or a notification is about.
 *
 * @since 0.1.0
 */
import type { Definition } from "@effect-intercom/core/Operation"
import * as Predicate from "effect/Predicate"

/**
 * The resources whose records are known by their ids here.
 *
 * @category models
 * @since 0.1.0
 */
export type NamedResource = "companies" | "contacts" | "conversations" | "tickets"

/**
 * A record by its resource and id, as `contacts 6762f0dd1bb69f9f2193bb83`.
 *
 * @category models
 * @since 0.1.0
 */
export type RecordName = `${NamedResource} ${string}`

/**
 * Tells whether an operation may change something: some that only read are a POST.
 *
 * @category guards
 * @since 0.1.0
 */
export const isChange = ({ method, path }: Pick<Definition, "method" | "path">): boolean =>
  method !== "GET" && !/\/(?:list|preview|search)$/.test(path)

/**
 * The records that a call changes, as far as its path and input tell. Reading changes none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const changedBy = ({ id, method, path }: Definition, input: unknown): ReadonlySet<RecordName> => {
  const names = new Set<RecordName>()
  if (!isChange({ method, path }) || !Predicate.isObject(input)) return names
  const fields = new Map<string, unknown>(Object.entries(input))
  for (const [, segment = "", field = ""] of path.matchAll(/(\w+)\/\{(\w+)\}/g)) add(names, segment, fields.get(field))
  if (id === "contacts.merge") for (const field of ["from", "into"]) add(names, "contacts", fields.get(field))
  return namedIn(input, names)
}

/**
 * The id of an input that is an id and nothing else.
 *
 * @category conversions
 * @since 0.1.0
 */
export const idAlone = (input: unknown): string | undefined => {
  if (!Predicate.isObject(input) || !("id" in input)) return undefined
  const isAlone = Object.entries(input).every(([name, value]) => name === "id" || value === undefined)
  const id = typeof input.id === "number" ? String(input.id) : input.id
  return isAlone && isPlain(id) ? id : undefined
}

/**
 * Tells an id as Intercom gives them from one that a get has to refuse.
 *
 * @category guards
 * @since 0.1.0
 */
export const isPlain = (id: unknown): id is string => typeof id === "string" && /^[\w-]+$/.test(id)

/**
 * The records that a value names: objects that tell their type and id, wherever they stand, and the rows of lists that are
 * called as a resource is.
 *
 * @category conversions
 * @since 0.1.0
 */
export const namedIn = (
  value: unknown,
  names: Set<RecordName> = new Set(),
  around: string = "",
  depth: number = 0
): ReadonlySet<RecordName> => {
  if (depth > deepest) return names
  if (Array.isArray(value)) for (const inner of value) namedIn(inner, names, around, depth + 1)
  else if (Predicate.isObject(value)) {
    const fields = Object.entries(value)
    const { id, type } = Object.fromEntries(fields)
    add(names, typeof type === "string" ? type : around, id)
    for (const [name, inner] of fields) namedIn(inner, names, name, depth + 1)
  }
  // Who was merged into another is told by the bare id.
  else if (around === "merged_from") add(names, "contacts", value)
  return names
}

/** Records nest less deeply than this. */
const deepest = 8

const add = (names: Set<RecordName>, called: string, id: unknown): void => {
  const resource = resources.get(called)
  if (resource !== undefined && (typeof id === "string" || typeof id === "number")) names.add(`${resource} ${id}`)
}

const resources: ReadonlyMap<string, NamedResource> = new Map([
  ["companies", "companies"],
  ["company", "companies"],
  ["contact", "contacts"],
  ["contacts", "contacts"],
  ["conversation", "conversations"],
  ["conversations", "conversations"],
  ["lead", "contacts"],
  ["merged_from", "contacts"],
  ["ticket", "tickets"],
  ["tickets", "tickets"],
  ["user", "contacts"],
  ["users", "contacts"]
])
