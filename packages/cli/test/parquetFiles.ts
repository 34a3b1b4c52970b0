/**
 * What Parquet files hold, read by another library than wrote them.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet"
import { readdirSync } from "node:fs"
import { join } from "node:path"

export const parquetFilesOf = (out: string, stream: string): ReadonlyArray<string> =>
  readdirSync(out).filter((name) => new RegExp(`^${stream}-\\d{4}\\.parquet$`).test(name))

/** The rows of a stream, over all of its files. */
export const parquetRows = Effect.fnUntraced(function* (out: string, stream: string) {
  const rows: Array<Record<string, unknown>> = []
  for (const name of parquetFilesOf(out, stream)) {
    rows.push(
      ...(yield* Effect.promise(async () => parquetReadObjects({ file: await asyncBufferFromFile(join(out, name)) })))
    )
  }
  return rows
})

/** The records of a stream as they stand there, in an order that does not matter. */
export const parquetRecords = (out: string, stream: string) =>
  Effect.map(parquetRows(out, stream), (rows) =>
    rows.map(({ record }) => (Predicate.isString(record) ? record : "")).toSorted()
  )
