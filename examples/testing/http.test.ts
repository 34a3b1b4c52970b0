/**
 * Seam 3: a workspace over HTTP, for programs that are not Effect programs, and for clients in any language.
 *
 *     npx --yes pnpm@12 test examples/testing/http.test.ts
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { FakeIntercom } from "@effect-intercom/testing"
import { handOver } from "./handOver.ts"

describe("a workspace over HTTP", () => {
  it.live("answers anybody who knows the token", () =>
    Effect.gen(function* () {
      const { requests, token, url } = yield* FakeIntercom.serve({ contacts: 100 })
      const answer = yield* Effect.promise(() =>
        fetch(`${url}/contacts?per_page=1`, { headers: { Authorization: `Bearer ${token}` } })
      )
      assert.strictEqual(answer.status, 200)
      assert.include(yield* Effect.promise(() => answer.json()), { type: "list", total_count: 100 })
      assert.deepStrictEqual(
        (yield* requests).map(({ method, path }) => `${method} ${path}`),
        ["GET /contacts"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("is taken up again where it was left", () =>
    Effect.gen(function* () {
      const first = yield* FakeIntercom.serve({ contacts: 100 })
      const { id } = first.workspace.contacts.add({ name: "Ada" })
      const file = JSON.stringify(yield* first.snapshot)
      const second = yield* FakeIntercom.serve({ contacts: 100, snapshot: JSON.parse(file) })
      assert.strictEqual(second.workspace.contacts.get(id)?.name, "Ada")
    }).pipe(Effect.scoped)
  )

  it.live("is reached by this SDK as a real one is", () =>
    Effect.gen(function* () {
      const { token, url, workspace } = yield* FakeIntercom.serve()
      const [leaver = "", colleague = ""] = workspace.admins.map(({ id }) => id)
      workspace.conversations.add({ admin_assignee_id: Number(leaver) })
      const count = yield* handOver(leaver, colleague).pipe(
        Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: url })),
        Effect.provide(FetchHttpClient.layer)
      )
      assert.strictEqual(count, 1)
    }).pipe(Effect.scoped)
  )
})
