/**
 * Streams as async iterables, pulled one chunk at a time.
 *
 * @since 0.1.0
 */
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ManagedRuntime } from "effect/ManagedRuntime"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import type { Stream } from "effect/Stream"
import type { Run, RunOptions } from "./Runner.ts"

/**
 * Streams as async iterables, in the scope of a runtime: what they hold goes at the latest with it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeEach =
  <R, ER>({ scope }: ManagedRuntime<R, ER>, run: Run<R>) =>
  <A, E>(stream: Stream<A, E, R>, { signal }: RunOptions = {}): AsyncIterable<A> => ({
    [Symbol.asyncIterator]() {
      const leaving = new AbortController()
      const rows = rowsOf(stream, run, Scope.forkUnsafe(scope), leaving.signal, signal)
      return {
        next: () => rows.next(),
        // Whoever leaves while a page is on its way does not wait for it.
        return: () => {
          leaving.abort()
          return rows.return()
        }
      }
    }
  })

async function* rowsOf<A, E, R>(
  stream: Stream<A, E, R>,
  run: Run<R>,
  scope: Scope.Closeable,
  leaving: AbortSignal,
  signal: AbortSignal | undefined
): AsyncGenerator<A, void, void> {
  const ends = { signal: signal === undefined ? leaving : AbortSignal.any([leaving, signal]) }
  let exit: Exit.Exit<void, unknown> = Exit.void
  try {
    const pull = await run(Channel.toPullScoped(stream.channel, scope), ends)
    const next = Pull.catchDone(pull, () => Effect.undefined)
    for (;;) {
      const chunk = await run(next, ends)
      if (chunk === undefined) return
      for (const row of chunk) {
        yield row
        if (ends.signal.aborted) await run(Effect.void, ends)
      }
    }
  } catch (error) {
    if (leaving.aborted) return
    exit = Exit.fail(error)
    throw error
  } finally {
    await Effect.runPromise(Scope.close(scope, exit))
  }
}
