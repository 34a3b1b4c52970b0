/**
 * Keeps the debts of one stream while it is read.
 *
 * @since 0.1.0
 */
import type { Hydration } from "../catalog/Definition.ts"
import type { Debt, Debts, RecordDebt, Settled, SettledKind, WalkDebt } from "../state/Debt.ts"
import type * as Problem from "../state/Problem.ts"

/**
 * The debts of a stream, which change as records come or do not.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ledger {
  /** All of them as they are now. The same object until something changes. */
  readonly debts: () => Debts
  /** What is owed of a record. */
  readonly owedOf: (id: string) => RecordDebt | undefined
  /** The record came, or what belongs to it. */
  readonly paid: (id: string) => void
  /** Something went wrong with a record. `byId` tells whether it can be asked for by its id. */
  readonly failed: (problem: Problem.Problem, byId: boolean) => void
  /** The walk did not bring all there is. */
  readonly oweWalk: (cause: WalkDebt["cause"], reason: string) => void
  /** The walk has come to its end: what is owed of records it did not list is gone. */
  readonly walked: () => void
}

/**
 * What a ledger begins with.
 *
 * @category models
 * @since 0.1.0
 */
export interface LedgerOptions {
  readonly debts: Debts
  /** Unix seconds from which on something is owed of what belongs to a record; null for all of it. */
  readonly since: number | null
  /** Which walk through the same this is, from 1. */
  readonly walks: number
}

/**
 * Records owed one by one. Of more than that the whole walk is owed: a state is written once a second.
 *
 * @category constants
 * @since 0.1.0
 */
export const mostRecords = 10_000

/** A walk that brings no more than the one before has shown all there is. */
const walksEnough = 2

/** What Intercom or a schema says of a record is told in a line. */
const longestReason = 300

/**
 * Makes a {@link Ledger}.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ debts, since, walks }: LedgerOptions): Ledger => {
  const records = new Map<string, RecordDebt>()
  const walk: Array<WalkDebt> = []
  const settled = new Map<string, Settled>()
  for (const debt of debts.owed) {
    if (debt.kind === "record") records.set(debt.id, debt)
    else walk.push(debt)
  }
  for (const one of debts.settled) settled.set(keyOf(one), one)
  let told: Debts | undefined = { owed: debts.owed, settled: debts.settled }

  const settle = (kind: SettledKind, id: string | null, text: string, more = 1) => {
    const key = keyOf({ kind, id })
    if (settled.size >= mostRecords && !settled.has(key)) return settle(kind, null, text, more)
    const count = id === null ? (settled.get(key)?.count ?? 0) + more : 1
    settled.set(key, { kind, id, reason: reasonOf(text), count })
    told = undefined
  }

  const oweWalk: Ledger["oweWalk"] = (cause, text) => {
    const reason = reasonOf(text)
    if (walk.some((debt) => debt.cause === cause && debt.reason === reason)) return
    told = undefined
    walk.push({ kind: "walk", cause, reason, attempts: walks })
  }

  const oweRecord = (id: string, text: string, byId: boolean) => {
    const before = records.get(id)
    const attempts = (before?.attempts ?? 0) + 1
    told = undefined
    if (!byId && attempts >= walksEnough) {
      records.delete(id)
      settle("unreadable", id, text)
    } else if (before === undefined && records.size >= mostRecords) {
      oweWalk("failed", `more than ${mostRecords} records could not be read`)
    } else {
      const reason = reasonOf(text)
      records.set(id, {
        kind: "record",
        id,
        reason,
        attempts,
        byId,
        since: before === undefined ? since : before.since
      })
    }
  }

  return {
    debts: () => (told ??= { owed: [...walk, ...records.values()], settled: [...settled.values()] }),
    owedOf: (id) => records.get(id),
    paid(id) {
      if (records.size + settled.size === 0) return
      if (records.delete(id)) told = undefined
      for (const kind of ["gone", "truncated", "unreadable"] as const) {
        if (settled.delete(keyOf({ kind, id }))) told = undefined
      }
    },
    failed(problem, byId) {
      switch (problem.kind) {
        case "gone":
          // One that was not owed was deleted between the list and the reading: nothing of the workspace is missing.
          if (records.delete(problem.id)) settle("gone", problem.id, "Intercom does not have it any more")
          return
        case "truncated":
          records.delete(problem.id)
          settle("truncated", problem.id, `it has ${problem.total} parts, and Intercom hands out ${problem.have}`)
          return
        case "dead-letter":
          if (problem.id === undefined) settle("unreadable", null, problem.reason)
          else if (!settled.has(keyOf({ kind: "unreadable", id: problem.id }))) {
            oweRecord(problem.id, problem.reason, byId)
          }
      }
    },
    oweWalk(cause, reason) {
      if (cause === "short" && walks >= walksEnough) settle("unlisted", null, reason)
      else oweWalk(cause, reason)
    },
    walked() {
      for (const debt of records.values()) {
        if (debt.byId || debt.attempts >= walks) continue
        records.delete(debt.id)
        settle("gone", debt.id, "it is not listed any more")
      }
    }
  }
}

const keyOf = ({ id, kind }: Pick<Settled, "id" | "kind">): string => (id === null ? kind : `${kind} ${id}`)

const reasonOf = (text: string): string => (text.length > longestReason ? `${text.slice(0, longestReason)}…` : text)

/**
 * Whether what is owed can be asked for record by record. If not, the walk has to be made again.
 *
 * @category guards
 * @since 0.1.0
 */
export const isById = (debt: Debt): boolean => debt.kind === "record" && debt.byId

/**
 * Whether a walk that owes this may have left out records that are there: it did not bring all, or what belongs to a record could
 * not be read, which is owed by the id of that record and not by ids of its own.
 *
 * @category guards
 * @since 0.1.0
 */
export const hidesRecords = (owed: ReadonlyArray<Debt>, yields: Hydration["yields"] | undefined): boolean =>
  owed.some((debt) => debt.kind === "walk" || (yields === "children" && debt.byId))
