/**
 * Official examples that are themselves wrong, each with the reason. There may be ten at most.
 */

export const wrongResponses: ReadonlyArray<{
  readonly operation: string
  readonly versions: ReadonlyArray<string>
  readonly reason: string
}> = []

export const wrongRequests: ReadonlyArray<{
  readonly operation: string
  /** The paths that are wrong. */
  readonly paths: ReadonlyArray<string>
  readonly reason: string
}> = []
