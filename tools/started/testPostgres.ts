/**
 * A PostgreSQL for the tests of a file: there before the first, and gone after the last.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import { type Started, startPostgres, user } from "./postgres.ts"

/** What is known once it has started, which is when the first test runs. */
export interface TestPostgres {
  readonly url: () => string
  /** The same without the password. */
  readonly address: () => string
  readonly port: () => number
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

export const postgres = (): TestPostgres => {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"))
  let server: Started | undefined
  const started = () => {
    if (server === undefined) throw new Error("PostgreSQL starts before the first test, not before the file is read")
    return server
  }
  beforeAll(async () => {
    server = await startPostgres(folder)
  })
  afterAll(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    url: () => started().url(),
    address: () => `postgres://${user}@127.0.0.1:${started().port}/postgres`,
    port: () => started().port,
    stop: () => started().stop(),
    start: () => started().start()
  }
}

/** A client of the server, made when it is asked for: the port is known only then. */
export const clientOf = (
  server: TestPostgres,
  options: Partial<PgClient.PgPoolConfig> = {}
): Layer.Layer<PgClient.PgClient, Effect.Error<ReturnType<typeof PgClient.make>>> =>
  Layer.suspend(() => PgClient.layer({ url: Redacted.make(server.url()), maxConnections: 3, ...options }))
