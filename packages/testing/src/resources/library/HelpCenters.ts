/**
 * The endpoints of help centers and of their collections.
 *
 * @since 0.1.0
 */
import { Collections, HelpCenters } from "@effect-intercom/resources"
import type { CollectionRecord, HelpCenterRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { orNull, readFields, text, wholeNumber, textOf } from "../../route/Body.ts"
import type { Call, Route } from "../Route.ts"
import { listOfRows, rowNotFound, withRow } from "../../route/Rows.ts"
import { isSince } from "../../route/Since.ts"

const list = (call: Call): Answer | Refusal =>
  listOfRows(call, "/help_center/collections", call.workspace.collections.latest(), (collection) =>
    renderCollection(call, collection)
  )

const get = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.collections, (collection) => ok(renderCollection(call, collection)))

const create = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const fields = readCollection(call)
  if (isRefusal(fields)) return fields
  if (body["name"] === undefined || body["name"] === "") {
    return refuse(400, "parameter_not_found", "Name is a required parameter.", "name")
  }
  return ok(
    renderCollection(call, workspace.collections.add({ order: workspace.collections.all().length + 1, ...fields }))
  )
}

const update = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.collections, (collection) => {
    const fields = readCollection(call)
    if (isRefusal(fields)) return fields
    return ok(renderCollection(call, call.workspace.collections.update(collection.id, fields) ?? collection))
  })

/** What was in the collection stays, without it. */
const remove = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.collections, ({ id }) => {
    const { articles, collections } = call.workspace
    collections.remove(id)
    for (const { id: inside, parent_id } of collections.all()) {
      if (parent_id === id) collections.update(inside, { parent_id: null })
    }
    for (const { id: inside, parent_id } of articles.all()) {
      if (textOf(parent_id) === id) articles.update(inside, { parent_id: null })
    }
    return ok({ id, object: "collection", deleted: true })
  })

const listHelpCenters = (call: Call): Answer | Refusal =>
  listOfRows(call, "/help_center/help_centers", call.workspace.helpCenters.all(), (helpCenter) =>
    renderHelpCenter(call, helpCenter)
  )

const getHelpCenter = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.helpCenters, (helpCenter) => ok(renderHelpCenter(call, helpCenter)))

/**
 * The routes of help centers and collections.
 *
 * @category routes
 * @since 0.1.0
 */
export const helpCenterRoutes: ReadonlyArray<Route> = [
  { operation: Collections.list, handle: list },
  { operation: Collections.create, handle: create },
  { operation: Collections.get, handle: get },
  { operation: Collections.update, handle: update },
  { operation: Collections.delete, handle: remove },
  { operation: HelpCenters.list, handle: listHelpCenters },
  { operation: HelpCenters.get, handle: getHelpCenter }
]

const readCollection = ({ body, params, workspace }: Call): Partial<CollectionRecord> | Refusal => {
  const fields = readFields<CollectionRecord>(body, {
    name: text,
    description: text,
    parent_id: orNull(wholeNumber),
    help_center_id: orNull(wholeNumber)
  })
  if (isRefusal(fields)) return fields
  const { help_center_id, parent_id } = fields
  const parent = parent_id === undefined || parent_id === null ? parent_id : textOf(parent_id)
  if (typeof parent === "string" && (workspace.collections.get(parent) === undefined || parent === params["id"])) {
    return rowNotFound
  }
  const helpCenter = help_center_id === undefined || help_center_id === null ? help_center_id : Number(help_center_id)
  if (typeof helpCenter === "number" && workspace.helpCenters.get(String(helpCenter)) === undefined) return rowNotFound
  return {
    ...fields,
    ...(parent === undefined ? {} : { parent_id: parent }),
    ...(helpCenter === undefined ? {} : { help_center_id: helpCenter })
  }
}

const renderCollection = ({ version, workspace }: Call, collection: CollectionRecord): JsonObject => ({
  id: collection.id,
  workspace_id: workspace.id,
  name: collection.name,
  description: collection.description,
  created_at: collection.created_at,
  updated_at: collection.updated_at,
  url: `https://help.example/en/collections/${collection.id}`,
  icon: "book-bookmark",
  order: collection.order,
  default_locale: "en",
  help_center_id: collection.help_center_id,
  ...(isSince(version, "2.10") ? { parent_id: collection.parent_id } : { type: "collection" })
})

const renderHelpCenter = ({ version, workspace }: Call, helpCenter: HelpCenterRecord): JsonObject => ({
  id: helpCenter.id,
  workspace_id: workspace.id,
  created_at: helpCenter.created_at,
  updated_at: helpCenter.updated_at,
  identifier: helpCenter.identifier,
  website_turned_on: helpCenter.website_turned_on,
  display_name: helpCenter.display_name,
  url: `https://help.example/${helpCenter.identifier}`,
  custom_domain: helpCenter.custom_domain,
  ...(isSince(version, "2.16") ? { default: helpCenter.default, locales: ["en"] } : {})
})
