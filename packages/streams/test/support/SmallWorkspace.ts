/**
 * A workspace of a few lines for tests of exports: every record is at hand, and a hook sees each request first.
 */
import { IntercomClient } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"

export type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly updated_at: number }

export interface Workspace {
  contacts: Array<Row>
  companies: Array<Row>
  conversations: Array<Row>
  admins: Array<unknown>
  /** Seconds between UTC and the workspace's clock. */
  offset: number
  appId: string
}

export interface Received {
  readonly number: number
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What a hook may answer with instead of the workspace. */
export type Hook = (request: Received) => Effect.Effect<Response | undefined>

export const row = (id: string, updatedAt: number, more: object = {}): Row => ({
  id,
  created_at: updatedAt,
  updated_at: updatedAt,
  ...more
})

export const rows = (count: number, make: (index: number) => Row): Array<Row> =>
  Array.from({ length: count }, (_, index) => make(index))

export const conversation = (id: string, updatedAt: number, parts: number, total = parts): Row =>
  row(id, updatedAt, {
    type: "conversation",
    conversation_parts: {
      type: "conversation_part.list",
      conversation_parts: Array.from({ length: Math.min(parts, 500) }, (_, index) => ({
        id: `${id}-${index}`,
        body: "…"
      })),
      total_count: total
    }
  })

export const workspace = (given: Partial<Workspace> = {}): Workspace => ({
  contacts: [],
  companies: [],
  conversations: [],
  admins: [],
  offset: 0,
  appId: "app1",
  ...given
})

export const serve = (space: Workspace, hook: Hook = () => Effect.undefined) => {
  const received: Array<Received> = []
  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const read = {
        number: received.length + 1,
        method: request.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        body: bodyOf(request)
      }
      received.push(read)
      const response = (yield* hook(read)) ?? answer(space, url, read.body)
      return HttpClientResponse.fromWeb(request, response)
    })
  )
  const client = (version: "2.15" | "2.16" | "2.17" | "Preview" = "2.16", baseUrl?: string) =>
    IntercomClient.layer({ accessToken: "secret-token", version, pacing: false, retry: false, baseUrl }).pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
    )
  return { received, client }
}

export const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } })

export const failure = (status: number, code: string): Response =>
  json({ type: "error.list", errors: [{ code, message: code }] }, status)

const answer = (space: Workspace, url: URL, body: unknown): Response => {
  const path = url.pathname
  if (path === "/me") return json({ type: "admin", id: "1", app: { id_code: space.appId } })
  if (path === "/admins") return json({ type: "admin.list", admins: space.admins })
  if (path === "/contacts") return page("data", space.contacts, url.searchParams)
  if (path === "/contacts/search") return search("data", space.contacts, body, space.offset, 86_400)
  if (path === "/conversations") return page("conversations", space.conversations.map(summary), url.searchParams)
  if (path === "/conversations/search") return search("conversations", space.conversations.map(summary), body, 0, 1)
  if (path === "/companies/scroll") return scroll(space.companies, url.searchParams.get("scroll_param"))
  const [, kind, id] = /^\/(contacts|companies|conversations)\/(.+)$/.exec(path) ?? []
  const held = kind === "contacts" ? space.contacts : kind === "companies" ? space.companies : space.conversations
  const found = held.find((candidate) => candidate.id === id)
  return found === undefined ? failure(404, "not_found") : json(found)
}

const summary = (whole: Row): Row => ({ ...whole, conversation_parts: undefined })

const page = (key: string, all: ReadonlyArray<Row>, parameters: URLSearchParams): Response => {
  const size = Number(parameters.get("per_page") ?? 20)
  const start = Number(parameters.get("starting_after") ?? 0)
  return json({
    type: "list",
    [key]: all.slice(start, start + size),
    total_count: all.length,
    pages: {
      type: "pages",
      page: 1,
      per_page: size,
      total_pages: Math.ceil(all.length / size),
      ...next(all, start, size)
    }
  })
}

const next = (all: ReadonlyArray<Row>, start: number, size: number) =>
  start + size < all.length ? { next: { page: 2, starting_after: String(start + size) } } : {}

/** Times compare by units of `unit` seconds on the workspace's clock, as contacts' by whole days. */
const search = (key: string, all: ReadonlyArray<Row>, body: unknown, offset: number, unit: number): Response => {
  const { pagination, query } = body as {
    pagination?: { per_page?: number; starting_after?: string }
    query: Filter | { operator: "AND"; value: Array<Filter> }
  }
  const filters = query.operator === "AND" ? query.value : [query]
  if (filters.some(({ operator }) => operator !== ">" && operator !== "<")) return failure(400, "invalid_operator")
  const unitOf = (seconds: number) => Math.floor((seconds + offset) / unit)
  const found = all
    .filter((candidate) =>
      filters.every(({ operator, value }) =>
        operator === ">" ? unitOf(candidate.updated_at) > unitOf(value) : unitOf(candidate.updated_at) < unitOf(value)
      )
    )
    .toSorted((one, other) => one.updated_at - other.updated_at)
  const parameters = new URLSearchParams({ per_page: String(pagination?.per_page ?? 20) })
  if (pagination?.starting_after !== undefined) parameters.set("starting_after", pagination.starting_after)
  return page(key, found, parameters)
}

interface Filter {
  readonly field: "updated_at"
  readonly operator: ">" | "<"
  readonly value: number
}

/** Stateless: the parameter tells how far it is, which a real one does not. */
const scroll = (all: ReadonlyArray<Row>, parameter: string | null): Response => {
  const start = parameter === null || parameter === "" ? 0 : Number(parameter)
  return json({
    type: "list",
    data: all.slice(start, start + 100),
    pages: null,
    total_count: all.length,
    scroll_param: String(start + 100)
  })
}

const bodyOf = (request: HttpClientRequest.HttpClientRequest): unknown =>
  request.body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(request.body.body)) : undefined
