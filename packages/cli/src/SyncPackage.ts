/**
 * The package that keeps several processes, and a database, in step: it is not installed with the command.
 *
 * @since 0.1.0
 */
import * as Optional from "./Optional.ts"

/**
 * Loads it for what needs it, a command or a flag.
 *
 * @category actions
 * @since 0.1.0
 */
export const forUseOf = (what: string) =>
  Optional.load(() => import("@effect-intercom/sync"), "@effect-intercom/sync", what, ["@effect/sql-pg"])
