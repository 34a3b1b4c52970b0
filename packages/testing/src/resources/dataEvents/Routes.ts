/**
 * The data events endpoints.
 *
 * @since 0.1.0
 */
import { DataEvents } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import type { DataEventRecord, EventSummaryRecord } from "./Record.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { Json, JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { isDate } from "../../route/Body.ts"
import { userNotFound } from "../contacts/Routes.ts"
import type { Call, Route } from "../Route.ts"

/** Events older than this cannot be listed, only counted. In seconds. */
const horizon = 90 * 86_400

const defaultPerPage = 50
const maxPerPage = 150

/** How many keys of an event's metadata are kept. */
const metadataLimit = 10

const create = ({ body, workspace }: Call): Answer | Refusal => {
  const { created_at, event_name, metadata } = body
  if (typeof event_name !== "string" || event_name === "") {
    return refuse(400, "parameter_not_found", "event_name can't be empty", "event_name")
  }
  if (typeof created_at !== "number" || !Number.isInteger(created_at) || !isDate(created_at)) {
    return invalid("created_at must be a Unix timestamp", "created_at")
  }
  const contact = contactOf(workspace, { id: body["id"], user_id: body["user_id"], email: body["email"] })
  if (contact === undefined) return userNotFound
  const entries = Predicate.isObject(metadata) ? Object.entries(metadata) : []
  workspace.dataEvents.add(contact.id, {
    event_name,
    created_at,
    // Type boundary: the entries of an object that was parsed from JSON.
    metadata: Object.fromEntries(entries.slice(0, metadataLimit)) as JsonObject
  })
  return { status: 202, body: undefined }
}

const createSummaries = ({ body, workspace }: Call): Answer | Refusal => {
  const contact = contactOf(workspace, { user_id: body["user_id"] })
  if (contact === undefined) return userNotFound
  const given: unknown = body["event_summaries"]
  for (const entry of Array.isArray(given) ? given : [given]) {
    const summary = readSummary(entry, workspace.now())
    if (isRefusal(summary)) return summary
    workspace.dataEvents.addSummary(contact.id, summary)
  }
  return { status: 200, body: undefined }
}

const list = (call: Call): Answer | Refusal => {
  const { query, workspace } = call
  if (query.get("type") !== "user") return invalid("type must be user", "type")
  const contact = contactOf(workspace, {
    id: query.get("intercom_user_id"),
    user_id: query.get("user_id"),
    email: query.get("email")
  })
  if (contact === undefined) return userNotFound
  if (query.get("summary") === "true") return ok(summaryOf(workspace, contact))
  const perPage = Number(query.get("per_page") ?? defaultPerPage)
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > maxPerPage) {
    return invalid(`per_page must be between 1 and ${maxPerPage}`, "per_page")
  }
  const oldest = workspace.now() - horizon
  const events = workspace.dataEvents.of(contact.id).filter(({ created_at }) => created_at >= oldest)
  const after = query.get("after")
  const start = after === null ? 0 : events.findIndex(({ id }) => id === after) + 1
  const page = events.slice(start, start + perPage)
  const last = start + perPage < events.length ? page.at(-1) : undefined
  return ok({
    type: "event.list",
    events: page.map((event) => renderEvent(contact, event)),
    pages: { next: last === undefined ? "" : nextUrl(call, last) }
  })
}

/**
 * The routes of data events.
 *
 * @category routes
 * @since 0.1.0
 */
export const dataEventRoutes: ReadonlyArray<Route> = [
  { operation: DataEvents.list, handle: list },
  { operation: DataEvents.create, handle: create },
  { operation: DataEvents.createSummaries, handle: createSummaries }
]

const contactOf = (
  { contacts }: Workspace,
  { email, id, user_id }: { readonly id?: unknown; readonly user_id?: unknown; readonly email?: unknown }
): ContactRecord | undefined => {
  if (typeof id === "string") return contacts.get(id)
  if (typeof user_id === "string") return contacts.findByExternalId(user_id)
  return typeof email === "string" ? contacts.findUserByEmail(email) : undefined
}

const nextUrl = ({ origin, query }: Call, { id }: DataEventRecord): string => {
  const next = new URLSearchParams(query)
  next.set("after", id)
  return `${origin}/events?${next}`
}

const renderEvent = (contact: ContactRecord, event: DataEventRecord): Json => ({
  type: "event",
  event_name: event.event_name,
  created_at: event.created_at,
  id: event.id,
  ...identity(contact),
  metadata: event.metadata
})

const identity = ({ email, external_id, id }: ContactRecord): JsonObject => ({
  ...(external_id === null ? {} : { user_id: external_id }),
  intercom_user_id: id,
  ...(email === null ? {} : { email })
})

const summaryOf = ({ dataEvents }: Workspace, contact: ContactRecord): JsonObject => ({
  type: "event.summary",
  ...identity(contact),
  events: dataEvents.summariesOf(contact.id).map(({ count, first, last, name }) => ({
    name,
    first: new Date(first * 1000).toISOString(),
    last: new Date(last * 1000).toISOString(),
    count,
    description: ""
  })),
  pages: { next: "" }
})

const readSummary = (value: unknown, now: number): EventSummaryRecord | Refusal => {
  const fields: Readonly<Record<string, unknown>> = Predicate.isObject(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
  const { count, event_name, first, last } = fields
  if (typeof event_name !== "string" || event_name === "") {
    return refuse(400, "parameter_not_found", "event_name can't be empty", "event_summaries")
  }
  if ([first, last].some((time) => typeof time === "number" && !isDate(time))) {
    return invalid("first and last must be Unix timestamps", "event_summaries")
  }
  return {
    name: event_name,
    count: typeof count === "number" ? count : 1,
    first: typeof first === "number" ? first : now,
    last: typeof last === "number" ? last : now
  }
}
