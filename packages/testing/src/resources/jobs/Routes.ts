/**
 * The jobs endpoint.
 *
 * @since 0.1.0
 */
import { Jobs } from "@effect-intercom/resources"
import type { JobRecord } from "./State.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, ok, refuse, type Refusal } from "../../route/Answer.ts"
import type { Call, Route } from "../Route.ts"

const get = (call: Call): Answer | Refusal => {
  const job = call.workspace.jobs.get(call.params["id"] ?? "")
  return job === undefined ? refuse(404, "job_not_found", "Job Not Found") : ok(renderJob(call, job))
}

/**
 * The routes of jobs.
 *
 * @category routes
 * @since 0.1.0
 */
export const jobRoutes: ReadonlyArray<Route> = [{ operation: Jobs.get, handle: get }]

/**
 * A job as responses show it. One that waits says where to ask for it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderJob = ({ origin }: Call, { id, resource_id, resource_type, status }: JobRecord): JsonObject => ({
  type: "job",
  id,
  status,
  ...(status === "pending" ? { url: `${origin}/jobs/status/${id}` } : {}),
  resource_type,
  resource_id,
  resource_url: resource_id === null ? null : `${origin}/${resource_type}s/${resource_id}`
})
