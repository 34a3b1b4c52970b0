/**
 * Times as newer endpoints write them.
 *
 * @since 0.1.0
 */

/**
 * Unix seconds as an ISO 8601 time.
 *
 * @category conversions
 * @since 0.1.0
 */
export const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()
