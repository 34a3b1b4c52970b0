/**
 * Messages from stdin of a size that a message can have.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"

/**
 * Standard streams whose stdin ends, and the session with it, where a line gets longer than four mebibytes.
 *
 * @internal
 */
export const layer: Layer.Layer<Stdio.Stdio, never, Stdio.Stdio> = Layer.effect(
  Stdio.Stdio,
  Effect.map(Stdio.Stdio, (stdio) => ({ ...stdio, stdin: bounded(stdio.stdin) }))
)

/**
 * The chunks up to the one in which a line is longer than that.
 *
 * @internal
 */
export const bounded = <E, R>(
  stdin: Stream.Stream<Uint8Array, E, R>,
  most = 4_194_304
): Stream.Stream<Uint8Array, E, R> =>
  Stream.suspend(() => {
    let unended = 0
    return Stream.takeWhile(stdin, (chunk) => {
      const end = chunk.lastIndexOf(newline)
      unended = end < 0 ? unended + chunk.length : chunk.length - end - 1
      return unended <= most
    })
  })

const newline = 10
