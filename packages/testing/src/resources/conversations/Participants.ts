/**
 * The contacts who take part in a conversation.
 *
 * @since 0.1.0
 */
import { Conversations } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import { authorOf } from "../admins/Seed.ts"
import type { Author } from "../../workspace/Author.ts"
import type { ConversationRecord } from "./Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { contactNamed } from "../contacts/Reference.ts"
import { userNotFound } from "../contacts/Routes.ts"
import { adminNotFound, adminOf } from "./Actions.ts"
import { withConversation } from "./Routes.ts"
import type { Call, Route } from "../Route.ts"

/** Who takes part already is not added again. */
const attach = (call: Call): Answer | Refusal =>
  withConversation(call, (conversation) => {
    const { customer } = call.body
    const contact = Predicate.isObject(customer) ? contactNamed(call.workspace, { ...customer }) : undefined
    if (contact === undefined) return userNotFound
    if (conversation.contacts.includes(contact.id)) return answer(call, conversation)
    return change(call, conversation, "participant_added", [...conversation.contacts, contact.id])
  })

const detach = (call: Call): Answer | Refusal =>
  withConversation(call, (conversation) => {
    const id = call.params["contact_id"] ?? ""
    if (!conversation.contacts.includes(id)) return userNotFound
    if (conversation.contacts.length === 1) {
      return refuse(422, "parameter_invalid", "Removing the last customer is not allowed")
    }
    const others = conversation.contacts.filter((other) => other !== id)
    return change(call, conversation, "participant_removed", others)
  })

/**
 * The routes of participants.
 *
 * @category routes
 * @since 0.1.0
 */
export const conversationParticipantRoutes: ReadonlyArray<Route> = [
  { operation: Conversations.attachContact, handle: attach },
  { operation: Conversations.detachContact, handle: detach }
]

const change = (
  call: Call,
  { id }: ConversationRecord,
  part_type: string,
  contacts: ReadonlyArray<string>
): Answer | Refusal => {
  const author = authorOfChange(call)
  if (isRefusal(author)) return author
  const changed = call.workspace.conversations.addPart(id, { part_type, body: null, author }, { contacts })
  return changed === undefined ? refuse(404, "not_found", "Resource Not Found") : answer(call, changed)
}

/** The first admin where the request names none. */
const authorOfChange = (call: Call): Author | Refusal => {
  const { admin_id } = call.body
  const admin = admin_id === undefined ? call.workspace.admins[0] : adminOf(call, admin_id)
  return admin === undefined ? adminNotFound : authorOf(admin)
}

const answer = ({ workspace }: Call, { contacts }: ConversationRecord): Answer => {
  const people = contacts.flatMap((id) => workspace.contacts.get(id) ?? [])
  return ok({ customers: people.map(({ id, role }) => ({ type: role, id })) })
}
