import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"

/** A file at the top of src, or a folder with all that is in it: on which floor it is. Imports go down, or stay. */
const floors: Readonly<Record<string, number>> = {
  "index.ts": 8,
  "duckdb.ts": 8,
  "node.ts": 8,
  "parquet.ts": 8,
  "postgres.ts": 8,
  "Export.ts": 7,
  "ExportSegment.ts": 7,
  "CsvSink.ts": 7,
  "DirectorySink.ts": 7,
  "DuckDbSink.ts": 7,
  "NdjsonSink.ts": 7,
  "Privacy.ts": 7,
  "ParquetSink.ts": 7,
  "PostgresSink.ts": 7,
  "ProtocolSink.ts": 7,
  "SqliteSink.ts": 7,
  export: 6,
  protocol: 6,
  sink: 6,
  "Tables.ts": 5,
  tables: 5,
  "ExportError.ts": 4,
  "ExportSink.ts": 4,
  "ExportStream.ts": 3,
  catalog: 3,
  "Checkpoint.ts": 3,
  "ExportJob.ts": 2,
  "IntercomStream.ts": 2,
  ids: 2,
  state: 2,
  files: 1,
  job: 1,
  paging: 1,
  privacy: 1,
  time: 1
}

const src = fileURLToPath(new URL("../src", import.meta.url))
const files = globSync("**/*.ts", { cwd: src }).map((file) => file.replaceAll("\\", "/"))

const roomOf = (file: string): string => file.split("/")[0] ?? file

const imports = files.flatMap((file) =>
  Array.from(
    readFileSync(`${src}/${file}`, "utf8").matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"]+)"/g),
    ([, target = ""]) => ({ file, target: posix.join(posix.dirname(file), target) })
  )
)

/** Rooms that lead back to the one they begin with. */
const circleFrom = (room: string, path: ReadonlyArray<string> = [room]): ReadonlyArray<string> | undefined => {
  for (const next of neighbours.get(path.at(-1) ?? room) ?? []) {
    if (next === room) return [...path, room]
    const circle = path.includes(next) ? undefined : circleFrom(room, [...path, next])
    if (circle !== undefined) return circle
  }
  return undefined
}

const neighbours = new Map<string, Set<string>>()
for (const { file, target } of imports) {
  const [from, to] = [roomOf(file), roomOf(target)]
  if (from !== to) neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to))
}

describe("the floors of src", () => {
  it("have room for every file, and no room is empty", () => {
    const rooms = new Set(files.map(roomOf))
    assert.deepStrictEqual([...rooms].toSorted(), Object.keys(floors).toSorted())
  })

  it("are left by imports downwards only", () => {
    const upwards = imports.flatMap(({ file, target }) => {
      const [from = 0, to = 0] = [floors[roomOf(file)], floors[roomOf(target)]]
      return to > from ? [`${file} (floor ${from}) imports ${target} (floor ${to})`] : []
    })
    assert.deepStrictEqual(upwards, [], "move what is imported down, or whoever imports it up")
    assert.isAbove(imports.length, 100)
  })

  it("have no way round in a circle", () => {
    assert.deepStrictEqual(
      Object.keys(floors).flatMap((room) => circleFrom(room)?.join(" → ") ?? []),
      []
    )
  })
})
