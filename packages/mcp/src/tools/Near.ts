/**
 * Names that may have been meant.
 *
 * @since 0.1.0
 */

/**
 * At most three of `known` that share most of their letters, two by two, with `typed`.
 *
 * @internal
 */
export const near = (typed: string, known: ReadonlyArray<string>): ReadonlyArray<string> => {
  const wanted = pairsOf(typed)
  return known
    .map((name) => {
      const pairs = pairsOf(name)
      const shared = [...pairs].filter((pair) => wanted.has(pair)).length
      return { name, likeness: (2 * shared) / Math.max(1, pairs.size + wanted.size) }
    })
    .filter(({ likeness }) => likeness > 0.5)
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, 3)
    .map(({ name }) => name)
}

const pairsOf = (text: string): ReadonlySet<string> => {
  const letters = text.toLowerCase()
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)))
}
