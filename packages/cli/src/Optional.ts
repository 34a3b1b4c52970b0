/**
 * Packages that are installed only where they are wanted.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * What a person is told who asked with `flag` for what the package does.
 *
 * @category constructors
 * @since 0.1.0
 */
export const missing = (name: string, flag: string): Problem =>
  new Problem({
    description: `${flag} needs the package ${name}, which is not installed`,
    next: `Install it where effect-intercom is: npm install ${name} (with -g if effect-intercom was), or leave ${flag} out`,
    exitCode: exitCodes.usage
  })

/**
 * Loads a module that needs the package, and fails where that is not there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const load = <A>(module: () => Promise<A>, name: string, flag: string): Effect.Effect<A, Problem> =>
  Effect.tryPromise({
    try: module,
    catch: (cause) => (isNotFound(cause, name) ? missing(name, flag) : cause)
  }).pipe(Effect.catch((cause) => (cause instanceof Problem ? Effect.fail(cause) : Effect.die(cause))))

const isNotFound = (cause: unknown, name: string): boolean =>
  Predicate.hasProperty(cause, "code") &&
  cause.code === "ERR_MODULE_NOT_FOUND" &&
  Predicate.hasProperty(cause, "message") &&
  String(cause.message).includes(`'${name}`)
