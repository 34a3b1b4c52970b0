/**
 * What a protocol of messages has to say for an export.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { CheckpointData, CheckpointError, CheckpointMismatch } from "../state/CheckpointData.ts"
import type { Table } from "../tables/Table.ts"

/**
 * How a stream is, while the export runs and at its end.
 *
 * @category models
 * @since 0.1.0
 */
export type Status = "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE"

/**
 * A protocol. Its messages are objects, or JSON where there are many of them. Times are Unix milliseconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Protocol {
  /** What is said of a table before its first row. */
  readonly described: (table: Table) => object | undefined
  /** The message around the JSON of a row. */
  readonly row: (table: Table, json: string, at: number) => string
  /** How a table is. */
  readonly status: (table: Table, status: Status, at: number) => object | undefined
  /** The state to go on from. `rows` are those since the one before. */
  readonly state: (data: CheckpointData, rows: number) => object
  /** The state that was given; undefined where it holds nothing. */
  readonly stateOf: (given: unknown) => Effect.Effect<CheckpointData | undefined, CheckpointError | CheckpointMismatch>
}
