/**
 * One Parquet file with rows of a table.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { ByteWriter, ParquetWriter } from "hyparquet-writer"
import type { Cell } from "../tables/Cell.ts"
import type { Column, ColumnType, Table } from "../tables/Table.ts"
import { loadWriter } from "./ParquetFile.ts"

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number]

/** Values as the writer takes them. */
type Value = string | number | boolean | bigint | Date | null

/**
 * A file that grows in memory, packed, group by group.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableFile {
  readonly add: (row: ReadonlyArray<Cell>) => void
  readonly size: () => number
  /** The bytes of the file. Nothing is added after it. */
  readonly finish: () => Uint8Array
}

/**
 * What writes the files, and makes them smaller. Zstandard makes texts a fraction of what Snappy makes of them, and is read by
 * all that read Parquet, but not every runtime has it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Codec {
  readonly ByteWriter: typeof ByteWriter
  readonly ParquetWriter: typeof ParquetWriter
  readonly zstd: ((bytes: Uint8Array) => Uint8Array) | undefined
}

/**
 * Loads it.
 *
 * @category actions
 * @since 0.1.0
 */
export const loadCodec = Effect.fnUntraced(function* (stream: string) {
  const { ByteWriter, ParquetWriter } = yield* loadWriter(stream)
  const zlib = yield* Effect.promise(() => import("node:zlib"))
  return { ByteWriter, ParquetWriter, zstd: zlib.zstdCompressSync } satisfies Codec
})

/**
 * Begins a file.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (table: Table, { ByteWriter, ParquetWriter, zstd }: Codec): TableFile => {
  const { columns } = table
  const writer = new ByteWriter()
  const file = new ParquetWriter({
    writer,
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.map((column) => elementOf(column, isRequired(table, column)))
    ],
    createdBy: "@effect-intercom/streams",
    ...(zstd === undefined ? {} : { codec: "ZSTD", compressors: { ZSTD: (bytes) => new Uint8Array(zstd(bytes)) } })
  })
  let data = columns.map((): Array<Value> => [])
  let size = 0
  let waiting = 0
  let characters = 0
  const flush = () => {
    file.write({
      columnData: columns.map(({ name, type }, index) => ({
        name,
        data: data[index] ?? [],
        // The least and the greatest of JSON help nobody to find one, and each is another.
        statistics: type !== "json",
        ...(type === "json" ? { encoding: "PLAIN" as const } : {})
      })),
      rowGroupSize: rowsPerGroup
    })
    data = columns.map(() => [])
    waiting = 0
    characters = 0
  }
  return {
    add: (row) => {
      for (let index = 0; index < columns.length; index++) {
        const value = valueOf(columns[index]?.type, row[index] ?? null)
        if (typeof value === "string") characters += value.length
        data[index]?.push(value)
      }
      size++
      waiting++
      if (waiting >= rowsPerGroup || characters >= charactersPerGroup) flush()
    },
    size: () => size,
    finish: () => {
      if (waiting > 0) flush()
      file.finish()
      return writer.getBytes()
    }
  }
}

/** What of a file is in memory as it came. */
const charactersPerGroup = 1 << 24

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
