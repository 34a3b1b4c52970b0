/**
 * Ids in memory.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { IdLog } from "../state/StreamState.ts"
import * as IdLine from "./IdLine.ts"
import type { IdStore } from "./IdStore.ts"

/**
 * Makes a place in memory, for checkpoints in memory.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): IdStore => {
  const logs = new Map<string, Array<string>>()
  const linesOf = (stream: string, { end, generation }: IdLog): Array<string> => {
    const key = `${stream} ${generation}`
    const lines = logs.get(key) ?? []
    logs.set(key, lines)
    // What a run left that was stopped.
    lines.length = Math.min(lines.length, Number(end ?? 0))
    return lines
  }
  return {
    open: (stream, log) =>
      Effect.sync(() => {
        const lines = linesOf(stream, log)
        return {
          add: (ids) => Effect.sync(() => void lines.push(...Array.from(ids, IdLine.came))),
          remove: (ids) => Effect.sync(() => void lines.push(...Array.from(ids, IdLine.went))),
          commit: Effect.sync(() => lines.length)
        }
      }),
    missing: (stream, known, seen) =>
      Stream.sync(() => {
        const missing = new Set<string>()
        for (const log of known) {
          for (const line of linesOf(stream, log)) {
            if (IdLine.isCame(line)) missing.add(IdLine.idOf(line))
            else missing.delete(IdLine.idOf(line))
          }
        }
        for (const line of linesOf(stream, seen)) missing.delete(IdLine.idOf(line))
        return [...missing]
      }),
    keepOnly: (stream, generations) =>
      Effect.sync(() => {
        const kept = generations.map((generation) => `${stream} ${generation}`)
        for (const key of logs.keys()) if (key.startsWith(`${stream} `) && !kept.includes(key)) logs.delete(key)
      })
  }
}
