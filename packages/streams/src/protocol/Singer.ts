/**
 * The messages of Singer: SCHEMA, RECORD and STATE, as version 0.3.0 of its specification has them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { CheckpointData } from "../state/CheckpointData.ts"
import type { Protocol } from "./Protocol.ts"
import { checkpointOf, fieldOf } from "./State.ts"
import * as TableSchema from "./TableSchema.ts"

/**
 * What is said of a stream of theirs, which is a table, before its records.
 *
 * @category models
 * @since 0.1.0
 */
export interface SingerSchema {
  readonly type: "SCHEMA"
  readonly stream: string
  readonly schema: TableSchema.TableSchema
  readonly key_properties: ReadonlyArray<string>
  readonly bookmark_properties: ReadonlyArray<string>
}

/**
 * A row.
 *
 * @category models
 * @since 0.1.0
 */
export interface SingerRecord {
  readonly type: "RECORD"
  readonly stream: string
  readonly record: Readonly<Record<string, unknown>>
  /** RFC 3339. */
  readonly time_extracted: string
}

/**
 * What to go on from, once all that came before it is safe.
 *
 * @category models
 * @since 0.1.0
 */
export interface SingerState {
  readonly type: "STATE"
  readonly value: CheckpointData
}

/**
 * A line of the output.
 *
 * @category models
 * @since 0.1.0
 */
export type SingerMessage = SingerSchema | SingerRecord | SingerState

/**
 * The protocol.
 *
 * @category constructors
 * @since 0.1.0
 */
export const singer: Protocol = {
  described: (table): SingerSchema => ({
    type: "SCHEMA",
    stream: table.name,
    schema: TableSchema.of(table),
    key_properties: table.key,
    bookmark_properties: ["exported_at"]
  }),
  row: ({ name }, json, at) =>
    `{"type":"RECORD","stream":${JSON.stringify(name)},"time_extracted":"${TableSchema.timeOf(at / 1000)}","record":${json}}`,
  status: () => undefined,
  state: (value): SingerState => ({ type: "STATE", value }),
  stateOf: (given) => {
    const value = fieldOf(given, "type") === "STATE" ? fieldOf(given, "value") : given
    const isEmpty =
      value === undefined || value === null || (Predicate.isObject(value) && Object.keys(value).length === 0)
    return isEmpty ? Effect.undefined : checkpointOf(value)
  }
}
