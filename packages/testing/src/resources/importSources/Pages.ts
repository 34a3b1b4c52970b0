/**
 * The endpoints of external pages.
 *
 * @since 0.1.0
 */
import { ExternalPages } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { flag, missing, oneOf, readFields, text, wholeNumber } from "../../route/Body.ts"
import { listOfRows } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import type { ExternalPageRecord } from "./State.ts"

const read = (
  { body, workspace }: Call,
  known: ExternalPageRecord | undefined
): Partial<ExternalPageRecord> | Refusal => {
  const required = ["title", "html", "locale", "source_id", known === undefined ? "external_id" : "url"]
  const fields =
    missing(body, required) ??
    readFields<ExternalPageRecord>(body, {
      title: text,
      html: text,
      url: text,
      locale: oneOf("en"),
      source_id: wholeNumber,
      external_id: text,
      ai_agent_availability: flag,
      ai_copilot_availability: flag,
      ai_sales_agent_availability: flag
    })
  if (isRefusal(fields)) return fields
  const source_id = Number(fields.source_id)
  return workspace.importSources.get(String(source_id)) === undefined
    ? refuse(404, "not_found", "Content import source not found", "source_id")
    : { ...fields, source_id }
}

const render = (_: Call, page: ExternalPageRecord): JsonObject => ({
  type: "external_page",
  id: page.id,
  title: page.title,
  html: page.html,
  url: page.url,
  ai_agent_availability: page.ai_agent_availability,
  ai_copilot_availability: page.ai_copilot_availability,
  ai_sales_agent_availability: page.ai_sales_agent_availability,
  fin_availability: page.ai_agent_availability,
  locale: page.locale,
  source_id: page.source_id,
  external_id: page.external_id,
  created_at: page.created_at,
  updated_at: page.updated_at,
  last_ingested_at: page.updated_at
})

const pages = shelved<Workspace, ExternalPageRecord>({
  shelf: (workspace) => workspace.externalPages,
  read,
  render,
  // What is left of it has no text.
  removed: (call, page) => render(call, { ...page, html: "" })
})

/** A page of the same source with the external id of another one is that other one, changed. */
const createOrUpdate = (call: Call): Answer | Refusal => {
  const fields = read(call, undefined)
  if (isRefusal(fields)) return fields
  const { externalPages } = call.workspace
  const known = externalPages
    .all()
    .find(({ external_id, source_id }) => external_id === fields.external_id && source_id === fields.source_id)
  const page = known === undefined ? externalPages.add(fields) : externalPages.update(known.id, fields)
  return page === undefined ? refuse(404, "not_found", "Resource Not Found") : ok(render(call, page))
}

/**
 * The routes of external pages.
 *
 * @category routes
 * @since 0.1.0
 */
export const externalPageRoutes: ReadonlyArray<Route> = [
  {
    operation: ExternalPages.list,
    handle: (call) =>
      listOfRows(call, "/ai/external_pages", call.workspace.externalPages.latest(), (page) => render(call, page))
  },
  { operation: ExternalPages.create, handle: createOrUpdate },
  { operation: ExternalPages.get, handle: pages.get },
  { operation: ExternalPages.update, handle: pages.update },
  { operation: ExternalPages.delete, handle: pages.remove }
]
