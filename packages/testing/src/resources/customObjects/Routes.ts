/**
 * The endpoints of custom object instances.
 *
 * @since 0.1.0
 */
import { CustomObjects } from "@effect-intercom/resources"
import type { CustomObjectRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { object, orNull, readFields, text, wholeNumber } from "../../route/Body.ts"
import type { Call, Route } from "../Route.ts"
import { listOfRows } from "../../route/Rows.ts"

/** With an external id, one instance; otherwise those that refer to a contact or a conversation, in pages. */
const find = (call: Call): Answer | Refusal => {
  const externalId = externalIdOf(call)
  if (externalId !== null) return withInstance(call, (row) => ok(render(row)))
  const references = ["references_contact_id", "references_conversation_id"].flatMap((name) => {
    const id = call.query.get(name)
    return id === null ? [] : [id]
  })
  const rows = ofType(call).filter(({ custom_attributes }) =>
    references.every((id) => JSON.stringify(custom_attributes).includes(JSON.stringify(id)))
  )
  return listOfRows(call, `/custom_object_instances/${typeOf(call)}`, rows.toReversed(), render)
}

/** An instance with the external id of another one is that other one, changed. */
const createOrUpdate = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const fields = readFields<CustomObjectRecord>(body, {
    external_id: text,
    external_created_at: orNull(wholeNumber),
    external_updated_at: orNull(wholeNumber),
    custom_attributes: orNull(object)
  })
  if (isRefusal(fields)) return fields
  const custom_attributes = fields.custom_attributes ?? {}
  const known = ofType(call).find(({ external_id }) => external_id === fields.external_id)
  if (known === undefined)
    return ok(render(workspace.customObjects.add({ ...fields, custom_attributes, type: typeOf(call) })))
  const changed = workspace.customObjects.update(known.id, {
    ...fields,
    custom_attributes: { ...known.custom_attributes, ...custom_attributes }
  })
  return ok(render(changed ?? known))
}

const get = (call: Call): Answer | Refusal => withInstance(call, (row) => ok(render(row)))

const remove = (call: Call): Answer | Refusal =>
  withInstance(call, ({ id, type }) => {
    call.workspace.customObjects.remove(id)
    return ok({ object: type, id, deleted: true })
  })

/**
 * The routes of custom object instances.
 *
 * @category routes
 * @since 0.1.0
 */
export const customObjectRoutes: ReadonlyArray<Route> = [
  { operation: CustomObjects.getByExternalId, handle: find },
  { operation: CustomObjects.create, handle: createOrUpdate },
  { operation: CustomObjects.deleteByExternalId, handle: remove },
  { operation: CustomObjects.get, handle: get },
  { operation: CustomObjects.delete, handle: remove }
]

const typeOf = ({ params }: Call): string => params["custom_object_type_identifier"] ?? ""

const ofType = (call: Call): ReadonlyArray<CustomObjectRecord> =>
  call.workspace.customObjects.all().filter(({ type }) => type === typeOf(call))

/** The id travels as a plain parameter or inside one of its own name. */
const externalIdOf = ({ query }: Call): string | null =>
  query.get("external_id") ?? query.get("external_id[external_id]")

const withInstance = (call: Call, use: (row: CustomObjectRecord) => Answer | Refusal): Answer | Refusal => {
  const { id } = call.params
  const externalId = externalIdOf(call)
  const row = ofType(call).find((row) => (id === undefined ? row.external_id === externalId : row.id === id))
  return row === undefined ? refuse(404, "resource_not_found", "Object Not Found") : use(row)
}

const render = (row: CustomObjectRecord): JsonObject => ({
  id: row.id,
  external_id: row.external_id,
  external_created_at: row.external_created_at,
  external_updated_at: row.external_updated_at,
  created_at: row.created_at,
  updated_at: row.updated_at,
  type: row.type,
  custom_attributes: row.custom_attributes
})
