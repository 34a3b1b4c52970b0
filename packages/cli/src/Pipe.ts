/**
 * An export that goes to stdout, for the next program of a pipe: a record a line, as JSON.
 *
 * @since 0.1.0
 */
import type { Export, ExportSink as Sink } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"

/**
 * What `--out` says of stdout.
 *
 * @category constants
 * @since 0.1.0
 */
export const stdout = "-"

/**
 * Writes text to stdout. Whoever reads may take any time, and nothing is kept that an end in between would spoil.
 *
 * @category services
 * @since 0.1.0
 */
export const writer: Effect.Effect<(text: string) => Effect.Effect<void, PlatformError>, never, Stdio.Stdio> =
  /*#__PURE__*/ Effect.map(
    Stdio.Stdio,
    (stdio) => (text: string) => Effect.interruptible(Stream.run(Stream.make(text), stdio.stdout()))
  )

/**
 * The sink. The records of one stream are written as they came, and those of several as `{"stream":…,"record":…}`. What went
 * wrong with single ones is told in the log, without the records.
 *
 * A line that was written may have been read, so nothing is kept of how far it came, and a run that is stopped may leave its
 * last line unfinished. `shared` says whether there are several streams.
 *
 * @category constructors
 * @since 0.1.0
 */
export const sink = Effect.fnUntraced(function* (
  shared: boolean
): Effect.fn.Return<Sink.ExportSink, never, Stdio.Stdio> {
  const write = yield* writer
  const { ExportSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  return {
    open: ({ idOf, stream }) =>
      Effect.succeed({
        commit: Effect.succeed(null),
        write: Effect.fnUntraced(
          function* (records, problems) {
            const refused: Array<Export.DeadLetter> = []
            const lines = records.flatMap((record) => {
              const line = lineOf(shared ? { stream, record } : record)
              if (line !== undefined) return [`${line}\n`]
              refused.push({ kind: "dead-letter", id: idOf(record), reason: "it cannot be written as JSON", record })
              return []
            })
            yield* Effect.forEach([...problems, ...refused], (problem) =>
              Effect.logWarning(ExportSink.wordsOf(stream, problem))
            )
            if (lines.length > 0) yield* write(lines.join(""))
            return refused
          },
          Effect.mapError(
            (cause) => new ExportSink.SinkError({ stream, message: "the output cannot be written", cause })
          )
        )
      }),
    finish: () => Effect.void
  }
})

const lineOf = (value: object): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
