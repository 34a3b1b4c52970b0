/**
 * A PostgreSQL for the tests of a file, started as everywhere in the repository.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import { clientOf, type TestPostgres } from "../../../tools/started/testPostgres.ts"

export { password } from "../../../tools/started/postgres.ts"
export { clientOf, postgres } from "../../../tools/started/testPostgres.ts"

/** Asks the database something. */
export const ask = (server: TestPostgres, statement: string) =>
  Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<Record<string, unknown>>(statement)).pipe(
    Effect.provide(clientOf(server, { maxConnections: 1 }))
  )
