/**
 * The versions of Intercom's API this SDK knows, in the order they appeared.
 *
 * **When to use**
 *
 * To choose the version of a client or a call, and to ask whether one has an operation ({@link isAvailable}).
 *
 * **Details**
 *
 * A client that is told none speaks {@link latestStable}. Operations say since when they are there and until when they
 * were; a call of one that the version does not have fails with `UnsupportedVersion`, before anything is sent. Types
 * are those of all versions together: fields that only some have may be missing.
 *
 * **Gotchas**
 *
 * - Versions are no numbers: `"2.9"` is older than `"2.10"`. Order them with {@link compare}.
 * - `Preview` and `Unstable` are one moving version, whose answers may change from day to day.
 * - Name the version in production: {@link latestStable} moves with a release of this SDK.
 *
 * **Example** (Ordering versions, and asking what they have)
 *
 * ```ts
 * import { Version } from "@effect-intercom/core"
 * import { Companies, ReportingDataExport } from "@effect-intercom/resources"
 *
 * Version.compare("2.9", "2.10") < 0 // => true
 * Version.versions.at(0) // => "2.7"
 * Version.isAvailable(Companies.list, "2.7") // => true
 * Version.isAvailable(ReportingDataExport.enqueue, "2.13") // => false
 * ```
 *
 * @since 0.1.0
 */
import * as known from "./generated/versions.ts"

/**
 * Every version, oldest first. It is generated: a new version is one more description, and one command.
 *
 * `Preview` and `Unstable` are two names of the same, moving version.
 *
 * @category constants
 * @since 0.1.0
 */
export const versions = known.versions

/**
 * A version as Intercom's `Intercom-Version` header spells it.
 *
 * @category models
 * @since 0.1.0
 */
export type Version = (typeof versions)[number]

/**
 * The version a client speaks when it is not told another: the newest stable one whose description Intercom has published.
 *
 * @category constants
 * @since 0.1.0
 */
export const latestStable: Version = known.latestStable

const rank = (version: Version): number => versions.indexOf(version === "Unstable" ? "Preview" : version)

/**
 * Orders two versions: negative when `self` is older than `that`, zero when they are the same.
 *
 * @category guards
 * @since 0.1.0
 */
export const compare = (self: Version, that: Version): number => rank(self) - rank(that)

/**
 * The span of versions that have an operation: from `since` to `until`, both included.
 *
 * @category models
 * @since 0.1.0
 */
export interface Availability {
  readonly since: Version
  readonly until: Version | undefined
}

/**
 * Tells whether `version` lies in the span.
 *
 * @category guards
 * @since 0.1.0
 */
export const isAvailable = (span: Availability, version: Version): boolean =>
  compare(version, span.since) >= 0 && (span.until === undefined || compare(version, span.until) <= 0)
