/**
 * One reading of a stream, and the steps it is told in.
 *
 * @since 0.1.0
 */
import {
  DecodeError,
  type IntercomClient,
  type IntercomError,
  type Operation,
  ResponseCheck
} from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Definition, Hydration, Selection } from "../catalog/Definition.ts"
import { expand } from "../catalog/Expansion.ts"
import { idOf } from "../catalog/Field.ts"
import { contentOf } from "../catalog/Identifier.ts"
import type { ListedPage, Listing, OnEvent } from "../catalog/Listing.ts"
import * as PaginationFailure from "../paging/Failure.ts"
import * as Problem from "../state/Problem.ts"
import { missingRows } from "../state/Debt.ts"
import type { Counters, Reached, Spans } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"
import * as Ledger from "./Ledger.ts"
import * as Recent from "./Recent.ts"

/**
 * Records to deliver together. `reached` holds once they are delivered, with all steps before.
 *
 * @category models
 * @since 0.1.0
 */
export interface Step {
  readonly records: ReadonlyArray<object>
  readonly problems: ReadonlyArray<Problem.Problem>
  readonly reached: Reached
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
  readonly from: Reached
  /** Unix seconds, before the reading begins: the next run lists what changed from here on. None does when left out. */
  readonly overlapFrom?: number | undefined
  /** By how many milliseconds Intercom's clock is ahead of ours, where that is known. */
  readonly skew?: number | undefined
  /** Whole records read at a time. The client's pacing keeps them within the budget. */
  readonly concurrency: number
  readonly mismatches: MismatchPolicy
  /** Which walk through the same this is, from 1. 1 when left out. */
  readonly walks?: number | undefined
  readonly onEvent?: OnEvent | undefined
}

/**
 * The bookkeeping of one reading: what was listed, what of it is on its way, what is to be told with the next step. Begun at
 * `begunAt`, in Unix milliseconds of our clock.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeReading = <A, E>(
  definition: Definition<A, E>,
  { everyParent, lists, window }: Selection,
  { hydration, listing }: { readonly listing: Listing<E>; readonly hydration: Hydration | undefined },
  settings: Settings,
  begunAt: number
) => {
  const { concurrency, from, mismatches, onEvent: tellEvent, skew, walks = 1 } = settings
  const { overlapFrom = Number.POSITIVE_INFINITY } = settings
  /** What changed before was surely read when the second in which it changed was over. */
  const freshFrom = settings.overlapFrom ?? begunAt / 1000 - fresh
  const expansions = lists ? (definition.expansions ?? []) : []
  const listsParents = hydration?.yields === "children"
  /** Parents that changed later may have a record of the window. */
  const wantedRows = listsParents ? { since: everyParent ? undefined : window.since, until: undefined } : window
  const rowChangedAtOf = listsParents ? (hydration.parentChangedAtOf ?? (() => undefined)) : definition.changedAtOf
  let reached = from
  const memory = { size: 10_000, freshFrom, overlapFrom }
  const recent = Recent.make({ ...memory, known: from.overlap })
  const recentParents = Recent.make({ ...memory, overlapFrom: Number.POSITIVE_INFINITY, known: [] })
  const before = new Map(hydration === undefined ? [] : from.overlap.map((delivered) => [delivered[0], delivered]))
  /**
   * Whether what is read by itself was delivered before. What belongs to a parent comes with it once, so only in an earlier
   * run; a record that tells no content may have been listed only.
   */
  const wasDelivered = (id: string, changedAt: number | undefined, record: object): boolean => {
    const [, at, content] = before.get(id) ?? []
    if (at === undefined || at !== changedAt) return false
    return content === undefined ? listsParents : content === contentOf(record)
  }
  /** Whether a record was read when the second in which it changed was surely over. */
  const isSettled = (changedAt: number | undefined, askedAt: number): boolean =>
    changedAt === undefined || changedAt < freshFrom || (skew !== undefined && askedAt + skew >= changedAt * 1000 + tie)
  /** Listed ids whose records are on their way, and how often each is. */
  const pending = new Map<string, number>()
  for (const id of from.position.pending) pending.set(id, (pending.get(id) ?? 0) + 1)
  const ledger = Ledger.make({ debts: from, since: listsParents ? (window.since ?? null) : null, walks })
  /** Whether a record that is no good can be asked for again. What belongs to another has no address of its own. */
  const isAskedById = hydration === undefined ? definition.read !== undefined : !listsParents
  let untold: Array<Problem.Problem> = []
  /** Ids of what could not be read, which is asked for by them. */
  const unread = new Set<string>()
  let paid: Array<string> = []
  const refuse = (id: string | undefined, reason: string, record: unknown) => {
    untold.push({ kind: "dead-letter", id, reason, record })
  }

  const countMore = (name: "outside" | "duplicates" | "restarts") => {
    reached = { ...reached, counters: { ...reached.counters, [name]: reached.counters[name] + 1 } }
  }

  /** What a row shows of its record: all of it where it is not read by itself. */
  const shown = (row: object) => (hydration === undefined ? row : undefined)

  /** Counts a page and answers with its rows that belong to the export, in the page's order. */
  const admit = (page: ListedPage): ReadonlyArray<Row> => {
    const rows: Array<Row> = []
    const { counters } = reached
    let { duplicates, outside } = counters
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
      const changedAt = rowChangedAtOf(item)
      if (!Window.contains(wantedRows, changedAt)) outside++
      else if (listsParents ? recentParents.isRepeated(id, undefined) : recent.isRepeated(id, changedAt, shown(item)))
        duplicates++
      else if (!listsParents || hydration.hasChildren?.(item) !== false) rows.push({ id, record: item })
    }
    reached = {
      ...reached,
      // A list that cannot go on from the middle keeps its position at the beginning.
      position: listing.resumable
        ? { ...reached.position, cursor: page.cursor ?? null, listed: page.cursor === undefined }
        : reached.position,
      expected: reached.expected ?? page.totalCount ?? null,
      counters: {
        ...counters,
        pages: counters.pages + 1,
        seen: counters.seen + page.items.length,
        outside,
        duplicates
      },
      spans: page.spans === undefined ? reached.spans : both(reached.spans, page.spans)
    }
    if (page.short !== undefined) ledger.oweWalk("short", missingRows(page.short))
    if (page.shifted === true) ledger.oweWalk("shifted", "the list changed whenever it was looked at")
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
      const found = ResponseCheck.findMismatches(definition.schema, row.record)
      if (mismatches === "fail") return failShape(operation, found)
      refuse(row.id, ResponseCheck.describe(found), row.record)
    }
    return Effect.succeed(valid)
  }

  let failedInARow = 0
  /** The record with the whole of its lists; undefined where Intercom cannot hand out one of them, so that it is put aside. */
  const withLists = ({
    id,
    record
  }: Row): Effect.Effect<object | undefined, IntercomError, IntercomClient.IntercomClient> =>
    expand(expansions, id, record).pipe(
      Effect.tap(() => {
        failedInARow = 0
        return Effect.void
      }),
      Effect.catch((error) => {
        const problem = Problem.fromFailure(id, error)
        if (problem?.kind !== "dead-letter" || ++failedInARow >= Problem.mostInARow) return Effect.fail(error)
        untold.push({ ...problem, record })
        return Effect.undefined
      })
    )

  const whole = (
    rows: ReadonlyArray<Row>
  ): Effect.Effect<ReadonlyArray<object>, IntercomError, IntercomClient.IntercomClient> =>
    expansions.length === 0
      ? Effect.succeed(rows.map(({ record }) => record))
      : Effect.map(Effect.forEach(rows, withLists, { concurrency }), (records) =>
          records.filter(Predicate.isNotUndefined)
        )

  const onEvent: OnEvent = (event) =>
    Effect.suspend(() => {
      if (event._tag === "ScrollRestarted") countMore("restarts")
      return tellEvent?.(event) ?? Effect.void
    })

  /** What is owed of the records that came, and of those that did not. */
  const settle = (problems: ReadonlyArray<Problem.Problem>) => {
    const failed = new Set(problems.flatMap(({ id, kind }) => (kind === "dead-letter" && id !== undefined ? [id] : [])))
    for (const id of paid) if (!failed.has(id)) ledger.paid(id)
    for (const problem of problems) {
      ledger.failed(problem, isAskedById || (problem.id !== undefined && unread.has(problem.id)))
    }
    paid = []
    unread.clear()
  }

  const step = (records: ReadonlyArray<object>): Step => {
    const problems = untold
    untold = []
    settle(problems)
    reached = {
      ...reached,
      ...ledger.debts(),
      counters: withDelivered(reached.counters, records, problems),
      position: { ...reached.position, pending: [...pending.keys()] },
      overlap: recent.overlap()
    }
    return { records, problems, reached }
  }

  /** What was deleted during the walk is not missing, so rows that did not come are counted once more. */
  const compare = Effect.gen(function* () {
    const { counters, expected } = reached
    if (expected === null || counters.seen >= expected) return
    // Where they cannot be counted the first number stands.
    const now = listing.count === undefined ? undefined : yield* Effect.orElseSucceed(listing.count, () => undefined)
    const announced = Math.min(now ?? expected, expected)
    reached = { ...reached, expected: announced }
    if (counters.seen < announced) {
      ledger.oweWalk("short", missingRows({ expected: announced, seen: counters.seen }))
    }
  })

  return {
    pages: from.position.listed ? Stream.empty : listing.pages(from.position.cursor ?? undefined, onEvent),
    admit,
    check,
    step,
    deliver: (page: ListedPage) =>
      Effect.map(Effect.flatMap(check(admit(page), listing.operation), whole), (records) => {
        if (reached.owed.length + reached.settled.length > 0) {
          for (const record of records) paid.push(definition.idOf(record) ?? "")
        }
        return step(records)
      }),
    /** Whether the record failed in an earlier run, or before in this one. */
    isOwed: (id: string): boolean => ledger.owedOf(id) !== undefined,
    expect: (id: string) => {
      pending.set(id, (pending.get(id) ?? 0) + 1)
    },
    /**
     * What belongs to a listed row arrived, or turned out not to come. Answers with the records among it that belong to
     * the export.
     */
    arrived: ({ askedAt, found, id, problem }: Arrived) => {
      const times = pending.get(id) ?? 0
      if (times > 1) pending.set(id, times - 1)
      else pending.delete(id)
      const owedSince = ledger.owedOf(id)?.since
      const wanted = owedSince === undefined ? window : { ...window, since: earlier(owedSince, window.since) }
      if (problem !== undefined) untold.push(problem)
      if (problem === undefined) paid.push(id)
      else if (problem.kind === "dead-letter") unread.add(id)
      const rows: Array<Row> = []
      for (const record of found) {
        const recordId = Predicate.isObject(record) ? definition.idOf(record) : undefined
        if (!Predicate.isObject(record) || recordId === undefined) {
          refuse(listsParents ? undefined : id, "the answer is no record with an id", record)
        } else if (listsParents && !Window.contains(wanted, definition.changedAtOf(record))) {
          countMore("outside")
        } else {
          const changedAt = definition.changedAtOf(record)
          const isFinal = isSettled(changedAt, askedAt)
          // The record may be later than its row: listed again as it is now, it is known.
          recent.add(recordId, changedAt, isFinal ? undefined : record)
          if (owedSince === undefined && wasDelivered(recordId, changedAt, record)) {
            countMore("duplicates")
            continue
          }
          rows.push({ id: recordId, record })
        }
      }
      return rows
    },
    end: Effect.gen(function* () {
      if (!reached.walked) {
        yield* compare
        ledger.walked()
      }
      reached = { ...reached, walked: true, position: { ...reached.position, listed: true, done: true } }
      return step([])
    })
  }
}

/**
 * What {@link makeReading} makes.
 *
 * @category models
 * @since 0.1.0
 */
export type Reading<E = never> = ReturnType<typeof makeReading<unknown, E>>

/**
 * What came of a row that is read by itself.
 *
 * @category models
 * @since 0.1.0
 */
export interface Arrived {
  readonly id: string
  readonly found: ReadonlyArray<unknown>
  readonly problem: Problem.Problem | undefined
  /** Unix milliseconds of our clock. */
  readonly askedAt: number
}

/** Seconds by which clocks may differ, and as many that search may take to show a change. */
const fresh = 600

/** Milliseconds from the beginning of a second until it is surely over, by clocks that differ a little. */
const tie = 5000

interface Row {
  readonly id: string
  readonly record: object
}

/** Spans of an earlier run of the same export count too. */
const both = (before: Spans | undefined, now: Spans): Spans => {
  if (before === undefined) return now
  const isLonger = (now.undivided?.rows ?? 0) >= (before.undivided?.rows ?? 0)
  return {
    atOnce: Math.max(before.atOnce, now.atOnce),
    undivided: isLonger ? now.undivided : before.undivided
  }
}

/** Unix seconds, open where either is. */
const earlier = (one: number | null, other: number | undefined): number | undefined =>
  one === null || other === undefined ? undefined : Math.min(one, other)

const withDelivered = (
  counters: Counters,
  records: ReadonlyArray<object>,
  problems: ReadonlyArray<Problem.Problem>
): Counters => {
  const countOf = (kind: Problem.Problem["kind"]) => problems.filter((problem) => problem.kind === kind).length
  return {
    ...counters,
    rows: counters.rows + records.length,
    gone: counters.gone + countOf("gone"),
    truncated: counters.truncated + countOf("truncated"),
    deadLetters: counters.deadLetters + countOf("dead-letter")
  }
}

const failShape = (operation: Operation.Definition, mismatches: ReadonlyArray<ResponseCheck.Mismatch>) =>
  PaginationFailure.fail(
    operation,
    new DecodeError({
      status: 200,
      kind: "shape",
      path: mismatches[0]?.path,
      mismatches,
      message: ResponseCheck.describe(mismatches)
    })
  )
