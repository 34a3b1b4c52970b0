import { assert, describe, it } from "@effect/vitest"
import { Operations } from "@effect-intercom/resources"
import { Export } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runCommand, type Surroundings } from "./runCommand.ts"
import { reserved } from "../src/commands/call.ts"
import { fieldsOf } from "../src/InputField.ts"

const token = "dG9rOjEyMzQ1Njc4OTA="

/** The one line a wrong invocation gets, after looking at what must hold for all of them. */
const refused = Effect.fnUntraced(function* (args: ReadonlyArray<string>, surroundings: Surroundings = {}) {
  const { exitCode, stderr, stdout } = yield* runCommand(args, {
    ...surroundings,
    env: { INTERCOM_ACCESS_TOKEN: token, ...surroundings.env }
  })
  assert.strictEqual(exitCode, 2, stderr)
  assert.strictEqual(stdout, "")
  assert.match(stderr, /^effect-intercom: [^\n]+\n$/)
  assert.notInclude(stderr, token)
  return stderr
})

describe("a wrong invocation", () => {
  it.effect("without a token says where one comes from", () =>
    Effect.gen(function* () {
      const line = yield* refused(["whoami"], { env: { INTERCOM_ACCESS_TOKEN: "" } })
      assert.match(line, /no access token.*INTERCOM_ACCESS_TOKEN.*--token-file.*Developer Hub/)
    })
  )

  it.effect("with a token file that is missing or holds something else names the file", () =>
    Effect.gen(function* () {
      assert.match(yield* refused(["whoami", "--token-file", "/nowhere/token"]), /\/nowhere\/token cannot be read/)
      const file = join(mkdtempSync(join(tmpdir(), "intercom-cli-")), "token")
      writeFileSync(file, "two words\n")
      assert.match(yield* refused(["whoami", "--token-file", file]), /token holds spaces/)
      writeFileSync(file, "\n")
      assert.match(yield* refused(["whoami", "--token-file", file]), /token is empty/)
    })
  )

  it.effect("with the token as a flag says how to pass it, without printing it", () =>
    Effect.gen(function* () {
      const line = yield* refused(["whoami", "--token", "other-secret"])
      assert.match(line, /INTERCOM_ACCESS_TOKEN.*--token-file/)
      assert.notInclude(line, "other-secret")
    })
  )

  it.effect("with the token as an argument does not print it", () => refused(["whoami", token]))

  it.effect("with a wrong region or version lists the right ones", () =>
    Effect.gen(function* () {
      assert.match(yield* refused(["whoami", "--region", "uk"]), /--region.*"uk".*us.*eu.*au/)
      assert.match(yield* refused(["whoami"], { env: { INTERCOM_REGION: "uk" } }), /INTERCOM_REGION.*us, eu, au/)
      assert.match(yield* refused(["whoami", "--api-version", "1.9"]), /--api-version.*"1.9".*2\.16/)
      assert.match(yield* refused(["whoami"], { env: { INTERCOM_API_VERSION: "1.9" } }), /INTERCOM_API_VERSION.*2\.16/)
    })
  )

  it.effect("with an address that is none says what one looks like", () =>
    Effect.gen(function* () {
      assert.match(yield* refused(["whoami", "--base-url", "localhost:4010"]), /--base-url.*http:\/\//)
      const line = yield* refused(["whoami"], { env: { INTERCOM_BASE_URL: "http://user:pass@host" } })
      assert.notInclude(line, "pass@")
    })
  )

  it.effect("with a misspelt flag, command, operation or resource suggests the right one", () =>
    Effect.gen(function* () {
      assert.match(yield* refused(["whoami", "--regoin", "eu"]), /--regoin.*--region.*effect-intercom whoami --help/)
      assert.match(yield* refused(["exprot"]), /"exprot".*Did you mean export\?/)
      assert.match(yield* refused(["call", "contacts.gett", "--id", "1"]), /"contacts.gett".*contacts\.get/)
      assert.match(yield* refused(["call", "contacts.get", "--di", "1"]), /--di.*--id/)
      assert.match(yield* refused(["operations", "--resource", "contcats"]), /"contcats".*Contacts/)
    })
  )

  it.effect("of an export with times that are none, or in the wrong order, says so before anything is sent", () =>
    Effect.gen(function* () {
      assert.match(yield* refused(["export", "--since", "yesterday"]), /--since: "yesterday".*7d/)
      assert.match(yield* refused(["export", "--until", "2026-02-30"]), /--until.*2026-02-30/)
      assert.match(yield* refused(["export", "--since", "1d", "--until", "2d"]), /--since .* is not before --until/)
      assert.match(yield* refused(["export", "--max-rate", "0%"]), /--max-rate.*50%/)
      assert.match(yield* refused(["export", "contcats"]), /no stream "contcats"\. Did you mean contacts/)
      assert.match(yield* refused(["export", "--resume", "--overwrite"]), /Give one of them/)
    })
  )
})

describe("effect-intercom operations", () => {
  it.effect("lists every operation once, as JSON for programs", () =>
    Effect.gen(function* () {
      const { exitCode, stdout } = yield* runCommand(["operations", "--json"])
      assert.strictEqual(exitCode, 0)
      const listings: ReadonlyArray<Record<string, unknown>> = JSON.parse(stdout)
      assert.isAbove(listings.length, 200)
      assert.strictEqual(new Set(listings.map(({ id }) => id)).size, listings.length)
      assert.deepInclude(listings, {
        id: "companies.scroll",
        resource: "Companies",
        name: "scroll",
        method: "GET",
        path: "/companies/scroll",
        since: "2.7",
        until: null,
        pagination: "scroll",
        summary: listings.find(({ id }) => id === "companies.scroll")?.["summary"]
      })
    })
  )

  it.effect("lists one resource as a table, however its name is spelt", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runCommand(["operations", "--resource", "contacts"])
      const lines = stdout.trimEnd().split("\n")
      assert.match(lines[0] ?? "", /^operation +method +path +since +until +pagination$/)
      assert.isTrue(lines.slice(1).every((line) => line.startsWith("contacts.")))
      assert.strictEqual((yield* runCommand(["operations", "--resource", "Contacts"])).stdout, stdout)
    })
  )
})

describe("help", () => {
  it.effect("of an operation tells endpoint, versions, pages and fields", () =>
    Effect.gen(function* () {
      const { exitCode, stdout } = yield* runCommand(["call", "contacts.search", "--help"])
      assert.strictEqual(exitCode, 0)
      assert.match(stdout, /POST \/contacts\/search, since 2\.7\. Answers with pages \(cursor\)/)
      assert.match(stdout, /--query <value> +Required\. .*in the body/)
      assert.match(stdout, /--all/)
    })
  )

  it.effect("can be had for every operation, with a flag for each field of its input", () =>
    Effect.gen(function* () {
      for (const { id, operation } of Operations.all) {
        const { exitCode, stderr, stdout } = yield* runCommand(["call", id, "--help"])
        assert.strictEqual(exitCode, 0, `${id}: ${stderr}`)
        for (const { name } of fieldsOf(operation.input)) {
          assert.isTrue(reserved.has(name) || stdout.includes(`--${name} `), `${id} has no flag for ${name}`)
        }
      }
    })
  )

  it.effect("of export lists the streams the exporter has", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runCommand(["export", "--help"])
      for (const stream of Export.streamNames) assert.include(stdout, stream)
    })
  )
})
