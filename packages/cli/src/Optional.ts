/**
 * Packages that are installed only where they are wanted.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * What a person is told who asked for what the package does, with a flag or with a command. `beside` is what has to be installed
 * with it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const missing = (name: string, what: string, beside: ReadonlyArray<string> = []): Problem =>
  new Problem({
    description: `${what} needs the package ${name}, which is not installed`,
    next:
      `Install it where effect-intercom is: npm install ${[name, ...beside].join(" ")} (with -g if effect-intercom was)` +
      (what.startsWith("--") ? `, or leave ${what} out` : ""),
    exitCode: exitCodes.usage
  })

/**
 * Loads a module that needs the package, and fails where that is not there. What else fails is broken, not missing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const load = <A>(
  module: () => Promise<A>,
  name: string,
  what: string,
  beside: ReadonlyArray<string> = []
): Effect.Effect<A, Problem> =>
  Effect.tryPromise({ try: module, catch: (cause) => cause }).pipe(
    Effect.catch((cause) =>
      isNotFound(cause, [name, ...beside]) ? Effect.fail(missing(name, what, beside)) : Effect.die(cause)
    )
  )

const isNotFound = (cause: unknown, names: ReadonlyArray<string>): boolean =>
  Predicate.hasProperty(cause, "code") &&
  cause.code === "ERR_MODULE_NOT_FOUND" &&
  Predicate.hasProperty(cause, "message") &&
  names.some((name) => String(cause.message).includes(`'${name}`))
