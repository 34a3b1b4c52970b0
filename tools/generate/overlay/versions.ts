/**
 * Versions that Intercom speaks and has not described yet: they have the operations of the version before.
 *
 * An entry needs no hand when the description comes, since a described version is no longer looked up here.
 */
export const undescribed: ReadonlyArray<{ readonly version: string; readonly reason: string }> = [
  {
    version: "2.17",
    reason: "documented since autumn 2026: searches of contacts are exact, ten of their fields datetime"
  }
]
