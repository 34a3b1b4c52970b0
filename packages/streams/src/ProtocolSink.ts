/**
 * Exports as messages of Singer or Airbyte: rows with their schemas, and states to go on from, a line each. Whatever takes
 * what the taps of the one and the sources of the other write takes what is read here.
 *
 * **When to use**
 *
 * Where a target or destination of those worlds already writes to where the data has to go. To PostgreSQL, SQLite, DuckDB and
 * files the sinks of this package are faster, and keep rows and place in one transaction.
 *
 * **Details**
 *
 * Streams of theirs are tables of ours ({@link Tables.of}): `conversations` with typed columns and the whole `record`,
 * `conversation_parts`, `contact_tags` and so on, each with its keys. A later version of a record is another row with a later
 * `exported_at`, which is also that of the rows of its lists; what is gone is a row with `deleted_at`.
 *
 * A state comes after all rows that it speaks of, about every second, and holds the whole checkpoint. Give it back as
 * `state`, and run with `since: "last"`: an export that was stopped is gone on with, one that ended is followed by what
 * changed. A stream of which another table is wanted than before begins anew.
 *
 * **Gotchas**
 *
 * - A receiver has the rows after the last state that it kept once more: it has to upsert by key, as they do.
 * - Rows of lists that are no longer in the record, a tag that was taken away, are not told to be gone: those that hold have
 *   the `exported_at` of their record.
 * - The state of another tap or source is refused. Begin from the date in it with `since`.
 *
 * **Example** (Lines for a target of Singer)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Export, ProtocolSink } from "@effect-intercom/streams"
 *
 * const lines: Array<string> = []
 * const sink = ProtocolSink.singer({ write: (text) => Effect.sync(() => lines.push(...text.trimEnd().split("\n"))) })
 * yield* Export.run({ streams: ["admins"], sink, since: "last" })
 * const types = lines.map((line) => JSON.parse(line).type)
 * types[0] // => "SCHEMA"
 * types.at(-1) // => "STATE"
 * ```
 *
 * @since 0.1.0
 */
import type { Source } from "./catalog/Catalog.ts"
import * as Airbyte from "./protocol/Airbyte.ts"
import * as Catalog from "./protocol/Catalog.ts"
import * as Sink from "./protocol/Sink.ts"
import * as Singer from "./protocol/Singer.ts"

export type { AirbyteMessage, AirbyteRecord, AirbyteState, AirbyteStatus } from "./protocol/Airbyte.ts"
export type { AirbyteCatalog, CatalogOptions, SingerCatalog, Wanted } from "./protocol/Catalog.ts"
export type { MessageOptions, MessageSink } from "./protocol/Sink.ts"
export type { SingerMessage, SingerRecord, SingerSchema, SingerState } from "./protocol/Singer.ts"
export type { PropertySchema, TableSchema } from "./protocol/TableSchema.ts"

/**
 * Writes the messages of Singer.
 *
 * @category constructors
 * @since 0.1.0
 */
export const singer = <R = never>(options: Sink.MessageOptions<R>): Sink.MessageSink<R> =>
  Sink.make(Singer.singer, options)

/**
 * How the messages of Airbyte are written.
 *
 * @category models
 * @since 0.1.0
 */
export interface AirbyteOptions<R> extends Sink.MessageOptions<R> {
  /** Which tables are wanted as a whole, whatever the state says: those of the sync mode `full_refresh`. */
  readonly whole?: ((table: string) => boolean) | undefined
}

/**
 * Writes the messages that Airbyte's `read` does.
 *
 * @category constructors
 * @since 0.1.0
 */
export const airbyte = <R = never>(options: AirbyteOptions<R>): Sink.MessageSink<R> =>
  Sink.make(
    Airbyte.airbyte({ isWanted: options.tables ?? (() => true), isWhole: options.whole ?? (() => false) }),
    options
  )

/**
 * The catalog of Airbyte's `discover`.
 *
 * ```ts
 * const { streams } = ProtocolSink.airbyteCatalog({ streams: ["conversations"] })
 * streams.map(({ name }) => name).slice(0, 2) // => ["conversations", "conversation_tags"]
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const airbyteCatalog: (options: Catalog.CatalogOptions) => Catalog.AirbyteCatalog = Catalog.ofAirbyte

/**
 * The catalog of Singer's discovery mode.
 *
 * @category conversions
 * @since 0.1.0
 */
export const singerCatalog: (options: Catalog.CatalogOptions) => Catalog.SingerCatalog = Catalog.ofSinger

/**
 * What is chosen in a catalog: one that Airbyte configured, or one of Singer's with its selection. Undefined where it is
 * neither.
 *
 * @category conversions
 * @since 0.1.0
 */
export const chosenIn: (catalog: unknown) => Catalog.Wanted | undefined = Catalog.chosenIn

/**
 * The streams that bring the tables that are wanted, of those that are known.
 *
 * @category conversions
 * @since 0.1.0
 */
export const streamsOf: <S extends Source>(wanted: Catalog.Wanted, known: ReadonlyArray<S>) => ReadonlyArray<S> =
  Catalog.streamsOf
