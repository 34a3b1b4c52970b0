/**
 * What can happen to a record, as data.
 *
 * @since 0.1.0
 */
import type { Export, ExportStream } from "@effect-intercom/streams"
import type { Position } from "./Position.ts"

/**
 * A stream whose changes can be followed: all that can be exported but content data, which Intercom hands out as a job, and what
 * each call or conversation has to be asked for, of which nothing tells that it changed.
 *
 * @category models
 * @since 0.1.0
 */
export type ChangeStream = Exclude<
  Export.StreamName,
  "content_data" | "call_transcripts" | "conversation_handling_events" | "side_conversations"
>

const unfollowed: ReadonlySet<Export.StreamName> = /*#__PURE__*/ new Set<Exclude<Export.StreamName, ChangeStream>>([
  "content_data",
  "call_transcripts",
  "conversation_handling_events",
  "side_conversations"
])

/**
 * Whether the changes of a stream can be followed.
 *
 * @category guards
 * @since 0.1.0
 */
export const isChangeStream = (stream: Export.StreamName): stream is ChangeStream => !unfollowed.has(stream)

interface Told {
  /** Unique within the stream. */
  readonly id: string
  /** Where to go on from once this change was handled: give it to `Changes.stream` as `from`. */
  readonly position: Position
}

/**
 * A record is there, as it is now: it is new, it changed, or nothing tells that it did not.
 *
 * @category models
 * @since 0.1.0
 */
export interface Upsert<S extends ChangeStream = ChangeStream> extends Told {
  readonly _tag: "Upsert"
  readonly stream: S
  readonly record: ExportStream.RecordOf<S>
  /** When it changed by its own account, in Unix seconds, where it tells. */
  readonly changedAt: number | undefined
}

/**
 * A record is no longer there.
 *
 * @category models
 * @since 0.1.0
 */
export interface Delete<S extends ChangeStream = ChangeStream> extends Told {
  readonly _tag: "Delete"
  readonly stream: S
  /** `missing`: it was not in a walk through everything, and nothing tells why. */
  readonly reason: "deleted" | "missing"
  /** When it went, in Unix seconds, where Intercom tells. */
  readonly at: number | undefined
}

/**
 * A contact went into another one, which follows as an `Upsert`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Merge extends Told {
  readonly _tag: "Merge"
  readonly stream: "contacts"
  /** The id of the contact that stayed. */
  readonly into: string
  /** When they were merged, in Unix seconds, where Intercom tells. */
  readonly at: number | undefined
}

/**
 * A change of one of the streams.
 *
 * @category models
 * @since 0.1.0
 */
export type Change<S extends ChangeStream = ChangeStream> =
  | { readonly [N in S]: Upsert<N> | Delete<N> }[S]
  | ("contacts" extends S ? Merge : never)

/**
 * A change on its way: before it is known which position it belongs to, and whether it was told already.
 *
 * @internal
 */
export type Found =
  | {
      readonly _tag: "Upsert"
      readonly stream: ChangeStream
      readonly id: string
      readonly record: object
      readonly changedAt: number | undefined
    }
  | {
      readonly _tag: "Delete"
      readonly stream: ChangeStream
      readonly id: string
      readonly reason: "deleted" | "missing"
      readonly at: number | undefined
    }
  | {
      readonly _tag: "Merge"
      readonly stream: "contacts"
      readonly id: string
      readonly into: string
      readonly at: number | undefined
    }
