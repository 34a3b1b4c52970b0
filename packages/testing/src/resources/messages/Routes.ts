/**
 * The messages endpoints.
 *
 * @since 0.1.0
 */
import { Messages } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import { authorOf } from "../admins/Seed.ts"
import type { AdminRecord } from "../admins/Record.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { MessageRecord } from "./State.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { isDate, textOf } from "../../route/Body.ts"
import { userNotFound } from "../contacts/Routes.ts"
import { contactAuthor } from "../conversations/Actions.ts"
import { asHtml } from "../../route/Html.ts"
import { renderTeammate } from "../admins/Teammate.ts"
import type { Call, Route } from "../Route.ts"
import { isSince } from "../../route/Since.ts"
import { getWhatsAppStatus, listStatuses } from "./WhatsApp.ts"

const create = (call: Call): Answer | Refusal => {
  const { from } = call.body
  if (!Predicate.hasProperty(from, "type") || !Predicate.hasProperty(from, "id")) {
    return refuse(400, "parameter_not_found", "from can't be empty", "from")
  }
  if (from.type !== "admin") {
    const contact = call.workspace.contacts.get(textOf(from.id))
    return contact === undefined ? userNotFound : sendAsContact(call, contact)
  }
  const admin = call.workspace.admins.find(({ id }) => id === textOf(from.id))
  return admin === undefined ? refuse(404, "admin_not_found", "Admin not found") : sendAsAdmin(call, admin)
}

/**
 * The routes of messages.
 *
 * @category routes
 * @since 0.1.0
 */
export const messageRoutes: ReadonlyArray<Route> = [
  { operation: Messages.create, handle: create },
  { operation: Messages.listStatuses, handle: listStatuses },
  { operation: Messages.getWhatsAppStatus, handle: getWhatsAppStatus }
]

/** What a contact sends begins a conversation at once. */
const sendAsContact = ({ body: { body }, workspace }: Call, contact: ContactRecord): Answer | Refusal => {
  if (typeof body !== "string" || body === "") return bodyRequired
  const now = workspace.now()
  const id = String(603_918_320 + workspace.nextNumber())
  const conversation = workspace.conversations.add({
    created_at: now,
    contacts: [contact.id],
    waiting_since: now,
    source: {
      type: "conversation",
      id,
      delivered_as: "customer_initiated",
      subject: "",
      body: asHtml(body),
      author: contactAuthor(contact),
      url: null
    }
  })
  const shown = { created_at: now, body, message_type: "inapp", conversation_id: conversation.id }
  return ok({ type: "user_message", id, ...shown })
}

const sendAsAdmin = (call: Call, admin: AdminRecord): Answer | Refusal => {
  const { body: given, version, workspace } = call
  const { body, create_conversation_without_contact_reply: converses, created_at, subject, template } = given
  const messageType = messageTypes[textOf(given["message_type"] ?? "in_app")]
  if (messageType === undefined) {
    return invalid("message_type must be in_app, email, sms or whatsapp", "message_type")
  }
  const isTemplate = messageType === "whatsapp" && typeof template === "string"
  if (!isTemplate && (typeof body !== "string" || body === "")) return bodyRequired
  if (messageType === "email" && (typeof subject !== "string" || subject === "")) {
    return refuse(422, "parameter_not_found", "An e-mail needs a subject", "subject")
  }
  const recipients = recipientsOf(call, given["to"])
  if (isRefusal(recipients)) return recipients
  const text = typeof body === "string" ? body : ""
  if (typeof created_at === "number" && !isDate(created_at)) {
    return invalid("created_at must be a Unix timestamp", "created_at")
  }
  const at = typeof created_at === "number" && isSince(version, "2.11") ? created_at : workspace.now()
  const to = recipients.map(({ id }) => id)
  for (const id of to) workspace.contacts.update(id, { last_contacted_at: at })
  const begins = converses === true || messageType === "whatsapp"
  const id = String(603_918_320 + workspace.nextNumber())
  const message = workspace.messages.add({
    id,
    created_at: at,
    message_type: messageType,
    subject: typeof subject === "string" ? subject : text,
    body: text,
    from: admin.id,
    to,
    conversation_id: begins ? beginConversation(workspace, id, admin, to, text, at) : null,
    template: isTemplate ? template : null
  })
  return ok(renderMessage(workspace, message))
}

const messageTypes: Readonly<Record<string, MessageRecord["message_type"]>> = {
  in_app: "inapp",
  inapp: "inapp",
  conversation: "inapp",
  email: "email",
  sms: "sms",
  whatsapp: "whatsapp"
}

const bodyRequired: Refusal = /*#__PURE__*/ invalid("body can't be empty", "body")

/** One recipient up to 2.13, several since. People reached by phone need not be known. */
const recipientsOf = ({ version, workspace }: Call, to: unknown): ReadonlyArray<ContactRecord> | Refusal => {
  if (to === undefined || to === null) return refuse(400, "parameter_not_found", "to can't be empty", "to")
  if (Array.isArray(to) && !isSince(version, "2.14")) return invalid("to must be an object", "to")
  const recipients: Array<ContactRecord> = []
  for (const recipient of Array.isArray(to) ? to : [to]) {
    if (!Predicate.isObject(recipient)) return invalid("a recipient must be an object", "to")
    const contact = contactOf(workspace, Object.fromEntries(Object.entries(recipient)))
    if (contact === undefined) return userNotFound
    recipients.push(contact)
  }
  return recipients
}

const contactOf = (
  { contacts }: Workspace,
  { email, id, name, phone, user_id }: Readonly<Record<string, unknown>>
): ContactRecord | undefined => {
  if (typeof id === "string") return contacts.get(id)
  if (typeof user_id === "string") return contacts.findByExternalId(user_id)
  if (typeof email === "string") return contacts.findUserByEmail(email)
  if (typeof phone !== "number" && typeof phone !== "string") return undefined
  return contacts.add({ role: "lead", phone: textOf(phone), name: typeof name === "string" ? name : null })
}

const beginConversation = (
  workspace: Workspace,
  messageId: string,
  admin: AdminRecord,
  contacts: ReadonlyArray<string>,
  body: string,
  created_at: number
): string => {
  const source = {
    type: "conversation",
    id: messageId,
    delivered_as: "admin_initiated",
    subject: "",
    body: asHtml(body),
    author: authorOf(admin),
    url: null
  }
  return workspace.conversations.add({ created_at, contacts, source, waiting_since: null }).id
}

const renderMessage = (workspace: Workspace, message: MessageRecord): JsonObject => ({
  type: "admin_message",
  id: message.id,
  created_at: message.created_at,
  subject: message.subject,
  body: message.body,
  message_type: message.message_type,
  ...(message.conversation_id === null ? {} : { conversation_id: message.conversation_id }),
  ...(isOwned(workspace, message) ? { owner: renderTeammate(workspace, message.from) } : {})
})

const isOwned = ({ admins }: Workspace, { from }: MessageRecord): boolean => admins.some(({ id }) => id === from)
