import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { Fixtures } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { IntercomStream } from "../../src/index.ts"

/** A client of three pages with a contact each. */
const threePages = (contactOf: (page: number) => string, cursorOf: (page: number) => string) => {
  const asked: Array<string> = []
  const http = HttpClient.make((request, url) =>
    Effect.sync(() => {
      asked.push(url.searchParams.get("starting_after") ?? "")
      const page = asked.length
      const next = page < 3 ? `,"next":{"page":${page + 1},"starting_after":${JSON.stringify(cursorOf(page))}}` : ""
      const pages = `{"type":"pages","page":${page},"per_page":1,"total_pages":3${next}}`
      const body = `{"type":"list","total_count":3,"data":[${contactOf(page)}],"pages":${pages}}`
      return HttpClientResponse.fromWeb(request, new Response(body))
    })
  )
  const layer = Layer.provide(
    IntercomClient.layer({ accessToken: "token" }),
    Layer.succeed(HttpClient.HttpClient, http)
  )
  return { asked, layer }
}

const contact = (page: number) => JSON.stringify(Fixtures.contact({ id: String(page) }))

const ids = Effect.map(Stream.runCollect(IntercomStream.items(Contacts.list)), (items) => items.map(({ id }) => id))

describe("a stream", () => {
  it.effect("gives a row that is nested a hundred thousand deep, and those after it", () => {
    const nested = "[".repeat(100_000) + "]".repeat(100_000)
    const deep = (page: number) => contact(page).replace(/\}$/, `,"more":${nested}}`)
    const { layer } = threePages(deep, String)
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* ids, ["1", "2", "3"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("follows cursors of 100 KB, and finds one that comes again", () => {
    const long = "c".repeat(100_000)
    const fresh = threePages(contact, (page) => long + page)
    const again = threePages(contact, () => long)
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* Effect.provide(ids, fresh.layer), ["1", "2", "3"])
      assert.deepStrictEqual(fresh.asked, ["", `${long}1`, `${long}2`])
      const error = yield* Effect.flip(Effect.provide(ids, again.layer))
      assert.strictEqual(error.reason._tag, "PaginationError")
      assert.isBelow(error.message.length, 1000)
    })
  })
})
