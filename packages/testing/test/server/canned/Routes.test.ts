import { CallOptions } from "@effect-intercom/core"
import { Contacts, FinVoice, Operations, PhoneCallRedirects } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { readFileSync } from "node:fs"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const strict = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    CallOptions.withOptions({ version: "Preview", responses: "strict" }),
    Effect.provide(FakeIntercom.layer())
  )

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")

describe("a canned answer", () => {
  it.effect("is what few operations have, as many as the README says", () =>
    Effect.gen(function* () {
      const { url } = yield* FakeIntercom
      const http = yield* HttpClient.HttpClient
      const canned: Array<string> = []
      for (const { id, operation } of Operations.all) {
        const path = operation.path.replace(/\{\w+\}/g, "1")
        const { headers } = yield* http.execute(
          HttpClientRequest.make(operation.method)(url + path, {
            headers: {
              accept: "*/*",
              authorization: "Bearer fake-access-token",
              "intercom-version": operation.until ?? "Unstable"
            }
          })
        )
        if (headers["x-fake-intercom"] === "canned") canned.push(id)
      }
      console.log(`${canned.length} of ${Operations.all.length} operations are canned`)
      assert.isAtMost(canned.length, 40)
      assert.include(readme, `all but ${canned.length} of them`)
      assert.notInclude(canned, "macros.list")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ rateLimit: false })))
  )

  it.effect("says that it is one", () =>
    Effect.gen(function* () {
      const { headers } = yield* FinVoice.get.response({ id: 42 })
      assert.strictEqual(headers["x-fake-intercom"], "canned")
    }).pipe(strict)
  )

  it.effect("has the id of the path", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Contacts.getBulkJob({ id: "42" })).id, "42")
    }).pipe(strict)
  )

  it.effect("has the fields of the body that its schema knows", () =>
    Effect.gen(function* () {
      const redirect = yield* PhoneCallRedirects.create({ phone: "+353155501234" })
      assert.strictEqual(redirect.phone, "+353155501234")
    }).pipe(strict)
  )

  it.effect("is the same for the same request, and another for another", () =>
    Effect.gen(function* () {
      const first = yield* FinVoice.get({ id: 1 })
      assert.deepStrictEqual(yield* FinVoice.get({ id: 1 }), first)
      assert.notDeepEqual({ ...(yield* FinVoice.get({ id: 2 })), id: 1 }, first)
    }).pipe(strict)
  )

  it.effect("lies in the past", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const job = yield* Contacts.getBulkJob({ id: "42" })
      assert.isBelow(job.created_at, workspace.now())
      assert.isBelow(job.created_at, job.updated_at ?? 0)
    }).pipe(strict)
  )
})
