/**
 * The data attributes endpoints.
 *
 * @since 0.1.0
 */
import { DataAttributes } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import type { DataAttributeRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import type { Call, Route } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

const list = ({ query, version, workspace }: Call): Answer | Refusal => {
  const model = query.get("model")
  if (model === "conversation" && isSince(version, "2.16")) {
    return refuse(422, "parameter_invalid", "Attributes of conversations stand at /conversations/attributes", "model")
  }
  if (model !== null && model !== "contact" && model !== "company" && model !== "conversation") {
    return invalid("model must be contact or company", "model")
  }
  const archivedToo = query.get("include_archived") === "true"
  return ok({
    type: "list",
    data: workspace.dataAttributes
      .all()
      .filter((attribute) => (model === null ? attribute.model !== "conversation" : attribute.model === model))
      .filter(({ archived }) => archivedToo || !archived)
      .map((attribute) => renderAttribute(workspace.admins[0]?.id ?? "", attribute))
  })
}

const create = ({ body, workspace }: Call): Answer | Refusal => {
  const { data_type, description, messenger_writable, model, name } = body
  if (model !== "contact" && model !== "company") {
    return invalid("model must be contact or company", "model")
  }
  if (typeof name !== "string" || !/^[\p{L}\p{N}\p{Sc}\s_-]+$/u.test(name)) {
    return invalid("name takes letters, digits, currency symbols and hyphens", "name")
  }
  const given = data_type ?? "string"
  const dataType = given === "options" ? "string" : dataTypes.find((known) => known === given)
  if (dataType === undefined) return invalid(`data_type must be one of ${dataTypes.join(", ")} or options`, "data_type")
  const options = readOptions(body["options"], given === "options")
  if (isRefusal(options)) return options
  const taken = workspace.dataAttributes.all().find((attribute) => attribute.name === name)
  if (taken !== undefined) return invalid(`'${name}' is an attribute of every ${taken.model} already`, "name")
  const added = workspace.dataAttributes.add({
    model,
    name,
    data_type: dataType,
    options: options.values,
    description: typeof description === "string" ? description : undefined,
    messenger_writable: messenger_writable === true
  })
  return ok(renderAttribute(workspace.admins[0]?.id ?? "", added))
}

const update = ({ body, params, workspace }: Call): Answer | Refusal => {
  const attribute = workspace.dataAttributes.get(Number(params["id"]))
  if (attribute?.id === undefined) {
    return refuse(404, "field_not_found", "Data attribute not found")
  }
  const { archived, description, messenger_writable } = body
  const options = readOptions(body["options"], false)
  if (isRefusal(options)) return options
  const changed = workspace.dataAttributes.update(attribute.id, {
    ...(typeof archived === "boolean" ? { archived } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...(typeof messenger_writable === "boolean" ? { messenger_writable } : {}),
    ...(options.values === undefined ? {} : { options: options.values })
  })
  return ok(renderAttribute(workspace.admins[0]?.id ?? "", changed ?? attribute))
}

/**
 * The routes of data attributes.
 *
 * @category routes
 * @since 0.1.0
 */
export const dataAttributeRoutes: ReadonlyArray<Route> = [
  { operation: DataAttributes.list, handle: list },
  { operation: DataAttributes.create, handle: create },
  { operation: DataAttributes.update, handle: update }
]

const dataTypes = ["string", "integer", "float", "boolean", "date", "datetime"] as const

/** Options are texts, or objects with a value. A list of them has two or more. */
const readOptions = (
  value: unknown,
  required: boolean
): { readonly values: ReadonlyArray<string> | undefined } | Refusal => {
  if (value === undefined && !required) return { values: undefined }
  if (!Array.isArray(value)) return invalid("options must be an array", "options")
  const values = value.flatMap((option: unknown) => {
    const text = Predicate.hasProperty(option, "value") ? option.value : option
    return typeof text === "string" ? [text] : []
  })
  return values.length < 2 ? invalid("options must be two or more", "options") : { values }
}

const renderAttribute = (adminId: string, attribute: DataAttributeRecord): JsonObject => {
  const { created_at, id, updated_at } = attribute
  return {
    ...(id === undefined ? {} : { id }),
    type: "data_attribute",
    name: attribute.name,
    full_name: attribute.full_name,
    label: attribute.label,
    ...(attribute.description === undefined ? {} : { description: attribute.description }),
    data_type: attribute.data_type,
    ...(attribute.options === undefined ? {} : { options: attribute.options }),
    api_writable: attribute.api_writable,
    ui_writable: false,
    messenger_writable: attribute.messenger_writable,
    custom: id !== undefined,
    archived: attribute.archived,
    ...(id === undefined ? {} : { admin_id: adminId, created_at, updated_at }),
    model: attribute.model
  }
}
