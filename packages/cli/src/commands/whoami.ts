/**
 * `effect-intercom whoami`: whose token it is, of which workspace, and what it may spend.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError, Region } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Connection from "../Connection.ts"
import { exitCodes, Problem } from "../Problem.ts"
import * as Table from "../Table.ts"

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const whoami = Command.make(
  "whoami",
  {
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print JSON"), Flag.withDefault(false)),
    ...Connection.flags
  },
  Effect.fnUntraced(function* ({ json, ...connection }) {
    const asked = yield* Connection.resolve(connection)
    const answer = yield* identifyAt(connection).pipe(
      Effect.catchReason("IntercomError", "Unauthorized", (_, error) =>
        asked.baseUrl === undefined ? lookElsewhere(connection, asked.region, error) : Effect.fail(error)
      )
    )
    yield* Console.log(json ? JSON.stringify(answer, null, 2) : lines(answer))
    const region = Region.regions.find((name) => name === answer.region?.toLowerCase())
    if (asked.baseUrl === undefined && region !== undefined && region !== (asked.region ?? "us")) {
      yield* Console.error(`effect-intercom: The workspace is hosted in ${region}. ${useRegion(region)}`)
    }
  })
).pipe(
  Command.withDescription("Tell whose token it is: workspace, admin, region, version, rate budget"),
  Command.withExamples([{ command: "effect-intercom whoami --region eu", description: "Check a token and its region" }])
)

const identifyAt = (connection: Connection.Flags) =>
  identify.pipe(Effect.provide(Connection.layer(connection, Connection.impatient)))

/** A token is known in its region only. Where another one of Intercom's knows it, that is what is wrong. */
const lookElsewhere = Effect.fnUntraced(function* (
  connection: Connection.Flags,
  asked: Region.Region = "us",
  refused: IntercomError
) {
  for (const region of Region.regions) {
    if (region === asked) continue
    const found = yield* Effect.option(identifyAt({ ...connection, region: Option.some(region) }))
    if (Option.isNone(found)) continue
    return yield* new Problem({
      description: `The token is not one of ${asked}, but of a workspace in ${region}`,
      next: useRegion(region),
      exitCode: exitCodes.failure
    })
  }
  return yield* Effect.fail(refused)
})

const useRegion = (region: Region.Region): string => `Use --region ${region}, or set INTERCOM_REGION=${region}`

/**
 * Whose token it is, and where.
 *
 * @category models
 * @since 0.1.0
 */
export interface Identity {
  readonly workspace: { readonly id: string | null; readonly name: string | null; readonly timezone: string | null }
  readonly admin: { readonly id: string; readonly name: string | null; readonly email: string | null }
  readonly region: string | null
  readonly version: string
  readonly url: string
  readonly budget: { readonly limit: number; readonly remaining: number; readonly resets_in_seconds: number } | null
}

/**
 * Asks Intercom whose token it is.
 *
 * @category operations
 * @since 0.1.0
 */
export const identify = Effect.gen(function* () {
  const { Admins } = yield* Effect.promise(() => import("@effect-intercom/resources"))
  const client = yield* IntercomClient.IntercomClient
  const admin = yield* Admins.identify()
  const now = yield* Clock.currentTimeMillis
  const identity: Identity = {
    workspace: {
      id: admin.app?.id_code ?? null,
      name: admin.app?.name ?? null,
      timezone: admin.app?.timezone ?? null
    },
    admin: { id: String(admin.id), name: admin.name ?? null, email: admin.email ?? null },
    region: admin.app?.region ?? null,
    version: client.version,
    url: client.baseUrl,
    budget: Option.match(yield* client.budget, {
      onNone: () => null,
      onSome: ({ limit, remaining, resetAt }) => ({
        limit,
        remaining,
        resets_in_seconds: Math.max(Math.ceil((resetAt - now) / 1000), 0)
      })
    })
  }
  return identity
})

const lines = ({ admin, budget, region, url, version, workspace }: Identity): string => {
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["workspace", together(workspace.name, workspace.id)],
    ["time zone", workspace.timezone ?? "not told"],
    ["admin", together(admin.name, admin.id, admin.email)],
    ["region", `${region ?? "not told"} (${url})`],
    ["version", version],
    [
      "budget",
      budget === null
        ? "not told"
        : `${Table.count(budget.remaining)} of ${Table.count(budget.limit)} requests left, new in ${budget.resets_in_seconds} s`
    ]
  ]
  return rows.map(([name, value]) => `${name.padEnd(10)} ${value}`).join("\n")
}

const together = (name: string | null, ...details: ReadonlyArray<string | null>): string =>
  [name ?? "unnamed", ...details.filter((detail) => detail !== null).map((detail) => `(${detail})`)].join(" ")
