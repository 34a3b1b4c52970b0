/**
 * What people do in a conversation: reply, assign, close, open and snooze.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { authorOf } from "../admins/Seed.ts"
import { operator } from "../../workspace/Author.ts"
import type { AdminRecord } from "../admins/Record.ts"
import type { Author } from "../../workspace/Author.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { ConversationRecord, PartRecord } from "./Record.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { contactNamed } from "../contacts/Reference.ts"
import { userNotFound } from "../contacts/Routes.ts"
import { readAttachments } from "./Attachments.ts"
import { renderWithParts } from "./Render.ts"
import type { Call } from "../Route.ts"

/**
 * Adds what a contact or an admin writes.
 *
 * @category actions
 * @since 0.1.0
 */
export const reply = (call: Call, conversation: ConversationRecord): Answer | Refusal => {
  const { body, message_type, type } = call.body
  if (message_type !== "comment" && message_type !== "note" && message_type !== "quick_reply") {
    return invalid("message_type must be comment, note or quick_reply", "message_type")
  }
  if (message_type !== "quick_reply" && (typeof body !== "string" || body === "")) {
    return refuse(400, "parameter_not_found", "body can't be empty", "body")
  }
  const attachments = readAttachments(call.body)
  if (isRefusal(attachments)) return attachments
  const html = typeof body === "string" ? (body.startsWith("<") ? body : `<p>${body}</p>`) : null
  if (type === "admin") {
    const admin = adminOf(call, call.body["admin_id"])
    if (admin === undefined) return adminNotFound
    return act(
      call,
      conversation,
      { part_type: message_type, body: html, author: authorOf(admin), attachments },
      { waiting_since: null }
    )
  }
  if (type !== "user") return invalid("type must be user or admin", "type")
  if (message_type === "note") return invalid("only an admin can write a note", "message_type")
  const contact = contactNamed(call.workspace, call.body)
  if (contact === undefined) return userNotFound
  const reopened = conversation.state !== "open"
  return act(
    call,
    conversation,
    { part_type: reopened ? "open" : message_type, body: html, author: contactAuthor(contact), attachments },
    {
      state: "open",
      snoozed_until: null,
      read: false,
      waiting_since: conversation.waiting_since ?? call.workspace.now()
    }
  )
}

/**
 * Closes, opens, snoozes or assigns a conversation.
 *
 * @category actions
 * @since 0.1.0
 */
export const manage = (call: Call, conversation: ConversationRecord): Answer | Refusal => {
  const { assignee_id, body, message_type, snoozed_until, type } = call.body
  const admin = adminOf(call, call.body["admin_id"])
  if (admin === undefined) return adminNotFound
  const author = authorOf(admin)
  const html = typeof body === "string" && body !== "" ? `<p>${body}</p>` : null
  switch (message_type) {
    case "close":
      return act(call, conversation, { part_type: "close", body: html, author }, closed)
    case "open":
      return act(call, conversation, { part_type: "open", body: null, author }, { state: "open", snoozed_until: null })
    case "snoozed":
      if (typeof snoozed_until !== "number") return invalid("snoozed_until must be a Unix timestamp", "snoozed_until")
      return act(call, conversation, { part_type: "snoozed", body: null, author }, { state: "snoozed", snoozed_until })
    case "assignment": {
      const assignee = Predicate.isObjectOrArray(assignee_id) ? Number.NaN : Number(assignee_id)
      if (!Number.isInteger(assignee)) return invalid("assignee_id must be the id of an admin or a team", "assignee_id")
      // Zero takes the assignment back.
      const id = assignee === 0 ? null : assignee
      if (type === "team") return act(call, conversation, assigned("team", id, author, html), { team_assignee_id: id })
      if (id !== null && adminOf(call, id) === undefined) return adminNotFound
      return act(call, conversation, assigned("admin", id, author, html), { admin_assignee_id: id })
    }
    default:
      return invalid("message_type must be close, open, snoozed or assignment", "message_type")
  }
}

/**
 * Lets the assignment rules choose an assignee. A workspace without rules chooses nobody.
 *
 * @category actions
 * @since 0.1.0
 */
export const runAssignmentRules = (call: Call, conversation: ConversationRecord): Answer | Refusal =>
  act(
    call,
    conversation,
    {
      part_type: "default_assignment",
      body: null,
      author: operator,
      assigned_to: { type: "nobody_admin", id: null }
    },
    { admin_assignee_id: null, team_assignee_id: null }
  )

/**
 * A contact as the author of a message.
 *
 * @category constants
 * @since 0.1.0
 */
export const contactAuthor = ({ email, id, name, role }: ContactRecord): Author => ({ type: role, id, name, email })

const closed = { state: "closed", waiting_since: null, snoozed_until: null } as const

const assigned = (
  type: "admin" | "team",
  id: number | null,
  author: Author,
  body: string | null
): Partial<PartRecord> => ({
  part_type: "assignment",
  body,
  author,
  assigned_to: id === null ? null : { type, id: String(id) }
})

const act = (
  call: Call,
  conversation: ConversationRecord,
  part: Partial<PartRecord>,
  fields: Partial<ConversationRecord>
): Answer =>
  ok(renderWithParts(call, call.workspace.conversations.addPart(conversation.id, part, fields) ?? conversation))

/**
 * 404 for an admin that is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export const adminNotFound: Refusal = /*#__PURE__*/ refuse(404, "admin_not_found", "Admin not found")

/**
 * The admin with an id, undefined where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const adminOf = ({ workspace }: Call, id: unknown): AdminRecord | undefined =>
  workspace.admins.find((admin) => admin.id === textOf(id))
