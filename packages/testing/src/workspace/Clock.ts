/**
 * What a resource has to know of time.
 *
 * @since 0.1.0
 */

/**
 * The server's clock, and how far behind it the search index is. In Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResourceClock {
  readonly now: () => number
  readonly indexLag: (record: { readonly id: string }) => number
}

/**
 * Options of a change made by a test.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChangeOptions {
  /** When the search index learns of the change, in Unix seconds. After the workspace's lag when left out. */
  readonly indexedAt?: number | undefined
}

/**
 * When the search index learns of a change made now, undefined for at once.
 *
 * @internal
 */
export const indexedAt = (
  { indexLag, now }: ResourceClock,
  record: { readonly id: string },
  options: ChangeOptions | undefined
): number | undefined => {
  if (options?.indexedAt !== undefined) return options.indexedAt
  const lag = indexLag(record)
  return lag > 0 ? now() + lag : undefined
}
