import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as IntercomStream from "../../src/IntercomStream.ts"
import { companies, contacts, events, ids, paginationErrorOf, rows, serve } from "../support/servedLists.ts"

describe("a list with next URLs", () => {
  const page = (next: unknown, from: number) => ({ data: rows(from, from + 2), pages: { next } })

  it.effect("follows them with their parameters, at the operation's own endpoint", () => {
    const { layer, requests } = serve((request) =>
      request.query["before"] === "99"
        ? page(null, 2)
        : page("https://api.intercom.io/events?type=user&email=ada%40example.com&per_page=50&before=99", 0)
    )
    return Effect.gen(function* () {
      const pages = yield* Stream.runCollect(
        IntercomStream.pages(events, { type: "user", email: "ada@example.com" }, { query: { summary: "false" } })
      )
      assert.deepStrictEqual(
        pages.flatMap(({ items }) => ids(items)),
        ["0", "1", "2", "3"]
      )
      assert.deepStrictEqual(requests[1]?.query, {
        type: "user",
        email: "ada@example.com",
        summary: "false",
        per_page: "50",
        before: "99"
      })
      assert.strictEqual(requests[1]?.path, "/events")
    }).pipe(Effect.provide(layer))
  })

  it.effect("has cursors without the values of the input, that another stream can go on from", () => {
    const { layer, requests } = serve((request) =>
      request.query["before"] === "99"
        ? page(null, 2)
        : page("https://api.intercom.io/events?type=user&email=ada%40example.com&before=99", 0)
    )
    const input = { type: "user", email: "ada@example.com" }
    return Effect.gen(function* () {
      const [first] = yield* Stream.runCollect(Stream.take(IntercomStream.pages(events, input), 1))
      assert.strictEqual(first?.cursor, "?before=99")
      const rest = yield* Stream.runCollect(IntercomStream.items(events, input, { from: first?.cursor }))
      assert.deepStrictEqual(ids(rest), ["2", "3"])
      assert.strictEqual(requests.length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("lets a parameter of the URL take the place of the input's, with its type", () => {
    const { layer, requests } = serve((request) =>
      request.query["per_page"] === "20"
        ? page("https://api.intercom.io/events?type=user&email=a&per_page=10&before=1", 0)
        : page(null, 2)
    )
    return Effect.gen(function* () {
      yield* Stream.runDrain(IntercomStream.items(events, { type: "user", email: "a" }, { perPage: 20 }))
      assert.deepStrictEqual(requests[1]?.query, { type: "user", email: "a", per_page: "10", before: "1" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("accepts the client's own host and Intercom's, and a path without a host", () =>
    Effect.gen(function* () {
      for (const next of [
        "http://localhost:4010/events?before=1",
        "https://api.eu.intercom.io/events?before=1",
        "/events?before=1"
      ]) {
        const { layer, requests } = serve((_, index) => page(index === 0 ? next : null, 0), {
          baseUrl: "http://localhost:4010"
        })
        yield* Stream.runDrain(IntercomStream.items(events, { type: "user", email: "a" })).pipe(Effect.provide(layer))
        assert.isTrue(requests[1]?.url.startsWith("http://localhost:4010/events?"))
      }
    })
  )

  it.effect("T18: refuses another host in every kind of list, before anything is sent there", () =>
    Effect.gen(function* () {
      for (const next of [
        "https://evil.example/events?before=1",
        "https://intercom.io.evil.example/events?before=1",
        "https://evilintercom.io/events?before=1",
        "https://api.intercom.io@evil.example/events?before=1",
        "//evil.example/events?before=1"
      ]) {
        for (const stream of [
          IntercomStream.items(events, { type: "user", email: "a" }),
          IntercomStream.items(contacts),
          IntercomStream.items(companies)
        ]) {
          const { layer, requests } = serve(() => page(next, 0))
          const { error, reason } = yield* paginationErrorOf(Stream.runDrain(stream)).pipe(Effect.provide(layer))
          assert.strictEqual(reason.kind, "foreign-url")
          assert.strictEqual(requests.length, 1)
          assert.notInclude(error.message, "evil")
        }
      }
    })
  )

  it.effect("is an error when the URL is the page's own", () => {
    const { layer, requests } = serve(() => page("https://api.intercom.io/events?type=user&email=a", 0))
    return Effect.gen(function* () {
      const { reason } = yield* paginationErrorOf(
        Stream.runDrain(IntercomStream.items(events, { type: "user", email: "a" }))
      )
      assert.strictEqual(reason.kind, "cycle")
      assert.strictEqual(requests.length, 1)
    }).pipe(Effect.provide(layer))
  })
})
