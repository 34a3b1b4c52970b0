import { assert, describe, it } from "@effect/vitest"
import { IntercomClient, ResponseCheck } from "@effect-intercom/core"
import { Contacts, Conversations, EcommerceConnectors, FinAgent, Tags, Tickets } from "@effect-intercom/resources"
import { Effect, Layer } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"

/** Runs a call and gives the request it made, undefined when none was sent, with the reason it failed for. */
const requestOf = <A, E extends { readonly reason: { readonly _tag: string; readonly message: string } }>(
  call: Effect.Effect<A, E, IntercomClient.IntercomClient>
) =>
  Effect.gen(function* () {
    const sent: Array<HttpClientRequest.HttpClientRequest> = []
    const http = HttpClient.make((request) => {
      sent.push(request)
      return Effect.succeed(HttpClientResponse.fromWeb(request, Response.json({})))
    })
    const result = yield* call.pipe(
      Effect.result,
      Effect.provide(
        IntercomClient.layer({ accessToken: "token", responses: "trust", pacing: false, retry: false }).pipe(
          Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
        )
      )
    )
    return {
      sent,
      failure: result._tag === "Failure" ? `${result.failure.reason._tag} ${result.failure.reason.message}` : undefined
    }
  })

/** What a caller without types may pass. */
const untyped = (
  operation: { readonly input: Parameters<typeof ResponseCheck.findInputIssues>[0] | undefined },
  input: unknown
) => {
  assert.isDefined(operation.input)
  return ResponseCheck.findInputIssues(operation.input, input).map(({ message, path }) => `${path}: ${message}`)
}

describe("the input of an operation", () => {
  it.effect("is spread over path, query and body", () =>
    Effect.gen(function* () {
      const { sent } = yield* requestOf(Tags.tagContact({ contact_id: "a/b", id: "7522907" }))
      assert.strictEqual(sent[0]?.url, "https://api.intercom.io/contacts/a%2Fb/tags")
      assert.deepStrictEqual(bodyOf(sent[0]), { id: "7522907" })
    })
  )

  it.effect("leaves undefined fields out and keeps null", () =>
    Effect.gen(function* () {
      const { sent } = yield* requestOf(Contacts.update({ id: "1", name: undefined, phone: null }))
      assert.deepStrictEqual(bodyOf(sent[0]), { phone: null })
    })
  )

  it.effect("takes the values custom attributes can have", () =>
    Effect.gen(function* () {
      const custom_attributes = {
        plan: "pro",
        seats: 3,
        paid: true,
        since: null,
        tags: ["a"],
        address: { city: "Paris" }
      }
      const { failure, sent } = yield* requestOf(Contacts.create({ email: "ada@example.com", custom_attributes }))
      assert.isUndefined(failure)
      assert.deepStrictEqual(bodyOf(sent[0]), { email: "ada@example.com", custom_attributes })
    })
  )

  it.effect("may hold a file", () =>
    Effect.gen(function* () {
      const { sent } = yield* requestOf(
        EcommerceConnectors.uploadCatalog({ id: "1", catalog: new Blob(["[]"]) }, { version: "Preview" })
      )
      assert.strictEqual(sent[0]?.body._tag, "FormData")
    })
  )
})

describe("bad input", () => {
  it.effect("fails before anything is sent, naming the field", () =>
    Effect.gen(function* () {
      const { failure, sent } = yield* requestOf(
        Contacts.create({ email: "ada@example.com", signed_up_at: Number.NaN })
      )
      assert.strictEqual(failure, "InvalidInput signed_up_at: Expected a finite number")
      assert.strictEqual(sent.length, 0)
    })
  )

  it("is named by its path, all of it at once", () => {
    assert.deepStrictEqual(untyped(Contacts.get, {}), ["id: Missing key"])
    assert.deepStrictEqual(untyped(Contacts.create, { name: "Ada" }), [": Expected one of email, external_id, role"])
    assert.deepStrictEqual(untyped(Contacts.create, { email: "ada@example.com", nmae: "Ada" }), [
      "nmae: Expected no excess property"
    ])
    assert.deepStrictEqual(untyped(Contacts.update, { id: "1", nmae: "Ada", signed_up_at: "now" }), [
      "nmae: Expected no excess property",
      "signed_up_at: Expected a finite number | null"
    ])
    assert.deepStrictEqual(untyped(FinAgent.submitCsat, { conversation_id: "1", rating: "meh" }).length, 1)
  })

  it("of a search is told in which words it sorts", () => {
    const query = { field: "created_at", operator: ">", value: 0 }
    for (const search of [Conversations.search, Tickets.search]) {
      const sort = { field: "updated_at", order: "ascending" }
      assert.deepStrictEqual(untyped(search, { query, sort }), [])
      assert.lengthOf(untyped(search, { query, sort: { ...sort, order: "asc" } }), 1)
    }
  })

  it("of a union is told apart by who replies", () => {
    const reply = { id: "1", type: "admin", message_type: "comment", body: "Hello" }
    assert.deepStrictEqual(untyped(Conversations.reply, { ...reply, admin_id: "2" }), [])
    const issues = untyped(Conversations.reply, reply)
    assert.deepStrictEqual(issues, ["admin_id: Missing key"])
  })
})

const bodyOf = (request: HttpClientRequest.HttpClientRequest | undefined): unknown => {
  const body = request?.body
  return body?._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(body.body)) : undefined
}
