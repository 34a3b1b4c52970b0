import { CallOptions, isIntercomError, type Operation, Version } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { both } from "../both.ts"
import { call, inputOf, populate } from "../operationInput.ts"
import { FakeIntercom } from "../../src/FakeIntercom.ts"

const endpointOf = ({ method, path }: Operation.Definition): string => `${method} ${path}`

const availableIn = (version: Version.Version) =>
  Operations.all.filter(({ operation }) => Version.isAvailable(operation, version))

const describeFailure = (error: unknown): string => (isIntercomError(error) ? error.message : String(error))

/** Sends what a client that knows nothing of versions would send, and answers with status and body. */
const send = Effect.fnUntraced(function* ({ method, path }: Operation.Definition, version: Version.Version) {
  const { url } = yield* FakeIntercom
  const http = yield* HttpClient.HttpClient
  const response = yield* http.execute(
    HttpClientRequest.make(method)(url + path.replace(/\{\w+\}/g, "1"), {
      headers: { accept: "*/*", authorization: "Bearer fake-access-token", "intercom-version": version }
    })
  )
  return { status: response.status, text: yield* response.text }
})

describe("every operation", () => {
  for (const version of Version.versions) {
    it.effect(`that ${version} has is answered as its schema says`, () =>
      Effect.gen(function* () {
        const { reset } = yield* FakeIntercom
        const failures: Array<string> = []
        let canned = 0
        const entries = availableIn(version)
        for (const entry of entries) {
          yield* reset
          const known = yield* populate
          const answered = yield* inputOf(entry, version, known).pipe(
            Effect.flatMap((input) => call(entry.operation, input)),
            Effect.result
          )
          if (Result.isFailure(answered)) failures.push(`${entry.id}: ${describeFailure(answered.failure)}`)
          else if (answered.success.canned === true) canned++
        }
        console.log(`${version}: ${entries.length} operations answered, ${canned} of them canned`)
        assert.deepStrictEqual(failures, [])
        assert.isAbove(entries.length, 90)
      }).pipe(CallOptions.withOptions({ version, responses: "strict", retry: false }), Effect.provide(both({})))
    )
  }

  it.effect("that reads one record finds none under an id nobody has, unless it is canned", () =>
    Effect.gen(function* () {
      const answers = new Map<string, string>()
      const known = yield* populate
      for (const entry of availableIn("Preview")) {
        const [, own] = /\{(\w+)\}$/.exec(entry.operation.path) ?? []
        if (entry.operation.method !== "GET" || own === undefined || entry.name.startsWith("list")) continue
        const input = { ...(yield* inputOf(entry, "Preview", known)), [own]: "987654321" }
        const answered = yield* Effect.result(call(entry.operation, input))
        if (Result.isSuccess(answered)) answers.set(entry.id, answered.success.canned === true ? "canned" : "found")
        else answers.set(entry.id, isIntercomError(answered.failure) ? answered.failure.reason._tag : "failed")
      }
      const held = [...answers].filter(([, answer]) => answer !== "canned")
      console.log(
        `${held.length} operations read one record of the workspace, ${answers.size - held.length} are canned`
      )
      assert.deepStrictEqual(
        held.filter(([, answer]) => answer !== "NotFound"),
        []
      )
      assert.isAtLeast(held.length, 35)
    }).pipe(CallOptions.withOptions({ version: "Preview", retry: false }), Effect.provide(both({})))
  )

  it.effect("that a version does not have is refused for it", () =>
    Effect.gen(function* () {
      let refused = 0
      for (const version of Version.versions) {
        const there = new Set(availableIn(version).map(({ operation }) => endpointOf(operation)))
        for (const { id, operation } of Operations.all) {
          if (there.has(endpointOf(operation))) continue
          const { status, text } = yield* send(operation, version)
          assert.strictEqual(status, 400, `${id} in ${version}`)
          assert.include(text, "intercom_version_invalid", `${id} in ${version}`)
          refused++
        }
      }
      console.log(`${refused} calls refused for their version`)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ rateLimit: false })))
  )
})
