import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Queue, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { createHmac } from "node:crypto"
import { FinAgent } from "../../src/index.ts"

const told = { conversation_id: "c1", created_at_ms: "2026-11-01T10:00:00.123Z" }

const events = {
  fin_status_updated: { ...told, event_name: "fin_status_updated", user_id: "u1", status: "thinking" },
  fin_replied: {
    ...told,
    event_name: "fin_replied",
    user_id: "u1",
    status: "replying",
    message: { author: "fin", body: "<p>Yes</p>", timestamp_ms: told.created_at_ms },
    stream_id: "s1"
  },
  fin_reply_chunk: { ...told, event_name: "fin_reply_chunk", stream_id: "s1", chunk_index: 0, chunk_text: "Y" },
  csat_requested: {
    ...told,
    event_name: "csat_requested",
    user_id: "u1",
    csat: { options: [{ key: "amazing", emoji: "🤩", label: "Amazing" }] }
  }
}

describe("an event of Fin's", () => {
  for (const [name, event] of Object.entries(events)) {
    it(`is read: ${name}`, () => {
      assert.deepStrictEqual<unknown>(FinAgent.decode(JSON.stringify(event)), { event, mismatches: [] })
    })
  }

  it("that differs from its schema comes as it is, with the places that differ", () => {
    const { event, mismatches } = FinAgent.decode(JSON.stringify({ ...events.fin_replied, message: null }))
    assert.deepStrictEqual<unknown>(event, { ...events.fin_replied, message: null })
    assert.deepStrictEqual(
      mismatches.map(({ found, path }) => [path, found]),
      [["message", "null"]]
    )
  })

  it("that is new, or none at all, is not lost", () => {
    assert.deepStrictEqual<unknown>(FinAgent.decode('{"event_name":"fin_sang"}').event, {
      event_name: "unknown",
      sentName: "fin_sang",
      event: { event_name: "fin_sang" }
    })
    assert.strictEqual(FinAgent.decode("nonsense").event.event_name, "unknown")
  })
})

describe("a webhook of Fin's", () => {
  it.live("is taken with the signature of its own header, and no other", () =>
    Effect.gen(function* () {
      const seen = yield* Queue.unbounded<string>()
      const handler = FinAgent.toWebHandler({
        secret: "fin-secret",
        onEvent: ({ event }) => Effect.sync(() => void Queue.offerUnsafe(seen, event.event_name))
      })
      const text = JSON.stringify(events.fin_replied)
      const signature = createHmac("sha256", "fin-secret").update(text).digest("hex")
      const send = (headers: Readonly<Record<string, string>>) =>
        Effect.promise(() => handler(new Request("https://app.example/fin", { method: "POST", body: text, headers })))
      assert.strictEqual((yield* send({ "x-fin-agent-api-webhook-signature": signature })).status, 200)
      assert.strictEqual((yield* send({ "x-body-signature": signature })).status, 401)
      assert.deepStrictEqual(yield* Queue.takeAll(seen), ["fin_replied"])
    })
  )
})

describe("a stream of events", () => {
  const answering = (body: string, status = 200) =>
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, new Response(body, { status }))))
    )
  const url = "https://nexus.example/stream?token=secret-token"

  it.effect("brings each event, until Intercom ends it", () =>
    Effect.gen(function* () {
      const lines = Object.values(events)
        .map((event) => `event: message\ndata: ${JSON.stringify(event)}\n\n`)
        .join(": heartbeat\n\n")
      const seen = yield* Stream.runCollect(FinAgent.events(url)).pipe(Effect.provide(answering(lines)))
      assert.deepStrictEqual<unknown>(
        seen.map(({ event }) => event),
        Object.values(events)
      )
    })
  )

  it.effect("that is refused says so without its token", () =>
    Effect.gen(function* () {
      const error = yield* Stream.runCollect(FinAgent.events(url)).pipe(
        Effect.provide(answering("token expired", 401)),
        Effect.flip
      )
      assert.deepStrictEqual([error.kind, error.status], ["refused", 401])
      assert.notInclude(JSON.stringify(error) + String(error), "secret-token")
    })
  )
})
