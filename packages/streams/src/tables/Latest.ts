/**
 * Records of a page, each once.
 *
 * @since 0.1.0
 */

/**
 * Of the same record twice in a page, the later version: what is told of both would be exported at the same time. Records
 * without an id are all there.
 *
 * @category conversions
 * @since 0.1.0
 */
export const latest = (
  {
    changedAtOf,
    idOf
  }: {
    readonly idOf: (record: object) => string | undefined
    readonly changedAtOf: (record: object) => number | undefined
  },
  records: ReadonlyArray<object>
): ReadonlyArray<object> => {
  const byId = new Map<string, object>()
  const nameless: Array<object> = []
  for (const record of records) {
    const id = idOf(record)
    const other = id === undefined ? undefined : byId.get(id)
    if (id === undefined) nameless.push(record)
    else if (other === undefined || (changedAtOf(other) ?? 0) <= (changedAtOf(record) ?? 0)) byId.set(id, record)
  }
  return [...byId.values(), ...nameless]
}
