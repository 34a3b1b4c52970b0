/**
 * The route against a fake workspace: what it answers, and that it is one client for all requests.
 *
 *     npx --yes pnpm@12 test examples/promise
 */
import { assert, describe, it, vi } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect } from "effect"
import { GET } from "./route.ts"

const ask = (query: string) => Effect.promise(() => GET(new Request(`http://localhost:3000/api/contacts${query}`)))

describe("the route", () => {
  it.live("tells who has an address, that nobody has, and that it was not asked", () =>
    Effect.gen(function* () {
      const { token, url, workspace } = yield* FakeIntercom.serve()
      workspace.contacts.add({ role: "user", email: "ada@example.com", name: "Ada" })
      vi.stubEnv("INTERCOM_ACCESS_TOKEN", token)
      vi.stubEnv("INTERCOM_BASE_URL", url)

      const found = yield* ask("?email=ada@example.com")
      assert.strictEqual(found.status, 200)
      assert.include(yield* Effect.promise(() => found.json()), { role: "user", name: "Ada" })
      assert.strictEqual((yield* ask("?email=nobody@example.com")).status, 404)
      assert.strictEqual((yield* ask("")).status, 400)
    }).pipe(Effect.scoped)
  )
})
