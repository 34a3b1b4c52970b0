/**
 * What teammates do beside a conversation: the threads they begin from it, and when they stop and go on.
 *
 * @since 0.1.0
 */
import { Conversations } from "@effect-intercom/resources"
import { type Answer, ok, type Refusal } from "../../route/Answer.ts"
import { isoTime } from "../../route/IsoTime.ts"
import { pageOfRows } from "../../route/Rows.ts"
import { renderTeammate } from "../admins/Teammate.ts"
import type { Call, Route } from "../Route.ts"
import { renderPart } from "./Render.ts"
import { withConversation } from "./Routes.ts"

const limits = { defaultPerPage: 20, maxPerPage: 150 }

const list = (call: Call): Answer | Refusal =>
  withConversation(call, (conversation) =>
    pageOfRows(
      call,
      `/conversations/${conversation.id}/side_conversations`,
      conversation.side_conversations ?? [],
      limits,
      ({ pages: { page, per_page, total_pages, type }, rows, total_count }) => ({
        type: "side_conversation.list",
        side_conversations: rows.map(({ id, parts }) => ({
          side_conversation_id: id,
          conversation_parts: parts.map((part) => renderPart(call, part, conversation, "html")),
          total_count: parts.length
        })),
        total_count,
        pages: { type, page, per_page, total_pages }
      })
    )
  )

const listHandlingEvents = (call: Call): Answer | Refusal =>
  withConversation(call, ({ handling_events = [] }) =>
    ok({
      handling_events: handling_events.map(({ at, reason, teammate, type }) => ({
        // A number here, and a text everywhere else.
        teammate: { ...renderTeammate(call.workspace, teammate), id: Number(teammate) },
        type,
        timestamp: isoTime(at),
        ...(reason === null ? {} : { reason })
      }))
    })
  )

/**
 * The routes of side conversations and of handling events.
 *
 * @category routes
 * @since 0.1.0
 */
export const sideConversationRoutes: ReadonlyArray<Route> = [
  { operation: Conversations.listSideConversations, handle: list },
  { operation: Conversations.listHandlingEvents, handle: listHandlingEvents }
]
