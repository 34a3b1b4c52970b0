/**
 * The endpoints of ticket types, their attributes, and ticket states.
 *
 * @since 0.1.0
 */
import { TicketStates, TicketTypes } from "@effect-intercom/resources"
import type { TicketAttributeRecord, TicketTypeRecord } from "./State.ts"
import { listOptions } from "./State.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { renderAttribute, renderTicketState, renderTypeWithStates } from "./Render.ts"
import type { Call, Route } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

const list = (call: Call): Answer =>
  ok({ type: "list", data: call.workspace.ticketTypes.all().map((type) => renderTypeWithStates(call, type)) })

const get = (call: Call): Answer | Refusal => withType(call, (type) => ok(renderTypeWithStates(call, type)))

const create = (call: Call): Answer | Refusal => {
  const fields = readType(call)
  if (isRefusal(fields)) return fields
  if (fields.name === undefined) return refuse(400, "parameter_not_found", "name can't be empty", "name")
  return ok(renderTypeWithStates(call, call.workspace.ticketTypes.add(fields)))
}

const update = (call: Call): Answer | Refusal =>
  withType(call, (type) => {
    const fields = readType(call)
    if (isRefusal(fields)) return fields
    return ok(renderTypeWithStates(call, call.workspace.ticketTypes.update(type.id, fields) ?? type))
  })

const createAttribute = (call: Call): Answer | Refusal =>
  withType(call, (type) => {
    const { data_type, description, name } = call.body
    const dataType = dataTypes.find((known) => known === data_type)
    if (dataType === undefined) return invalid(`data_type must be one of ${dataTypes.join(", ")}`, "data_type")
    if (typeof name !== "string" || name === "") return invalid("name can't be empty", "name")
    if (typeof description !== "string") return invalid("description must be a string", "description")
    if (type.attributes.some((attribute) => attribute.name === name)) {
      return invalid("This ticket type has an attribute of that name", "name")
    }
    const fields = readAttribute(call, dataType)
    if (isRefusal(fields)) return fields
    if (dataType === "list" && fields.input_options === undefined) {
      return refuse(400, "parameter_not_found", "list_items can't be empty", "list_items")
    }
    const added = call.workspace.ticketTypes.addAttribute(type.id, {
      input_options: dataType === "string" ? { multiline: false } : {},
      ...fields,
      name,
      description,
      data_type: dataType
    })
    return added === undefined ? notFound : ok(renderAttribute(call.workspace.id, type.id, added))
  })

const updateAttribute = (call: Call): Answer | Refusal =>
  withType(call, (type) => {
    const known = type.attributes.find(({ id }) => id === call.params["attribute_id"])
    if (known === undefined) return notFound
    const fields = readAttribute(call, known.data_type)
    if (isRefusal(fields)) return fields
    const changed = call.workspace.ticketTypes.updateAttribute(type.id, known.id, fields)
    return ok(renderAttribute(call.workspace.id, type.id, changed ?? known))
  })

const listStates = ({ workspace: { ticketTypes } }: Call): Answer =>
  ok({
    type: "list",
    data: ticketTypes.states.map((state) => ({
      ...renderTicketState(state),
      archived: false,
      ticket_types: {
        type: "list",
        data: ticketTypes
          .all()
          .filter(({ states }) => states.includes(state))
          .map(({ archived, category, description, icon, id, is_internal, name }) => ({
            type: "ticket_type",
            id,
            name,
            description,
            icon,
            archived,
            is_internal,
            category
          }))
      }
    }))
  })

/**
 * The routes of ticket types and states.
 *
 * @category routes
 * @since 0.1.0
 */
export const ticketTypeRoutes: ReadonlyArray<Route> = [
  { operation: TicketTypes.list, handle: list },
  { operation: TicketTypes.create, handle: create },
  { operation: TicketTypes.get, handle: get },
  { operation: TicketTypes.update, handle: update },
  { operation: TicketTypes.createAttribute, handle: createAttribute },
  { operation: TicketTypes.updateAttribute, handle: updateAttribute },
  { operation: TicketStates.list, handle: listStates }
]

const notFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "Resource Not Found")

const withType = ({ params, workspace }: Call, use: (type: TicketTypeRecord) => Answer | Refusal): Answer | Refusal => {
  const type = workspace.ticketTypes.get(params["id"] ?? "")
  return type === undefined ? notFound : use(type)
}

const categories = ["Customer", "Back-office", "Tracker"] as const

const dataTypes = ["string", "list", "integer", "decimal", "boolean", "datetime", "files"] as const

const readType = ({ body, version }: Call): Partial<TicketTypeRecord> | Refusal => {
  const { archived, category, description, icon, is_internal, name } = body
  const known = categories.find((name) => name === category)
  const readsCategory = category !== undefined && isSince(version, "2.10")
  if (readsCategory && known === undefined) {
    return invalid(`category must be one of ${categories.join(", ")}`, "category")
  }
  return {
    ...(typeof name === "string" && name !== "" ? { name } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...(typeof icon === "string" ? { icon } : {}),
    ...(typeof is_internal === "boolean" ? { is_internal } : {}),
    ...(typeof archived === "boolean" ? { archived } : {}),
    ...(readsCategory && known !== undefined ? { category: known } : {})
  }
}

const readAttribute = (
  { body }: Call,
  dataType: TicketAttributeRecord["data_type"]
): Partial<TicketAttributeRecord> | Refusal => {
  const { allow_multiple_values, description, list_items, multiline, name } = body
  if (list_items !== undefined && (dataType !== "list" || typeof list_items !== "string")) {
    return invalid("list_items takes options separated by commas, of an attribute that is a list", "list_items")
  }
  const flag = (
    name: "archived" | `required_to_create${"" | "_for_contacts"}` | "visible_on_create" | "visible_to_contacts"
  ) => {
    const value = body[name]
    return typeof value === "boolean" ? { [name]: value } : {}
  }
  return {
    ...(typeof name === "string" && name !== "" ? { name } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...flag("archived"),
    ...flag("required_to_create"),
    ...flag("required_to_create_for_contacts"),
    ...flag("visible_on_create"),
    ...flag("visible_to_contacts"),
    ...(typeof multiline === "boolean" && dataType === "string" ? { input_options: { multiline } } : {}),
    ...(typeof list_items === "string"
      ? {
          input_options: listOptions(
            list_items.split(",").map((item) => item.trim()),
            allow_multiple_values === true
          )
        }
      : {})
  }
}
