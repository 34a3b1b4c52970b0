/**
 * Events of the Fin Agent API, by webhook or as a stream.
 *
 * @since 0.1.0
 */
import { Json, ResponseCheck } from "@effect-intercom/core"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/** What all events have. */
interface Told {
  readonly conversation_id: string
  /** When it was made, as an ISO date and time with milliseconds. */
  readonly created_at_ms: string
}

/**
 * Fin does something else now. `thinking` since 2.17.
 *
 * @category models
 * @since 0.1.0
 */
export interface StatusUpdated extends Told {
  readonly event_name: "fin_status_updated"
  readonly user_id: string
  readonly status: "awaiting_user_reply" | "escalated" | "resolved" | "complete" | "thinking" | (string & {})
  /** Why Fin handed the conversation over, in words; with `escalated`. */
  readonly reason?: string | null
}

/**
 * Fin has answered. More may follow while the status is `replying`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Replied extends Told {
  readonly event_name: "fin_replied"
  readonly user_id: string
  readonly status: "replying" | "awaiting_user_reply" | (string & {})
  readonly message: {
    readonly author: "fin" | (string & {})
    /** HTML. */
    readonly body: string
    readonly id?: string | null
    readonly timestamp_ms: string
  }
  /** The same as that of the chunks that came before, of which this is the whole. */
  readonly stream_id?: string | null
}

/**
 * Part of an answer that Fin is writing: all of its text so far, which takes the place of the chunk before. Over a stream
 * only.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReplyChunk extends Told {
  readonly event_name: "fin_reply_chunk"
  readonly stream_id: string
  /** Counted from 0, without gaps. */
  readonly chunk_index: number
  /** Plain text. */
  readonly chunk_text: string
  readonly status?: "replying" | (string & {}) | null
}

/**
 * Fin asks how it was: show the options, and hand the chosen `key` to `FinAgent.submitCsat` of the resources.
 *
 * @category models
 * @since 0.1.0
 */
export interface CsatRequested extends Told {
  readonly event_name: "csat_requested"
  readonly user_id: string
  readonly csat: {
    readonly options: ReadonlyArray<{
      readonly key: "terrible" | "bad" | "ok" | "good" | "amazing" | (string & {})
      readonly emoji: string
      readonly label: string
    }>
  }
}

/**
 * An event this package does not know. Nothing of it is lost.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unknown {
  readonly event_name: "unknown"
  /** The name as it was sent; empty where there was none. */
  readonly sentName: string
  readonly event: unknown
}

/**
 * Any event: `event_name` tells which.
 *
 * @category models
 * @since 0.1.0
 */
export type Event = StatusUpdated | Replied | ReplyChunk | CsatRequested | Unknown

const optional = Schema.optionalKey

const told = { conversation_id: Schema.String, created_at_ms: Schema.String }

const schemas = {
  fin_status_updated: Schema.Struct({
    ...told,
    event_name: Schema.Literal("fin_status_updated"),
    user_id: Schema.String,
    status: Schema.String,
    reason: optional(Schema.NullOr(Schema.String))
  }),
  fin_replied: Schema.Struct({
    ...told,
    event_name: Schema.Literal("fin_replied"),
    user_id: Schema.String,
    status: Schema.String,
    message: Schema.Struct({
      author: Schema.String,
      body: Schema.String,
      id: optional(Schema.NullOr(Schema.String)),
      timestamp_ms: Schema.String
    }),
    stream_id: optional(Schema.NullOr(Schema.String))
  }),
  fin_reply_chunk: Schema.Struct({
    ...told,
    event_name: Schema.Literal("fin_reply_chunk"),
    stream_id: Schema.String,
    chunk_index: Schema.Number,
    chunk_text: Schema.String,
    status: optional(Schema.NullOr(Schema.String))
  }),
  csat_requested: Schema.Struct({
    ...told,
    event_name: Schema.Literal("csat_requested"),
    user_id: Schema.String,
    csat: Schema.Struct({
      options: Schema.Array(Schema.Struct({ key: Schema.String, emoji: Schema.String, label: Schema.String }))
    })
  })
} satisfies { readonly [N in Exclude<Event["event_name"], "unknown">]: Schema.Codec<Extract<Event, { event_name: N }>> }

/**
 * An event, and where it differs from what it should be. It is handed on as it came.
 *
 * @category models
 * @since 0.1.0
 */
export interface Decoded {
  readonly event: Event
  readonly mismatches: ReadonlyArray<ResponseCheck.Mismatch>
}

/**
 * Reads an event. It never fails.
 *
 * @category conversions
 * @since 0.1.0
 */
export const decode = (body: string): Decoded => {
  const parsed = parse(body)
  const name =
    Predicate.hasProperty(parsed, "event_name") && Predicate.isString(parsed.event_name) ? parsed.event_name : ""
  if (!isName(name)) return { event: { event_name: "unknown", sentName: name, event: parsed }, mismatches: [] }
  // The name says what it is; where it is something else, `mismatches` says so.
  return { event: parsed as Event, mismatches: ResponseCheck.findMismatches(schemas[name], parsed) }
}

const isName = (name: string): name is keyof typeof schemas => Object.hasOwn(schemas, name)

const parse = (body: string): unknown => {
  try {
    return Json.parse(body)
  } catch {
    return body
  }
}
