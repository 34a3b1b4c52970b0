/**
 * Catalogs: what an export can bring, and which of it is wanted, as Singer and Airbyte write it.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { definitionOf, type Source } from "../catalog/Catalog.ts"
import * as Tables from "../Tables.ts"
import type { Table } from "../tables/Table.ts"
import { fieldOf } from "./State.ts"
import * as TableSchema from "./TableSchema.ts"

/**
 * The streams, and columns for custom attributes.
 *
 * @category models
 * @since 0.1.0
 */
export interface CatalogOptions {
  readonly streams: ReadonlyArray<Source>
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
}

/**
 * A catalog of Airbyte.
 *
 * @category models
 * @since 0.1.0
 */
export interface AirbyteCatalog {
  readonly streams: ReadonlyArray<{
    readonly name: string
    readonly json_schema: TableSchema.TableSchema
    readonly supported_sync_modes: ReadonlyArray<"full_refresh" | "incremental">
    readonly source_defined_cursor: boolean
    readonly default_cursor_field: ReadonlyArray<string>
    readonly source_defined_primary_key: ReadonlyArray<ReadonlyArray<string>>
    readonly is_resumable: boolean
  }>
}

/**
 * A catalog of Singer.
 *
 * @category models
 * @since 0.1.0
 */
export interface SingerCatalog {
  readonly streams: ReadonlyArray<{
    readonly tap_stream_id: string
    readonly stream: string
    readonly schema: TableSchema.TableSchema
    readonly key_properties: ReadonlyArray<string>
    readonly metadata: ReadonlyArray<{
      readonly breadcrumb: ReadonlyArray<string>
      readonly metadata: Readonly<Record<string, unknown>>
    }>
  }>
}

const tablesOf = ({ attributes = [], streams }: CatalogOptions): ReadonlyArray<Table> =>
  streams.map(definitionOf).flatMap((definition) => {
    const { name, schema } = definition.inside?.definition ?? definition
    const { children, main } = Tables.versioned(Tables.withAttributes(Tables.ofNamed(name, schema), attributes))
    // What stands inside other records is one of their tables.
    return definition.inside === undefined
      ? [main, ...children]
      : children.filter((child) => child.name === definition.name)
  })

/**
 * The catalog of Airbyte's `discover`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const ofAirbyte = (options: CatalogOptions): AirbyteCatalog => ({
  streams: tablesOf(options).map((table) => ({
    name: table.name,
    json_schema: TableSchema.of(table),
    supported_sync_modes: ["full_refresh", "incremental"],
    source_defined_cursor: true,
    default_cursor_field: ["exported_at"],
    source_defined_primary_key: table.key.map((column) => [column]),
    is_resumable: true
  }))
})

/**
 * The catalog of Singer's discovery mode. All streams are selected.
 *
 * @category conversions
 * @since 0.1.0
 */
export const ofSinger = (options: CatalogOptions): SingerCatalog => ({
  streams: tablesOf(options).map((table) => ({
    tap_stream_id: table.name,
    stream: table.name,
    schema: TableSchema.of(table),
    key_properties: table.key,
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          inclusion: "available",
          selected: true,
          "table-key-properties": table.key,
          "valid-replication-keys": ["exported_at"],
          "forced-replication-method": "INCREMENTAL"
        }
      },
      ...table.columns.map(({ name }) => ({
        breadcrumb: ["properties", name],
        metadata: { inclusion: "automatic" }
      }))
    ]
  }))
})

/**
 * What a catalog wants: the names of tables, and those that are wanted as a whole.
 *
 * @category models
 * @since 0.1.0
 */
export interface Wanted {
  readonly tables: ReadonlySet<string>
  readonly whole: ReadonlySet<string>
}

/**
 * What is chosen in a catalog: one that Airbyte configured, or one of Singer's with its selection. Undefined where it is
 * neither.
 *
 * @category conversions
 * @since 0.1.0
 */
export const chosenIn = (catalog: unknown): Wanted | undefined => {
  const entries = fieldOf(catalog, "streams")
  if (!Array.isArray(entries)) return undefined
  const tables = new Set<string>()
  const whole = new Set<string>()
  for (const entry of entries) {
    const configured = fieldOf(entry, "stream")
    const name = Predicate.isString(configured) ? configured : fieldOf(configured, "name")
    if (!Predicate.isString(name)) return undefined
    // Airbyte's configured catalogs hold what is wanted; Singer's all there is, and which of it.
    if (Predicate.isString(configured) && !isSelected(entry)) continue
    tables.add(name)
    if (fieldOf(entry, "sync_mode") === "full_refresh") whole.add(name)
  }
  return { tables, whole }
}

const isSelected = (entry: unknown): boolean => {
  const metadata = fieldOf(entry, "metadata")
  const own: unknown = Array.isArray(metadata)
    ? metadata.find((one) => {
        const breadcrumb = fieldOf(one, "breadcrumb")
        return Array.isArray(breadcrumb) && breadcrumb.length === 0
      })
    : undefined
  const selected =
    fieldOf(fieldOf(own, "metadata"), "selected") ?? fieldOf(fieldOf(own, "metadata"), "selected-by-default")
  return (selected ?? fieldOf(fieldOf(entry, "schema"), "selected")) === true
}

/**
 * The streams whose tables are wanted, of those that are known.
 *
 * @category conversions
 * @since 0.1.0
 */
export const streamsOf = <S extends Source>({ tables }: Wanted, known: ReadonlyArray<S>): ReadonlyArray<S> =>
  known.filter((stream) => tablesOf({ streams: [stream] }).some(({ name }) => tables.has(name)))
