/**
 * Asking before something is changed.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as PlatformError from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"

/**
 * Asks a question that is answered with yes or no. The question stands on stderr, so that stdout holds data only.
 * Where nobody sits at a terminal there is nobody to ask, and the answer is yes.
 *
 * @category actions
 * @since 0.1.0
 */
export const confirm = Effect.fnUntraced(function* (
  question: string
): Effect.fn.Return<boolean, PlatformError.PlatformError | Terminal.QuitError, Stdio.Stdio | Terminal.Terminal> {
  const stdio = yield* Stdio.Stdio
  if (!(yield* stdio.stdinIsTerminal)) return true
  const terminal = yield* Terminal.Terminal
  yield* Stream.run(Stream.make(`${question} [y/N] `), stdio.stderr())
  return /^y(es)?$/i.test((yield* terminal.readLine).trim())
})
