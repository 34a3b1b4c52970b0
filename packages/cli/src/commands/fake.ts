/**
 * `effect-intercom fake`: a workspace that lives in this process, for any client in any language.
 *
 * @since 0.1.0
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import { exitCodes, Problem } from "../Problem.ts"
import { port, wholeNumber } from "../WholeNumber.ts"
import * as Table from "../Table.ts"

/** What the fake workspace can tell apart by id. */
const most = 16_000_000

/** What it holds of the kinds it keeps in memory. */
const keptAtMost = 100_000

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const fake = Command.make(
  "fake",
  {
    port: port("port").pipe(
      Flag.withDescription("Port on loopback (any that is free when left out or 0)"),
      Flag.withDefault(0)
    ),
    listen: Flag.String("listen").pipe(
      Flag.withMetavar("<address>"),
      Flag.withDescription(
        "Address to listen on (127.0.0.1 when left out); 0.0.0.0 lets others reach it, as in a container"
      ),
      Flag.withDefault("127.0.0.1")
    ),
    allowHosts: Flag.String("allow-host").pipe(
      Flag.withMetavar("<name>"),
      Flag.withDescription("A name it answers to beside those of this machine, as of a container; can be repeated"),
      Flag.atLeast(0)
    ),
    allowOrigins: Flag.String("allow-origin").pipe(
      Flag.withMetavar("<url>"),
      Flag.withDescription("An origin whose pages may ask, as http://localhost:3000; can be repeated"),
      Flag.atLeast(0)
    ),
    contacts: amount("contacts", 1000),
    companies: amount("companies", 100),
    conversations: amount("conversations", 200),
    tickets: amount("tickets", 0),
    articles: kept("articles"),
    collections: kept("collections"),
    internalArticles: kept("internal-articles"),
    newsItems: kept("news-items"),
    calls: kept("calls"),
    rateLimit: amount("rate-limit", 1667, "Requests per ten seconds", 1),
    rateHeaders: Flag.Literals("rate-headers", ["rolling", "exact"]).pipe(
      Flag.withDescription(
        "When the rate headers announce the next budget: rolling, six seconds late as real workspaces do (when left out), or exact"
      ),
      Flag.withDefault("rolling")
    ),
    latency: amount("latency", 0, "Milliseconds every answer takes at least"),
    seed: amount("seed", 1, "The same number makes the same workspace")
  },
  Effect.fnUntraced(function* (options) {
    const { FakeIntercom } = yield* Effect.promise(() => import("@effect-intercom/testing"))
    const server = yield* FakeIntercom.serve(options).pipe(
      Effect.mapError(cannotServe),
      Effect.catchDefect((defect) =>
        defect instanceof RangeError ? Effect.fail(senseless(defect)) : Effect.die(defect)
      )
    )
    yield* Console.log(JSON.stringify({ url: server.url, token: server.token, secret: server.secret }))
    yield* Console.error(welcome(options, server.url))
    return yield* Effect.never
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "Serve a fake workspace on loopback until it is stopped. The first line of stdout tells its URL, its token and the secret of its control path as JSON"
  ),
  Command.withShortDescription("Serve a fake workspace"),
  Command.withExamples([
    {
      command: "effect-intercom fake --port 4010 --contacts 100000 --seed 1",
      description: "A hundred thousand contacts"
    },
    {
      command: "effect-intercom fake --port 4010 --listen 0.0.0.0 --allow-host intercom",
      description: "In a container others know as intercom"
    },
    {
      command: "effect-intercom fake --port 4010 --allow-origin http://localhost:3000",
      description: "For a page in a browser"
    }
  ])
)

/** The kinds that can be seeded, by the names of their options. */
const kinds = {
  contacts: "contacts",
  companies: "companies",
  conversations: "conversations",
  tickets: "tickets",
  articles: "articles",
  collections: "collections",
  internalArticles: "internal-articles",
  newsItems: "news-items",
  calls: "calls"
} as const

/** For the person who started it: what it holds, and what can be asked of it. */
const welcome = (
  options: Readonly<Record<keyof typeof kinds, number>> & { readonly seed: number },
  url: string
): string => {
  const seeded = Struct.keys(kinds)
  const held = seeded
    .filter((kind) => options[kind] > 0)
    .map((kind) => `${kinds[kind]} (${Table.count(options[kind])})`)
  const none = seeded.filter((kind) => options[kind] === 0).map((kind) => `--${kinds[kind]}`)
  return [
    `effect-intercom: A fake workspace at ${url}, until it is stopped. It holds ${held.length === 0 ? "nothing" : held.join(", ")}, and makes the same again with --seed ${options.seed}`,
    ...(none.length === 0 ? [] : [`  It holds nothing yet of ${none.join(", ")}`]),
    "  How it answers: --latency, --rate-limit, --rate-headers. Who may ask: --listen, --allow-host, --allow-origin",
    `  What it was asked and what it holds by now: GET ${url}/_fake/requests and ${url}/_fake/dump/contacts, with the secret as X-Fake-Secret`
  ].join("\n")
}

function amount(
  name: string,
  byDefault: number,
  description = `How many ${name.replace("-", " ")} there are`,
  least = 0,
  limit = most
): Flag.Flag<number> {
  return wholeNumber(name, { metavar: "<n>", least, most: limit }).pipe(
    Flag.withDescription(`${description} (${byDefault} when left out)`),
    Flag.withDefault(byDefault)
  )
}

/** A number of records of a kind that is kept in memory. */
function kept(name: string): Flag.Flag<number> {
  return amount(name, 0, undefined, 0, keptAtMost)
}

const cannotServe = ({ message }: { readonly message: string }): Problem =>
  new Problem({
    description: message,
    next: "Choose another one with --port, or 0 for any that is free",
    exitCode: exitCodes.failure
  })

/** An option that names no host, or no origin. */
const senseless = ({ message }: RangeError): Problem =>
  new Problem({
    description: message
      .replace("FakeIntercom: allowHosts", "--allow-host")
      .replace("FakeIntercom: allowOrigins", "--allow-origin"),
    exitCode: exitCodes.usage
  })
