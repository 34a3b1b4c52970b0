/**
 * What a command tells a person when it cannot go on: what is wrong, and what to do about it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"

/**
 * The exit codes of the command.
 *
 * @category models
 * @since 0.1.0
 */
export const exitCodes = {
  /** It was tried and did not work. */
  failure: 1,
  /** It was not tried: arguments, environment or files are not as they must be. */
  usage: 2,
  /** An export ended without holding everything. */
  incomplete: 3,
  /** It was interrupted, by Ctrl-C where no signal is known of. */
  interrupted: 130
} as const

/**
 * The exit codes of a command that a signal ended, as shells expect them: 128 and the number of the signal.
 *
 * @category models
 * @since 0.1.0
 */
export const signalCodes = { SIGINT: exitCodes.interrupted, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * A failure whose text is written for the person at the terminal.
 *
 * ```ts
 * new Problem({ description: "No access token", next: "Set INTERCOM_ACCESS_TOKEN", exitCode: exitCodes.usage })
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class Problem extends Schema.TaggedError<Problem>("@effect-intercom/cli/Problem")("Problem", {
  /** What is wrong. */
  description: Schema.String,
  /** The next step. */
  next: Schema.optional(Schema.String),
  /** What it was before it was put into words. */
  cause: Schema.optional(Schema.Defect()),
  exitCode: Schema.Literals([exitCodes.failure, exitCodes.usage, exitCodes.incomplete])
}) {
  override readonly [Runtime.errorExitCode] = this.exitCode
  override readonly [Runtime.errorReported] = false

  override get message(): string {
    return this.next === undefined ? this.description : `${this.description}. ${this.next}`
  }
}

/**
 * Refuses what was given before anything is tried: what is wrong with it, and the next step.
 *
 * @category constructors
 * @since 0.1.0
 */
export const wrong = (description: string, next: string): Effect.Effect<never, Problem> =>
  Effect.fail(new Problem({ description, next, exitCode: exitCodes.usage }))
