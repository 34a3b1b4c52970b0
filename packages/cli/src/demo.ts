#!/usr/bin/env node
/**
 * `pnpm demo`: exports a fake workspace to `./export` over real HTTP, holds what was written against what the workspace has,
 * and asks an export into tables three questions.
 *
 * @since 0.1.0
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClient from "effect/http/HttpClient"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { fileURLToPath } from "node:url"
import process from "node:process"
import { HttpLayer } from "./Connection.ts"
import { explain } from "./Explain.ts"
import { run } from "./EffectIntercom.ts"
import { exitCodes, Problem } from "./Problem.ts"
import * as Questions from "./Questions.ts"
import * as Table from "./Table.ts"
import { compare, type Controlled } from "./Verification.ts"

/** The size of the workspace, and the limit of a private app: 10,000 requests a minute. */
const workspace = { contacts: 20_000, companies: 1000, conversations: 2000, "rate-limit": 1667, seed: 1 }
const streams = ["contacts", "companies", "conversations"] as const
const directory = "./export"
const tables = "./export/tables"

const demo = Effect.gen(function* () {
  const { secret, token, url } = yield* startWorkspace
  yield* Console.log(
    `A fake workspace at ${url}: ${streams.map((name) => `${Table.count(workspace[name])} ${name}`).join(", ")}.\n` +
      `It allows ${Table.count(workspace["rate-limit"])} requests per ten seconds, as Intercom does.\n` +
      `$ effect-intercom export ${streams.join(" ")} --out ${directory}\n`
  )
  const startedAt = yield* Clock.currentTimeMillis
  const surroundings = ConfigProvider.layer(
    ConfigProvider.fromEnvRecord({ INTERCOM_ACCESS_TOKEN: token, INTERCOM_BASE_URL: url })
  )
  yield* Effect.provide(run(["export", ...streams, "--out", directory, "--overwrite"]), surroundings)
  const millis = (yield* Clock.currentTimeMillis) - startedAt
  yield* Effect.provide(tell({ secret, url }, millis), yield* HttpLayer)
  yield* Effect.provide(ask, surroundings)
  yield* Console.log(
    "\nThe same with your own workspace (a token comes from your app in Intercom's Developer Hub):\n" +
      "  export INTERCOM_ACCESS_TOKEN=…   # and INTERCOM_REGION=eu or au where it is hosted there\n" +
      "  npx --yes pnpm@12 exec effect-intercom whoami\n" +
      "  npx --yes pnpm@12 exec effect-intercom export --out ./my-export"
  )
})

/** The same as tables, as far as the questions need it. */
const ask = Effect.gen(function* () {
  const args = ["export", ...streams, "--no-parts", "--format", "sqlite", "--out", tables]
  yield* Console.log(`\n$ effect-intercom ${args.join(" ")}\n`)
  yield* run([...args, "--overwrite", "--quiet"])
  for (const { question, rows, sql, table } of yield* Questions.answers(`${tables}/export.db`)) {
    if (rows === 0) {
      return yield* new Problem({ description: `Nothing answers: ${question}`, exitCode: exitCodes.failure })
    }
    yield* Console.log(`${question}\n\n${indented(sql)}\n\n${indented(table)}\n`)
  }
})

const indented = (text: string): string => text.replace(/^/gm, "  ")

/** What was written, and what the server saw of it. */
const tell = Effect.fnUntraced(function* (served: Controlled, millis: number) {
  const requests = yield* readJson(
    served,
    "/_fake/requests",
    Schema.Array(Schema.Struct({ status: Schema.optional(Schema.Number) }))
  )
  const written = yield* Effect.forEach(streams, (stream) => compare(served, stream, `${directory}/${stream}.ndjson`))
  const wrong = written.flatMap(({ differences, stream }) =>
    differences.map((difference) => `${stream}: ${difference}`)
  )
  if (wrong.length > 0) {
    return yield* new Problem({
      description: `The files are not what the workspace holds: ${wrong.slice(0, 3).join("; ")}`,
      exitCode: exitCodes.failure
    })
  }
  const rows = written.reduce((sum, { lines }) => sum + lines, 0)
  const bytes = written.reduce((sum, { bytes }) => sum + bytes, 0)
  const refused = requests.filter(({ status }) => status === 429).length
  yield* Console.log(
    `\nEvery line parses and equals what the workspace holds:\n${written
      .map(
        ({ bytes, lines, stream }) =>
          `  ${directory}/${stream}.ndjson: ${Table.count(lines)} lines, ${Table.bytes(bytes)}`
      )
      .join("\n")}\n` +
      `${Table.count(rows)} records, ${Table.bytes(bytes)}, ${Table.duration(millis)}: ` +
      `${Table.count(requests.length)} requests, ${refused} of them answered with 429.`
  )
})

/** The workspace lives in a process of its own, so that all that is exported comes over a socket. */
const startWorkspace = Effect.gen(function* () {
  const seeds = Object.entries(workspace).flatMap(([name, value]) => [`--${name}`, String(value)])
  const bin = fileURLToPath(import.meta.url.replace(/demo(\.\w+)$/, "bin$1"))
  const child = yield* ChildProcess.make(process.execPath, [bin, "fake", "--port", "0", ...seeds], {
    stdin: "ignore",
    stderr: "inherit"
  })
  const line = yield* child.stdout.pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.runHead,
    Effect.flatMap(Effect.fromOption)
  )
  return yield* Schema.decodeUnknownEffect(Address)(line)
}).pipe(
  Effect.timeout("20 seconds"),
  Effect.mapError(() => new Problem({ description: "The fake workspace did not start", exitCode: exitCodes.failure }))
)

const Address = Schema.fromJsonString(
  Schema.Struct({ url: Schema.String, token: Schema.String, secret: Schema.String })
)

const readJson = <A>({ secret, url }: Controlled, path: string, schema: Schema.Codec<A>) =>
  HttpClient.get(url + path, { headers: { "x-fake-secret": secret } }).pipe(
    Effect.flatMap((response) => response.json),
    Effect.flatMap(Schema.decodeUnknownEffect(schema))
  )

demo.pipe(
  Effect.scoped,
  Effect.tapCause((cause) => {
    const { line } = explain(cause)
    return line === undefined ? Effect.void : Console.error(line)
  }),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) ? 0 : explain(exit.cause).exitCode)
  })
)
