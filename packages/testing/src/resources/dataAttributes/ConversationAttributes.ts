/**
 * The conversation attributes endpoints: data attributes of conversations, as they are told since 2.16.
 *
 * @since 0.1.0
 */
import { ConversationAttributes } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal, unprocessable } from "../../route/Answer.ts"
import { flag, listOf, missing, object, readFields, text, textOf } from "../../route/Body.ts"
import type { Call, Route } from "../Route.ts"
import type { AttributeOptionRecord, ConversationAttributeRecord, DataAttributeRecord } from "./Record.ts"

const list = ({ query, workspace }: Call): Answer => {
  const archivedToo = query.get("include_archived") === "true"
  return ok({
    type: "list",
    data: workspace.dataAttributes
      .all()
      .filter(({ archived, id, model }) => model === "conversation" && id !== undefined && (archivedToo || !archived))
      .toReversed()
      .map((attribute) => render(workspace.admins[0]?.id ?? "", attribute))
  })
}

/** The types an attribute of a conversation has, and the one each is searched as. */
const dataTypes: Readonly<Record<string, DataAttributeRecord["data_type"]>> = {
  string: "string",
  integer: "integer",
  list: "string",
  decimal: "float",
  boolean: "boolean",
  datetime: "datetime",
  relationship: "string",
  files: "string"
}

const create = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const fields = missing(body, ["name", "data_type"]) ?? readDetails(call)
  if (isRefusal(fields)) return unprocessable(fields)
  const named = textOf(body["data_type"])
  const data_type = Object.hasOwn(dataTypes, named) ? dataTypes[named] : undefined
  if (data_type === undefined) {
    return unprocessable(invalid(`data_type must be one of ${Object.keys(dataTypes).join(", ")}`, "data_type"))
  }
  const name = textOf(body["name"])
  if (workspace.dataAttributes.find("conversation", name) !== undefined) {
    return unprocessable(invalid(`There is an attribute '${name}' already`, "name"))
  }
  const labels = readLabels(body["options"])
  if (isRefusal(labels)) return unprocessable(labels)
  const options = named === "list" ? labels.map((label) => newOption(call, label)) : undefined
  const added = workspace.dataAttributes.add({
    model: "conversation",
    name,
    data_type,
    description: typeof body["description"] === "string" ? body["description"] : "",
    options: options?.map(({ label }) => label),
    conversation: { ...plainDetails, ...fields, data_type: named, options }
  })
  return ok(render(workspace.admins[0]?.id ?? "", added))
}

const get = (call: Call): Answer | Refusal => withAttribute(call, (attribute) => answer(call, attribute))

const update = (call: Call): Answer | Refusal =>
  withAttribute(call, (attribute) => {
    const details = readDetails(call)
    if (isRefusal(details)) return unprocessable(details)
    const fields = readFields<Pick<DataAttributeRecord, "name" | "description">>(call.body, {
      name: text,
      description: text
    })
    if (isRefusal(fields)) return unprocessable(fields)
    return change(call, attribute, {
      ...fields,
      ...(fields.name === undefined ? {} : { label: fields.name, full_name: `custom_attributes.${fields.name}` }),
      conversation: { ...detailsOf(attribute), ...details }
    })
  })

/** It is put away, and not gone. */
const archive = (call: Call): Answer | Refusal =>
  withAttribute(call, (attribute) => change(call, attribute, { archived: true }))

const createOption = (call: Call): Answer | Refusal =>
  withList(call, (attribute, options) => {
    const lacking = missing(call.body, ["label"])
    if (lacking !== undefined) return unprocessable(lacking)
    return changeOptions(call, attribute, [...options, newOption(call, textOf(call.body["label"]))])
  })

const updateOption = (call: Call): Answer | Refusal =>
  withOption(call, (attribute, options, option) => {
    const lacking = missing(call.body, ["label"])
    if (lacking !== undefined) return unprocessable(lacking)
    const label = textOf(call.body["label"])
    return changeOptions(
      call,
      attribute,
      options.map((other) => (other === option ? { ...option, label } : other))
    )
  })

const archiveOption = (call: Call): Answer | Refusal =>
  withOption(call, (attribute, options, option) =>
    changeOptions(
      call,
      attribute,
      options.map((other) => (other === option ? { ...option, archived: true } : other))
    )
  )

/**
 * The routes of conversation attributes.
 *
 * @category routes
 * @since 0.1.0
 */
export const conversationAttributeRoutes: ReadonlyArray<Route> = [
  { operation: ConversationAttributes.list, handle: list },
  { operation: ConversationAttributes.create, handle: create },
  { operation: ConversationAttributes.get, handle: get },
  { operation: ConversationAttributes.update, handle: update },
  { operation: ConversationAttributes.delete, handle: archive },
  { operation: ConversationAttributes.createOption, handle: createOption },
  { operation: ConversationAttributes.updateOption, handle: updateOption },
  { operation: ConversationAttributes.deleteOption, handle: archiveOption }
]

const plainDetails: Omit<ConversationAttributeRecord, "data_type" | "options"> = {
  required: false,
  visible_to_team_ids: [],
  multiline: false,
  reference: null
}

/** Those of an attribute made another way, too. */
const detailsOf = ({ conversation, data_type, options }: DataAttributeRecord): ConversationAttributeRecord =>
  conversation ?? {
    ...plainDetails,
    data_type: options !== undefined ? "list" : data_type === "float" ? "decimal" : data_type,
    options: options?.map((label, index) => ({ id: `option-${index + 1}`, label, archived: false }))
  }

const readDetails = ({ body }: Call): Partial<ConversationAttributeRecord> | Refusal =>
  readFields<ConversationAttributeRecord>(body, {
    required: flag,
    visible_to_team_ids: listOf(text),
    multiline: flag,
    reference: object
  })

const readLabels = (options: unknown): ReadonlyArray<string> | Refusal => {
  if (options === undefined) return []
  if (!Array.isArray(options)) return invalid("options must be a list", "options")
  const labels = options.flatMap((option: unknown) =>
    Predicate.hasProperty(option, "label") && Predicate.isString(option.label) ? [option.label] : []
  )
  return labels.length === options.length ? labels : invalid("every option needs a label", "options")
}

const newOption = ({ workspace }: Call, label: string): AttributeOptionRecord => ({
  id: workspace.newUuid(),
  label,
  archived: false
})

const change = (call: Call, attribute: DataAttributeRecord, fields: Partial<DataAttributeRecord>): Answer =>
  answer(call, call.workspace.dataAttributes.update(attribute.id ?? 0, fields) ?? attribute)

/** What may be said of a conversation are the options that are not put away. */
const changeOptions = (
  call: Call,
  attribute: DataAttributeRecord,
  options: ReadonlyArray<AttributeOptionRecord>
): Answer =>
  change(call, attribute, {
    options: options.filter(({ archived }) => !archived).map(({ label }) => label),
    conversation: { ...detailsOf(attribute), options }
  })

const notFound: Refusal = refuse(404, "conversation_attribute_not_found", "Conversation attribute not found")

const withAttribute = (
  { params, workspace }: Call,
  use: (attribute: DataAttributeRecord) => Answer | Refusal
): Answer | Refusal => {
  const attribute = workspace.dataAttributes.get(Number(params["id"]))
  return attribute?.model === "conversation" ? use(attribute) : notFound
}

const withList = (
  call: Call,
  use: (attribute: DataAttributeRecord, options: ReadonlyArray<AttributeOptionRecord>) => Answer | Refusal
): Answer | Refusal =>
  withAttribute(call, (attribute) => {
    const { options } = detailsOf(attribute)
    return options === undefined
      ? unprocessable(invalid("Options can only be managed on list attributes"))
      : use(attribute, options)
  })

const withOption = (
  call: Call,
  use: (
    attribute: DataAttributeRecord,
    options: ReadonlyArray<AttributeOptionRecord>,
    option: AttributeOptionRecord
  ) => Answer | Refusal
): Answer | Refusal =>
  withList(call, (attribute, options) => {
    const option = options.find(({ id }) => id === call.params["option_id"])
    return option === undefined ? notFound : use(attribute, options, option)
  })

const answer = ({ workspace }: Call, attribute: DataAttributeRecord): Answer =>
  ok(render(workspace.admins[0]?.id ?? "", attribute))

const render = (adminId: string, attribute: DataAttributeRecord): JsonObject => {
  const { data_type, multiline, options, reference, required, visible_to_team_ids } = detailsOf(attribute)
  return {
    type: "conversation_attribute",
    id: attribute.id,
    name: attribute.name,
    description: attribute.description ?? "",
    data_type,
    required,
    visible_to_team_ids,
    archived: attribute.archived,
    created_at: attribute.created_at,
    updated_at: attribute.updated_at,
    admin_id: adminId,
    ...(data_type === "string" ? { multiline } : {}),
    ...(options === undefined ? {} : { options: options.map(({ archived, id, label }) => ({ id, label, archived })) }),
    ...(data_type === "relationship" ? { reference } : {})
  }
}
