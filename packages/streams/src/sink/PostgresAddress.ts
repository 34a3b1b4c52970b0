/**
 * The address of a PostgreSQL database, and where its password comes from.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Redacted from "effect/Redacted"
import { SinkError } from "../ExportSink.ts"

/**
 * What is known of the surroundings: the variables of the environment.
 *
 * @category models
 * @since 0.1.0
 */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The address with its password, which is not part of the text: text of a command stands in histories and lists of
 * processes. It comes from `PGPASSWORD`, or from the password file (`PGPASSFILE`, `~/.pgpass`), which only its owner may read.
 * Without any, the server is asked to let the user in. `?host=/var/run/postgresql` leads to a server's socket, `?sslmode=require`
 * asks for encryption.
 *
 * ```ts
 * const address = PostgresSink.address("postgres://exporter@localhost/warehouse", process.env)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const address = Effect.fnUntraced(function* (
  text: string,
  environment: Environment
): Effect.fn.Return<Redacted.Redacted, SinkError, FileSystem.FileSystem> {
  const url = yield* parse(text)
  if (url.password !== "" || url.searchParams.has("password")) {
    return yield* refused(
      "a password does not belong into the address; put it into PGPASSWORD, into ~/.pgpass, or the whole address into a variable of the environment and name that"
    )
  }
  const named = url.searchParams.get("user") ?? decodeURIComponent(url.username)
  const user = named === "" ? environment["PGUSER"] : named
  const password = environment["PGPASSWORD"] ?? (yield* fromFile(url, user, environment))
  // The address of a socket has no place for them in front of its host.
  const isSocket = url.hostname === ""
  if (user !== undefined) {
    if (isSocket) url.searchParams.set("user", user)
    else url.username = encodeURIComponent(user)
  }
  if (password !== undefined) {
    if (isSocket) url.searchParams.set("password", password)
    else url.password = encodeURIComponent(password)
  }
  return Redacted.make(url.href)
})

/**
 * The address that a variable of the environment holds as a whole, password included.
 *
 * @category constructors
 * @since 0.1.0
 */
export const addressFrom = Effect.fnUntraced(function* (
  name: string,
  environment: Environment
): Effect.fn.Return<Redacted.Redacted, SinkError> {
  const text = environment[name]
  if (text === undefined || text === "") return yield* refused(`the environment has no ${name}, or nothing in it`)
  return Redacted.make((yield* parse(text)).href)
})

const refused = (message: string): SinkError => new SinkError({ stream: "database", message })

const parse = (text: string): Effect.Effect<URL, SinkError> => {
  const url = URL.parse(text)
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && hostOf(url) !== "" && isEncoded(url)
    ? Effect.succeed(url)
    : Effect.fail(refused("the address of a database looks like postgres://user@host:5432/database"))
}

const isEncoded = ({ password, pathname, username }: URL): boolean => {
  try {
    decodeURIComponent(username + password + pathname)
    return true
  } catch {
    return false
  }
}

/** The host, or the folder of the server's socket. */
const hostOf = (url: URL): string => url.searchParams.get("host") ?? url.hostname

const fromFile = Effect.fnUntraced(function* (
  url: URL,
  user: string | undefined,
  environment: Environment
): Effect.fn.Return<string | undefined, never, FileSystem.FileSystem> {
  const fileSystem = yield* FileSystem.FileSystem
  const file = environment["PGPASSFILE"] ?? (environment["HOME"] === undefined ? "" : `${environment["HOME"]}/.pgpass`)
  const found = yield* Effect.option(Effect.all([fileSystem.stat(file), fileSystem.readFileString(file)]))
  if (found._tag === "None") return undefined
  const [{ mode }, text] = found.value
  if ((mode & 0o077) !== 0) {
    yield* Effect.logWarning(`${file} is passed over, since others may read it: chmod 0600`)
    return undefined
  }
  const host = hostOf(url)
  const port = url.searchParams.get("port") ?? url.port
  const wanted = [
    host.startsWith("/") ? "localhost" : host,
    port || "5432",
    url.searchParams.get("dbname") ?? (decodeURIComponent(url.pathname.slice(1)) || user),
    user
  ]
  return passwordIn(text, wanted)
})

const entry = /^((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):(.*)$/

/**
 * The first line that fits: host, port, database, user, each with `\:` and `\\` for what would part them, and the password, in
 * which a colon may also stand as it is.
 */
const passwordIn = (text: string, wanted: ReadonlyArray<string | undefined>): string | undefined => {
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue
    const fields =
      entry
        .exec(line)
        ?.slice(1)
        .map((field) => field.replaceAll(/\\(.)/g, "$1")) ?? []
    const [host, port, database, user, password] = fields
    if ([host, port, database, user].every((field, index) => field === "*" || field === wanted[index])) return password
  }
  return undefined
}
