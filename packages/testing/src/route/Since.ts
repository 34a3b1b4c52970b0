/**
 * What an answer shows, by the version it is asked for in.
 *
 * @since 0.1.0
 */
import { Version } from "@effect-intercom/core"

/**
 * Whether a version has what began with another one.
 *
 * @category guards
 * @since 0.1.0
 */
export const isSince = (version: Version.Version, first: Version.Version): boolean =>
  Version.compare(version, first) >= 0
