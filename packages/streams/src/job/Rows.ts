/**
 * The rows of the file that an export job makes.
 *
 * @since 0.1.0
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Csv from "effect/encoding/Csv"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"

/**
 * A row: the cells by the names in the file's heading. All of them are text, empty where there is nothing.
 *
 * @category models
 * @since 0.1.0
 */
export type ExportJobRow = Readonly<Record<string, string>>

/**
 * The file is not gzip, cut short, or no table. The message says where, and quotes nothing of it.
 *
 * @category errors
 * @since 0.1.0
 */
export class BrokenFile {
  readonly _tag = "BrokenFile"
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/**
 * Reads a file of comma-separated values as it comes, unpacked where it is packed: what tells are the first two bytes. Bytes
 * that are no UTF-8 stand in the rows as U+FFFD: `tellReplaced` runs at the first of them.
 *
 * @category constructors
 * @since 0.1.0
 */
export const rowsOf = <E, R>(
  file: Stream.Stream<Uint8Array, E, R>,
  tellReplaced: Effect.Effect<void>
): Stream.Stream<ExportJobRow, E | BrokenFile, R> =>
  lookedThrough(unpacked(file), tellReplaced).pipe(
    Stream.pipeThroughChannel(Csv.decode({ headers: true, ignoreEmptyLines: true, maxRecordSize: longestRow })),
    Stream.mapError((error) =>
      Csv.isCsvError(error) ? new BrokenFile(`line ${error.line} of the file: ${error.message}`) : error
    )
  )

/** The bytes as they are, which are decoded once more: U+FFFD may have come as such. */
const lookedThrough = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>,
  tellReplaced: Effect.Effect<void>
): Stream.Stream<Uint8Array, E, R> =>
  Stream.suspend(() => {
    const strict = new TextDecoder("utf-8", { fatal: true })
    let isTold = false
    const look = (chunk?: Uint8Array): Effect.Effect<void> =>
      Effect.suspend(() => {
        if (isTold) return Effect.void
        try {
          strict.decode(chunk, { stream: chunk !== undefined })
          return Effect.void
        } catch {
          isTold = true
          return tellReplaced
        }
      })
    return bytes.pipe(Stream.tap(look), Stream.onEnd(look()))
  })

/** Characters of a row, beyond which the file is taken for broken. */
const longestRow = 1 << 24

const unpacked = <E, R>(file: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Uint8Array, E | BrokenFile, R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const [head, rest] = yield* Stream.peel(file, firstTwoBytes)
      const whole = Stream.concat(Stream.fromIterable(head), rest)
      return isGzip(head) ? gunzip(whole, yield* Effect.context<never>()) : whole
    })
  )

const firstTwoBytes = /*#__PURE__*/ Sink.reduceWhile(
  (): ReadonlyArray<Uint8Array> => [],
  (chunks) => bytesIn(chunks) < 2,
  (chunks, chunk: Uint8Array) => [...chunks, chunk]
)

const bytesIn = (chunks: ReadonlyArray<Uint8Array>): number => chunks.reduce((sum, { length }) => sum + length, 0)

const isGzip = (head: ReadonlyArray<Uint8Array>): boolean => {
  const [first, second] = head.flatMap((chunk) => [...chunk.subarray(0, 2)])
  return first === 0x1f && second === 0x8b
}

const gunzip = <E>(
  packed: Stream.Stream<Uint8Array, E>,
  context: Context.Context<never>
): Stream.Stream<Uint8Array, E | BrokenFile> =>
  Stream.suspend(() => {
    // The unpacker rethrows what the file failed with as it is, so the error is kept here with its type.
    let failure: { readonly error: E } | undefined
    const source = packed.pipe(
      Stream.tapError((error) =>
        Effect.sync(() => {
          failure = { error }
        })
      ),
      Stream.toReadableStreamWith(context)
    )
    return Stream.fromReadableStream({
      // Type boundary: bytes of a response are never in shared memory, which is all that the types differ by.
      evaluate: () => source.pipeThrough(new DecompressionStream("gzip") as TransformStream<Uint8Array, Uint8Array>),
      onError: () =>
        failure?.error ?? new BrokenFile("the file is cut short, or not the gzip of one member it begins as")
    })
  })
