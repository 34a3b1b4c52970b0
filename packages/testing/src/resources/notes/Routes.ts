/**
 * The notes endpoints.
 *
 * @since 0.1.0
 */
import { Notes } from "@effect-intercom/resources"
import type { Noted, NoteRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { withCompany } from "../companies/Routes.ts"
import { withContact } from "../contacts/Routes.ts"
import { asHtml } from "../../route/Html.ts"
import * as Pages from "../../route/Pages.ts"
import { renderNoteAuthor } from "../admins/Routes.ts"
import { actingAdmin } from "../admins/Teammate.ts"
import type { Call, Route } from "../Route.ts"

const limits: Pages.PageLimits = { defaultPerPage: 50, maxPerPage: 150 }

const list = (call: Call, path: string, noted: Noted): Answer | Refusal => {
  const request = Pages.numberFromQuery(call, limits)
  if (isRefusal(request)) return request
  const notes = call.workspace.notes.on(noted)
  const start = Pages.offsetOf(request)
  return ok({
    type: "list",
    data: notes.slice(start, start + request.perPage).map((note) => renderNote(call, note)),
    total_count: notes.length,
    pages: Pages.numbered(call, path, request, notes.length)
  })
}

const create = (call: Call, on: Noted): Answer | Refusal => {
  const {
    body: { admin_id, body },
    workspace
  } = call
  if (typeof body !== "string" || body === "") return refuse(400, "parameter_not_found", "body can't be empty", "body")
  const author = actingAdmin(workspace, admin_id)
  if (isRefusal(author)) return author
  return ok(renderNote(call, workspace.notes.add({ on, author: author.id, body: asHtml(body) })))
}

const get = (call: Call): Answer | Refusal => {
  const note = call.workspace.notes.get(call.params["id"] ?? "")
  return note === undefined ? refuse(404, "not_found", "Resource Not Found") : ok(renderNote(call, note))
}

/**
 * The routes of notes.
 *
 * @category routes
 * @since 0.1.0
 */
export const noteRoutes: ReadonlyArray<Route> = [
  {
    operation: Notes.listForContact,
    handle: (call) => withContact(call, ({ id }) => list(call, `/contacts/${id}/notes`, { type: "contact", id }))
  },
  {
    operation: Notes.createForContact,
    handle: (call) => withContact(call, ({ id }) => create(call, { type: "contact", id }))
  },
  {
    operation: Notes.listForCompany,
    handle: (call) => withCompany(call, ({ id }) => list(call, `/companies/${id}/notes`, { type: "company", id }))
  },
  {
    operation: Notes.createForCompany,
    handle: (call) => withCompany(call, ({ id }) => create(call, { type: "company", id }))
  },
  { operation: Notes.get, handle: get }
]

const renderNote = ({ version, workspace }: Call, { author, body, created_at, id, on }: NoteRecord): JsonObject => {
  const admin = workspace.admins.find((admin) => admin.id === author)
  return {
    type: "note",
    id,
    created_at,
    [on.type]: { ...on },
    author: admin === undefined ? null : renderNoteAuthor(version, admin),
    body
  }
}
