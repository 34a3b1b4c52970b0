import { IntercomClient, type IntercomError, Operation } from "@effect-intercom/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as IntercomStream from "../src/IntercomStream.ts"

interface Row {
  readonly id: string
}
const Row: Schema.Codec<Row> = Schema.Struct({ id: Schema.String })

const Rows = Schema.Struct({ data: Schema.Array(Row) })

const contacts = Operation.paginated("contacts.list", {
  method: "GET",
  path: "/contacts",
  query: ["per_page", "starting_after", "role"],
  since: "2.7",
  input: Schema.Struct({
    per_page: Schema.optionalKey(Schema.Number),
    starting_after: Schema.optionalKey(Schema.String),
    role: Schema.optionalKey(Schema.String)
  }),
  success: Rows,
  pagination: { kind: "cursor", maxPerPage: 150, items: (page) => page.data }
})

const search = Operation.paginated("contacts.search", {
  method: "POST",
  path: "/contacts/search",
  body: "json",
  idempotent: true,
  since: "2.7",
  input: Schema.Struct({
    query: Schema.Struct({ field: Schema.String, operator: Schema.String, value: Schema.String }),
    sort: Schema.optionalKey(Schema.Struct({ field: Schema.String })),
    pagination: Schema.optionalKey(
      Schema.Struct({
        per_page: Schema.optionalKey(Schema.Number),
        starting_after: Schema.optionalKey(Schema.String)
      })
    )
  }),
  success: Rows,
  pagination: { kind: "cursor", in: "body", maxPerPage: 150, items: (page) => page.data }
})

const companies = Operation.paginated("companies.list", {
  method: "POST",
  path: "/companies/list",
  query: ["page", "per_page"],
  idempotent: true,
  since: "2.7",
  input: Schema.Struct({ page: Schema.optionalKey(Schema.Number), per_page: Schema.optionalKey(Schema.Number) }),
  success: Rows,
  pagination: { kind: "page", maxPerPage: 60, items: (page) => page.data }
})

const activities = Operation.paginated("adminActivity.search", {
  method: "POST",
  path: "/admins/activity_logs/search",
  body: "json",
  idempotent: true,
  since: "2.7",
  input: Schema.Struct({
    created_at_after: Schema.Number,
    page: Schema.optionalKey(Schema.Number),
    per_page: Schema.optionalKey(Schema.Number)
  }),
  success: Rows,
  pagination: { kind: "page", items: (page) => page.data }
})

const events = Operation.paginated("events.list", {
  method: "GET",
  path: "/events",
  query: ["type", "email", "per_page"],
  since: "2.7",
  input: Schema.Struct({
    type: Schema.String,
    email: Schema.String,
    per_page: Schema.optionalKey(Schema.Number)
  }),
  success: Rows,
  pagination: { kind: "url", items: (page) => page.data }
})

/** A request as the server saw it. */
interface Seen {
  readonly method: string
  readonly version: string | undefined
  readonly url: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: { readonly [name: string]: unknown; readonly pagination?: Record<string, unknown> }
}

const seen = (request: HttpClientRequest.HttpClientRequest, url: URL): Seen => ({
  method: request.method,
  version: request.headers["intercom-version"],
  url: url.href,
  path: url.pathname,
  query: Object.fromEntries(url.searchParams),
  body: request.body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(request.body.body)) : {}
})

/** A client over a function from requests to JSON answers, and the requests it got. */
const serve = (
  answer: (request: Seen, index: number) => unknown,
  options: { readonly baseUrl?: string; readonly latency?: Duration.Input } = {}
) => {
  const requests: Array<Seen> = []
  let open = 0
  let mostOpen = 0
  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const index = requests.push(seen(request, url)) - 1
      mostOpen = Math.max(mostOpen, ++open)
      if (options.latency !== undefined) yield* Effect.sleep(options.latency)
      open--
      const value = answer(requests[index] ?? seen(request, url), index)
      const response = value instanceof Response ? value : Response.json(value)
      return HttpClientResponse.fromWeb(request, response)
    })
  )
  const layer = IntercomClient.layer({
    accessToken: "secret-token",
    baseUrl: options.baseUrl,
    pacing: false,
    retry: false
  }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, http)))
  return { requests, layer, mostOpen: () => mostOpen }
}

const rows = (from: number, to: number): ReadonlyArray<Row> =>
  Array.from({ length: to - from }, (_, index) => ({ id: String(from + index) }))

const ids = (items: ReadonlyArray<Row>): ReadonlyArray<string> => items.map(({ id }) => id)

/** A cursor list of `total` rows whose cursors are the offsets. */
const cursorList = (total: number) => (request: Seen) => {
  const parameters = request.body.pagination ?? request.query
  const size = Number(parameters["per_page"] ?? 20)
  const start = Number(parameters["starting_after"] ?? 0)
  const end = Math.min(start + size, total)
  return {
    data: rows(start, end),
    total_count: total,
    pages: { page: start / size + 1, per_page: size, ...(end < total && { next: { starting_after: String(end) } }) }
  }
}

/** A numbered list of `total` rows. */
const numberedList = (total: number) => (request: Seen) => {
  const size = Number(request.query["per_page"])
  const page = Number(request.query["page"] ?? 1)
  const start = (page - 1) * size
  return {
    data: rows(start, Math.min(start + size, total)),
    total_count: total,
    pages: { page, per_page: size, total_pages: Math.ceil(total / size), next: null }
  }
}

/** Lets time pass a second at a time. Bodies are read by promises, which the clock of the test does not wait for. */
const elapse = (seconds: number) =>
  Effect.forEach(
    Array.from({ length: seconds }),
    () => settle.pipe(Effect.andThen(TestClock.adjust("1 second")), Effect.andThen(settle)),
    { discard: true }
  )

const settle = Effect.promise(async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
})

const reasonOf = (effect: Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>) =>
  Effect.map(Effect.flip(effect), (error) => ({ error, reason: error.reason }))

const paginationErrorOf = (effect: Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>) =>
  Effect.map(reasonOf(effect), ({ error, reason }) => {
    assert(reason._tag === "PaginationError", `expected a PaginationError, got ${error.message}`)
    return { error, reason }
  })

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

describe("laziness", () => {
  it.effect("T34: one row of a million takes one request", () => {
    const { layer, requests } = serve(cursorList(1_000_000))
    return Effect.gen(function* () {
      const one = yield* Stream.runCollect(Stream.take(IntercomStream.items(contacts), 1))
      assert.deepStrictEqual(ids(one), ["0"])
      assert.strictEqual(requests.length, 1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("T34: a consumer that stalls stops the requests", () => {
    const { layer, requests } = serve(cursorList(1_000_000))
    return Effect.gen(function* () {
      const stalled = yield* Deferred.make<void>()
      const fiber = yield* IntercomStream.pages(contacts).pipe(
        Stream.runForEach(() =>
          requests.length === 3 ? Effect.andThen(Deferred.succeed(stalled, undefined), Effect.never) : Effect.void
        ),
        Effect.forkChild
      )
      yield* Deferred.await(stalled)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(requests.length, 3)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(requests.length, 3)
    }).pipe(Effect.provide(layer))
  })

  it.effect("T34: interruption ends a request under way and those behind it", () => {
    const { layer, requests } = serve(cursorList(1_000_000), { latency: "10 seconds" })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Stream.runDrain(IntercomStream.items(contacts, {}, { prefetch: 3 })))
      yield* elapse(25)
      const before = requests.length
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(requests.length, before)
    }).pipe(Effect.provide(layer))
  })

  it.effect("the same stream can be run again, from the beginning", () => {
    const { layer } = serve(cursorList(5))
    return Effect.gen(function* () {
      const stream = IntercomStream.items(contacts, {}, { perPage: 2, prefetch: 1 })
      const first = yield* Stream.runCollect(stream)
      const second = yield* Stream.runCollect(stream)
      assert.deepStrictEqual(second, first)
      assert.strictEqual(first.length, 5)
    }).pipe(Effect.provide(layer))
  })
})

describe("prefetch", () => {
  const readFirstPageAndWait = (stream: Stream.Stream<unknown, IntercomError, IntercomClient.IntercomClient>) =>
    Effect.gen(function* () {
      const fiber = yield* stream.pipe(
        Stream.runForEach(() => Effect.never),
        Effect.forkChild
      )
      yield* elapse(20)
      yield* Fiber.interrupt(fiber)
    })

  it.effect("fetches that many pages before they are asked for, and no more", () =>
    Effect.gen(function* () {
      for (const [list, prefetch] of [
        ["cursor", 0],
        ["cursor", 1],
        ["cursor", 3],
        ["numbered", 0],
        ["numbered", 3]
      ] as const) {
        const { layer, requests } = serve(list === "cursor" ? cursorList(10_000) : numberedList(5000), {
          latency: "1 second"
        })
        const stream =
          list === "cursor"
            ? IntercomStream.pages(contacts, {}, { prefetch })
            : IntercomStream.pages(companies, {}, { prefetch })
        yield* readFirstPageAndWait(stream).pipe(Effect.provide(layer))
        assert.strictEqual(requests.length, 1 + prefetch)
      }
    })
  )

  it.effect("keeps the order and hands out every row once", () =>
    Effect.gen(function* () {
      for (const total of [0, 1, 59, 60, 61, 600, 1000]) {
        const numbered = serve(numberedList(total), { latency: "1 second" })
        const cursors = serve(cursorList(total), { latency: "1 second" })
        for (const [stream, layer] of [
          [IntercomStream.items(companies, {}, { prefetch: 4 }), numbered.layer],
          [IntercomStream.items(contacts, {}, { perPage: 60, prefetch: 4 }), cursors.layer]
        ] as const) {
          const fiber = yield* Effect.forkChild(Stream.runCollect(stream).pipe(Effect.provide(layer)))
          yield* elapse(20)
          assert.deepStrictEqual(ids(yield* Fiber.join(fiber)), ids(rows(0, total)))
        }
        assert.strictEqual(numbered.requests.length, Math.max(1, Math.ceil(total / 60)))
      }
    })
  )

  it.effect("fetches numbered pages at the same time", () => {
    const { layer, mostOpen } = serve(numberedList(60 * 21), { latency: "1 second" })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Stream.runDrain(IntercomStream.items(companies, {}, { prefetch: 4 })))
      // One page to learn the total, then four rounds of five: the page that is waited for, and four ahead of it.
      yield* elapse(5)
      assert.isDefined(fiber.pollUnsafe())
      assert.strictEqual(mostOpen(), 5)
    }).pipe(Effect.provide(layer))
  })

  it.effect("reports the failure of a page after the rows before it", () => {
    const { layer } = serve((request, index) =>
      index === 3 ? Response.json({ errors: [] }, { status: 403 }) : cursorList(1000)(request)
    )
    return Effect.gen(function* () {
      const read: Array<Row> = []
      const { reason } = yield* reasonOf(
        IntercomStream.items(contacts, {}, { perPage: 10, prefetch: 5 }).pipe(
          Stream.runForEach((row) => Effect.sync(() => read.push(row)))
        )
      )
      assert.strictEqual(reason._tag, "Forbidden")
      assert.deepStrictEqual(ids(read), ids(rows(0, 30)))
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
