/**
 * Records as JSON with the keys of their larger objects in the order in which jsonb keeps them. Putting them in order is an eighth to a
 * third of what the server does to keep a record, and little where they come in order.
 *
 * @since 0.1.0
 */
import { storableJson } from "../tables/Cell.ts"

/**
 * Makes what writes records, and remembers the keys of their objects from one to the next. It says the same as
 * `JSON.stringify`, without what PostgreSQL cannot hold.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): ((record: object) => string) => {
  /** The objects that were found last under a name: their keys, and in order. */
  const known = new Map<string, Shape>()
  const orderOf = (name: string, keys: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
    const last = known.get(name)
    if (last !== undefined && isSame(last.keys, keys)) return last.ordered
    if (known.size >= most) known.clear()
    const ordered = keys.some((key) => special.has(key)) ? undefined : keys.toSorted(compare)
    known.set(name, { keys, ordered })
    return ordered
  }
  const inOrder = (value: unknown, name: string, depth: number): unknown => {
    if (typeof value !== "object" || value === null || depth === deepest) return value
    if (Array.isArray(value)) {
      return value.length === 0 ? value : value.map((one) => inOrder(one, name, depth + 1))
    }
    if (!isPlain(value)) return value
    const keys = Object.keys(value)
    if (keys.length < few && !keys.some((key) => typeof value[key] === "object" && value[key] !== null)) return value
    const order = orderOf(name, keys)
    if (order === undefined) return value
    const ordered: Record<string, unknown> = {}
    for (const key of order) {
      const found = value[key]
      ordered[key] = typeof found === "object" ? inOrder(found, key, depth + 1) : found
    }
    return ordered
  }
  return (record) => {
    const json = JSON.stringify(inOrder(record, "", 0))
    return json.includes("\\u") ? storableJson(json) : json
  }
}

interface Shape {
  readonly keys: ReadonlyArray<string>
  /** Undefined where the object is better left as it is. */
  readonly ordered: ReadonlyArray<string> | undefined
}

/** The one would not become a key, and the other says by itself what the object is in JSON. */
const special: ReadonlySet<string> = /*#__PURE__*/ new Set(["__proto__", "toJSON"])

/** So few keys of values that are no objects take longer to put in order here than there. */
const few = 5

/** Names that are remembered. There are a few dozen, and as many more as objects in attributes have. */
const most = 1000

/** What lies deeper is left as it is. */
const deepest = 16

const isSame = (one: ReadonlyArray<string>, other: ReadonlyArray<string>): boolean => {
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}

/** Short ones first, as jsonb has them. */
const compare = (one: string, other: string): number => one.length - other.length || (one < other ? -1 : 1)

const isPlain = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
