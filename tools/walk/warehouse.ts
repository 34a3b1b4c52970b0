/**
 * What a README says is there already: a PostgreSQL. One of the walk's own, with a new database for each block, in the place of
 * `postgres://localhost/warehouse`.
 */
import { password, startPostgres, user } from "../started/postgres.ts"

const written = /postgres:\/\/(?:\w+@)?localhost\/warehouse/g

export interface Warehouse {
  /** The code, with a database that is there. A command takes its password from the environment. */
  readonly into: (code: string, isCommand?: boolean) => Promise<string>
  readonly stop: () => Promise<void>
}

export const startWarehouse = async (folder: string): Promise<Warehouse> => {
  const { createDatabase, port, stop } = await startPostgres(folder)
  let databases = 0
  return {
    into: async (code, isCommand = false) => {
      const named = isCommand ? user : `${user}:${password}`
      if (code.search(written) < 0) return code
      const name = `warehouse_${++databases}`
      await createDatabase(name)
      return code.replaceAll(written, `postgres://${named}@127.0.0.1:${port}/${name}`)
    },
    stop
  }
}
