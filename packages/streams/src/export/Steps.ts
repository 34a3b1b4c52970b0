/**
 * One stream of an export as a stream of steps: records to deliver, and where to go on once they are.
 *
 * @since 0.1.0
 */
import {
  CallOptions,
  DecodeError,
  IntercomClient,
  IntercomError,
  type Operation,
  ResponseCheck
} from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Position, ShortSegment } from "../Checkpoint.ts"
import {
  type ExportDefinition,
  type Hydration,
  idOf,
  type ListedPage,
  type Listing,
  type Selection
} from "../catalog/Definition.ts"
import { expand } from "../catalog/Expansion.ts"
import * as ExportProblem from "../state/Problem.ts"
import * as Recent from "./Recent.ts"
import * as Window from "../time/Window.ts"

/**
 * What was read of a stream, and where to go on.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tally {
  readonly position: Position
  readonly expected: number | undefined
  readonly pages: number
  readonly seen: number
  readonly outside: number
  readonly duplicates: number
  /** How often the stream had to start again from its first page. */
  readonly restarts: number
  /** Segments that had fewer rows than Intercom announced. */
  readonly short: ReadonlyArray<ShortSegment>
  /** What was delivered that changed so late that the next run lists it again. */
  readonly overlap: ReadonlyArray<Recent.Delivered>
}

/**
 * The tally of a stream that has not begun.
 *
 * @category constants
 * @since 0.1.0
 */
export const nothing: Tally = {
  position: { cursor: null, listed: false, pending: [], done: false },
  expected: undefined,
  pages: 0,
  seen: 0,
  outside: 0,
  duplicates: 0,
  restarts: 0,
  short: [],
  overlap: []
}

/**
 * Records to deliver together. `tally` holds once they are delivered, with all steps before.
 *
 * @category models
 * @since 0.1.0
 */
export interface Step {
  readonly records: ReadonlyArray<object>
  readonly problems: ReadonlyArray<ExportProblem.Problem>
  readonly tally: Tally
}

/**
 * What happens to a record that differs from its schema: `keep` delivers it as it came, `dead-letter` puts it aside with
 * the place where it differs, `fail` ends the export.
 *
 * @category models
 * @since 0.1.0
 */
export type MismatchPolicy = "keep" | "dead-letter" | "fail"

/**
 * How a stream is read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Settings {
  readonly from: Tally
  /** Unix seconds: the next run lists what changed from here on. */
  readonly overlapFrom: number
  /** Whole records read at a time. The client's pacing keeps them within the budget. */
  readonly concurrency: number
  readonly mismatches: MismatchPolicy
}

/**
 * Reads a stream from a tally on. The last step's position is `done`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const steps = <A>(
  definition: ExportDefinition<A>,
  selection: Selection,
  settings: Settings
): Stream.Stream<Step, IntercomError, IntercomClient.IntercomClient> =>
  Stream.suspend(() => {
    const listing = definition.list(selection)
    const hydration = definition.hydration?.(selection)
    const reader = makeReader(definition, selection, { listing, hydration }, settings)
    const read =
      hydration === undefined
        ? Stream.mapEffect(reader.pages, (page) => reader.deliver(page))
        : hydrated(reader, hydration, settings)
    return Stream.concat(read, Stream.sync(reader.end)).pipe(withTrustedResponses)
  })

/** Bookkeeping of one reading: what was listed, what of it is on its way, what is to be told with the next step. */
const makeReader = <A>(
  definition: ExportDefinition<A>,
  { lists, window }: Selection,
  { hydration, listing }: { readonly listing: Listing; readonly hydration: Hydration | undefined },
  { concurrency, from, mismatches, overlapFrom }: Settings
) => {
  const expansions = lists ? (definition.expansions ?? []) : []
  const listsParents = hydration?.yields === "children"
  let tally = from
  const recent = Recent.make({ size: 10_000, overlapFrom, known: from.overlap })
  /** Listed ids whose records are on their way, and how often each is. */
  const pending = new Map<string, number>()
  for (const id of from.position.pending) pending.set(id, (pending.get(id) ?? 0) + 1)
  let untold: Array<ExportProblem.Problem> = []
  const refuse = (id: string | undefined, reason: string, record: unknown) => {
    untold.push({ kind: "dead-letter", id, reason, record })
  }

  /** Counts a page and answers with its rows that belong to the export, in the page's order. */
  const admit = (page: ListedPage): ReadonlyArray<Row> => {
    const rows: Array<Row> = []
    let { duplicates, outside } = tally
    for (const item of page.items) {
      if (!Predicate.isObject(item)) {
        if (Predicate.isNotNullish(item)) refuse(undefined, `a row of type ${typeof item} is no record`, item)
        continue
      }
      const id = listsParents ? idOf(item) : definition.idOf(item)
      if (id === undefined) {
        refuse(undefined, "the record has no id", item)
        continue
      }
      const changedAt = listsParents ? undefined : definition.changedAtOf(item)
      if (!Window.contains(window, changedAt)) outside++
      else if (recent.isRepeated(id, changedAt)) duplicates++
      else rows.push({ id, record: item })
    }
    tally = {
      ...tally,
      // A list that cannot go on from the middle keeps its position at the beginning.
      position: listing.resumable
        ? { ...tally.position, cursor: page.cursor ?? null, listed: page.cursor === undefined }
        : tally.position,
      expected: tally.expected ?? page.totalCount,
      pages: tally.pages + 1,
      seen: tally.seen + page.items.length,
      short: page.short === undefined ? tally.short : [...tally.short, page.short],
      outside,
      duplicates
    }
    return rows
  }

  /** Puts records aside, or fails, as the policy says. Records are not copied. */
  const check = (rows: ReadonlyArray<Row>, operation: Operation.Definition) => {
    if (mismatches === "keep") return Effect.succeed(rows)
    const isValid = Schema.is(definition.schema)
    const valid: Array<Row> = []
    for (const row of rows) {
      if (isValid(row.record)) {
        valid.push(row)
        continue
      }
      const found = ResponseCheck.findMismatch(definition.schema, row.record)
      const place = `${found?.path ?? ""}: expected ${found?.expected ?? "another shape"}`
      if (mismatches === "fail") return failShape(operation, place, found?.path)
      refuse(row.id, place, row.record)
    }
    return Effect.succeed(valid)
  }

  const whole = (
    rows: ReadonlyArray<Row>
  ): Effect.Effect<ReadonlyArray<object>, IntercomError, IntercomClient.IntercomClient> =>
    expansions.length === 0
      ? Effect.succeed(rows.map(({ record }) => record))
      : Effect.forEach(rows, ({ id, record }) => expand(expansions, id, record), { concurrency })

  const onRestart = Effect.sync(() => {
    tally = { ...tally, restarts: tally.restarts + 1 }
  })

  const step = (records: ReadonlyArray<object>): Step => {
    const problems = untold
    untold = []
    tally = {
      ...tally,
      position: { ...tally.position, pending: [...pending.keys()] },
      overlap: recent.overlap()
    }
    return { records, problems, tally }
  }

  return {
    pages: from.position.listed ? Stream.empty : listing.pages(from.position.cursor ?? undefined, onRestart),
    admit,
    check,
    step,
    deliver: (page: ListedPage) => Effect.map(Effect.flatMap(check(admit(page), listing.operation), whole), step),
    expect: (id: string) => {
      pending.set(id, (pending.get(id) ?? 0) + 1)
    },
    /**
     * What belongs to a listed row arrived, or turned out not to come. Answers with the records among it that belong to
     * the export.
     */
    arrived: (id: string, found: ReadonlyArray<unknown>, problem: ExportProblem.Problem | undefined) => {
      const times = pending.get(id) ?? 0
      if (times > 1) pending.set(id, times - 1)
      else pending.delete(id)
      if (problem !== undefined) untold.push(problem)
      const rows: Array<Row> = []
      for (const record of found) {
        const recordId = Predicate.isObject(record) ? definition.idOf(record) : undefined
        if (!Predicate.isObject(record) || recordId === undefined) {
          refuse(listsParents ? undefined : id, "the answer is no record with an id", record)
        } else if (listsParents && !Window.contains(window, definition.changedAtOf(record))) {
          tally = { ...tally, outside: tally.outside + 1 }
        } else {
          // The record may be later than its row: listed again as it is now, it is known.
          if (!listsParents) recent.isRepeated(recordId, definition.changedAtOf(record))
          rows.push({ id: recordId, record })
        }
      }
      return rows
    },
    end: () => {
      tally = { ...tally, position: { ...tally.position, listed: true, done: true } }
      return step([])
    }
  }
}

type Reader = ReturnType<typeof makeReader>

interface Row {
  readonly id: string
  readonly record: object
}

/**
 * Reads what belongs to every listed row, several rows at a time, and delivers it as it arrives. Rows still on their way
 * are in the position, so that a later run reads exactly them again.
 */
const hydrated = (
  reader: Reader,
  hydration: Hydration,
  { concurrency, from }: Settings
): Stream.Stream<Step, IntercomError, IntercomClient.IntercomClient> => {
  let failedInARow = 0
  const read = (id: string): Effect.Effect<Arrival, IntercomError, IntercomClient.IntercomClient> =>
    hydration.read(id).pipe(
      Effect.map((found): Arrival => {
        failedInARow = 0
        return { id, found, problem: truncation(id, found, hydration) }
      }),
      Effect.catch((error) => {
        const problem = ExportProblem.fromFailure(id, error)
        if (problem === undefined) return Effect.fail(error)
        failedInARow = problem.kind === "dead-letter" ? failedInARow + 1 : 0
        // One record that Intercom cannot hand out is put aside; when none comes any more, Intercom is what fails.
        return failedInARow >= mostFailedInARow
          ? Effect.fail(error)
          : Effect.succeed<Arrival>({ id, found: [], problem })
      })
    )
  const listed = Stream.flattenIterable(
    Stream.map(reader.pages, (page) => {
      const rows = reader.admit(page)
      for (const { id } of rows) reader.expect(id)
      // The page itself comes first, so that its counts are told although none of its rows is in the window.
      return [undefined, ...rows.map(({ id }) => id)]
    })
  )
  return Stream.concat(Stream.fromIterable<string | undefined>(from.position.pending), listed).pipe(
    Stream.mapEffect((id) => (id === undefined ? Effect.undefined : read(id)), { concurrency, unordered: true }),
    Stream.mapEffect((arrival) => {
      if (arrival === undefined) return Effect.succeed(reader.step([]))
      const rows = reader.arrived(arrival.id, arrival.found, arrival.problem)
      return Effect.map(reader.check(rows, hydration.operation), (valid) =>
        reader.step(valid.map(({ record }) => record))
      )
    })
  )
}

interface Arrival {
  readonly id: string
  readonly found: ReadonlyArray<unknown>
  readonly problem: ExportProblem.Problem | undefined
}

const mostFailedInARow = 10

/** Intercom hands out 500 parts at most. Some counts include the message that opened the conversation. */
const truncation = (
  id: string,
  [record]: ReadonlyArray<unknown>,
  hydration: Hydration
): ExportProblem.Truncated | undefined => {
  const parts = Predicate.isObject(record) ? hydration.parts?.(record) : undefined
  if (parts === undefined) return undefined
  const { have, total } = parts
  const missing = total > have && !(total === have + 1 && have < mostParts)
  return missing ? { kind: "truncated", id, have, total } : undefined
}

const mostParts = 500

const failShape = (operation: Operation.Definition, message: string, path: string | undefined) =>
  IntercomClient.IntercomClient.use(({ baseUrl }) =>
    Effect.fail(
      new IntercomError({
        operation: operation.id,
        method: operation.method,
        url: baseUrl + operation.path,
        reason: new DecodeError({ status: 200, kind: "shape", path, message })
      })
    )
  )

/** Records are checked one by one where they are to be checked; looking at whole pages as well would cost twice. */
const withTrustedResponses = <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
  Stream.unwrap(
    Effect.map(CallOptions.CurrentCallOptions, (outer) =>
      Stream.provideService(stream, CallOptions.CurrentCallOptions, CallOptions.merge({ responses: "trust" }, outer))
    )
  )
