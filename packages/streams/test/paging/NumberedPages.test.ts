import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as IntercomStream from "../../src/IntercomStream.ts"
import { activities, companies, ids, numberedList, paginationErrorOf, rows, serve } from "../support/servedLists.ts"

describe("a list with numbered pages", () => {
  it.effect("gives every row once and ends after the last number", () => {
    const { layer, requests } = serve(numberedList(130))
    return Effect.gen(function* () {
      const pages = yield* Stream.runCollect(IntercomStream.pages(companies))
      assert.deepStrictEqual(
        pages.map(({ cursor, items, totalCount }) => [items.length, cursor, totalCount]),
        [
          [60, "2", 130],
          [60, "3", 130],
          [10, undefined, 130]
        ]
      )
      assert.deepStrictEqual(
        requests.map(({ query }) => query),
        [{ per_page: "60" }, { per_page: "60", page: "2" }, { per_page: "60", page: "3" }]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("goes on after the page whose cursor it is given", () => {
    const { layer } = serve(numberedList(130))
    return Effect.gen(function* () {
      const all = yield* Stream.runCollect(IntercomStream.items(companies, {}, { from: "3" }))
      assert.deepStrictEqual(ids(all), ids(rows(120, 130)))
    }).pipe(Effect.provide(layer))
  })

  it.effect("reads paging facts at the top level and numbers that come as text", () => {
    const { layer } = serve((request) => {
      const page = Number(request.query["page"] ?? 1)
      return {
        data: rows(page * 2, page * 2 + 2),
        page: String(page),
        per_page: "2",
        total_pages: "3",
        total_count: "6"
      }
    })
    return Effect.gen(function* () {
      const pages = yield* Stream.runCollect(IntercomStream.pages(companies))
      assert.strictEqual(pages.length, 3)
      assert.strictEqual(pages[0]?.totalCount, 6)
    }).pipe(Effect.provide(layer))
  })

  it.effect("asks for one more page where the total is not told and the page is full", () => {
    const { layer, requests } = serve((request) => {
      const page = Number(request.query["page"] ?? 1)
      return { data: rows(page * 2, page * 2 + (page < 3 ? 2 : 1)), pages: { page, per_page: "2" } }
    })
    return Effect.gen(function* () {
      const all = yield* Stream.runCollect(IntercomStream.items(companies))
      assert.strictEqual(all.length, 5)
      assert.strictEqual(requests.length, 3)
    }).pipe(Effect.provide(layer))
  })

  it.effect("takes its numbers in the body where the operation has them there", () => {
    const { layer, requests } = serve((request) => ({
      data: rows(0, 1),
      pages: { page: request.body["page"] ?? 1, per_page: 1, total_pages: 2 }
    }))
    return Effect.gen(function* () {
      yield* Stream.runDrain(IntercomStream.items(activities, { created_at_after: 5 }, { perPage: 1 }))
      assert.deepStrictEqual(
        requests.map(({ body }) => body),
        [
          { created_at_after: 5, per_page: 1 },
          { created_at_after: 5, per_page: 1, page: 2 }
        ]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("is an error when another page comes than was asked for", () => {
    const { layer } = serve(() => ({ data: rows(0, 60), pages: { page: 1, per_page: 60, total_pages: 9 } }))
    return Effect.gen(function* () {
      const { reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(companies)))
      assert.deepStrictEqual([reason.kind, reason.pages], ["cycle", 1])
    }).pipe(Effect.provide(layer))
  })

  it.effect("T17: fails where Intercom stops at 10,000 rows, and says to scroll", () => {
    const { layer } = serve((request, index) =>
      index < 2
        ? numberedList(10_001)(request)
        : Response.json(
            {
              type: "error.list",
              errors: [{ code: "parameter_invalid", message: "page limit reached, please use scroll API" }]
            },
            { status: 400 }
          )
    )
    return Effect.gen(function* () {
      const { error, reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(companies)))
      assert.deepStrictEqual([reason.kind, reason.pages, error.operation], ["limit", 2, "companies.list"])
      assert.include(error.message, "scroll")
    }).pipe(Effect.provide(layer))
  })
})
