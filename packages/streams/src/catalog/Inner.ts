/**
 * Streams of what stands in lists inside the records of another stream: the parts of conversations, a line each.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type { Definition, Inside } from "./Definition.ts"
import { idOf, secondsOf } from "./Field.ts"

interface Options<A, B> extends Omit<Inside, "definition"> {
  readonly name: string
  readonly of: Definition<A>
  readonly schema: Schema.Codec<B>
  /** Whether an element is told apart from others by itself, and not by the record it stands in. `true` when left out. */
  readonly hasOwnId?: boolean
}

/**
 * Makes the stream of a list inside the records of another. It is read as that one is, so that it is stopped, gone on with
 * and brought up to date as that one is: where a record comes again, so do all elements of its list.
 *
 * @category constructors
 * @since 0.1.0
 */
export const inside = <A, B>({ hasOwnId = true, name, of, parent, path, schema }: Options<A, B>): Definition<B> => {
  const definition: Definition<A> = {
    ...of,
    // The list is what is asked for.
    hydration: (selection) => of.hydration?.({ ...selection, parts: true })
  }
  const { findsChanges, hydration, list, retention, settle, tellsChanges } = definition
  return {
    name,
    schema,
    settle,
    tellsChanges,
    retention,
    findsChanges,
    list,
    hydration,
    inside: { definition, path, parent },
    identity: ["id", parent],
    idOf: (record) => {
      const own = idOf(record)
      const other = idOf(record, parent)
      return hasOwnId || own === undefined || other === undefined ? own : `${other}/${own}`
    },
    changedAtOf: (record) => secondsOf(record, "updated_at") ?? secondsOf(record, "created_at")
  }
}

/**
 * The elements of the list in a record, each with the id of the record. What is no object has no fields, and stands in the
 * record alone.
 *
 * @category conversions
 * @since 0.1.0
 */
export const elementsOf = ({ definition, parent, path }: Inside, record: object): ReadonlyArray<object> => {
  let list: unknown = record
  for (const key of path) list = Predicate.hasProperty(list, key) ? list[key] : undefined
  if (!Array.isArray(list)) return []
  const of = { [parent]: definition.idOf(record) }
  return list.filter(Predicate.isObject).map((element) => ({ ...of, ...element, ...of }))
}
