/**
 * The reporting data export.
 *
 * @since 0.1.0
 */
import { ReportingDataExport } from "@effect-intercom/resources"
import type { ExportJob } from "./Jobs.ts"
import { type Answer, download, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { csv } from "./Csv.ts"
import { type Dataset, datasets } from "./Datasets.ts"
import type { Call, Route } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

const listDatasets = ({ version }: Call): Answer =>
  ok({
    type: "list",
    data: datasets.map(({ attributes, default_time_attribute_id, description, id, name }) => ({
      id,
      name,
      description,
      default_time_attribute_id,
      attributes: attributes.map((attribute) => ({
        ...attribute,
        ...(isSince(version, "2.16") ? { qualified_id: `${id}.${attribute.id}` } : {})
      }))
    }))
  })

const enqueue = (call: Call): Answer | Refusal => {
  const { body, version, workspace } = call
  const dataset = readDataset(body["dataset_id"])
  if (isRefusal(dataset)) return dataset
  const attributes = readAttributes(dataset, body["attribute_ids"])
  if (isRefusal(attributes)) return attributes
  const { end_time: until, start_time: from } = body
  if (typeof from !== "number") return badRequest("start_time must be a Unix timestamp")
  if (typeof until !== "number") return badRequest("end_time must be a Unix timestamp")
  if (from > until) return badRequest("start_time must not be later than end_time")
  const unanswered = isSince(version, "2.16")
  const job = workspace.reportingExports.start(() =>
    csv(attributes, dataset.rows({ workspace, attributes, from, until, unanswered }))
  )
  return job === undefined
    ? refuse(429, "rate_limit_exceeded", "Exceeded rate limit of 5 pending reporting dataset export jobs")
    : ok(renderExport(call, job))
}

const get = (call: Call): Answer | Refusal => {
  const job = call.workspace.reportingExports.get(idOf(call))
  return job === undefined || job.status === "expired" ? notFound(call) : ok(renderExport(call, job))
}

const read = (call: Call): Answer | Refusal => {
  const file = call.workspace.reportingExports.file(idOf(call))
  return file === undefined ? notFound(call) : download(new TextEncoder().encode(file))
}

/**
 * The routes of the reporting data export.
 *
 * @category routes
 * @since 0.1.0
 */
export const reportingExportRoutes: ReadonlyArray<Route> = [
  { operation: ReportingDataExport.listDatasets, handle: listDatasets },
  { operation: ReportingDataExport.enqueue, handle: enqueue },
  { operation: ReportingDataExport.get, handle: get },
  { operation: ReportingDataExport.download, handle: read }
]

const badRequest = (message: string): Refusal => refuse(400, "bad_request", message)

const idOf = ({ params }: Call): string => params["job_identifier"] ?? ""

const notFound = (call: Call): Refusal => refuse(404, "not_found", `There is no export job ${idOf(call)}`)

const readDataset = (id: unknown): Dataset | Refusal => {
  if (typeof id !== "string" || id === "") return badRequest("dataset_id can't be empty")
  return datasets.find((dataset) => dataset.id === id) ?? badRequest(`There is no data set ${textOf(id)}`)
}

/** Attributes are named with or without their data set before them. */
const readAttributes = (dataset: Dataset, ids: unknown): ReadonlyArray<string> | Refusal => {
  if (ids === undefined || ids === null) return badRequest("attribute_ids can't be empty")
  if (!Array.isArray(ids)) return badRequest("attribute_ids must be an array")
  if (ids.length === 0) return badRequest("attribute_ids can't be empty")
  const prefix = `${dataset.id}.`
  const named = ids.map((id) => (textOf(id).startsWith(prefix) ? textOf(id).slice(prefix.length) : textOf(id)))
  const unknown = named.filter((id) => dataset.attributes.every((attribute) => attribute.id !== id))
  return unknown.length === 0 ? named : badRequest(`The data set ${dataset.id} has no attribute ${unknown.join(", ")}`)
}

const renderExport = ({ origin }: Call, { expiresAt, id, status }: ExportJob) => ({
  job_identifier: id,
  status: status === "ready" ? "complete" : status,
  download_url: expiresAt === undefined ? "" : `${origin}/download/reporting_data/${id}`,
  download_expires_at: expiresAt === undefined ? "" : String(expiresAt)
})
