/**
 * The versions of Intercom's API this SDK knows, in the order they appeared.
 *
 * @since 0.1.0
 */
import * as known from "./generated/versions.ts"

/**
 * Every version, oldest first. It is generated: a new version is one more description, and one command.
 *
 * `Preview` and `Unstable` are two names of the same, moving version.
 *
 * @category versions
 * @since 0.1.0
 */
export const versions = known.versions

/**
 * A version as Intercom's `Intercom-Version` header spells it.
 *
 * @category versions
 * @since 0.1.0
 */
export type Version = (typeof versions)[number]

/**
 * The version a client speaks when it is not told another: the newest stable one whose description Intercom has published.
 *
 * @category versions
 * @since 0.1.0
 */
export const latestStable: Version = known.latestStable

const rank = (version: Version): number => versions.indexOf(version === "Unstable" ? "Preview" : version)

/**
 * Orders two versions: negative when `self` is older than `that`, zero when they are the same.
 *
 * @category versions
 * @since 0.1.0
 */
export const compare = (self: Version, that: Version): number => rank(self) - rank(that)

/**
 * The span of versions that have an operation: from `since` to `until`, both included.
 *
 * @category versions
 * @since 0.1.0
 */
export interface Availability {
  readonly since: Version
  readonly until: Version | undefined
}

/**
 * Tells whether `version` lies in the span.
 *
 * @category versions
 * @since 0.1.0
 */
export const isAvailable = (span: Availability, version: Version): boolean =>
  compare(version, span.since) >= 0 && (span.until === undefined || compare(version, span.until) <= 0)
