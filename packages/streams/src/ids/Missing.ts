/**
 * Ids that were there and did not come again.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { IdLog } from "../state/StreamState.ts"
import * as Digests from "./Digests.ts"
import * as IdLine from "./IdLine.ts"

/**
 * The ids that the generations `known` hold, one after the other, and that `seen` says nothing of. `bytesOf` reads the lines of
 * a generation as UTF-8.
 *
 * Ids are compared as numbers of 53 bits: a million of them are 8 MB. Should two ids have the same number, which is one
 * chance in ten thousand among a million, one that is gone may be taken for there, and never the other way round.
 *
 * @category combinators
 * @since 0.1.0
 */
export const find = <E, R>(
  bytesOf: (log: IdLog) => Stream.Stream<Uint8Array, E, R>,
  known: ReadonlyArray<IdLog>,
  seen: IdLog
): Stream.Stream<ReadonlyArray<string>, E, R> => {
  const sortedOf = Effect.fnUntraced(function* (logs: ReadonlyArray<IdLog>) {
    const digests = Digests.make()
    for (const log of logs) yield* Stream.runForEach(bytesOf(log), (bytes) => Effect.sync(() => digests.take(bytes)))
    return digests.sorted()
  })
  /** The ids with these numbers that came, and did not go afterwards. */
  const textsOf = Effect.fnUntraced(function* (numbers: ReadonlySet<number>) {
    const encoder = new TextEncoder()
    const lines = new Map<string, boolean>()
    for (const log of known) {
      yield* bytesOf(log).pipe(
        Stream.decodeText,
        Stream.splitLines,
        Stream.runForEachArray((chunk) =>
          Effect.sync(() => {
            for (const line of chunk) {
              if (numbers.has(Digests.numberOf(encoder.encode(line)))) lines.set(IdLine.idOf(line), IdLine.isCame(line))
            }
          })
        )
      )
    }
    return Array.from(lines).flatMap(([id, isKnown]) => (isKnown ? [id] : []))
  })
  return Stream.unwrap(
    Effect.gen(function* () {
      const numbers = Digests.difference(yield* sortedOf(known), yield* sortedOf([seen]))
      // The texts of so many are read at a time.
      const parts = Array.from({ length: Math.ceil(numbers.length / mostTexts) }, (_, part) =>
        numbers.subarray(part * mostTexts, (part + 1) * mostTexts)
      )
      return Stream.mapEffect(Stream.fromIterable(parts), (part) => textsOf(new Set(part)))
    })
  )
}

/** Ids that are told at a time. */
const mostTexts = 50_000
