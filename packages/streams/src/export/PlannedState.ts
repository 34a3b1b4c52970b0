/**
 * What a run goes on from, by what the run before left of a stream.
 *
 * @since 0.1.0
 */
import type { ExportJobError } from "../job/Error.ts"
import type { Definition, Selection } from "../catalog/Definition.ts"
import type { Intent } from "../ExportSink.ts"
import type { Settled } from "../state/Debt.ts"
import { type Ids, nothing, type StreamState } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"
import { isById } from "./Ledger.ts"

/**
 * One stream to do, and where it stands.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlannedStream {
  readonly definition: Definition<unknown, ExportJobError>
  readonly selection: Selection
  readonly state: StreamState
  /** What the run does with what the sink holds. */
  readonly intent: Intent
  /** Unix seconds before which Intercom no longer hands out records, where the window reaches back that far. */
  readonly clippedAt: number | undefined
}

/**
 * Seconds by which a run's window reaches back into the one before, for changes that took longer than usual to be found.
 *
 * @category constants
 * @since 0.1.0
 */
export const overlap = 300

/**
 * What a run does with a stream: begins it where there is none, or in place of one; has nothing left to do; pays what is
 * owed of single records; goes on where it was stopped; walks through the same again, which did not bring all; reads what
 * changed since; or reads everything again.
 *
 * @category models
 * @since 0.1.0
 */
export type Way = "begin" | "overwrite" | "nothing" | "pay" | "goOn" | "again" | "next" | "full"

/**
 * What a stream begins a run with, and how its sink opens it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const stateOf = (
  way: Way,
  {
    begun,
    clippedAt,
    definition,
    selection
  }: Pick<PlannedStream, "definition" | "selection" | "clippedAt"> & {
    readonly begun: StreamState
  },
  saved: StreamState | undefined
): Pick<PlannedStream, "state" | "intent"> => {
  if (saved === undefined || way === "begin" || way === "overwrite") {
    return {
      state: { ...begun, sink: saved?.sink ?? null },
      intent: way === "overwrite" ? "overwrite" : "begin"
    }
  }
  const resumes = saved.resumes + 1
  switch (way) {
    case "nothing":
      return { state: saved, intent: "goOn" }
    case "pay": {
      const position = { ...saved.position, done: false, pending: debtors(saved) }
      return { state: { ...saved, resumes, position }, intent: "goOn" }
    }
    case "goOn": {
      if (!canGoOn(definition, selection, saved)) return again(saved, begun, saved.walks)
      const position = { ...saved.position, pending: debtors(saved) }
      return { state: { ...saved, resumes, position }, intent: "goOn" }
    }
    case "again":
      return again(saved, begun, saved.walks + 1)
    case "next":
    case "full": {
      // Records that do not tell when they changed take the place of the old.
      const adds = definition.tellsChanges
      const { overlap, sink } = saved
      const pending = debtors(saved)
      return {
        state: {
          ...begun,
          overlap: adds ? overlap : [],
          sink,
          start: adds ? { overlap, sink, ids: begun.ids } : begun.start,
          position: { ...begun.position, pending },
          owed: saved.owed.filter(isById),
          settled: way === "full" ? [] : [...saved.settled, ...expired(definition, saved, clippedAt)]
        },
        intent: adds ? intentOf(way, saved) : "overwrite"
      }
    }
  }
}

/** A run that reads everything in place of one that was stopped drops what that one wrote behind its state. */
const intentOf = (way: Way, { position }: StreamState): Intent => {
  if (!position.done) return "goOn"
  return way === "full" ? "upsert" : "add"
}

/**
 * Where the ids of a stream are kept: of one that is read as a whole, whose records tell their changes and do not expire.
 * A walk through everything begins another generation, beside those that tell what was there before.
 *
 * @category conversions
 * @since 0.1.0
 */
export const idsOf = (
  way: Way,
  { inside, retention, tellsChanges }: Definition<unknown, ExportJobError>,
  window: Window.Window,
  saved: StreamState | undefined
): Ids | undefined => {
  const before = saved?.ids
  if (way === "next") return before
  // Of long lists inside records Intercom hands out the end: what does not come is not gone.
  if (inside !== undefined || !tellsChanges || retention !== undefined || Window.isBounded(window)) return undefined
  const generation = (before?.generation ?? 0) + 1
  if (way !== "full" || before === undefined) return { generation, end: null, before: [] }
  return { generation, end: null, before: [...before.before, { generation: before.generation, end: before.end }] }
}

/** What is on its way, and what failed: the latter is asked for first. */
const debtors = ({ owed, position }: StreamState): ReadonlyArray<string> => [
  ...new Set([...owed.flatMap((debt) => (debt.kind === "record" && debt.byId ? [debt.id] : [])), ...position.pending])
]

/** What this run delivered comes again; what an earlier one did stays. */
const again = (saved: StreamState, begun: StreamState, walks: number): Pick<PlannedStream, "state" | "intent"> => {
  const { overlap, sink } = saved.start
  const owed = saved.owed.filter(({ kind }) => kind === "record")
  return {
    state: {
      ...begun,
      kind: saved.kind,
      startedAt: saved.startedAt,
      resumes: saved.resumes + 1,
      walks,
      overlap,
      // What was begun with nothing is written over, and known by what it became.
      sink: sink ?? saved.sink,
      start: saved.start,
      ids: saved.start.ids,
      position: { ...begun.position, pending: debtors({ ...saved, position: begun.position }) },
      owed,
      settled: saved.settled.filter(({ id, kind }) => id !== null && kind !== "unlisted"),
      counters: {
        ...nothing.counters,
        requests: saved.counters.requests,
        retries: saved.counters.retries,
        restarts: saved.counters.restarts + 1
      }
    },
    intent: sink === null ? "overwrite" : "goOn"
  }
}

/** What changed since the last run and is older than Intercom keeps. */
const expired = (
  { retention }: Definition<unknown, ExportJobError>,
  { horizon }: StreamState,
  clippedAt: number | undefined
): ReadonlyArray<Settled> =>
  clippedAt === undefined || retention === undefined
    ? []
    : [
        {
          kind: "expired",
          id: null,
          reason: `what came from ${horizon - overlap} to ${clippedAt} is older than the ${retention / 86_400} days Intercom keeps`,
          count: 1
        }
      ]

/** Some listings cannot be entered in the middle, or not any more: once broken off they are read again from the first page. */
const canGoOn = (
  definition: Definition<unknown, ExportJobError>,
  selection: Selection,
  { counters, position: { cursor, listed }, walked }: StreamState
): boolean => walked || counters.pages === 0 || ((cursor !== null || listed) && definition.list(selection).resumable)
