/**
 * The options of an export.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Source } from "../catalog/Catalog.ts"
import type * as Checkpoint from "../Checkpoint.ts"
import type { ExportSink } from "../ExportSink.ts"
import type { Acceptable } from "../state/Debt.ts"
import type { ExportProgress } from "./Progress.ts"
import type { MismatchPolicy } from "./Reading.ts"

/**
 * What to export, where to, and how.
 *
 * @category models
 * @since 0.1.0
 */
export interface RunOptions<out R = never> {
  /** By their names, and streams of one's own (`ExportStream.define`). */
  readonly streams: ReadonlyArray<Source>
  /**
   * Only records that changed at or after this instant, and before `until`. Without both, everything there is. `"last"`
   * for what changed since the last complete run with this checkpoint, and everything the first time: the records are
   * added to what the sink holds, and the later version of a record is the valid one.
   *
   * Notes, events and merges are asked of the contacts that changed since then, and of all with `full`: what came without
   * a change of its contact, as a note may, only `full` finds.
   */
  readonly since?: DateTime.DateTime | "last" | undefined
  /**
   * No later than the moment up to which Intercom's search is sure to be complete: a minute ago, for contacts and what
   * belongs to them five.
   */
  readonly until?: DateTime.DateTime | undefined
  readonly sink: ExportSink<R>
  /** Where the progress is kept. Without one, an export that was stopped starts again. */
  readonly checkpoint?: Checkpoint.Checkpoint<R> | undefined
  /**
   * Goes on where the checkpoint ends, where there is one, and reads what it owes: records that could not be read before.
   * `false` when left out. Without a word of what is to happen to it, a place that holds an export of one of the streams is
   * refused (`PlaceTaken`).
   */
  readonly resume?: boolean | undefined
  /**
   * Walks through everything again, where an export is that came to its end, and upserts: nothing that the sink holds goes.
   * Notes, events and merges are asked of all contacts, whatever the window. `false` when left out.
   */
  readonly full?: boolean | undefined
  /**
   * Begins anew in place of what there is, also of a checkpoint that cannot be read or is of something else. Streams that are
   * not named stay, where they are of the same workspace. `false` when left out.
   */
  readonly overwrite?: boolean | undefined
  /**
   * What can never be whole, and is to be called complete nevertheless: records that are `gone` before they could be read,
   * `truncated` by Intercom's limit of 500 parts, `expired` since Intercom keeps them for a time, `unlisted` although they
   * were announced, and `unreadable`. Nothing of it when left out.
   */
  readonly accept?: ReadonlyArray<Acceptable> | undefined
  /** Whether conversations are read one by one, with their parts. `true` when left out. */
  readonly parts?: boolean | undefined
  /**
   * In how many spans of time contacts, conversations and tickets are read at once, at most; 1 for one page after the
   * other. As many as keep the rate limit busy are, 64 when left out.
   */
  readonly segments?: number | undefined
  /**
   * Whether the lists inside contacts (tags, companies, notes) are read whole, where Intercom sends only the first ten: a
   * request for each. `false` when left out.
   */
  readonly lists?: boolean | undefined
  /** Conversations read at a time. 64 when left out; the client's pacing keeps them within the budget. */
  readonly concurrency?: number | undefined
  /**
   * Whether an export of everything ends with what changed while it was read: contacts, conversations and tickets that
   * search finds by the time of their change. A record that was delivered before comes again, as it is now. `true` when
   * left out.
   */
  readonly catchUp?: boolean | undefined
  /** What happens to records that differ from their schema. `keep` when left out. */
  readonly mismatches?: MismatchPolicy | undefined
  /**
   * What happens when the token may not read a stream, or the API version does not have it: `fail` ends the export,
   * `report` finishes the other streams and reports this one as not complete. `fail` when left out.
   */
  readonly denied?: "fail" | "report" | undefined
  /** The least time between two checkpoints; zero for one after every page. One second when left out. */
  readonly checkpointEvery?: Duration.Input | undefined
  /** Told when a stream starts and ends, and about twice a second in between. */
  readonly onProgress?: ((progress: ExportProgress) => Effect.Effect<void, never, R>) | undefined
}

/**
 * The services that the sink, the checkpoint and the listener of some options need.
 *
 * @category models
 * @since 0.1.0
 */
export type RequirementsOf<Options> = Options extends RunOptions<infer R> ? R : never

/**
 * Refuses options that there are not, with a sentence that nothing is assignable to: the compiler shows it.
 *
 * @category models
 * @since 0.1.0
 */
export type NoOthers<Options> = {
  readonly [Name in Exclude<keyof Options, keyof RunOptions>]: "Export.run has no option of this name"
}
