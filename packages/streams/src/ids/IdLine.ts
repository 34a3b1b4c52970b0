/**
 * An id that came or went, as a line.
 *
 * @since 0.1.0
 */

/**
 * The line of an id that came.
 *
 * @category constructors
 * @since 0.1.0
 */
export const came = (id: string): string => `+${escaped(id)}`

/**
 * The line of an id that is gone.
 *
 * @category constructors
 * @since 0.1.0
 */
export const went = (id: string): string => `-${escaped(id)}`

/**
 * Whether a line tells of an id that came.
 *
 * @category guards
 * @since 0.1.0
 */
export const isCame = (line: string): boolean => line.startsWith("+")

/**
 * The id of a line.
 *
 * @category conversions
 * @since 0.1.0
 */
export const idOf = (line: string): string => {
  const id = line.slice(1)
  return id.includes("\\") ? String(JSON.parse(`"${id}"`)) : id
}

/** Ids of one's own streams may hold anything, a line break too. */
const escaped = (id: string): string => JSON.stringify(id).slice(1, -1)
