/**
 * `effect-intercom sync`: a PostgreSQL that equals a workspace, until it is stopped.
 *
 * @since 0.1.0
 */
import type { Changes } from "@effect-intercom/sync"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Connection from "../Connection.ts"
import * as Database from "../Database.ts"
import { exitCodes, Problem, wrong } from "../Problem.ts"
import { suggestions } from "../Registry.ts"
import { every as all, usual } from "../Streams.ts"
import * as SyncPackage from "../SyncPackage.ts"
import { port } from "../WholeNumber.ts"

/** A span of time, as 30s, 5m, 12h or 1d. */
const span = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("<time>"),
    Flag.withDescription(description),
    Flag.mapEffect((text) => {
      const [, amount, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
      const millis = Number(amount) * (units[unit] ?? Number.NaN)
      return millis > 0
        ? Effect.succeed(Duration.millis(millis))
        : Effect.fail(
            new CliError.InvalidValue({
              option: name,
              value: text,
              expected: "a time, as 30s, 5m, 12h or 1d",
              kind: "flag"
            })
          )
    }),
    Flag.optional
  )

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const flags = {
  to: Flag.String("to").pipe(
    Flag.withMetavar("<url>"),
    Flag.withDescription(
      "The database, as postgres://user@host:5432/database. Its password comes from PGPASSWORD or ~/.pgpass"
    ),
    Flag.optional
  ),
  toEnv: Flag.String("to-env").pipe(
    Flag.withMetavar("<name>"),
    Flag.withDescription("The variable that holds the whole address, password included (instead of --to)"),
    Flag.optional
  ),
  schema: Flag.String("schema").pipe(
    Flag.withMetavar("<name>"),
    Flag.withDescription("The schema the tables are in (intercom when left out)"),
    Flag.withDefault("intercom")
  ),
  every: span("every", "How often what changed is looked for (5m when left out)"),
  wholeEvery: span(
    "whole-every",
    "How often streams are read that no search knows, as companies and tags (1h when left out)"
  ),
  reconcileEvery: span("reconcile-every", "How often everything is read once more (1d when left out)"),
  webhooks: port("webhooks").pipe(
    Flag.withDescription("Take notifications on this port as well, so that changes are there within seconds"),
    Flag.optional
  ),
  listen: Flag.String("listen").pipe(
    Flag.withMetavar("<address>"),
    Flag.withDescription("The address that --webhooks listens on (127.0.0.1 when left out)"),
    Flag.optional
  ),
  secretEnv: Flag.String("secret-env").pipe(
    Flag.withMetavar("<name>"),
    Flag.withDescription(
      "The variable that holds the client secret of the app, for --webhooks (INTERCOM_CLIENT_SECRET when left out)"
    ),
    Flag.optional
  ),
  rebuild: Flag.String("rebuild").pipe(
    Flag.withMetavar("<stream>"),
    Flag.withDescription("Empty the tables of a stream and load them anew before anything else; can be repeated"),
    Flag.atLeast(0)
  )
}

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const sync = Command.make(
  "sync",
  {
    streams: Argument.String("stream").pipe(
      Argument.withMetavar("stream"),
      Argument.withDescription(`What to sync: ${usual.join(", ")} when none is named, ${all} for everything`),
      Argument.variadic()
    ),
    ...flags,
    ...Connection.flags
  },
  Effect.fnUntraced(function* (values) {
    const { Sync } = yield* SyncPackage.forUseOf("sync")
    const url = yield* addressOf(values)
    yield* refuseNonsense(values)
    const streams = yield* chosen(values.streams)
    const rebuild = yield* named(values.rebuild)
    const left = rebuild.filter((stream) => streams !== "all" && !streams.some((one) => one === stream))
    if (left.length > 0) {
      return yield* wrong(`--rebuild ${left.join(", ")} loads what is not synced`, "Name it among the streams as well")
    }
    const { schema } = values
    const run = Sync.run({
      streams,
      schema,
      rebuild,
      every: Option.getOrUndefined(values.every),
      wholeEvery: Option.getOrUndefined(values.wholeEvery),
      reconcileEvery: Option.getOrUndefined(values.reconcileEvery)
    }).pipe(
      Effect.mapError(
        ({ cause, message }) => new Problem({ description: message, cause, exitCode: exitCodes.failure })
      ),
      Effect.provide(Connection.layer(values))
    )
    const unreachable = () =>
      new Problem({
        description: "The database cannot be reached, or its user may not make the schema",
        next: "Check the address, the password (PGPASSWORD, ~/.pgpass) and that the server runs",
        exitCode: exitCodes.failure
      })
    const database = Sync.database(url)
    yield* Console.error(
      `effect-intercom: ${streams === "all" ? "Everything" : streams.join(", ")} is synced into the schema ${schema}, until it is stopped; its table sync_status tells how it is`
    )
    if (Option.isNone(values.webhooks)) {
      return yield* Effect.provide(run, database).pipe(Effect.catchTag("SqlError", () => Effect.fail(unreachable())))
    }
    const { value } = values.webhooks
    const secret = yield* secretIn(Option.getOrElse(values.secretEnv, () => "INTERCOM_CLIENT_SECRET"))
    const { listen } = yield* Effect.promise(() => import("../SyncServer.ts"))
    return yield* Effect.raceFirst(
      run,
      listen({ host: Option.getOrElse(values.listen, () => "127.0.0.1"), port: value }, secret)
    ).pipe(
      Effect.provide([database, Sync.layerInbox(url, { schema })]),
      Effect.catchTag("SqlError", () => Effect.fail(unreachable()))
    )
  })
).pipe(
  Command.withDescription(
    "Keep a PostgreSQL equal to the workspace until it is stopped: loaded once, then what changes, what is deleted and what is merged. Another process of it stands by"
  ),
  Command.withShortDescription("Keep a PostgreSQL equal to a workspace"),
  Command.withExamples([
    {
      command: "effect-intercom sync --to postgres://me@localhost/warehouse --every 5m",
      description: `${usual.join(", ")}, looked at every five minutes`
    },
    {
      command: "effect-intercom sync all --to postgres://me@localhost/warehouse --webhooks 8080",
      description: "Everything, and changes within seconds"
    },
    {
      command: "effect-intercom sync --to postgres://me@localhost/warehouse --rebuild contacts",
      description: "Load the contacts anew, then go on"
    }
  ])
)

/** Flags that say how notifications are taken, where none are. */
const refuseNonsense = ({
  listen,
  secretEnv,
  webhooks
}: {
  readonly listen: Option.Option<string>
  readonly secretEnv: Option.Option<string>
  readonly webhooks: Option.Option<number>
}): Effect.Effect<void, Problem> => {
  const unfit = Option.isSome(listen) ? "--listen" : Option.isSome(secretEnv) ? "--secret-env" : undefined
  return unfit === undefined || Option.isSome(webhooks)
    ? Effect.void
    : wrong(`${unfit} is one of --webhooks`, "Add --webhooks <port>, or leave it out")
}

const addressOf = Effect.fnUntraced(function* ({
  to,
  toEnv
}: {
  readonly to: Option.Option<string>
  readonly toEnv: Option.Option<string>
}) {
  if (Option.isSome(to) === Option.isSome(toEnv)) {
    return yield* new Problem({
      description: "sync needs the address of one database",
      next: "Give it with --to, or name the variable that holds it with --to-env",
      exitCode: exitCodes.usage
    })
  }
  return yield* Database.addressOf({ to, toEnv })
})

const chosen = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
  if (names.length === 0) return usual
  if (names.includes(all)) return "all" as const
  return yield* named(names)
})

/** The streams that names are of. */
const named = Effect.fnUntraced(function* (
  names: ReadonlyArray<string>
): Effect.fn.Return<ReadonlyArray<Changes.ChangeStream>, Problem> {
  const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const { Changes } = yield* SyncPackage.forUseOf("sync")
  const streams = Export.streamNames.filter(Changes.isChangeStream)
  const wrong = names.find((name) => !streams.some((stream) => stream === name))
  if (wrong === undefined) return streams.filter((stream) => names.includes(stream))
  const near = suggestions(wrong, streams)
  return yield* new Problem({
    description: `There is no stream ${wrong} that can be synced`,
    next: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `There are ${streams.join(", ")}`,
    exitCode: exitCodes.usage
  })
})

/** The secret is read from a variable: others can read the arguments of a process. */
const secretIn = (name: string) =>
  Config.Redacted(name).pipe(
    Config.withDefault(Redacted.make("")),
    Effect.flatMap((secret) =>
      Redacted.value(secret).trim() === ""
        ? Effect.fail(
            new Problem({
              description: `${name} is not set, and --webhooks needs the client secret of the app`,
              next: "Put it into the variable (Developer Hub, Basic information), or name another one with --secret-env",
              exitCode: exitCodes.usage
            })
          )
        : Effect.succeed(secret)
    )
  )
