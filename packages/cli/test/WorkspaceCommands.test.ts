import { assert, describe, it } from "@effect/vitest"
import { Region } from "@effect-intercom/core"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import { requests, runOnFake } from "./fakeWorkspace.ts"
import { runCommand } from "./runCommand.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 320, companies: 5, conversations: 3 })

/** Intercom's hosts, which answer with these states of a workspace in a region. */
const hosted = (region: string, states: Readonly<Record<Region.Region, number>>) =>
  Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request, url) => {
      const name = Region.regions.find((name) => Region.hosts[name] === url.origin) ?? "us"
      const status = states[name]
      const body =
        status === 200
          ? { type: "admin", id: "1", email: "ada@example.com", app: { type: "app", id_code: "abc", region } }
          : { type: "error.list", errors: [{ code: "unauthorized", message: "Access Token Invalid" }] }
      const headers = { "content-type": "application/json" }
      const response = new Response(JSON.stringify(body), { status, headers })
      return Effect.succeed(HttpClientResponse.fromWeb(request, response))
    })
  )

describe("effect-intercom whoami", () => {
  it.effect("tells workspace, admin, region, version and budget", () =>
    Effect.gen(function* () {
      const { exitCode, stdout } = yield* runOnFake(["whoami", "--api-version", "2.11"])
      assert.strictEqual(exitCode, 0)
      for (const line of [/^workspace +\S/m, /^admin +\S.*@/m, /^region +\S/m, /^version +2\.11$/m]) {
        assert.match(stdout, line)
      }
      assert.match(stdout, /^budget +1,666 of 1,667 requests left/m)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("tells the same as JSON", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runOnFake(["whoami", "--json"])
      const { budget, version } = JSON.parse(stdout)
      assert.deepStrictEqual([version, budget.limit, budget.remaining], ["2.16", 1667, 1666])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("sends those with a refused token to the token and the region, without printing it", () =>
    Effect.gen(function* () {
      const env = { INTERCOM_ACCESS_TOKEN: "dG9rOndyb25n" }
      const { exitCode, stderr, stdout } = yield* runOnFake(["whoami"], { env })
      assert.strictEqual(exitCode, 1)
      assert.strictEqual(stdout, "")
      assert.match(stderr, /^effect-intercom: [^\n]*does not accept the access token[^\n]*--region[^\n]*\n$/)
      assert.notInclude(stderr, "dG9rOndyb25n")
    }).pipe(Effect.provide(workspace))
  )

  for (const [what, answers, env, exitCode, said] of [
    [
      "that refuses its token",
      { us: 401, eu: 200, au: 401 },
      {},
      1,
      /not one of us, but of a workspace in eu\. Use --region eu/
    ],
    [
      "that answers for it",
      { us: 200, eu: 200, au: 401 },
      {},
      0,
      /^effect-intercom: The workspace is hosted in eu\. Use --region eu/
    ],
    [
      "with nobody who knows it",
      { us: 401, eu: 401, au: 401 },
      {},
      1,
      /api\.intercom\.io does not accept the access token/
    ],
    ["that is the right one", { us: 401, eu: 200, au: 401 }, { INTERCOM_REGION: "eu" }, 0, /^$/]
  ] as const) {
    it.effect(`names the region of a token when asked of one ${what}`, () =>
      Effect.gen(function* () {
        const ended = yield* runCommand(["whoami"], {
          env: { INTERCOM_ACCESS_TOKEN: "dG9rOmV1", ...env },
          http: hosted("EU", answers)
        })
        assert.strictEqual(ended.exitCode, exitCode, ended.stderr)
        assert.match(ended.stderr, said)
        assert.notInclude(ended.stderr, "dG9rOmV1")
      })
    )
  }

  it.effect("gives up within seconds where nothing listens, and names address and reason", () =>
    Effect.gen(function* () {
      const startedAt = yield* Clock.currentTimeMillis
      const { exitCode, stderr } = yield* runOnFake(["whoami"])
      assert.isBelow((yield* Clock.currentTimeMillis) - startedAt, 3000)
      assert.strictEqual(exitCode, 1)
      assert.match(stderr, /^effect-intercom: https?:\/\/\S+ cannot be reached \(ECONNREFUSED\)[^\n]*--base-url\n$/)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ faults: Faults.script([{ fault: "refused" }]) })))
  )
})

describe("effect-intercom call", () => {
  it.effect("takes fields and its own flags with - and with _", () =>
    Effect.gen(function* () {
      for (const flags of [
        ["--per-page", "1", "--api_version", "2.11"],
        ["--per_page=1", "--api-version=2.11"]
      ]) {
        const { exitCode, stderr, stdout } = yield* runOnFake(["call", "contacts.list", ...flags])
        assert.strictEqual(exitCode, 0, stderr)
        assert.lengthOf(JSON.parse(stdout).data, 1)
      }
      const { stdout } = yield* runOnFake(["whoami", "--api_version", "2.11", "--json"])
      assert.strictEqual(JSON.parse(stdout).version, "2.11")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("answers with the JSON of one record", () =>
    Effect.gen(function* () {
      const first = JSON.parse((yield* runOnFake(["call", "contacts.list", "--per_page", "1"])).stdout).data[0]
      const { exitCode, stdout } = yield* runOnFake(["call", "contacts.get", "--id", first.id])
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(JSON.parse(stdout).email, first.email)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("reads all pages with --all, one record a line", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runOnFake(["call", "--all", "contacts.list"])
      const lines = stdout.trimEnd().split("\n")
      assert.strictEqual(new Set(lines.map((line) => JSON.parse(line).id)).size, 320)
      assert.strictEqual((yield* requests).length, 3)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("asks on a terminal before it changes something, and sends nothing on a no", () =>
    Effect.gen(function* () {
      const create = ["call", "contacts.create", "--role", "user", "--email", "ada@example.com"]
      const refused = yield* runOnFake(create, { answers: ["n"] })
      assert.strictEqual(refused.exitCode, 1)
      assert.match(
        refused.stderr,
        /POST \/contacts changes the workspace\. Go on\? \[y\/N\] effect-intercom: Nothing was sent\n$/
      )
      assert.deepStrictEqual(yield* requests, [])
      const created = yield* runOnFake(create, { answers: ["y"] })
      assert.strictEqual(JSON.parse(created.stdout).email, "ada@example.com")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("does not ask with --yes, where nobody sits at a terminal, or for reads", () =>
    Effect.gen(function* () {
      const create = ["call", "contacts.create", "--role", "user", "--email"]
      assert.strictEqual((yield* runOnFake([...create, "ada@example.com", "--yes"], { answers: [] })).stderr, "")
      assert.strictEqual((yield* runOnFake([...create, "bob@example.com"])).stderr, "")
      const query = JSON.stringify({ field: "role", operator: "=", value: "user" })
      const read = yield* runOnFake(["call", "contacts.search", "--query", query], { answers: [] })
      assert.strictEqual(read.exitCode, 0)
      assert.notInclude(read.stderr, "[y/N]")
      const calls = yield* runOnFake(["call", "calls.search", "--conversation_ids", "1"], { answers: [] })
      assert.notInclude(calls.stderr, "[y/N]")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("takes its input from stdin, and flags on top of it", () =>
    Effect.gen(function* () {
      const stdin = JSON.stringify({ role: "user", email: "ada@example.com", name: "Ada" })
      const { stdout } = yield* runOnFake(["call", "contacts.create", "--input", "-", "--name", "Countess"], { stdin })
      const { email, name } = JSON.parse(stdout)
      assert.deepStrictEqual([email, name], ["ada@example.com", "Countess"])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes a file as it comes, but not to a terminal", () =>
    Effect.gen(function* () {
      const download = ["call", "dataExport.download", "--job_identifier", "1"]
      const refused = yield* runOnFake(download, { stdoutIsTerminal: true })
      assert.strictEqual(refused.exitCode, 2)
      assert.match(refused.stderr, /^effect-intercom: dataExport\.download answers with a file\. [^\n]+\n$/)
      assert.deepStrictEqual(yield* requests, [])
      const { exitCode, stdout } = yield* runOnFake(download)
      assert.deepStrictEqual([exitCode, stdout], [0, '["id","sent"]'])
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({ faults: Faults.script([{ fault: { status: 200, body: ["id", "sent"] } }]) })
      )
    )
  )

  it.effect("refuses an input that is no JSON object without quoting it", () =>
    Effect.gen(function* () {
      for (const stdin of ["ada@example.com", '["ada@example.com"]', ""]) {
        const { exitCode, stderr } = yield* runOnFake(["call", "contacts.create", "--input", "-"], { stdin })
        assert.strictEqual(exitCode, 2)
        assert.match(stderr, /^effect-intercom: The input from stdin is not a JSON object\./)
        assert.notInclude(stderr, "ada@")
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("tells in one line what Intercom or the SDK objects to", () =>
    Effect.gen(function* () {
      const missing = yield* runOnFake(["call", "contacts.get", "--id", "6762f0dd1bb69f9f2193bb83"])
      assert.match(missing.stderr, /^effect-intercom: contacts\.get: 404 [^\n]+\n$/)
      const old = yield* runOnFake(["call", "contacts.block", "--id", "1", "--api-version", "2.7"])
      assert.match(old.stderr, /^effect-intercom: contacts\.block: Version 2\.7 does not have it[^\n]+--api-version\n$/)
      const incomplete = yield* runOnFake(["call", "contacts.get"])
      assert.match(
        incomplete.stderr,
        /^effect-intercom: contacts\.get: id is missing\. [^\n]*effect-intercom call contacts\.get --help\n$/
      )
      assert.deepStrictEqual(
        [missing, old, incomplete].map(({ exitCode }) => exitCode),
        [1, 2, 2]
      )
    }).pipe(Effect.provide(workspace))
  )
})
