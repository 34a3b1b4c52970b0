/**
 * The least that PostgreSQL itself takes for rows: COPY of those that a sink wrote, from files beside its data into the same tables
 * in another schema, in one transaction. Nothing is sent, compared or made of JSON.
 */
import { Client } from "pg"

/** Answers with the seconds it took. */
export const copyAgain = async (url: string, schema: string): Promise<number> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ readonly name: string; readonly file: string }>(
    `SELECT tablename AS name, current_setting('data_directory') || '/copied-' || tablename AS file FROM pg_tables
      WHERE schemaname = $1 AND tablename NOT LIKE 'export\\_%'`,
    [schema]
  )
  await client.query("CREATE SCHEMA copied")
  for (const { file, name } of rows) {
    await client.query(`COPY "${schema}"."${name}" TO '${file}' (FORMAT binary)`)
    await client.query(`CREATE TABLE copied."${name}" (LIKE "${schema}"."${name}" INCLUDING ALL)`)
  }
  // As the sink packs them.
  await client.query(
    `SELECT set_config('default_toast_compression', 'lz4', false) FROM pg_settings
      WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)`
  )
  await client.query("CHECKPOINT")
  const begun = performance.now()
  await client.query("BEGIN")
  for (const { file, name } of rows) await client.query(`COPY copied."${name}" FROM '${file}' (FORMAT binary)`)
  await client.query("COMMIT")
  const seconds = (performance.now() - begun) / 1000
  await client.query("DROP SCHEMA copied CASCADE")
  await client.end()
  return seconds
}
