/**
 * What a text may have been meant to be.
 *
 * @since 0.1.0
 */

/**
 * Those of the known texts that are nearest, three at most. Of paths those that end as the text does are near as well.
 *
 * @category conversions
 * @since 0.1.0
 */
export const near = (text: string, known: Iterable<string>): ReadonlyArray<string> => {
  const most = Math.max(2, Math.floor(text.length / 4))
  return [...new Set(known)]
    .map((path) => ({ path, edits: path.endsWith(`.${text}`) ? most : distance(text, path) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ path }) => path)
}

/** Insertions, deletions and replacements between two texts (Levenshtein). */
const distance = (from: string, to: string): number => {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1)
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
