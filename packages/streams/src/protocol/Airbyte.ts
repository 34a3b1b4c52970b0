/**
 * The messages of Airbyte: RECORD, STATE and the statuses of streams, as version 0.3.2 of its protocol has them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Tables from "../Tables.ts"
import type { Protocol, Status } from "./Protocol.ts"
import { checkpointOf, fieldOf, foreign } from "./State.ts"

/**
 * A row.
 *
 * @category models
 * @since 0.1.0
 */
export interface AirbyteRecord {
  readonly type: "RECORD"
  readonly record: {
    readonly stream: string
    readonly data: Readonly<Record<string, unknown>>
    /** Unix milliseconds. */
    readonly emitted_at: number
  }
}

/**
 * What to go on from, once all that came before it is safe: one state for all tables, since those of a stream go together.
 *
 * @category models
 * @since 0.1.0
 */
export interface AirbyteState {
  readonly type: "STATE"
  readonly state: {
    readonly type: "GLOBAL"
    readonly global: {
      readonly shared_state: Readonly<Record<string, unknown>>
      readonly stream_states: ReadonlyArray<{
        readonly stream_descriptor: { readonly name: string }
        readonly stream_state: Readonly<Record<string, unknown>>
      }>
    }
    readonly sourceStats: { readonly recordCount: number }
  }
}

/**
 * How a table is.
 *
 * @category models
 * @since 0.1.0
 */
export interface AirbyteStatus {
  readonly type: "TRACE"
  readonly trace: {
    readonly type: "STREAM_STATUS"
    /** Unix milliseconds. */
    readonly emitted_at: number
    readonly stream_status: { readonly stream_descriptor: { readonly name: string }; readonly status: Status }
  }
}

/**
 * A line of the output.
 *
 * @category models
 * @since 0.1.0
 */
export type AirbyteMessage = AirbyteRecord | AirbyteState | AirbyteStatus

/**
 * What of the tables the receiver wants.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wishes {
  readonly isWanted: (table: string) => boolean
  /** Whether it wants all of a table again, whatever the state says. */
  readonly isWhole: (table: string) => boolean
}

/**
 * The protocol.
 *
 * @category constructors
 * @since 0.1.0
 */
export const airbyte = ({ isWanted, isWhole }: Wishes): Protocol => ({
  described: () => undefined,
  row: ({ name }, json, at) =>
    `{"type":"RECORD","record":{"stream":${JSON.stringify(name)},"emitted_at":${at},"data":${json}}}`,
  status: ({ name }, status, at): AirbyteStatus => ({
    type: "TRACE",
    trace: {
      type: "STREAM_STATUS",
      emitted_at: at,
      stream_status: { stream_descriptor: { name }, status }
    }
  }),
  state: ({ streams, ...header }, rows): AirbyteState => ({
    type: "STATE",
    state: {
      type: "GLOBAL",
      global: {
        shared_state: header,
        stream_states: Object.entries(streams).flatMap(([stream, state]) => [
          { stream_descriptor: { name: stream }, stream_state: { ...state } },
          ...childrenOf(stream).map((name) => ({ stream_descriptor: { name }, stream_state: { of: stream } }))
        ])
      },
      sourceStats: { recordCount: rows }
    }
  }),
  stateOf: (given) => {
    const messages = (Array.isArray(given) ? given : [given]).map((one: unknown) =>
      fieldOf(one, "type") === "STATE" ? fieldOf(one, "state") : one
    )
    const isEmpty = messages.every(
      (one) => one === undefined || one === null || (Predicate.isObject(one) && Object.keys(one).length === 0)
    )
    if (isEmpty) return Effect.undefined
    const global = messages.map((one) => fieldOf(one, "global")).find((one) => one !== undefined)
    const states = fieldOf(global, "stream_states")
    if (!Array.isArray(states)) return Effect.fail(foreign)
    const byName = new Map<unknown, unknown>(
      states.map((one: unknown) => [fieldOf(fieldOf(one, "stream_descriptor"), "name"), fieldOf(one, "stream_state")])
    )
    const streams = Array.from(byName).flatMap(([name, state]): ReadonlyArray<readonly [string, unknown]> => {
      if (typeof name !== "string" || fieldOf(state, "of") !== undefined) return []
      // Tables are read with their stream. One of which nothing is known, since its rows were taken back, begins it anew.
      const own = [name, ...childrenOf(name)].filter(isWanted)
      return own.every((table) => byName.has(table) && !isWhole(table)) ? [[name, state]] : []
    })
    const shared = fieldOf(global, "shared_state")
    return checkpointOf({ ...(Predicate.isObject(shared) ? shared : {}), streams: Object.fromEntries(streams) })
  }
})

const childrenOf = (stream: string): ReadonlyArray<string> => Tables.ofNamed(stream).children.map(({ name }) => name)
