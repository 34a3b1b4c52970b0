/**
 * What an export left of a stream, in whatever form, a text a record.
 */
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet"
import { readdirSync, readFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { gunzipSync } from "node:zlib"

export const recordsIn = async (format: string, directory: string, stream: string): Promise<Array<string>> => {
  if (format === "sqlite") return inDatabase(`${directory}/export.db`, stream)
  if (format === "parquet") return inParquetFiles(directory, stream)
  const bytes = readFileSync(`${directory}/${stream}.${format}`)
  return (format === "ndjson.gz" ? gunzipSync(bytes) : bytes).toString("utf8").split("\n").slice(0, -1)
}

const inDatabase = (location: string, stream: string): Array<string> => {
  const database = new DatabaseSync(location, { readOnly: true })
  try {
    const rows = database.prepare(`SELECT record FROM ${stream}`).all()
    return rows.map(({ record }) => String(record))
  } finally {
    database.close()
  }
}

const inParquetFiles = async (directory: string, stream: string): Promise<Array<string>> => {
  const records: Array<string> = []
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(`${stream}-`)) continue
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(`${directory}/${name}`) })
    records.push(...rows.map(({ record }) => String(record)))
  }
  return records
}
