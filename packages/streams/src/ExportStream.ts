/**
 * Streams of one's own: what an export can read beside the streams it knows by name.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import * as Duration from "effect/Duration"
import { CustomObjects } from "@effect-intercom/resources"
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { definitionOf, type InnerStreamName, type StreamName } from "./catalog/Catalog.ts"
import * as Definition from "./catalog/Definition.ts"
import { idOf, secondsOf } from "./catalog/Field.ts"
import { type Listing, listing } from "./catalog/Listing.ts"
import { nameOfKind } from "./catalog/Naming.ts"
import * as Reporting from "./catalog/reporting.ts"
import type { ExportJobError, ExportJobRow } from "./ExportJob.ts"
import type { Window } from "./time/Window.ts"

export { nameOf, type RecordOf, type Source } from "./catalog/Catalog.ts"
export { type Listing, listing, wholeList } from "./catalog/Listing.ts"
export { UnknownDataset } from "./catalog/reporting.ts"
export type { Window } from "./time/Window.ts"

/**
 * A stream that can be exported: of the records `A`. `E` is what it fails with beside errors of operations.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportStream<out A, out E = never> extends Definition.Definition<A, E> {}

/**
 * What is known of the records of a stream: how they are told apart, when one changed, how one is read, for how long they are
 * there, and which of another stream it says to be gone.
 *
 * @category models
 * @since 0.1.0
 */
export interface Facts extends Pick<
  Definition.Definition<unknown, unknown>,
  "name" | "settle" | "tellsChanges" | "retention" | "idOf" | "changedAtOf" | "findsChanges" | "read" | "removes"
> {}

/**
 * What is known of a stream by its name.
 *
 * ```ts
 * ExportStream.facts("contacts").changedAtOf({ id: "1", updated_at: 1_790_000_000 }) // => 1790000000
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const facts = (name: StreamName): Facts => definitionOf(name)

/**
 * What makes a stream of one's own.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options<Name extends string, A> {
  /**
   * The name files, tables and reports carry: lower-case letters, digits and underscores, a letter first, 40 at most.
   */
  readonly name: Name extends StreamName | InnerStreamName
    ? `${Name} is the name of a stream that exists: choose another one`
    : Name
  /** What a record is. What differs is kept and reported, unless `mismatches` says otherwise. */
  readonly schema: Schema.Codec<A>
  /**
   * How the records of a window are listed, by {@link listing} or {@link wholeList}. It may list more than the window:
   * records outside of it are taken away. `since` and `until` are Unix seconds, and undefined for everything.
   */
  readonly list: (window: Window) => Listing
  /** The field that holds a record's id, unique within the stream. `id` when left out. */
  readonly id?: (keyof A & string) | undefined
  /**
   * The field that tells when a record changed: Unix seconds, or a time in ISO 8601. `updated_at` when left out. `false`
   * where records do not tell: they are exported as a whole every time.
   */
  readonly changedAt?: (keyof A & string) | false | undefined
  /**
   * How a record is read by its id. With it a record that changes while it is listed is delivered once, and one that failed
   * is asked for again.
   */
  readonly read?: ((id: string) => Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>) | undefined
  /** Whether the list of a window finds what changed in it, as a search does. `false` when left out. */
  readonly findsChanges?: boolean | undefined
  /** How long a change may take to show in the list. A minute when left out. */
  readonly settle?: Duration.Input | undefined
  /** For how long Intercom hands out a record. For ever when left out. */
  readonly retention?: Duration.Input | undefined
}

/**
 * Makes a stream of one's own: a type of custom objects, or whatever an operation lists. It is exported with all that the
 * known streams have: windows, resuming, debts, verification, any sink.
 *
 * **When to use**
 *
 * For what {@link Export.streamNames} does not name. Export it beside those: `streams: ["contacts", orders]`.
 *
 * **Gotchas**
 *
 * The name is part of checkpoints and files: with another name it is another stream. A list by page numbers is looked at
 * until two looks agree, and cannot be entered in the middle.
 *
 * **Example** (Custom objects of a type)
 *
 * ```ts
 * import { CustomObjects } from "@effect-intercom/resources"
 * import { Export, ExportStream, NdjsonSink } from "@effect-intercom/streams"
 *
 * const orders = ExportStream.define({
 *   name: "orders",
 *   schema: CustomObjects.CustomObjectInstance,
 *   list: () => ExportStream.listing(CustomObjects.list, { custom_object_type_identifier: "Order" }),
 *   read: (id) => CustomObjects.get({ custom_object_type_identifier: "Order", id })
 * })
 *
 * Export.run({ streams: ["contacts", orders], sink: NdjsonSink.directory("./export") })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const define = <const Name extends string, A>(options: Options<Name, A>): ExportStream<A> => {
  const {
    changedAt = "updated_at",
    findsChanges,
    id,
    list,
    name,
    read,
    retention,
    schema,
    settle = "1 minute"
  } = options
  return Definition.define({
    name,
    schema,
    read,
    findsChanges,
    settle: Duration.toSeconds(Duration.fromInputUnsafe(settle)),
    retention: retention === undefined ? undefined : Duration.toSeconds(Duration.fromInputUnsafe(retention)),
    tellsChanges: changedAt !== false,
    idOf: (record) => idOf(record, id),
    identity: [id ?? "id"],
    changedAtOf: (record) => (changedAt === false ? undefined : secondsOf(record, changedAt)),
    list: ({ window }) => list(window)
  })
}

/**
 * The stream of the custom objects of a type, since 2.16. It is called `custom_objects_` and the type, in lower case.
 *
 * A type is written as Intercom's settings do, as `Order`: no operation lists those that there are. The list is read by pages
 * with numbers until two looks agree, and a window is applied to what came; `updated_at` tells when an object changed.
 *
 * ```ts
 * const orders = ExportStream.customObjects("Order")
 * ExportStream.nameOf(orders) // => "custom_objects_order"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const customObjects = (type: string): ExportStream<CustomObjects.CustomObjectInstance> =>
  define({
    name: nameOfKind("custom_objects", type),
    schema: CustomObjects.CustomObjectInstance,
    list: () => listing(CustomObjects.list, { custom_object_type_identifier: type }),
    read: (id) => CustomObjects.get({ custom_object_type_identifier: type, id })
  })

/**
 * The stream of a data set of Intercom's reports, since 2.14: asks for its description, and exports its rows by one job for the
 * whole window. It is called `reporting_` and the data set.
 *
 * `attributes` are those that are wanted, by `id` or `qualified_id` as `ReportingDataExport.listDatasets` tells them; all when left
 * out. The time by which Intercom chooses rows, and the id of what the data set is of (`conversation_id`), are always among them.
 *
 * **Details**
 *
 * - A row has its cells by the ids of the attributes, as text: Intercom describes their names, and not what they are of. Columns
 *   of tables that end with `_at` are times.
 * - A window is one of that time, as of `conversation_started_at`: a conversation that began before and changed since does not come
 *   with `since: "last"`. `full` brings all once more.
 * - Rows are known by the id of what they are of, `conversation_id` of `conversation`, where the data set has it. Others get a
 *   `row_id` of the job and the place in its file, so that the last five minutes of a run come again with the next as other rows.
 * - A workspace has five jobs at a time: while they are pending it waits, for half an hour at most, and for the file an hour.
 *
 * Headings of the file are not described, and were not observed: a heading that is the id, the qualified id or the name of an
 * attribute becomes its id, and any other stays as it is.
 *
 * Fails with {@link UnknownDataset} where there is no such data set or attribute.
 *
 * ```ts
 * const conversations = yield* ExportStream.reporting("conversation", ["conversation_state", "channel"])
 * yield* Export.run({ streams: [conversations], sink: NdjsonSink.directory("./export") })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const reporting: (
  dataset: string,
  attributes?: ReadonlyArray<string>
) => Effect.Effect<
  ExportStream<ExportJobRow, ExportJobError>,
  IntercomError | Reporting.UnknownDataset,
  IntercomClient.IntercomClient
> = Reporting.reporting
