/**
 * State that can be written to a file and read again.
 *
 * @since 0.1.0
 */

/**
 * A part of a workspace's state. `save` gives JSON, and `load` takes what `save` gave.
 *
 * @category models
 * @since 0.1.0
 */
export interface Persisted<Saved> {
  readonly save: () => Saved
  /** Replaces the state. */
  readonly load: (saved: Saved) => void
}

/**
 * The entries of a map, as JSON has them.
 *
 * @category models
 * @since 0.1.0
 */
export type Entries<Key, Value> = ReadonlyArray<readonly [Key, Value]>

/**
 * Replaces what a map holds.
 *
 * @category actions
 * @since 0.1.0
 */
export const refill = <Key, Value>(map: Map<Key, Value>, entries: Entries<Key, Value>): void => {
  map.clear()
  for (const [key, value] of entries) map.set(key, value)
}
