/**
 * What became of the WhatsApp messages of a workspace.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "../../workspace/Record.ts"
import type { MessageRecord } from "./State.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import * as Cursor from "../../route/Cursor.ts"
import * as Pages from "../../route/Pages.ts"
import type { Call, Route } from "../Route.ts"

/** Seconds until a message arrives. */
const deliveryTime = 2

/**
 * The WhatsApp messages of a ruleset, latest first. A message that was sent by itself is a ruleset of its own.
 *
 * @category actions
 * @since 0.1.0
 */
export const listStatuses: Route["handle"] = (call: Call): Answer | Refusal => {
  const ruleset = call.query.get("ruleset_id")
  if (ruleset === null || ruleset === "") return plainError("ruleset_id is required")
  const request = Pages.fromQuery(call, { defaultPerPage: 50, maxPerPage: 100 })
  if (isRefusal(request)) return request
  const { cursor, perPage } = request
  const all = call.workspace.messages.all().filter((message) => isWhatsApp(message) && message.id === ruleset)
  const events = all.toReversed()
  const start = cursor === undefined ? 0 : events.findIndex(({ id }) => id === cursor.after.id) + 1
  const page = events.slice(start, start + perPage)
  const last = start + perPage < events.length ? page.at(-1) : undefined
  const next = (cursor?.page ?? 1) + 1
  return ok({
    type: "list",
    ruleset_id: ruleset,
    pages: {
      type: "pages",
      per_page: perPage,
      total_pages: Math.ceil(events.length / perPage),
      ...(last === undefined
        ? {}
        : { next: { starting_after: Cursor.encode({ after: { value: last.created_at, id: last.id }, page: next }) } })
    },
    total_count: events.length,
    events: page.map((message) => ({
      id: message.id,
      ...renderStatus(call, message),
      user_id: message.to[0] ?? "",
      whatsapp_message_id: whatsAppId(message)
    }))
  })
}

/**
 * The state of one WhatsApp message.
 *
 * @category actions
 * @since 0.1.0
 */
export const getWhatsAppStatus: Route["handle"] = (call: Call): Answer | Refusal => {
  const id = call.query.get("message_id")
  if (id === null || id === "") return plainError("message_id is required")
  const message = call.workspace.messages.all().find((message) => isWhatsApp(message) && whatsAppId(message) === id)
  return message === undefined
    ? refuse(404, "whatsapp_message_not_found", "Whatsapp message not found")
    : ok({ ...renderStatus(call, message), message_id: id })
}

const isWhatsApp = ({ message_type }: MessageRecord): boolean => message_type === "whatsapp"

const whatsAppId = ({ id }: MessageRecord): string => `wamid_${id.padStart(8, "0")}`

const renderStatus = ({ workspace }: Call, message: MessageRecord): JsonObject => {
  const arrived = workspace.now() >= message.created_at + deliveryTime
  return {
    conversation_id: message.conversation_id ?? "",
    status: arrived ? "delivered" : "sent",
    type: "broadcast_outbound",
    created_at: message.created_at,
    updated_at: arrived ? message.created_at + deliveryTime : message.created_at,
    template_name: message.template ?? ""
  }
}

/** These endpoints say what is missing in a shape of their own. */
const plainError = (message: string): Answer => ({ status: 400, body: { type: "error", message } })
