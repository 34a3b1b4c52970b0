/**
 * The seeded records of one resource: made one by one when they are asked for, and not kept.
 *
 * @since 0.1.0
 */
import type { FieldValue } from "../Field.ts"
import type { Row } from "../Record.ts"

/**
 * How the seeded records of a resource are made. `created_at` never decreases with the index, nor do ids.
 *
 * @category models
 * @since 0.1.0
 */
export interface Seeds<out R extends Row> {
  readonly count: number
  readonly make: (index: number) => R
  readonly idOf: (index: number) => string
  /** The index of an id, undefined where no seeded record has it. */
  readonly indexOf: (id: string) => number | undefined
  /** Fields that can be told without making the record. */
  readonly columns: Readonly<Record<string, (index: number) => FieldValue>>
}

/**
 * The index, where it is one of `count` records.
 *
 * @internal
 */
export const indexWithin = (index: number | undefined, count: number): number | undefined =>
  index !== undefined && Number.isSafeInteger(index) && index >= 0 && index < count ? index : undefined
