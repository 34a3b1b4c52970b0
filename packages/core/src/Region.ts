/**
 * Where a workspace is hosted. Its data is reachable on that region's host only.
 *
 * @since 0.1.0
 */

/**
 * The host of each region.
 *
 * @category constants
 * @since 0.1.0
 */
export const hosts = {
  us: "https://api.intercom.io",
  eu: "https://api.eu.intercom.io",
  au: "https://api.au.intercom.io"
} as const

/**
 * A region of Intercom: the United States, Europe or Australia.
 *
 * @category models
 * @since 0.1.0
 */
export type Region = keyof typeof hosts

/**
 * Every region.
 *
 * @category constants
 * @since 0.1.0
 */
export const regions = ["us", "eu", "au"] as const satisfies ReadonlyArray<Region>
