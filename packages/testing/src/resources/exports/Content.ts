/**
 * The content data export: who received which outbound message.
 *
 * @since 0.1.0
 */
import { DataExport } from "@effect-intercom/resources"
import type { Receipt } from "./Receipts.ts"
import { storedGzip } from "./StoredGzip.ts"
import type { ExportJob } from "./Jobs.ts"
import type { MessageRecord } from "../messages/State.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, download, invalid, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { type Cell, csv } from "./Csv.ts"
import type { Call, Route } from "../Route.ts"

const create = (call: Call): Answer | Refusal => {
  const { workspace } = call
  const { created_at_after: from, created_at_before: until } = call.body
  for (const [name, value] of [
    ["created_at_after", from],
    ["created_at_before", until]
  ]) {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      return invalid(`${String(name)} must be a Unix timestamp`, String(name))
    }
  }
  if (typeof from !== "number" || typeof until !== "number" || from > until) {
    return invalid("created_at_after must not be later than created_at_before", "created_at_after")
  }
  const job = workspace.contentExports.start(() => file(workspace, from, until))
  return job === undefined
    ? refuse(429, "rate_limit_exceeded", "Exceeded rate limit of 1 pending message data export job")
    : ok(renderExport(call, job))
}

const get = (call: Call): Answer | Refusal => answerWith(call, call.workspace.contentExports.get(idOf(call)))

const cancel = (call: Call): Answer | Refusal => answerWith(call, call.workspace.contentExports.cancel(idOf(call)))

const read = (call: Call): Answer | Refusal => {
  const file = call.workspace.contentExports.file(idOf(call))
  return file === undefined ? notFound : download(storedGzip(new TextEncoder().encode(file)))
}

/**
 * The routes of the content data export.
 *
 * @category routes
 * @since 0.1.0
 */
export const contentExportRoutes: ReadonlyArray<Route> = [
  { operation: DataExport.create, handle: create },
  { operation: DataExport.get, handle: get },
  { operation: DataExport.cancel, handle: cancel },
  { operation: DataExport.download, handle: read }
]

const notFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "Resource Not Found")

const idOf = ({ params }: Call): string => params["job_identifier"] ?? ""

const answerWith = (call: Call, job: ExportJob | undefined): Answer | Refusal =>
  job === undefined || job.status === "expired" ? notFound : ok(renderExport(call, job))

const renderExport = ({ origin }: Call, { expiresAt, id, status }: ExportJob) => ({
  job_identifier: id,
  status: status === "ready" ? "completed" : status,
  download_url: expiresAt === undefined ? "" : `${origin}/download/content/data/${id}`,
  download_expires_at: expiresAt === undefined ? "" : String(expiresAt)
})

const columns = [
  "user_id",
  "user_external_id",
  "company_id",
  "email",
  "name",
  "ruleset_id",
  "content_id",
  "content_type",
  "content_title",
  "ruleset_version_id",
  "receipt_id",
  "received_at",
  "series_id",
  "series_title",
  "node_id",
  "first_reply",
  "first_completion",
  "first_series_completion",
  "first_series_disengagement",
  "first_series_exit",
  "first_goal_success",
  "first_open",
  "first_click",
  "first_dismisall",
  "first_unsubscribe",
  "first_hard_bounce"
] as const

/** The receipts of a time, those of messages sent through the API among them; undefined where there are none. */
const file = (workspace: Workspace, from: number, until: number): string | undefined => {
  const sent = workspace.messages
    .all()
    .filter(({ created_at }) => created_at >= from && created_at <= until)
    .flatMap(receiptsOf)
  const rows = [...workspace.receipts(from, until), ...sent].map((receipt) => rowOf(workspace, receipt))
  return rows.length === 0 ? undefined : csv(columns, rows)
}

const receiptsOf = (message: MessageRecord): ReadonlyArray<Receipt> =>
  message.to.map((contact, nth) => ({
    id: String(950_000_001 + Number(message.id) * 1000 + nth),
    contact,
    content: {
      id: message.id,
      type: message.message_type === "inapp" ? "in_app" : message.message_type,
      title: message.subject
    },
    received_at: message.created_at,
    first_open: null,
    first_click: null,
    first_reply: null,
    first_unsubscribe: null,
    first_hard_bounce: null
  }))

const rowOf = ({ contacts }: Workspace, receipt: Receipt): ReadonlyArray<Cell> => {
  const contact = contacts.get(receipt.contact)
  const cells: Readonly<Partial<Record<(typeof columns)[number], Cell>>> = {
    user_id: receipt.contact,
    user_external_id: contact?.external_id ?? null,
    company_id: contact?.companies[0] ?? null,
    email: contact?.email ?? null,
    name: contact?.name ?? null,
    ruleset_id: receipt.content.id,
    content_id: receipt.content.id,
    content_type: receipt.content.type,
    content_title: receipt.content.title,
    ruleset_version_id: receipt.content.id,
    receipt_id: receipt.id,
    received_at: at(receipt.received_at),
    first_reply: at(receipt.first_reply),
    first_open: at(receipt.first_open),
    first_click: at(receipt.first_click),
    first_unsubscribe: at(receipt.first_unsubscribe),
    first_hard_bounce: at(receipt.first_hard_bounce)
  }
  return columns.map((name) => cells[name] ?? null)
}

const at = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19)
