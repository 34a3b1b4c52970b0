import { assert, describe, it } from "@effect/vitest"
import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { Clock, Effect, Fiber, Layer } from "effect"
import { HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"

interface Answer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers by method and path, one after the other; the last one is repeated. */
const answering = (script: Readonly<Record<string, ReadonlyArray<Answer>>>) => {
  const requests: Array<string> = []
  const bodies: Array<unknown> = []
  const turns = new Map<string, number>()
  const http = HttpClient.make((request, url) => {
    const key = `${request.method} ${url.pathname}`
    requests.push(key)
    bodies.push(bodyOf(request))
    const answers = script[key] ?? []
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    const {
      body = notFound,
      headers = {},
      status = 200
    } = answers[Math.min(turn, answers.length - 1)] ?? { status: 404 }
    return Effect.succeed(
      HttpClientResponse.fromWeb(request, new Response(JSON.stringify(body), { status, headers: { ...headers } }))
    )
  })
  const layer = IntercomClient.layer({ accessToken: "token", pacing: false, retry: false, responses: "trust" }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
  )
  return { bodies, layer, requests }
}

const bodyOf = (request: HttpClientRequest.HttpClientRequest): unknown =>
  request.body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(request.body.body)) : undefined

const notFound = { type: "error.list", errors: [{ code: "not_found", message: "User Not Found" }] }

const contact = (id: string): Answer => ({ body: { type: "contact", id } })

const found = (...ids: ReadonlyArray<string>): Answer => ({
  body: { type: "list", data: ids.map((id) => ({ type: "contact", id })) }
})

const conflict = (message: string): Answer => ({
  status: 409,
  body: { type: "error.list", errors: [{ code: "conflict", message }] }
})

const existsAs = (id: string): Answer => conflict(`A contact matching those details already exists with id=${id}`)

const mergedInto = (id: string): Answer => ({
  status: 410,
  body: { type: "error.list", errors: [{ code: "contact_merged", message: "merged" }] },
  headers: { link: `</contacts/${id}>; rel="canonical"` }
})

const gone: Answer = { status: 404 }

/** Runs an effect to its end, and says after how many seconds that was. */
const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.zip(effect, Clock.currentTimeMillis))
    yield* TestClock.adjust("1 hour")
    const [value, endedAt] = yield* Fiber.join(fiber)
    return [value, endedAt / 1000] as const
  })

const ada = { email: "ada@example.com", name: "Ada" }

describe("an upsert of a contact that exists", () => {
  it.effect("goes by the id that the conflict names, with the same fields", () => {
    const { bodies, layer, requests } = answering({
      "POST /contacts": [existsAs("c1")],
      "PUT /contacts/c1": [contact("c1")]
    })
    return Effect.gen(function* () {
      assert.strictEqual((yield* Contacts.upsert({ ...ada, external_id: "42" })).id, "c1")
      assert.deepStrictEqual(requests, ["POST /contacts", "PUT /contacts/c1"])
      assert.deepStrictEqual(bodies[1], { ...ada, external_id: "42" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("looks for the one that the conflict does not name, until the index knows it", () => {
    const { bodies, layer, requests } = answering({
      "POST /contacts": [conflict("duplicate contact")],
      "POST /contacts/search": [found(), found(), found("c1")],
      "PUT /contacts/c1": [contact("c1")]
    })
    return Effect.gen(function* () {
      const [{ id }, seconds] = yield* timed(Contacts.upsert(ada))
      assert.strictEqual(id, "c1")
      assert.strictEqual(seconds, 3)
      assert.lengthOf(requests, 5)
      assert.include(JSON.stringify(bodies[1]), `{"field":"role","operator":"=","value":"user"}`)
    }).pipe(Effect.provide(layer))
  })

  it.effect("looks by the external id first", () => {
    const { bodies, layer } = answering({
      "POST /contacts": [conflict("duplicate contact")],
      "POST /contacts/search": [found("c1")],
      "PUT /contacts/c1": [contact("c1")]
    })
    return Effect.gen(function* () {
      yield* Contacts.upsert({ ...ada, external_id: "42" })
      assert.deepInclude(bodies[1], { query: { field: "external_id", operator: "=", value: "42" } })
    }).pipe(Effect.provide(layer))
  })

  it.effect("fails with the conflict where several have the e-mail, and changes none", () => {
    const message = "Multiple existing users match this email address - must be more specific using user_id"
    const { layer, requests } = answering({
      "POST /contacts": [conflict(message)],
      "POST /contacts/search": [found("c1", "c2")]
    })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Contacts.upsert(ada))
      assert.strictEqual(error.reason._tag, "Conflict")
      assert.deepStrictEqual(requests, ["POST /contacts", "POST /contacts/search"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("fails with the conflict where it is not found within a minute", () => {
    const { layer, requests } = answering({
      "POST /contacts": [conflict("duplicate contact")],
      "POST /contacts/search": [found()]
    })
    return Effect.gen(function* () {
      const [error, seconds] = yield* timed(Effect.flip(Contacts.upsert(ada)))
      assert.strictEqual(error.reason._tag, "Conflict")
      assert.strictEqual(seconds, 63)
      assert.lengthOf(requests, 8)
    }).pipe(Effect.provide(layer))
  })

  it.effect("unarchives one that an update does not find", () => {
    const { layer, requests } = answering({
      "POST /contacts": [existsAs("c1")],
      "PUT /contacts/c1": [gone, contact("c1")],
      "POST /contacts/c1/unarchive": [contact("c1")]
    })
    return Effect.gen(function* () {
      yield* Contacts.upsert(ada)
      assert.deepStrictEqual(requests.slice(1), ["PUT /contacts/c1", "POST /contacts/c1/unarchive", "PUT /contacts/c1"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("goes on where another process unarchived it first", () => {
    const { layer } = answering({
      "POST /contacts": [conflict("An archived contact matching those details already exists with id=c1")],
      "POST /contacts/c1/unarchive": [{ status: 400 }],
      "PUT /contacts/c1": [contact("c1")]
    })
    return Effect.gen(function* () {
      assert.strictEqual((yield* Contacts.upsert(ada)).id, "c1")
    }).pipe(Effect.provide(layer))
  })

  it.effect("updates the one it was merged into", () => {
    const { layer } = answering({
      "POST /contacts": [existsAs("c1")],
      "PUT /contacts/c1": [mergedInto("c2")],
      "PUT /contacts/c2": [contact("c2")]
    })
    return Effect.gen(function* () {
      assert.strictEqual((yield* Contacts.upsert(ada)).id, "c2")
    }).pipe(Effect.provide(layer))
  })

  it.effect("creates one that was deleted in the meantime", () => {
    const { layer, requests } = answering({ "POST /contacts": [existsAs("c1"), contact("c2")] })
    return Effect.gen(function* () {
      assert.strictEqual((yield* Contacts.upsert(ada)).id, "c2")
      assert.deepStrictEqual(requests, [
        "POST /contacts",
        "PUT /contacts/c1",
        "POST /contacts/c1/unarchive",
        "POST /contacts"
      ])
    }).pipe(Effect.provide(layer))
  })

  it.effect("ends where Intercom names one that is never there", () => {
    const { layer, requests } = answering({ "POST /contacts": [existsAs("c1")] })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Contacts.upsert(ada))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.lengthOf(requests, 15)
    }).pipe(Effect.provide(layer))
  })

  it.effect("fails as a create does where nothing is sent", () => {
    const { layer, requests } = answering({})
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Contacts.upsert({ email: "ada@example.com", signed_up_at: Number.NaN }))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.deepStrictEqual(requests, [])
    }).pipe(Effect.provide(layer))
  })
})

describe("a contact followed through its merges", () => {
  it.effect("is the one that stayed", () => {
    const { layer, requests } = answering({
      "GET /contacts/c1": [mergedInto("c2")],
      "GET /contacts/c2": [mergedInto("c3")],
      "GET /contacts/c3": [contact("c3")]
    })
    return Effect.gen(function* () {
      const followed = Contacts.getFollowing({ id: "c1" })
      assert.strictEqual((yield* followed).id, "c3")
      assert.strictEqual((yield* followed).id, "c3")
      assert.lengthOf(requests, 6)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is gone where merges lead in a circle, or nobody says where to", () => {
    const { layer, requests } = answering({
      "GET /contacts/c1": [mergedInto("c2")],
      "GET /contacts/c2": [mergedInto("c1")],
      "GET /contacts/c3": [mergedInto("c3")],
      "GET /contacts/c4": [{ status: 410 }]
    })
    return Effect.gen(function* () {
      for (const [id, times] of [
        ["c1", 2],
        ["c3", 1],
        ["c4", 1]
      ] as const) {
        requests.length = 0
        const error = yield* Effect.flip(Contacts.getFollowing({ id }))
        assert.strictEqual(error.reason._tag, "Gone")
        assert.lengthOf(requests, times)
      }
    }).pipe(Effect.provide(layer))
  })

  it.effect("is gone after ten merges", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`GET /contacts/c${at}`, [mergedInto(`c${at + 1}`)]])
    )
    const { layer, requests } = answering(chain)
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Contacts.getFollowing({ id: "c0" }))
      assert.strictEqual(error.reason._tag, "Gone")
      assert.lengthOf(requests, 11)
    }).pipe(Effect.provide(layer))
  })
})
