import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as IntercomStream from "../src/IntercomStream.ts"
import {
  companies,
  contacts,
  cursorList,
  events,
  ids,
  paginationErrorOf,
  reasonOf,
  rows,
  search,
  serve
} from "./support/servedLists.ts"

describe("a list with a cursor", () => {
  it.effect("gives every row once, page by page, with as many rows a page as Intercom allows", () => {
    const { layer, requests } = serve(cursorList(400))
    return Effect.gen(function* () {
      const all = yield* Stream.runCollect(IntercomStream.items(contacts, { role: "lead" }))
      assert.deepStrictEqual(ids(all), ids(rows(0, 400)))
      assert.deepStrictEqual(
        requests.map(({ query }) => query),
        [
          { per_page: "150", role: "lead" },
          { per_page: "150", role: "lead", starting_after: "150" },
          { per_page: "150", role: "lead", starting_after: "300" }
        ]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("tells per page its rows, the cursor after it, and the total", () => {
    const { layer } = serve(cursorList(5))
    return Effect.gen(function* () {
      const pages = yield* Stream.runCollect(IntercomStream.pages(contacts, {}, { perPage: 2 }))
      assert.deepStrictEqual(
        pages.map(({ cursor, items, totalCount }) => [ids(items), cursor, totalCount]),
        [
          [["0", "1"], "2", 5],
          [["2", "3"], "4", 5],
          [["4"], undefined, 5]
        ]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("goes on after the page whose cursor it is given", () => {
    const { layer, requests } = serve(cursorList(10))
    return Effect.gen(function* () {
      const all = yield* Stream.runCollect(IntercomStream.items(contacts, {}, { perPage: 4, from: "4" }))
      assert.deepStrictEqual(ids(all), ids(rows(4, 10)))
      assert.strictEqual(requests.length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("pages a search in its body, beside the query and sort of the user", () => {
    const { layer, requests } = serve(cursorList(5))
    const query = { field: "role", operator: "=", value: "lead" }
    return Effect.gen(function* () {
      const all = yield* Stream.runCollect(
        IntercomStream.items(search, { query, sort: { field: "id" }, pagination: { per_page: 3 } })
      )
      assert.deepStrictEqual(ids(all), ids(rows(0, 5)))
      assert.deepStrictEqual(
        requests.map(({ body }) => body),
        [
          { query, sort: { field: "id" }, pagination: { per_page: 3 } },
          { query, sort: { field: "id" }, pagination: { per_page: 3, starting_after: "3" } }
        ]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("T20: does not take a short or empty page for the end while there is a next one", () => {
    const sizes = [3, 0, 1, 2]
    const { layer, requests } = serve((_, index) => ({
      data: rows(index * 10, index * 10 + (sizes[index] ?? 0)),
      pages: { next: index < 3 ? { page: index + 2, starting_after: `c${index + 1}` } : null }
    }))
    return Effect.gen(function* () {
      const all = yield* Stream.runCollect(IntercomStream.items(contacts))
      assert.deepStrictEqual(ids(all), ["0", "1", "2", "20", "30", "31"])
      assert.strictEqual(requests.length, 4)
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "T18: ends where `pages.next` is missing, null, empty or without a cursor, and never sends an empty one",
    () =>
      Effect.gen(function* () {
        for (const pages of [
          undefined,
          null,
          {},
          { next: null },
          { next: "" },
          { next: { starting_after: "" } },
          { next: { page: 2, starting_after: null }, page: 1, total_pages: 1 }
        ]) {
          const { layer, requests } = serve(() => ({ data: rows(0, 2), pages }))
          const all = yield* Stream.runCollect(IntercomStream.items(contacts)).pipe(Effect.provide(layer))
          assert.deepStrictEqual(ids(all), ["0", "1"])
          assert.strictEqual(requests.length, 1)
        }
      })
  )

  it.effect("fails rather than end early when a next page is promised without a cursor", () => {
    const { layer } = serve(() => ({ data: rows(0, 2), pages: { next: { page: 2 }, page: 1, total_pages: 9 } }))
    return Effect.gen(function* () {
      const { reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(contacts)))
      assert.strictEqual(reason.kind, "malformed")
    }).pipe(Effect.provide(layer))
  })

  it.effect("fails rather than end early where the next page is told in a form nobody knows", () =>
    Effect.gen(function* () {
      const lists = [
        IntercomStream.items(contacts),
        IntercomStream.items(companies),
        IntercomStream.items(events, { type: "user", email: "ada@example.com" })
      ]
      for (const list of lists) {
        for (const next of [true, false, 5.5, [], ["c2"], { cursor: "c2" }, { after: "c2" }, { starting_after: {} }]) {
          const { layer, requests } = serve(() => ({ data: rows(0, 2), pages: { next, page: 1, total_pages: 1 } }))
          const { reason } = yield* paginationErrorOf(Stream.runDrain(list)).pipe(Effect.provide(layer))
          assert.strictEqual(reason.kind, "malformed", JSON.stringify(next))
          assert.strictEqual(requests.length, 1)
        }
      }
    })
  )

  it.effect("takes the cursor out of a next URL", () => {
    const { layer, requests } = serve((request) => ({
      data: rows(0, 1),
      pages: {
        next:
          request.query["starting_after"] === "abc="
            ? null
            : "https://api.intercom.io/contacts?per_page=50&starting_after=abc%3D"
      }
    }))
    return Effect.gen(function* () {
      const pages = yield* Stream.runCollect(IntercomStream.pages(contacts, { role: "lead" }))
      assert.strictEqual(pages[0]?.cursor, "abc=")
      assert.deepStrictEqual(requests[1]?.query, { per_page: "150", role: "lead", starting_after: "abc=" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("fails on a page without a list of rows instead of taking it for an empty one", () => {
    const { layer } = serve(() => ({ type: "list" }))
    return Effect.gen(function* () {
      const { reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(contacts)))
      assert.strictEqual(reason.kind, "malformed")
    }).pipe(Effect.provide(layer))
  })
})

describe("T19: a cursor that leads in a circle", () => {
  it.effect("is an error when it is the one that was sent", () => {
    const { layer, requests } = serve((_, index) => ({
      data: rows(index * 2, index * 2 + 2),
      pages: { next: { starting_after: "same" } }
    }))
    return Effect.gen(function* () {
      const { error, reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(contacts)))
      assert.deepStrictEqual([reason.kind, reason.pages, error.operation], ["cycle", 1, "contacts.list"])
      assert.strictEqual(requests.length, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is an error however long the circle is", () =>
    Effect.gen(function* () {
      for (const length of [2, 3, 7, 40]) {
        const { layer, requests } = serve((_, index) => ({
          data: rows(index * 2, index * 2 + 2),
          pages: { next: { starting_after: `c${index % length}` } }
        }))
        const { reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(contacts))).pipe(
          Effect.provide(layer)
        )
        assert.strictEqual(reason.kind, "cycle")
        assert.isBelow(requests.length, 4 * length + 4)
      }
    })
  )

  it.effect("is an error when nothing but empty pages come, with ever new cursors", () => {
    const { layer, requests } = serve((_, index) => ({
      data: index === 0 ? rows(0, 5) : [],
      pages: { next: { starting_after: `c${index}` } }
    }))
    return Effect.gen(function* () {
      const { reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(contacts)))
      assert.strictEqual(reason.kind, "cycle")
      assert.strictEqual(requests.length, 101)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is an error when the page stays the same although the cursor moves", () => {
    const { layer, requests } = serve((_, index) => ({
      data: rows(0, 5),
      pages: { next: { starting_after: `c${index}` } }
    }))
    return Effect.gen(function* () {
      const { reason } = yield* paginationErrorOf(Stream.runDrain(IntercomStream.items(contacts)))
      assert.strictEqual(reason.kind, "cycle")
      assert.strictEqual(requests.length, 3)
    }).pipe(Effect.provide(layer))
  })
})

describe("options that cannot be", () => {
  it.effect("are refused by name, before anything is sent", () => {
    const { layer, requests } = serve(cursorList(10))
    const input = { type: "user", email: "a" }
    return Effect.gen(function* () {
      for (const [stream, path] of [
        [IntercomStream.items(contacts, {}, { perPage: 151 }), "perPage"],
        [IntercomStream.items(contacts, { per_page: 151 }), "perPage"],
        [IntercomStream.items(contacts, {}, { perPage: 0 }), "perPage"],
        [IntercomStream.items(contacts, {}, { perPage: 1.5 }), "perPage"],
        [IntercomStream.items(companies, {}, { perPage: 61 }), "perPage"],
        [IntercomStream.items(contacts, {}, { prefetch: -1 }), "prefetch"],
        [IntercomStream.items(contacts, {}, { from: "" }), "from"],
        [IntercomStream.items(companies, {}, { from: "WzE3XQ==" }), "from"],
        [IntercomStream.items(events, input, { from: "2" }), "from"]
      ] as const) {
        const { error, reason } = yield* reasonOf(Stream.runDrain(stream))
        assert(reason._tag === "InvalidInput", error.message)
        assert.strictEqual(reason.issues[0]?.path, path)
        assert.match(error.operation, /^(contacts|companies|events)\.list$/)
      }
      assert.strictEqual(requests.length, 0)
    }).pipe(Effect.provide(layer))
  })
})

it.effect("the options of a call apply to every page", () => {
  const { layer, requests } = serve(cursorList(5))
  return Effect.gen(function* () {
    yield* Stream.runDrain(
      IntercomStream.items(contacts, {}, { perPage: 2, query: { display_as: "plaintext" }, version: "2.9" })
    )
    assert.deepStrictEqual(
      requests.map(({ query, version }) => [query["display_as"], version]),
      Array.from({ length: 3 }, () => ["plaintext", "2.9"])
    )
  }).pipe(Effect.provide(layer))
})
