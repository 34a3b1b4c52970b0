/**
 * Exports that finish, go on where they were stopped, and say whether everything is there.
 *
 * **When to use**
 *
 * {@link run} copies a workspace, or what changed in it, into files, a database or a sink of one's own. {@link stream}
 * and its like ({@link contacts}, {@link conversations}, …) give the same records to a program that has no use for
 * checkpoints. {@link estimate} tells rows, requests and time before anything is read.
 *
 * **Details**
 *
 * - A record comes once and as it came, unknown fields included. One that changes meanwhile comes again in its later
 *   version.
 * - Bounds in time are exact to the second, also where Intercom searches by whole days; the end is frozen at the start.
 * - The checkpoint never runs ahead of the sink: killed at any moment, a run with `resume` brings what is missing, and
 *   nothing twice.
 * - What could not be read is owed, and read first by the next run. `complete` in the report is true only where nothing
 *   is.
 *
 * **Gotchas**
 *
 * - A place that holds an export is refused with `PlaceTaken` unless `resume`, `full`, `overwrite` or `since: "last"`
 *   says what is to happen to it.
 * - A run that is not complete succeeds, with a report that says so: look at `complete` and `shortfalls`.
 * - Conversations with parts take a request each. `parts: false` is the quick way where the parts are not needed.
 * - {@link records} leaves out what went wrong with single records.
 *
 * **Example** (Exporting into files, and going on after a stop)
 *
 * ```ts
 * import { Checkpoint, Export, NdjsonSink } from "@effect-intercom/streams"
 *
 * const report = yield* Export.run({
 *   streams: ["contacts", "companies"],
 *   sink: NdjsonSink.directory("./export"),
 *   checkpoint: Checkpoint.file("./export/checkpoint.json"),
 *   resume: true
 * })
 * report.complete // => true
 * report.streams.map(({ rows, stream }) => `${rows} ${stream}`) // => ["12 contacts", "3 companies"]
 * ```
 *
 * **Example** (Records for a program)
 *
 * ```ts
 * import { Stream } from "effect"
 * import { Export } from "@effect-intercom/streams"
 *
 * const conversations = yield* Export.conversations({ parts: true }).pipe(Export.records, Stream.runCollect)
 * conversations.length // => 5
 * ```
 *
 * @since 0.1.0
 */
import { CallOptions, IntercomClient, type IntercomError, Version } from "@effect-intercom/core"
import type { Admins, Companies, Contacts, Conversations } from "@effect-intercom/resources"
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { definitionOf, type FailureOf, type RecordOf, type Source } from "./catalog/Catalog.ts"
import type { Definition } from "./catalog/Definition.ts"
import { elementsOf as innerOf } from "./catalog/Inner.ts"
import * as Inbox from "./catalog/inbox.ts"
import * as People from "./catalog/people.ts"
import * as Setup from "./catalog/setup.ts"
import type { MismatchPolicy, Step } from "./export/Reading.ts"
import { steps } from "./export/Steps.ts"
import type { DeadLetter, Gone, Truncated } from "./state/Problem.ts"
import { nothing } from "./state/StreamState.ts"
import * as Window from "./time/Window.ts"

export { innerStreamNames, type InnerStreamName, type StreamName, streamNames } from "./catalog/Catalog.ts"
export { type Estimate, estimate, type EstimateOptions, type StreamEstimate } from "./export/Estimate.ts"
export { ExportError, InvalidExport, PlaceTaken } from "./ExportError.ts"
export { type Acceptable, acceptable, type Debt, type RecordDebt, type Settled, type WalkDebt } from "./state/Debt.ts"
export type { DeadLetter, Gone, Problem, Truncated } from "./state/Problem.ts"
export type { ExportProgress } from "./export/Progress.ts"
export type { ExportReport, StreamReport } from "./state/Report.ts"
export { run, type RunOptions } from "./export/Run.ts"
export { type Tombstone, tombstones } from "./export/Tombstones.ts"

/**
 * A record of a stream, as it came.
 *
 * @category models
 * @since 0.1.0
 */
export interface Delivered<out A> {
  readonly kind: "record"
  readonly id: string
  readonly record: A
}

/**
 * An element of an export's stream: a record, or what went wrong with one.
 *
 * @category models
 * @since 0.1.0
 */
export type Exported<A> = Delivered<A> | Gone | Truncated | DeadLetter

/**
 * What is exported, and how.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamOptions {
  /**
   * Only records that changed at or after this instant, and before `until`. Without both, everything there is. With it
   * notes, events and merges are asked of the contacts that changed since then: what came without a change of its contact
   * is not among them.
   */
  readonly since?: DateTime.DateTime | undefined
  /**
   * No later than the moment up to which Intercom's search is sure to be complete: a minute ago, for contacts and what
   * belongs to them five.
   */
  readonly until?: DateTime.DateTime | undefined
  /**
   * `false` for whatever search shows by now, although some of the last minutes may still be missing: for a program that
   * reads those again. `until` reaches as far. `true` when left out.
   */
  readonly settled?: boolean | undefined
  /**
   * Whether the lists inside contacts (tags, companies, notes) are read whole, where Intercom sends only the first ten: a
   * request for each. `false` when left out.
   */
  readonly lists?: boolean | undefined
  /** What happens to records that differ from their schema. `keep` when left out. */
  readonly mismatches?: MismatchPolicy | undefined
}

/**
 * What of conversations is exported, and how.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConversationOptions extends StreamOptions {
  /** Whether each is read with its parts. `true` when left out. */
  readonly parts?: boolean | undefined
  /** How many are read at a time. 64 when left out; the client's pacing keeps them within the budget. */
  readonly concurrency?: number | undefined
}

/**
 * A stream of what is exported.
 *
 * @category models
 * @since 0.1.0
 */
export type Elements<A, E = never> = Stream.Stream<Exported<A>, IntercomError | E, IntercomClient.IntercomClient>

/**
 * Contacts, for a sink of one's own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const contacts = (options: StreamOptions = {}): Elements<Contacts.Contact> => streamOf(People.contacts, options)

/**
 * Companies, for a sink of one's own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const companies = (options: StreamOptions = {}): Elements<Companies.Company> =>
  streamOf(People.companies, options)

/**
 * Conversations with their parts, for a sink of one's own. They come in the order in which they arrive.
 *
 * ```ts
 * Export.conversations({ since, parts: true }).pipe(
 *   Export.records,
 *   Stream.runForEach((conversation) => store(conversation))
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const conversations = (options: ConversationOptions = {}): Elements<Conversations.Conversation> =>
  streamOf(Inbox.conversations, options)

/**
 * Admins, for a sink of one's own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const admins = (options: StreamOptions = {}): Elements<Admins.Admin> => streamOf(Setup.admins, options)

/**
 * Any stream by its name, or one of one's own, for a sink of one's own.
 *
 * ```ts
 * Export.stream("tickets", { since })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const stream = <S extends Source>(
  source: S,
  options: ConversationOptions = {}
): Elements<RecordOf<S>, FailureOf<S>> => {
  // Type boundary: the definition of a name is the one of its records, which the compiler cannot tell of a union.
  const definition = definitionOf(source) as Definition<RecordOf<S>, FailureOf<S>>
  return streamOf(definition, options)
}

/**
 * Whether an API version has what a stream is read with. An export of one that it does not have fails with
 * `UnsupportedVersion`, after files were made for it.
 *
 * @category guards
 * @since 0.1.0
 */
export const isAvailable = (source: Source, version: Version.Version): boolean =>
  operationsOf(source, version).every((operation) => Version.isAvailable(operation, version))

/**
 * The versions that have what a stream is read with, oldest first.
 *
 * ```ts
 * Export.versionsOf("side_conversations").at(0) // => "2.16"
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const versionsOf = (source: Source): ReadonlyArray<Version.Version> =>
  Version.versions.filter((version) => isAvailable(source, version))

const operationsOf = (source: Source, version: Version.Version) => {
  const { hydration, list } = definitionOf(source)
  const selection = { window: Window.everything, version, parts: true, lists: false, segments: 1, everyParent: false }
  return [list(selection).operation, hydration?.(selection)?.operation].filter(Predicate.isNotUndefined)
}

/**
 * The stream in whose records those of another stand: `conversations` of `conversation_parts`. Undefined where they are
 * asked for by themselves.
 *
 * @category conversions
 * @since 0.1.0
 */
export const holderOf = (source: Source): string | undefined => definitionOf(source).inside?.definition.name

/**
 * Only the records of an export's stream. What went wrong with others is left out, so look at the whole stream where it
 * matters that nothing is missing.
 *
 * @category combinators
 * @since 0.1.0
 */
export const records = <A, E, R>(stream: Stream.Stream<Exported<A>, E, R>): Stream.Stream<A, E, R> =>
  stream.pipe(
    Stream.filter((exported) => exported.kind === "record"),
    Stream.map(({ record }) => record)
  )

const streamOf = <A, E>(definition: Definition<A, E>, options: ConversationOptions): Elements<A, E> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { version: clientVersion } = yield* IntercomClient.IntercomClient
      const version = (yield* CallOptions.CurrentCallOptions).version ?? clientVersion
      // Whatever search shows by now is not cut off by a clock of ours.
      const horizon =
        options.settled === false ? undefined : Window.horizon(yield* Clock.currentTimeMillis, definition.settle)
      const window = Window.frozen(options, horizon)
      const { inside } = definition
      return steps(
        inside?.definition ?? definition,
        {
          window,
          version,
          parts: options.parts ?? true,
          lists: options.lists ?? false,
          segments: 1,
          everyParent: false
        },
        {
          from: nothing,
          concurrency: options.concurrency ?? 64,
          mismatches: options.mismatches ?? "keep"
        }
      ).pipe(
        Stream.map((step) =>
          elementsOf<A>(
            definition,
            inside === undefined
              ? step
              : { ...step, records: step.records.flatMap((record) => innerOf(inside, record)) }
          )
        ),
        Stream.flattenIterable
      )
    })
  )

const elementsOf = <A>(
  { idOf }: Pick<Definition<A>, "idOf">,
  { problems, records }: Step
): ReadonlyArray<Exported<A>> => [
  ...records.map((record): Delivered<A> => ({
    kind: "record",
    id: idOf(record) ?? "",
    // Type boundary: a record is typed by what the descriptions and examples say of it; `mismatches` checks it.
    record: record as A
  })),
  ...problems
]
