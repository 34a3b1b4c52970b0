/**
 * A client over a function from requests to JSON, and operations whose lists it answers.
 */
import { IntercomClient, type IntercomError, Operation } from "@effect-intercom/core"
import { assert } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"

export interface Row {
  readonly id: string
}
export const Row: Schema.Codec<Row> = Schema.Struct({ id: Schema.String })

export const Rows = Schema.Struct({ data: Schema.Array(Row) })

export const contacts = Operation.paginated("contacts.list", {
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

export const search = Operation.paginated("contacts.search", {
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

export const companies = Operation.paginated("companies.list", {
  method: "POST",
  path: "/companies/list",
  query: ["page", "per_page"],
  idempotent: true,
  since: "2.7",
  input: Schema.Struct({ page: Schema.optionalKey(Schema.Number), per_page: Schema.optionalKey(Schema.Number) }),
  success: Rows,
  pagination: { kind: "page", maxPerPage: 60, items: (page) => page.data }
})

export const activities = Operation.paginated("adminActivity.search", {
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

export const events = Operation.paginated("events.list", {
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
export interface Seen {
  readonly method: string
  readonly version: string | undefined
  readonly url: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: { readonly [name: string]: unknown; readonly pagination?: Record<string, unknown> }
}

export const seen = (request: HttpClientRequest.HttpClientRequest, url: URL): Seen => ({
  method: request.method,
  version: request.headers["intercom-version"],
  url: url.href,
  path: url.pathname,
  query: Object.fromEntries(url.searchParams),
  body: request.body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(request.body.body)) : {}
})

/** A client over a function from requests to JSON answers, and the requests it got. */
export const serve = (
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

export const rows = (from: number, to: number): ReadonlyArray<Row> =>
  Array.from({ length: to - from }, (_, index) => ({ id: String(from + index) }))

export const ids = (items: ReadonlyArray<Row>): ReadonlyArray<string> => items.map(({ id }) => id)

/** A cursor list of `total` rows whose cursors are the offsets. */
export const cursorList = (total: number) => (request: Seen) => {
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
export const numberedList = (total: number) => (request: Seen) => {
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
export const elapse = (seconds: number) =>
  Effect.forEach(
    Array.from({ length: seconds }),
    () => settle.pipe(Effect.andThen(TestClock.adjust("1 second")), Effect.andThen(settle)),
    { discard: true }
  )

export const settle = Effect.promise(async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
})

export const reasonOf = (effect: Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>) =>
  Effect.map(Effect.flip(effect), (error) => ({ error, reason: error.reason }))

export const paginationErrorOf = (effect: Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>) =>
  Effect.map(reasonOf(effect), ({ error, reason }) => {
    assert(reason._tag === "PaginationError", `expected a PaginationError, got ${error.message}`)
    return { error, reason }
  })
