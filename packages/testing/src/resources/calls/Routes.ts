/**
 * The calls endpoints.
 *
 * @since 0.1.0
 */
import { Calls } from "@effect-intercom/resources"
import type { CallRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, download, invalid, ok, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import type { PageLimits } from "../../route/Pages.ts"
import type { Call, Route } from "../Route.ts"
import { pageOfRows, rowNotFound, withRow } from "../../route/Rows.ts"
import { isSince } from "../../route/Since.ts"

const limits: PageLimits = { defaultPerPage: 25, maxPerPage: 25 }

const list = (call: Call): Answer | Refusal =>
  pageOfRows(call, "/calls", call.workspace.calls.latest(), limits, ({ pages, rows, total_count }) => ({
    type: "list",
    data: rows.map((row) => render(call, row)),
    total_count,
    pages
  }))

const get = (call: Call): Answer | Refusal => withRow(call, call.workspace.calls, (row) => ok(render(call, row)))

const recording = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.calls, ({ id }) => ({
    status: 302,
    body: undefined,
    headers: { location: recordingUrl(id) }
  }))

const transcript = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.calls, ({ transcript }) =>
    transcript === undefined
      ? rowNotFound
      : {
          ...download(new TextEncoder().encode(transcript)),
          headers: { "content-type": "text/plain; charset=utf-8" }
        }
  )

const most = 20

const search = (call: Call): Answer | Refusal => {
  const { conversation_ids } = call.body
  if (!Array.isArray(conversation_ids) || conversation_ids.length === 0 || conversation_ids.length > most) {
    return invalid(`conversation_ids must be a list of 1 to ${most} ids`, "conversation_ids")
  }
  const wanted = new Set(conversation_ids.map(textOf))
  const found = call.workspace.calls.latest().filter(({ conversation_id }) => wanted.has(conversation_id ?? ""))
  return ok({
    type: "list",
    data: found.map((row) => ({
      ...render(call, row),
      transcript: row.transcript === undefined ? [] : [{ text: row.transcript }],
      transcript_status: row.transcript === undefined ? null : "completed"
    }))
  })
}

/**
 * The routes of calls.
 *
 * @category routes
 * @since 0.1.0
 */
export const callRoutes: ReadonlyArray<Route> = [
  { operation: Calls.list, handle: list },
  { operation: Calls.search, handle: search },
  { operation: Calls.get, handle: get },
  { operation: Calls.getRecording, handle: recording },
  { operation: Calls.getTranscript, handle: transcript }
]

const recordingUrl = (id: string): string => `https://files.example/calls/${id}/recording.mp3`

const render = ({ version }: Call, row: CallRecord): JsonObject => ({
  type: "call",
  id: row.id,
  conversation_id: row.conversation_id,
  admin_id: row.admin_id,
  contact_id: row.contact_id,
  state: row.state,
  initiated_at: row.initiated_at,
  answered_at: row.answered_at,
  ended_at: row.ended_at,
  created_at: row.created_at,
  updated_at: row.updated_at,
  recording_url: recordingUrl(row.id),
  transcription_url: row.transcript === undefined ? null : `https://files.example/calls/${row.id}/transcript.txt`,
  call_type: row.call_type,
  direction: row.direction,
  ended_reason: row.ended_reason,
  phone: row.phone,
  fin_recording_url: null,
  fin_transcription_url: null,
  ...(isSince(version, "Preview")
    ? {
        duration: row.ended_at - row.initiated_at,
        talk_time: row.ended_at - row.answered_at,
        queue_time: 0,
        hold_time: 0
      }
    : {})
})
