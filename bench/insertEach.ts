/**
 * The plain way into PostgreSQL: one INSERT a row, five in flight, through `pg`. It writes what the sink writes: a row for each
 * record and each element of its lists, in the same columns, and makes the rows while it goes on, as the sink does.
 */
import { Tables } from "@effect-intercom/streams"
import { Pool } from "pg"

const types = {
  text: "text",
  bigint: "bigint",
  double: "float8",
  boolean: "boolean",
  timestamptz: "timestamptz",
  json: "jsonb"
}

/** Writes them, and answers with the seconds it took. */
export const insertEach = async (
  url: string,
  stream: "conversations",
  records: Iterable<object>,
  options: Parameters<typeof Tables.mapper>[1]
): Promise<number> => {
  const pool = new Pool({ connectionString: url, max: 5 })
  const tables = Tables.of(stream)
  const rowsOf = Tables.mapper(tables, { ...options, storable: true })
  await pool.query("CREATE SCHEMA IF NOT EXISTS slow")
  for (const { columns, key, name } of [tables.main, ...tables.children]) {
    const defined = columns.map(
      (column) =>
        `"${column.name}" ${types[column.type]}${key.includes(column.name) && column.type === "text" ? ' COLLATE "C"' : ""}`
    )
    const keys = key.map((one) => `"${one}"`).join(", ")
    await pool.query(`CREATE TABLE IF NOT EXISTS slow."${name}" (${defined.join(", ")}, PRIMARY KEY (${keys}))`)
  }
  const statements = new Map<string, string>()
  /** Only columns with a value: whoever writes a statement by hand names those that he has. */
  const insert = ({ columns, key, name }: Tables.Table, row: ReadonlyArray<unknown>) => {
    const filled = columns.flatMap((column, index) => (row[index] === null ? [] : [{ ...column, index }]))
    const shape = `${name} ${filled.map(({ index }) => index).join(" ")}`
    const known = statements.get(shape)
    const text = known ?? statementOf(name, filled, key)
    if (known === undefined) statements.set(shape, text)
    return {
      name: `${name} ${[...statements.keys()].indexOf(shape)}`,
      text,
      values: filled.map(({ index }) => row[index])
    }
  }
  const work = (function* () {
    for (const record of records) {
      const { children, main } = rowsOf(record, 1)
      yield insert(tables.main, main)
      for (const [index, child] of tables.children.entries()) {
        for (const row of children[index]?.rows.values() ?? []) yield insert(child, row)
      }
    }
  })()
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: 5 }, async () => {
      for (const statement of work) await pool.query(statement)
    })
  )
  const seconds = (performance.now() - begun) / 1000
  await pool.end()
  return seconds
}

const statementOf = (table: string, columns: ReadonlyArray<Tables.Column>, key: ReadonlyArray<string>): string => {
  const names = columns.map(({ name }) => `"${name}"`)
  const places = columns.map(({ type }, index) =>
    type === "timestamptz" ? `to_timestamp($${index + 1})` : `$${index + 1}`
  )
  const assigned = columns.flatMap(({ name }) => (key.includes(name) ? [] : [`"${name}" = excluded."${name}"`]))
  return `INSERT INTO slow."${table}" (${names.join(", ")}) VALUES (${places.join(", ")})
    ON CONFLICT (${key.map((one) => `"${one}"`).join(", ")}) DO UPDATE SET ${assigned.join(", ")}`
}
