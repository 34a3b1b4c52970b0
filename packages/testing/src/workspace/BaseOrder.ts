/**
 * The seeded records of a selection in their order, as indexes: no record is made to find its place, and none kept.
 *
 * @since 0.1.0
 */
import type { Seeds } from "./seeding/Seeds.ts"
import type { Field, FieldValue } from "./Field.ts"
import type { Row } from "./Record.ts"
import type { Selection } from "./Selection.ts"
import { compareKeys, compareValues, type SortKey } from "./SortKey.ts"

/**
 * Indexes of seeded records, ascending by the selection's sort. Positions count in the direction asked for: 1 is
 * ascending, -1 descending.
 *
 * @category models
 * @since 0.1.0
 */
export interface BaseOrder {
  readonly length: number
  readonly at: (position: number, direction: 1 | -1) => number
  /** The first position that comes after a key. */
  readonly positionAfter: (key: SortKey, direction: 1 | -1) => number
  readonly keyOf: (index: number) => SortKey
  readonly includes: (index: number) => boolean
}

/** How many orders are remembered, whatever their length: an export asks for one after the other. */
const remembered = 8

/** Indexes that are remembered in all: an export that reads many spans of time asks for all of them in turns. */
const mostIndexes = 2_000_000

/**
 * Works out orders, and remembers the last ones. Seeded records never change, so an order stays right.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeBaseOrders = <R extends Row>(seeds: Seeds<R>): ((selection: Selection<R>) => BaseOrder) => {
  const orders = new Map<string, BaseOrder>()
  const columns = makeColumns(seeds)
  let indexes = 0
  return (selection) => {
    const known = orders.get(selection.key)
    if (known !== undefined) return known
    const order = makeBaseOrder(seeds, columns, selection)
    indexes += order.length
    for (const [key, oldest] of orders) {
      if (orders.size < remembered || indexes <= mostIndexes) break
      orders.delete(key)
      indexes -= oldest.length
    }
    orders.set(selection.key, order)
    return order
  }
}

/** A field of seeded records by their index, where it can be told without making them. */
type Columns = (name: string) => ((index: number) => FieldValue) | undefined

/** Times are worked out once: searches compare them for all records, again and again. */
const makeColumns = <R extends Row>({ columns, count }: Seeds<R>): Columns => {
  const times = new Map<string, (index: number) => FieldValue>()
  return (name) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (column === undefined || (name !== "created_at" && name !== "updated_at")) return column
    const known = times.get(name)
    if (known !== undefined) return known
    const kept = new Float64Array(count)
    const read = (index: number): FieldValue => {
      const found = kept[index] ?? 0
      if (found > 0) return found
      const value = column(index)
      if (typeof value === "number") kept[index] = value
      return value
    }
    times.set(name, read)
    return read
  }
}

const makeBaseOrder = <R extends Row>(
  seeds: Seeds<R>,
  columns: Columns,
  { matches, sort }: Selection<R>
): BaseOrder => {
  const valueOf = sortValues(seeds, columns, sort)
  const read = makeReader(seeds, columns)
  const selects = matches === undefined ? undefined : (index: number) => matches((field) => read(field, index))
  const indexes = sorted(selected(seeds.count, selects), sort, valueOf)
  const length = indexes === undefined ? seeds.count : indexes.length
  const ascending = (position: number) => (indexes === undefined ? position : (indexes[position] ?? 0))
  const at = (position: number, direction: 1 | -1) => ascending(direction === 1 ? position : length - 1 - position)
  const keyOf = (index: number): SortKey => ({ value: valueOf(index), id: seeds.idOf(index) })
  return {
    length,
    at,
    keyOf,
    includes: (index) => selects?.(index) ?? true,
    positionAfter: (key, direction) => {
      let low = 0
      let high = length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (compareKeys(keyOf(at(middle, direction)), key) * direction <= 0) low = middle + 1
        else high = middle
      }
      return low
    }
  }
}

/** The indexes that are selected, ascending; undefined for all. */
const selected = (count: number, selects: ((index: number) => boolean) | undefined): Uint32Array | undefined => {
  if (selects === undefined) return undefined
  const indexes = new Uint32Array(count)
  let length = 0
  for (let index = 0; index < count; index++) if (selects(index)) indexes[length++] = index
  return indexes.slice(0, length)
}

const sorted = <R>(indexes: Uint32Array | undefined, sort: Field<R>, valueOf: Values): Uint32Array | undefined => {
  // Seeded records are made in the order of their index.
  if (sort.name === "created_at" || sort.name === "id") return indexes
  const all = indexes ?? valueOf.indexes()
  return sortByNumber(all, valueOf) ?? all.toSorted((a, b) => compareValues(valueOf(a), valueOf(b)) || a - b)
}

/** Sorts by number and index at once, as one number per record, where all of them fit. */
const sortByNumber = (indexes: Uint32Array, valueOf: Values): Uint32Array | undefined => {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  const packed = new Float64Array(indexes.length)
  for (let position = 0; position < indexes.length; position++) {
    const value = valueOf(indexes[position] ?? 0)
    if (typeof value !== "number") return undefined
    packed[position] = value
    if (value < least) least = value
    if (value > most) most = value
  }
  const radix = valueOf.count
  if ((most - least + 1) * radix > Number.MAX_SAFE_INTEGER) return undefined
  for (let position = 0; position < indexes.length; position++) {
    packed[position] = ((packed[position] ?? 0) - least) * radix + (indexes[position] ?? 0)
  }
  packed.sort()
  return Uint32Array.from(packed, (value) => value % radix)
}

interface Values {
  (index: number): SortKey["value"]
  readonly count: number
  readonly indexes: () => Uint32Array
}

const sortValues = <R extends Row>(seeds: Seeds<R>, columns: Columns, sort: Field<R>): Values => {
  const column = columns(sort.name)
  const valueOf = (index: number): SortKey["value"] => {
    const value = column === undefined ? sort.of(seeds.make(index)) : column(index)
    return typeof value === "string" || typeof value === "number" ? value : value === null ? null : String(value)
  }
  return Object.assign(valueOf, {
    count: seeds.count,
    indexes: () => {
      const indexes = new Uint32Array(seeds.count)
      for (let index = 0; index < seeds.count; index++) indexes[index] = index
      return indexes
    }
  })
}

/** Reads fields of seeded records, and makes a record only for a field that has no column. */
const makeReader = <R extends Row>(
  seeds: Seeds<R>,
  columns: Columns
): ((field: Field<R>, index: number) => FieldValue) => {
  let madeIndex = -1
  let made: R | undefined
  return (field, index) => {
    const column = columns(field.name)
    if (column !== undefined) return column(index)
    if (made === undefined || madeIndex !== index) {
      made = seeds.make(index)
      madeIndex = index
    }
    return field.of(made)
  }
}
