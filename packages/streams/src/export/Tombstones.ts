/**
 * What is no longer there: no search shows that a record was deleted, only that it does not come any more.
 *
 * @since 0.1.0
 */
import type { ExportJobError } from "../job/Error.ts"
import { CallOptions, IntercomClient, type IntercomError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { definitionOf, type InnerStreamName, type Source } from "../catalog/Catalog.ts"
import type { Definition } from "../catalog/Definition.ts"
import { nothing, type Reached } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"
import { skew } from "./Identity.ts"
import { hidesRecords } from "./Ledger.ts"
import { overlap } from "./PlannedState.ts"
import { steps } from "./Steps.ts"

/**
 * A record that was there at the last complete walk and is not any more: deleted, archived or merged into another.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tombstone {
  readonly kind: "tombstone"
  readonly id: string
}

/**
 * Walks through a whole stream and tells which of the earlier records are gone.
 *
 * `previous` holds the ids of the last complete walk. They are kept in memory, and tombstones come only once the walk has
 * come to its end with every row that was announced: one that fails, is interrupted, or misses a row gives none.
 * Records that move while they are listed, since they change, are looked for among the changes before they are called
 * gone. Rows are listed without their parts.
 *
 * ```ts
 * Export.tombstones("contacts", idsOfTheLastExport).pipe(Stream.runForEach(({ id }) => remove(id)))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const tombstones = <E = never, R = never>(
  source: Exclude<Source, InnerStreamName>,
  previous: Iterable<string> | Stream.Stream<string, E, R>
): Stream.Stream<Tombstone, IntercomError | ExportJobError | E, IntercomClient.IntercomClient | R> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const definition = definitionOf(source)
      const missing = new Set<string>()
      yield* Stream.runForEach(Stream.isStream(previous) ? previous : Stream.fromIterable(previous), (id) =>
        Effect.sync(() => missing.add(id))
      )
      const ahead = yield* skew
      const begunAt = Window.horizon((yield* Clock.currentTimeMillis) + ahead, definition.settle + overlap)
      const isWhole = yield* strike(definition, Window.everything, missing)
      if (!isWhole) return Stream.empty
      if (definition.findsChanges === true && missing.size > 0) {
        if (!(yield* strike(definition, { since: begunAt, until: undefined }, missing))) return Stream.empty
      }
      return Stream.map(Stream.fromIterable(missing), (id): Tombstone => ({ kind: "tombstone", id }))
    })
  )

/** Takes what a walk lists off the missing. Tells whether all of it came, and every row could be told apart. */
const strike = Effect.fnUntraced(function* (
  definition: Definition<unknown, ExportJobError>,
  window: Window.Window,
  missing: Set<string>
): Effect.fn.Return<boolean, IntercomError | ExportJobError, IntercomClient.IntercomClient> {
  const client = yield* IntercomClient.IntercomClient
  const version = (yield* CallOptions.CurrentCallOptions).version ?? client.version
  let isNameless = false
  let last: Reached = nothing
  const selection = { window, version, parts: false, lists: false, segments: 1, everyParent: true }
  yield* steps(definition, selection, { from: nothing, concurrency: 64, mismatches: "keep" }).pipe(
    Stream.runForEach(({ problems, reached, records }) =>
      Effect.sync(() => {
        last = reached
        for (const record of records) missing.delete(definition.idOf(record) ?? "")
        for (const problem of problems) {
          if (problem.kind === "dead-letter" && problem.id === undefined) isNameless = true
          else if (problem.kind !== "gone") missing.delete(problem.id ?? "")
        }
      })
    )
  )
  const { counters, expected, owed, position } = last
  const hides = hidesRecords(owed, definition.hydration?.(selection)?.yields)
  return position.done && !isNameless && !hides && counters.seen >= (expected ?? 0)
})
