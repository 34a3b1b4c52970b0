/**
 * Ids in memory.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as LineBlock from "../files/LineBlock.ts"
import type { IdLog } from "../state/StreamState.ts"
import * as IdLine from "./IdLine.ts"
import type { IdStore } from "./IdStore.ts"
import * as Missing from "./Missing.ts"

/**
 * Makes a place in memory, for checkpoints in memory. A million ids of 24 characters are 26 MB in it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): IdStore => {
  const logs = new Map<string, LineBlock.LineBlock>()
  const linesOf = (stream: string, { end, generation }: IdLog): LineBlock.LineBlock => {
    const key = `${stream} ${generation}`
    const lines = logs.get(key) ?? LineBlock.make(firstRoom)
    logs.set(key, lines)
    // What a run left that was stopped.
    lines.cut(Number(end ?? 0))
    return lines
  }
  return {
    open: (stream, log) =>
      Effect.sync(() => {
        const lines = linesOf(stream, log)
        const add = (all: Iterable<string>) =>
          Effect.sync(() => {
            for (const line of all) lines.add(line)
          })
        return {
          add: (ids) => add(Array.from(ids, IdLine.came)),
          remove: (ids) => add(Array.from(ids, IdLine.went)),
          commit: Effect.sync(lines.size)
        }
      }),
    missing: (stream, known, seen) =>
      Missing.find(
        (log) => Stream.suspend(() => Stream.fromIterable(inParts(linesOf(stream, log).bytes()))),
        known,
        seen
      ),
    keepOnly: (stream, generations) =>
      Effect.sync(() => {
        const kept = generations.map((generation) => `${stream} ${generation}`)
        for (const key of logs.keys()) if (key.startsWith(`${stream} `) && !kept.includes(key)) logs.delete(key)
      })
  }
}

/** Bytes of the room that a generation begins with. */
const firstRoom = 1 << 12

/** Bytes that are looked at together. */
const partSize = 1 << 18

const inParts = function* (bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += partSize) yield bytes.subarray(start, start + partSize)
}
