/**
 * `effect-intercom webhooks`: receives notifications, sends one of a fake workspace, and sends old ones again.
 *
 * @since 0.1.0
 */
import { Version } from "@effect-intercom/core"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { HttpLayer } from "../Connection.ts"
import { exitCodes, Problem } from "../Problem.ts"
import * as WholeNumber from "../WholeNumber.ts"

const secretEnv = Flag.String("secret-env").pipe(
  Flag.withMetavar("<name>"),
  Flag.withDescription("The variable that holds the client secret of the app (INTERCOM_CLIENT_SECRET when left out)"),
  Flag.withDefault("INTERCOM_CLIENT_SECRET")
)

const to = Flag.String("to").pipe(
  Flag.withMetavar("<url>"),
  Flag.withDescription("Where the notification is sent, as http://localhost:3000/intercom/webhooks")
)

const port = WholeNumber.port("port").pipe(
  Flag.withDescription("Port on loopback (any that is free when left out or 0)"),
  Flag.withDefault(0)
)

/** The secret is read from a variable: others can read the arguments of a process. */
const secretIn = (name: string) =>
  Config.Redacted(name).pipe(
    Config.withDefault(Redacted.make("")),
    Effect.flatMap((secret) =>
      Redacted.value(secret).trim() === ""
        ? Effect.fail(
            new Problem({
              description: `${name} is not set`,
              next: `Put the client secret of the app into it (Developer Hub, Basic information), or name another variable with --secret-env`,
              exitCode: exitCodes.usage
            })
          )
        : Effect.succeed(secret)
    )
  )

const listen = Command.make(
  "listen",
  { port, secretEnv },
  Effect.fnUntraced(function* (options) {
    const secret = yield* secretIn(options.secretEnv)
    const { listenOn } = yield* Effect.promise(() => import("../WebhookListener.ts"))
    return yield* listenOn(options.port, secret)
  })
).pipe(
  Command.withDescription(
    "Receive notifications until it is stopped: verified, each once, a line of JSON each with topic, item and where it differs from its schema. Give Intercom the address of a tunnel to it"
  ),
  Command.withShortDescription("Receive notifications and print them")
)

/** `k=v`, where `k` is the path of a field of the item, and `v` JSON or else a text. */
const setting = Flag.String("set").pipe(
  Flag.withMetavar("<field=value>"),
  Flag.withDescription("A field of the item, as email=ada@example.com or contact.name=Ada; can be repeated"),
  Flag.mapEffect((text) => {
    const at = text.indexOf("=")
    return at > 0
      ? Effect.succeed({ path: text.slice(0, at).split("."), value: jsonOr(text.slice(at + 1)) })
      : Effect.fail(
          new CliError.InvalidValue({
            option: "set",
            value: text,
            expected: "a field and its value, as name=Ada",
            kind: "flag"
          })
        )
  }),
  Flag.atLeast(0)
)

const send = Command.make(
  "send",
  {
    topic: Argument.String("topic").pipe(Argument.withDescription("As conversation.user.created")),
    to,
    secretEnv,
    set: setting,
    version: Flag.Literals("api-version", Version.versions).pipe(
      Flag.withDescription("The API version the item is in"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ secretEnv, set, to, topic, version }) {
    const secret = yield* secretIn(secretEnv)
    const { dayInTheWorkspace } = yield* Effect.promise(() => import("../WebhookScenario.ts"))
    const day = yield* dayInTheWorkspace(Option.getOrUndefined(version))
    const notification = day.get(topic)
    if (notification === undefined) {
      return yield* new Problem({
        description: `The fake workspace tells nothing of ${topic}`,
        next: `It tells of ${[...day.keys()].toSorted().join(", ")}`,
        exitCode: exitCodes.usage
      })
    }
    const item = set.reduce<unknown>((item, { path, value }) => withField(item, path, value), notification.data.item)
    // Two that are sent are two notifications, not one that comes again.
    const id = `notif_${SecureRandom.uuidV4Unsafe()}`
    const body = JSON.stringify({ ...notification, id, data: { ...notification.data, item } })
    yield* deliver(to, secret, body)
    yield* Console.log(body)
  })
).pipe(
  Command.withDescription("Send a notification of a fake workspace, signed as Intercom signs it, and print it"),
  Command.withShortDescription("Send a signed notification"),
  Command.withExamples([
    {
      command:
        "effect-intercom webhooks send contact.user.created --to http://localhost:3000/webhooks --set email=ada@example.com",
      description: "Ada signs up"
    }
  ])
)

const replay = Command.make(
  "replay",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("Notifications as they were sent, a line of JSON each")
    ),
    to,
    secretEnv
  },
  Effect.fnUntraced(function* ({ file, secretEnv, to }) {
    const secret = yield* secretIn(secretEnv)
    const files = yield* FileSystem.FileSystem
    const sent = yield* files.stream(file).pipe(
      Stream.mapError(() => new Problem({ description: `${file} cannot be read`, exitCode: exitCodes.usage })),
      Stream.decodeText,
      Stream.splitLines,
      Stream.filter((line) => line.trim() !== ""),
      Stream.mapEffect((line) => deliver(to, secret, line)),
      Stream.runCount
    )
    yield* Console.error(`${sent} notifications sent`)
  })
).pipe(
  Command.withDescription("Send notifications of a file again, signed anew, one after the other, until one is refused"),
  Command.withShortDescription("Send notifications of a file again")
)

/** Intercom waits no longer either. */
const patience = "5 seconds"

const deliver = Effect.fnUntraced(
  function* (to: string, secret: Redacted.Redacted, body: string) {
    const { Webhooks } = yield* Effect.promise(() => import("@effect-intercom/app"))
    const http = yield* HttpClient.HttpClient
    const signature = yield* Webhooks.sign("notification", secret, body)
    const refused = (why: string) =>
      new Problem({ description: `The notification was not taken: ${why}`, exitCode: exitCodes.failure })
    const { status } = yield* HttpClientRequest.post(to).pipe(
      HttpClientRequest.setHeader("x-hub-signature", signature),
      HttpClientRequest.bodyText(body, "application/json"),
      http.execute,
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(refused("no answer within five seconds")) }),
      Effect.catchTag("HttpClientError", () => Effect.fail(refused("nobody answers there")))
    )
    if (status < 200 || status > 299) return yield* refused(`it was answered with ${status}`)
    yield* Console.error(`answered with ${status}`)
  },
  (effect) => Effect.flatMap(HttpLayer, (http) => Effect.provide(effect, http))
)

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const withField = (value: unknown, path: ReadonlyArray<string>, set: unknown): unknown => {
  const [name, ...rest] = path
  if (name === undefined) return set
  const fields: Readonly<Record<string, unknown>> = Predicate.isObject(value) ? { ...value } : {}
  return { ...fields, [name]: withField(fields[name], rest, set) }
}

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const webhooks = Command.make("webhooks").pipe(
  Command.withDescription("Receive, send and replay notifications of webhooks"),
  Command.withShortDescription("Receive, send and replay notifications"),
  Command.withSubcommands([listen, send, replay])
)
