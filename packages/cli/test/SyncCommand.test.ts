import * as NodeServices from "@effect/platform-node/NodeServices"
import * as PgClient from "@effect/sql-pg/PgClient"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { fileURLToPath } from "node:url"
import { clientOf, password, postgres } from "./postgres.ts"
import { bin, runToEnd, spawn } from "./process.ts"

const server = postgres()
const without = fileURLToPath(import.meta.resolve("./withoutPackage.ts"))

describe("effect-intercom sync", () => {
  it.live("loads a workspace into a database, and follows it by webhooks until it is stopped", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom.serve({ contacts: 5, companies: 1, conversations: 2 })
      const env = {
        INTERCOM_ACCESS_TOKEN: fake.token,
        INTERCOM_BASE_URL: fake.url,
        INTERCOM_CLIENT_SECRET: "client-secret",
        WAREHOUSE: server.url()
      }
      const child = yield* spawn(["sync", "--to-env", "WAREHOUSE", "--every", "1h", "--webhooks", "0"], env)
      const told = Stream.splitLines(Stream.decodeText(child.stderr))
      const address = yield* told.pipe(
        Stream.filter((line) => line.includes("webhooks are taken at")),
        Stream.take(1),
        Stream.runCollect
      )
      const port = /:(\d+)$/.exec(address[0] ?? "")?.[1]
      yield* fake.webhooks({ secret: "client-secret", topics: ["*"], url: `http://127.0.0.1:${port}/` })
      const sql = yield* PgClient.PgClient
      const contacts = Effect.orElseSucceed(
        sql.unsafe<{ readonly id: string; readonly name: string | null }>(
          "SELECT id, name FROM intercom.current_contacts WHERE exists (SELECT FROM intercom.sync_status WHERE state = 'following')"
        ),
        () => []
      )
      const soon = Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "5 minutes" }))
      const [first] = yield* Effect.andThen(
        Effect.repeat(contacts, { until: (rows) => rows.length === 5, schedule: soon }),
        contacts
      )
      fake.workspace.contacts.update(first?.id ?? "", { name: "Ada" })
      const isAda = contacts.pipe(Effect.map((rows) => rows.some(({ name }) => name === "Ada")))
      yield* Effect.repeat(isAda, { until: (is) => is, schedule: soon })
      assert.isTrue(yield* isAda)
      yield* child.kill({ killSignal: "SIGINT" })
      assert.strictEqual(Number(yield* Effect.orElseSucceed(child.exitCode, () => 130)), 130)
    }).pipe(Effect.scoped, Effect.provide([clientOf(server), NodeServices.layer, FetchHttpClient.layer]))
  )

  it.live("says what is missing: an address, a stream there is, the package", () =>
    Effect.gen(function* () {
      const env = { INTERCOM_ACCESS_TOKEN: "t" }
      const none = yield* runToEnd(["sync"], env)
      assert.include(none.stderr, "the address of one database")
      const wrong = yield* runToEnd(["sync", "contact", "--to", "postgres://me@localhost/w"], env)
      assert.include(wrong.stderr, "Did you mean contacts?")
      const secret = yield* runToEnd(["sync", "--to", "postgres://me:secret@localhost/w"], env)
      assert.include(secret.stderr, "PGPASSWORD")
      assert.notInclude(secret.stderr, "secret@")
      const child = yield* ChildProcess.make(
        process.execPath,
        ["--import", without, bin, "sync", "--to", "postgres://me@localhost/w"],
        { env: { ...env, WITHOUT_PACKAGE: "@effect-intercom/sync" }, extendEnv: false, stdin: "ignore" }
      )
      const stderr = yield* Stream.mkString(Stream.decodeText(child.stderr))
      assert.include(stderr, "npm install @effect-intercom/sync")
      assert.strictEqual(Number(yield* child.exitCode), 2)
      for (const { exitCode } of [none, wrong, secret]) assert.strictEqual(exitCode, 2)
      const to = ["sync", "contacts", "--to", "postgres://me@localhost/w"]
      for (const [flags, said] of [
        [["--rebuild", "companies"], "--rebuild companies"],
        [["--webhooks", "99999"], "webhooks"],
        [["--listen", "0.0.0.0"], "--listen is one of --webhooks"],
        [["--secret-env", "SECRET"], "--secret-env is one of --webhooks"]
      ] as const) {
        const refused = yield* runToEnd([...to, ...flags], env)
        assert.include(refused.stderr, said)
        assert.strictEqual(refused.exitCode, 2)
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})

describe("--share-budget", () => {
  it.live("shares the rate limit by a database, and says so where that cannot be reached", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom.serve({ contacts: 3 })
      const env = { INTERCOM_ACCESS_TOKEN: fake.token, INTERCOM_BASE_URL: fake.url, PGPASSWORD: password }
      const address = server.address()
      const listed = yield* runToEnd(["call", "contacts.list", "--share-budget", address], env)
      assert.strictEqual(listed.exitCode, 0, listed.stderr)
      const sql = yield* PgClient.PgClient
      assert.deepStrictEqual(
        yield* sql`SELECT count(*)::int4 AS budgets, sum(granted)::int4 AS granted FROM intercom.request_budgets`,
        [{ budgets: 1, granted: 1 }]
      )
      const down = yield* runToEnd(["call", "contacts.list", "--share-budget", "postgres://me@127.0.0.1:1/w"], env)
      assert.include(down.stderr, "The database of --share-budget cannot be reached")
    }).pipe(Effect.scoped, Effect.provide([clientOf(server), NodeServices.layer]))
  )
})
