/**
 * The endpoints of content import sources.
 *
 * @since 0.1.0
 */
import { ContentImportSources } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { isRefusal, type Refusal } from "../../route/Answer.ts"
import { type Check, listOf, missing, oneOf, readFields, text, wholeNumber } from "../../route/Body.ts"
import { listOfRows } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import type { ImportSourceRecord } from "./State.ts"

/** One id, or several. */
const ids: Check = (value) => (Array.isArray(value) ? listOf(wholeNumber)(value) : wholeNumber(value))

const read = ({ body }: Call, known: ImportSourceRecord | undefined): Partial<ImportSourceRecord> | Refusal => {
  const { audience_ids = null, ...rest } = body
  const fields =
    missing(body, ["sync_behavior", "url"]) ??
    readFields<ImportSourceRecord>(rest, {
      sync_behavior: known === undefined ? oneOf("api") : oneOf("api", "automated", "manual"),
      status: oneOf("active", "deactivated"),
      url: text
    })
  if (isRefusal(fields) || audience_ids === null) return fields
  const named = readFields<{ readonly audience_ids: number | ReadonlyArray<number> }>(body, { audience_ids: ids })
  if (isRefusal(named)) return named
  return { ...fields, audience_ids: [named.audience_ids ?? []].flat().map(Number) }
}

const render = (_: Call, source: ImportSourceRecord): JsonObject => ({
  type: "content_import_source",
  id: Number(source.id),
  last_synced_at: source.updated_at,
  sync_behavior: source.sync_behavior,
  status: source.status,
  url: source.url,
  audience_ids: source.audience_ids,
  created_at: source.created_at,
  updated_at: source.updated_at
})

const sources = shelved<Workspace, ImportSourceRecord>({
  shelf: (workspace) => workspace.importSources,
  read,
  render
})

/** Its pages go with it. */
const remove = (call: Call) => {
  const { externalPages } = call.workspace
  return sources.withOne(call, (source) => {
    for (const { id, source_id } of externalPages.all()) if (String(source_id) === source.id) externalPages.remove(id)
    return sources.remove(call)
  })
}

/**
 * The routes of content import sources.
 *
 * @category routes
 * @since 0.1.0
 */
export const importSourceRoutes: ReadonlyArray<Route> = [
  {
    operation: ContentImportSources.list,
    handle: (call) =>
      listOfRows(call, "/ai/content_import_sources", call.workspace.importSources.latest(), (source) =>
        render(call, source)
      )
  },
  { operation: ContentImportSources.create, handle: sources.create },
  { operation: ContentImportSources.get, handle: sources.get },
  { operation: ContentImportSources.update, handle: sources.update },
  { operation: ContentImportSources.delete, handle: remove }
]
