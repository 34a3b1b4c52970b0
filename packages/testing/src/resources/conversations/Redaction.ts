/**
 * Messages that are blanked for good.
 *
 * @since 0.1.0
 */
import { Conversations } from "@effect-intercom/resources"
import { type Answer, invalid, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { renderWithParts } from "./Render.ts"
import type { Call, Route } from "../Route.ts"

/** Blanks a part, or the message the conversation began with. */
const redact = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const { conversation_id, conversation_part_id, source_id, type } = body
  if (type !== "conversation_part" && type !== "source") {
    return invalid("type must be conversation_part or source", "type")
  }
  const conversation = workspace.conversations.get(textOf(conversation_id))
  if (conversation === undefined) return partNotFound
  if (type === "source") {
    if (conversation.source === null || textOf(source_id) !== conversation.source.id) return partNotFound
    const source = { ...conversation.source, redacted: true }
    return ok(renderWithParts(call, workspace.conversations.update(conversation.id, { source }) ?? conversation))
  }
  const changed = workspace.conversations.updatePart(conversation.id, textOf(conversation_part_id), { redacted: true })
  return changed === undefined ? partNotFound : ok(renderWithParts(call, changed))
}

/**
 * The routes of redaction.
 *
 * @category routes
 * @since 0.1.0
 */
export const conversationRedactionRoutes: ReadonlyArray<Route> = [{ operation: Conversations.redact, handle: redact }]

const partNotFound: Refusal = /*#__PURE__*/ refuse(
  404,
  "conversation_part_or_message_not_found",
  "Conversation part or message not found"
)
