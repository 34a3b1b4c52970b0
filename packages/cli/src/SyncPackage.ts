/**
 * The package that keeps several processes, and a database, in step: it is not installed with the command.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Redacted from "effect/Redacted"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * Loads it for what needs it, a command or a flag.
 *
 * @category actions
 * @since 0.1.0
 */
export const forUseOf = (what: string) =>
  Effect.tryPromise({
    try: () => import("@effect-intercom/sync"),
    catch: (cause) =>
      new Problem({
        description: `${what} needs the package @effect-intercom/sync, which is not installed`,
        next: "Install it where effect-intercom is: npm install @effect-intercom/sync @effect/sql-pg (with -g if effect-intercom was)",
        cause,
        exitCode: exitCodes.usage
      })
  })

/**
 * The address of a PostgreSQL with its password, which comes from the environment or the password file.
 *
 * @category conversions
 * @since 0.1.0
 */
export const postgresAt = (address: string): Effect.Effect<Redacted.Redacted, Problem, FileSystem.FileSystem> =>
  Effect.promise(() => import("@effect-intercom/streams/postgres")).pipe(
    Effect.flatMap(({ PostgresSink }) => PostgresSink.address(address, process.env)),
    Effect.mapError(({ message }) => new Problem({ description: message, exitCode: exitCodes.usage }))
  )

/**
 * The address that a variable of the environment holds, password included.
 *
 * @category conversions
 * @since 0.1.0
 */
export const postgresFrom = (variable: string): Effect.Effect<Redacted.Redacted, Problem> =>
  Effect.promise(() => import("@effect-intercom/streams/postgres")).pipe(
    Effect.flatMap(({ PostgresSink }) => PostgresSink.addressFrom(variable, process.env)),
    Effect.mapError(({ message }) => new Problem({ description: message, exitCode: exitCodes.usage }))
  )
