/**
 * The conversations endpoints.
 *
 * @since 0.1.0
 */
import { Conversations } from "@effect-intercom/resources"
import { conversationFields } from "./Search.ts"
import type { Field } from "../../workspace/Field.ts"
import type { ConversationRecord, SourceRecord } from "./Record.ts"
import type { Selection } from "../../workspace/Selection.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { userNotFound } from "../contacts/Routes.ts"
import { isCustomAttributes, refusalOf } from "../dataAttributes/Input.ts"
import { contactNamed } from "../contacts/Reference.ts"
import { contactAuthor, manage, reply, runAssignmentRules } from "./Actions.ts"
import * as Pages from "../../route/Pages.ts"
import { type DisplayAs, renderConversation, renderWithParts } from "./Render.ts"
import type { Call, Route } from "../Route.ts"
import { readSearch } from "../../search/Request.ts"

const limits: Pages.PageLimits = { defaultPerPage: 20, maxPerPage: 150 }

const list = (call: Call): Answer | Refusal => {
  const page = Pages.fromQuery(call, limits)
  return isRefusal(page) ? page : answerPage(call, latestFirst, page)
}

const search = (call: Call): Answer | Refusal => {
  const { inclusiveBounds } = call.workspace.settings
  const dialect = {
    fields: conversationFields,
    dates: { days: undefined, inclusive: inclusiveBounds, orEqual: false },
    orEqual: false
  }
  const found = readSearch(call, dialect, "updated_at", limits)
  return isRefusal(found) ? found : answerPage(call, found.selection, found.page)
}

const get = (call: Call): Answer | Refusal => {
  const displayAs = displayOf(call)
  return isRefusal(displayAs)
    ? displayAs
    : withConversation(call, (conversation) => ok(renderWithParts(call, conversation, displayAs.as)))
}

const create = ({ body, workspace }: Call): Answer | Refusal => {
  const { body: text, from } = body
  const sender = typeof from === "object" && from !== null && "id" in from ? from.id : undefined
  if (typeof sender !== "string") return invalid("from must name the contact who writes", "from")
  if (typeof text !== "string" || text === "") return refuse(400, "parameter_not_found", "body can't be empty", "body")
  const contact = workspace.contacts.get(sender)
  if (contact === undefined) return userNotFound
  const now = workspace.now()
  const source: SourceRecord = {
    type: "conversation",
    id: String(603_918_320 + workspace.nextNumber()),
    delivered_as: "customer_initiated",
    subject: "",
    body: `<p>${text}</p>`,
    author: contactAuthor(contact),
    url: null
  }
  const conversation = workspace.conversations.add({
    created_at: now,
    contacts: [contact.id],
    waiting_since: now,
    source
  })
  return ok({
    type: "user_message",
    id: source.id,
    created_at: now,
    body: text,
    message_type: "inapp",
    conversation_id: conversation.id
  })
}

const update = (call: Call): Answer | Refusal =>
  withConversation(call, (conversation) => {
    const { custom_attributes, read, title } = call.body
    if (custom_attributes !== undefined && !isCustomAttributes(custom_attributes)) {
      return invalid("must be an object of attributes", "custom_attributes")
    }
    const refused = refusalOf(call.workspace, "conversation", custom_attributes)
    if (refused !== undefined) return refused
    const changed = call.workspace.conversations.update(conversation.id, {
      ...(typeof read === "boolean" ? { read } : {}),
      ...(typeof title === "string" ? { title } : {}),
      ...(custom_attributes === undefined
        ? {}
        : { custom_attributes: { ...conversation.custom_attributes, ...custom_attributes } })
    })
    return ok(renderWithParts(call, changed ?? conversation))
  })

const remove = (call: Call): Answer | Refusal =>
  withConversation(call, ({ id }) => {
    call.workspace.conversations.remove(id)
    return ok({ id, object: "conversation", deleted: true })
  })

const listDeleted = (call: Call): Answer | Refusal => {
  const request = Pages.numberFromQuery(call, { defaultPerPage: 20, maxPerPage: 60 })
  if (isRefusal(request)) return request
  const order = call.query.get("order") ?? "desc"
  if (order !== "asc" && order !== "desc") return invalid("order must be asc or desc", "order")
  const deleted = call.workspace.conversations.deleted()
  const start = Pages.offsetOf(request)
  const rows = (order === "asc" ? deleted.toReversed() : deleted).slice(start, start + request.perPage)
  return ok({
    type: "conversations.list",
    total_count: deleted.length,
    pages: Pages.numbered(call, "/conversations/deleted", request, deleted.length),
    conversations: rows.map((row) => ({ type: "conversation", ...row, metrics_retained: false }))
  })
}

/**
 * The routes of conversations.
 *
 * @category routes
 * @since 0.1.0
 */
export const conversationRoutes: ReadonlyArray<Route> = [
  { operation: Conversations.list, handle: list },
  { operation: Conversations.create, handle: create },
  { operation: Conversations.search, handle: search },
  { operation: Conversations.listDeleted, handle: listDeleted },
  { operation: Conversations.get, handle: get },
  { operation: Conversations.update, handle: update },
  { operation: Conversations.delete, handle: remove },
  {
    operation: Conversations.reply,
    handle: (call) => withRepliedTo(call, (conversation) => reply(call, conversation))
  },
  {
    operation: Conversations.manage,
    handle: (call) => withConversation(call, (conversation) => manage(call, conversation))
  },
  {
    operation: Conversations.runAssignmentRules,
    handle: (call) => withConversation(call, (conversation) => runAssignmentRules(call, conversation))
  }
]

/**
 * Runs `use` with the conversation of the path, and refuses where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const withConversation = (
  { params, workspace }: Call,
  use: (conversation: ConversationRecord) => Answer | Refusal
): Answer | Refusal => {
  const conversation = workspace.conversations.get(params["conversation_id"] ?? params["id"] ?? "")
  return conversation === undefined ? refuse(404, "not_found", "Resource Not Found") : use(conversation)
}

/** A contact may reply to `last`: the conversation it was in last. */
const withRepliedTo = (call: Call, use: (conversation: ConversationRecord) => Answer | Refusal): Answer | Refusal => {
  if (call.params["id"] !== "last") return withConversation(call, use)
  const contact = contactNamed(call.workspace, call.body)
  if (contact === undefined) return userNotFound
  const own: Selection<ConversationRecord> = {
    ...latestFirst,
    key: `of contact ${contact.id} by updated_at`,
    matches: (read) => {
      const contacts = read(participants)
      return Array.isArray(contacts) && contacts.includes(contact.id)
    }
  }
  const [last] = call.workspace.conversations.page(own, { limit: 1, now: call.workspace.now() }).rows
  return last === undefined ? refuse(404, "not_found", "Resource Not Found") : use(last)
}

const participants: Field<ConversationRecord> = { name: "contact_ids", type: "list", of: ({ contacts }) => contacts }

const displayOf = ({ query }: Call): { readonly as: DisplayAs } | Refusal => {
  const displayAs = query.get("display_as")
  if (displayAs === null || displayAs === "html") return { as: "html" }
  return displayAs === "plaintext" ? { as: "plaintext" } : invalid("display_as must be html or plaintext", "display_as")
}

const latestFirst: Selection<ConversationRecord> = {
  key: "all by updated_at",
  matches: undefined,
  sort: conversationFields("updated_at") ?? { name: "updated_at", type: "date", of: ({ updated_at }) => updated_at },
  order: "descending",
  indexed: false
}

const answerPage = (call: Call, selection: Selection<ConversationRecord>, request: Pages.CursorRequest): Answer => {
  const { pages, rows, total_count } = Pages.byCursor(call.workspace, call.workspace.conversations, selection, request)
  return ok({
    type: "conversation.list",
    pages,
    total_count,
    conversations: rows.map((conversation) => renderConversation(call, conversation))
  })
}
