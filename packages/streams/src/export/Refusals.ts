/**
 * What a sink could not write of a stream.
 *
 * @since 0.1.0
 */
import type { Debt, Debts } from "../state/Debt.ts"
import type { DeadLetter } from "../state/Problem.ts"
import * as Ledger from "./Ledger.ts"

/**
 * Records that a sink refused since the reading began, which does not know of them. Of more than are owed one by one only the
 * number is kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface Refusals {
  readonly count: () => number
  readonly add: (letters: ReadonlyArray<DeadLetter>) => void
  readonly clear: () => void
  /** What is owed with them, of a reading that owes the given. The same object while neither changes. */
  readonly debts: (debts: Debts, options: OwingOptions) => Debts
}

/**
 * How what was refused is owed.
 *
 * @category models
 * @since 0.1.0
 */
export interface OwingOptions {
  /** What was owed when the run began: it counts as one more attempt. */
  readonly before: ReadonlyArray<Debt>
  /** Whether a record can be asked for by its id. */
  readonly byId: boolean
  readonly walks: number
}

/**
 * Makes {@link Refusals}, of none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Refusals => {
  let count = 0
  /** By their ids. Those without one are all there. */
  const letters = new Map<unknown, DeadLetter>()
  let told: { readonly of: Debts; readonly debts: Debts } | undefined
  return {
    count: () => count,
    add(found) {
      count += found.length
      for (const letter of found) {
        if (letters.size > Ledger.mostRecords) return
        told = undefined
        // The record has been told, and many of them would fill the memory.
        letters.set(letter.id ?? letter, { ...letter, record: undefined })
      }
    },
    clear() {
      count = 0
      letters.clear()
      told = undefined
    },
    debts({ owed, settled }, options) {
      if (count === 0) return { owed, settled }
      if (told?.of.owed !== owed || told.of.settled !== settled) {
        told = { of: { owed, settled }, debts: withLetters({ owed, settled }, letters, options) }
      }
      return told.debts
    }
  }
}

const withLetters = (
  { owed, settled }: Debts,
  letters: ReadonlyMap<unknown, DeadLetter>,
  { before, byId, walks }: OwingOptions
): Debts => {
  const again = before.filter((debt) => debt.kind === "record" && letters.has(debt.id))
  const ledger = Ledger.make({ debts: { owed: [...owed, ...again], settled }, since: null, walks })
  for (const letter of letters.values()) ledger.failed(letter, byId)
  return ledger.debts()
}
