/**
 * A PostgreSQL database as the place of an export: the flags that name it, and where its password comes from.
 *
 * @since 0.1.0
 */
import type { Checkpoint, ExportSink, Tables } from "@effect-intercom/streams"
import type { PostgresSink } from "@effect-intercom/streams/postgres"
import * as Config from "effect/Config"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Optional from "./Optional.ts"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * The flags.
 *
 * @category commands
 * @since 0.1.0
 */
export const flags = {
  to: Flag.String("to").pipe(
    Flag.withMetavar("<address>"),
    Flag.withDescription(
      "Write tables into this PostgreSQL instead of a folder, as postgres://user@host:5432/database. Its password is in PGPASSWORD or ~/.pgpass, never in the address"
    ),
    Flag.optional
  ),
  toEnv: Flag.String("to-env").pipe(
    Flag.withMetavar("<name>"),
    Flag.withDescription("The variable that holds the address of a PostgreSQL, password included (instead of --to)"),
    Flag.optional
  ),
  schema: Flag.String("schema").pipe(
    Flag.withMetavar("<name>"),
    Flag.withDescription("The schema of the tables, made where there is none (intercom when left out)"),
    Flag.optional
  )
}

/**
 * The values of {@link flags}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Values {
  readonly to: Option.Option<string>
  readonly toEnv: Option.Option<string>
  readonly schema: Option.Option<string>
}

/**
 * Whether a database is named.
 *
 * @category guards
 * @since 0.1.0
 */
export const isNamed = ({ to, toEnv }: Values): boolean => Option.isSome(to) || Option.isSome(toEnv)

/**
 * The flags as they were typed, by their names.
 *
 * @category conversions
 * @since 0.1.0
 */
export const typed = ({ schema, to, toEnv }: Values): Readonly<Record<string, string | undefined>> => ({
  to: Option.getOrUndefined(to),
  "to-env": Option.getOrUndefined(toEnv),
  schema: Option.getOrUndefined(schema)
})

/**
 * A database to export into.
 *
 * @category models
 * @since 0.1.0
 */
export interface Database {
  /** What messages call it. */
  readonly name: string
  readonly sink: (
    attributes?: ReadonlyArray<Tables.Attribute>
  ) => ExportSink.ExportSink & { readonly checkpoint: Checkpoint.Checkpoint }
}

/**
 * The database that is named. Nothing is connected yet. Fails where the address is none, or holds a password, and where the
 * package of the database is not installed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  values: Values
): Effect.fn.Return<Database, Problem, FileSystem.FileSystem> {
  const { PostgresSink } = yield* Optional.load(
    () => import("@effect-intercom/streams/postgres"),
    "@effect/sql-pg",
    Option.isSome(values.to) ? "--to" : "--to-env"
  )
  const address = yield* addressIn(PostgresSink, values)
  const schema = Option.getOrElse(values.schema, () => "intercom")
  return {
    name: `the schema ${schema} of ${placeOf(address)}`,
    sink: (attributes) => PostgresSink.database(address, { schema, attributes })
  }
})

/**
 * The address that is named, with its password.
 *
 * @category conversions
 * @since 0.1.0
 */
export const addressOf = (
  values: Pick<Values, "to" | "toEnv">
): Effect.Effect<Redacted.Redacted, Problem, FileSystem.FileSystem> =>
  Effect.flatMap(
    Effect.promise(() => import("@effect-intercom/streams/postgres")),
    ({ PostgresSink }) => addressIn(PostgresSink, values)
  )

const addressIn = Effect.fnUntraced(function* (
  sinks: typeof PostgresSink,
  { to, toEnv }: Pick<Values, "to" | "toEnv">
): Effect.fn.Return<Redacted.Redacted, Problem, FileSystem.FileSystem> {
  const environment = yield* environmentOf([...variables, ...Option.toArray(toEnv)])
  return yield* Option.match(to, {
    onSome: (text) =>
      Effect.mapError(sinks.address(text, environment), ({ message }) =>
        refused("--to", message.replace("and name that", "and name that with --to-env NAME"))
      ),
    onNone: () =>
      Effect.mapError(
        sinks.addressFrom(
          Option.getOrElse(toEnv, () => ""),
          environment
        ),
        ({ message }) => refused("--to-env", message)
      )
  })
})

/** What the address may leave to the environment. */
const variables = ["PGUSER", "PGPASSWORD", "PGPASSFILE", "HOME"]

const environmentOf = (names: ReadonlyArray<string>): Effect.Effect<PostgresSink.Environment, Problem> =>
  Effect.forEach(names, (name) =>
    Effect.map(Config.option(Config.String(name)), (value) => [name, Option.getOrUndefined(value)] as const)
  ).pipe(
    Effect.map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== ""))),
    Effect.mapError(() => refused("--to", "the environment cannot be read"))
  )

/** Host and database, without anything that is secret or personal. */
const placeOf = (address: Redacted.Redacted): string => {
  const { host, pathname, searchParams } = new URL(Redacted.value(address))
  const database = searchParams.get("dbname") ?? decodeURIComponent(pathname.slice(1))
  const server = searchParams.get("host") ?? host
  return database === "" ? server : `${database} at ${server}`
}

const refused = (flag: string, message: string): Problem =>
  new Problem({ description: `${flag}: ${message}`, exitCode: exitCodes.usage })
