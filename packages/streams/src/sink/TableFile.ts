/**
 * One Parquet file with rows of a table.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { parquetWriteBuffer } from "hyparquet-writer"
import type { Cell } from "../tables/Cell.ts"
import type { Column, ColumnType, Table } from "../tables/Table.ts"
import { loadWriter } from "./ParquetFile.ts"

type SchemaElement = NonNullable<Parameters<Codec["write"]>[0]["schema"]>[number]

/** Values as the writer takes them. */
type Value = string | number | boolean | bigint | Date | null

/**
 * Rows that are collected, column by column.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableRows {
  readonly add: (row: ReadonlyArray<Cell>) => void
  readonly size: () => number
  /** The bytes of a file with them. */
  readonly encode: (codec: Codec) => Uint8Array
}

/**
 * What makes files smaller. Zstandard makes texts half as large as Snappy does and is read by all that read Parquet, but
 * not every runtime has it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Codec {
  readonly write: typeof parquetWriteBuffer
  readonly zstd: ((bytes: Uint8Array) => Uint8Array) | undefined
}

/**
 * Loads what files are written with.
 *
 * @category actions
 * @since 0.1.0
 */
export const loadCodec = Effect.fnUntraced(function* (stream: string) {
  const writer = yield* loadWriter(stream)
  const zlib = yield* Effect.promise(() => import("node:zlib"))
  return { write: writer.parquetWriteBuffer, zstd: zlib.zstdCompressSync } satisfies Codec
})

/**
 * Begins with no rows.
 *
 * @category constructors
 * @since 0.1.0
 */
export const rowsOf = (table: Table): TableRows => {
  const { columns } = table
  const data = columns.map((): Array<Value> => [])
  const elements = columns.map((column) => elementOf(column, isRequired(table, column)))
  let size = 0
  return {
    add: (row) => {
      size++
      for (let index = 0; index < columns.length; index++) {
        data[index]?.push(valueOf(columns[index]?.type, row[index] ?? null))
      }
    },
    size: () => size,
    encode: ({ write, zstd }) =>
      new Uint8Array(
        write({
          columnData: columns.map(({ name, type }, index) => ({
            name,
            data: data[index] ?? [],
            // The least and the greatest of JSON help nobody to find one, and each is another.
            statistics: type !== "json",
            ...(type === "json" ? { encoding: "PLAIN" as const } : {})
          })),
          schema: [{ name: "root", num_children: columns.length }, ...elements],
          rowGroupSize: rowsPerGroup,
          createdBy: "@effect-intercom/streams",
          ...(zstd === undefined
            ? {}
            : { codec: "ZSTD", compressors: { ZSTD: (bytes) => new Uint8Array(zstd(bytes)) } })
        })
      )
  }
}

/** Readers skip groups by the least and the greatest of a column, so they are not too large. */
const rowsPerGroup = 20_000

const isRequired = ({ key }: Table, { name, source }: Column): boolean => key.includes(name) || source === "exported"

const elementOf = ({ name, type }: Column, isRequired: boolean): SchemaElement => ({
  name,
  repetition_type: isRequired ? "REQUIRED" : "OPTIONAL",
  ...physical[type]
})

type Physical = Pick<SchemaElement, "type" | "converted_type" | "logical_type">

const text: Physical = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } }

const physical: Readonly<Record<ColumnType, Physical>> = {
  text,
  // Text to all readers: of those that know JSON some know it by another name.
  json: text,
  bigint: { type: "INT64" },
  double: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
  timestamptz: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" }
  }
}

const valueOf = (type: ColumnType | undefined, cell: Cell): Value => {
  switch (type) {
    case "bigint":
      return typeof cell === "number" ? BigInt(cell) : null
    case "timestamptz":
      return typeof cell === "number" ? new Date(Math.round(cell * 1000)) : null
    default:
      return cell
  }
}
