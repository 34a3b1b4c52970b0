/**
 * Names of streams that there are as many of as somebody made: types of custom objects, data sets.
 *
 * @since 0.1.0
 */
import { identifier, marked } from "./Identifier.ts"

/** What a name of a stream has at most. */
const longest = 40

/**
 * The name of a stream of a kind, by the name of what is of that kind: `custom_objects_order` for `Order`. A name that is too
 * long, or that others might become too, gets a mark.
 *
 * @category constructors
 * @since 0.1.0
 */
export const nameOfKind = (kind: string, name: string): string => {
  const plain = `${kind}_${identifier(name)}`
  if (/^[a-z0-9_]+$/i.test(name) && identifier(name) === name.toLowerCase() && plain.length <= longest) return plain
  return marked(plain.slice(0, longest - 9), name)
}
