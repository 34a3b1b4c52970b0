/**
 * What a workspace defined itself, as the text of a module that a program imports.
 *
 * It holds names, types and options: nothing of a record, and of no person.
 *
 * @since 0.1.0
 */
import type {
  Attributes,
  ConversationAttributes,
  CustomObjects,
  DataAttributes,
  TicketTypes
} from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"

/**
 * What is read of a workspace, as Intercom answers it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Definitions {
  readonly contact: ReadonlyArray<DataAttributes.DataAttribute>
  readonly company: ReadonlyArray<DataAttributes.DataAttribute>
  readonly conversation: ReadonlyArray<DataAttributes.DataAttribute | ConversationAttributes.ConversationAttribute>
  readonly ticketTypes: ReadonlyArray<TicketTypes.TicketType>
  /** Some instances of each type of custom objects that was asked for. */
  readonly customObjects: Readonly<Record<string, ReadonlyArray<CustomObjects.CustomObjectInstance>>>
}

/**
 * The first line of every such module, which tells it from files of other origin.
 *
 * @category constants
 * @since 0.1.0
 */
export const firstLine =
  "// Written by `effect-intercom pull`, which writes it anew; `effect-intercom pull --check` tells whether it has to."

/**
 * The text of the module. The same workspace gives the same text.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = ({ company, contact, conversation, customObjects, ticketTypes }: Definitions): string => {
  const types = named(ticketTypes.filter(isThere))
  const objects = Object.entries(customObjects).toSorted(([one], [other]) => compare(one, other))
  const typeName = makeTypeName()
  return `${[
    firstLine,
    `import type { Attributes } from "@effect-intercom/resources"`,
    "",
    ...constant("contactAttributes", attributesOf(contact.filter(isOwn)), "Attributes.Attributes"),
    ...constant("companyAttributes", attributesOf(company.filter(isOwn)), "Attributes.Attributes"),
    ...constant("conversationAttributes", attributesOf(conversation.filter(isOwn)), "Attributes.Attributes"),
    ...constant(
      "ticketTypes",
      types.flatMap(([name, type]) => [
        `  ${key(name)}: {`,
        `    id: ${text(type.id)},`,
        "    attributes: {",
        ...ticketAttributesOf(type).map((line) => `    ${line}`),
        "    }",
        "  },"
      ]),
      "{ readonly [name: string]: Attributes.TicketType }"
    ),
    ...constant(
      "customObjects",
      objects.flatMap(([name, instances]) => [
        `  ${key(name)}: {`,
        ...instanceAttributesOf(instances).map((line) => `  ${line}`),
        "  },"
      ]),
      "{ readonly [name: string]: Attributes.Attributes }"
    ),
    "export const attributes = {",
    "  contact: contactAttributes,",
    "  company: companyAttributes,",
    "  conversation: conversationAttributes,",
    "  tickets: ticketTypes,",
    "  customObjects",
    "} as const satisfies Attributes.Workspace",
    "",
    `export type ${typeName("Contact")} = Attributes.Read<typeof contactAttributes>`,
    `export type ${typeName("Company")} = Attributes.Read<typeof companyAttributes>`,
    `export type ${typeName("Conversation")} = Attributes.Read<typeof conversationAttributes>`,
    ...types.map(
      ([name]) =>
        `export type ${typeName(`${name} ticket`)} = Attributes.Read<(typeof ticketTypes)[${text(name)}]["attributes"]>`
    ),
    ...objects.map(
      ([name]) => `export type ${typeName(`${name} object`)} = Attributes.Read<(typeof customObjects)[${text(name)}]>`
    )
  ].join("\n")}\n`
}

/**
 * The names of what one module has and the other has not, or has differently; none where they say the same, however
 * formatters laid them out.
 *
 * @category conversions
 * @since 0.1.0
 */
export const differences = (one: string, other: string): ReadonlyArray<string> => {
  const [these, those] = [entriesOf(one), entriesOf(other)]
  const changed = [...new Set([...these.keys(), ...those.keys()])].filter((name) => these.get(name) !== those.get(name))
  return changed.length > 0 || essence(one) === essence(other) ? changed : ["the names of types"]
}

/** The attributes of a module, each with what is told of it. */
const entriesOf = (module: string): ReadonlyMap<string, string> => {
  const entries = new Map<string, string>()
  for (const [, called = "", told = ""] of module.matchAll(entry)) {
    const name = called.replaceAll(/^\[?["']|["']\]?$/g, "")
    entries.set(name, `${entries.get(name) ?? ""} ${essence(told)}`)
  }
  return entries
}

/** A name, quoted or not, and an object that holds no other. */
const entry =
  /(\w+|\[?"(?:[^"\\]|\\.)*"\]?|\[?'(?:[^'\\]|\\.)*'\]?):\s*\{((?:[^{}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*)\}/g

/** A module without what formatters change. */
const essence = (module: string): string => module.replaceAll(/[\s,;'"\\]/g, "")

const constant = (name: string, lines: ReadonlyArray<string>, type: string): ReadonlyArray<string> => [
  `export const ${name} = {`,
  ...lines,
  `} as const satisfies ${type}`,
  ""
]

type Own = Definitions["conversation"][number]

/** Intercom's own attributes are fields of the records, and typed there. */
const isOwn = (attribute: Own): boolean => isThere(attribute) && (!("custom" in attribute) || attribute.custom === true)

const isThere = ({ archived }: { readonly archived?: boolean | null }): boolean => archived !== true

const attributesOf = (attributes: ReadonlyArray<Own>): ReadonlyArray<string> =>
  named(attributes).map(([name, attribute]) => {
    const readonly = "api_writable" in attribute && attribute.api_writable === false
    return line(name, {
      type: typeOf(attribute.data_type),
      options: optionsOf(attribute.options),
      ...(readonly ? { readonly } : {})
    })
  })

const ticketAttributesOf = ({ ticket_type_attributes }: TicketTypes.TicketType): ReadonlyArray<string> =>
  named((ticket_type_attributes?.data ?? []).filter(isThere)).map(([name, { data_type, id, input_options }]) => {
    // Of several values at a time the description knows nothing.
    const takesSeveral = input_options?.["allow_multiple_values"] === true
    const type = takesSeveral ? "other" : typeOf(data_type)
    return line(name, {
      id: Number(id),
      type,
      options: takesSeveral ? undefined : optionsOf(input_options?.["list_options"])
    })
  })

/** An attribute of which instances hold different kinds of values, or none, can be anything. */
const instanceAttributesOf = (instances: ReadonlyArray<CustomObjects.CustomObjectInstance>): ReadonlyArray<string> => {
  const types = new Map<string, Attributes.AttributeType>()
  for (const { custom_attributes } of instances) {
    for (const [name, value] of Object.entries(custom_attributes ?? {})) {
      if (value === null) continue
      const type = typeOfValue(value)
      types.set(name, (types.get(name) ?? type) === type ? type : "other")
    }
  }
  return [...types].toSorted(([one], [other]) => compare(one, other)).map(([name, type]) => line(name, { type }))
}

const typeOfValue = (value: unknown): Attributes.AttributeType => {
  if (typeof value === "string" || typeof value === "boolean") return typeof value === "string" ? "string" : "boolean"
  return typeof value === "number" ? "float" : "other"
}

interface Described extends Attributes.Attribute {
  readonly id?: number
}

const line = (name: string, { id, options, readonly, type }: Described): string => {
  const fields = [
    ...(id === undefined || !Number.isSafeInteger(id) ? [] : [`id: ${id}`]),
    `type: ${text(type)}`,
    ...(options === undefined ? [] : [`options: [${options.map(text).join(", ")}]`]),
    ...(readonly === true ? ["readonly: true"] : [])
  ]
  return `  ${key(name)}: { ${fields.join(", ")} },`
}

const typeOf = (dataType: string | null | undefined): Attributes.AttributeType => types[dataType ?? ""] ?? "other"

const types: Readonly<Record<string, Attributes.AttributeType>> = {
  string: "string",
  options: "string",
  list: "string",
  integer: "integer",
  float: "float",
  decimal: "float",
  boolean: "boolean",
  date: "date",
  datetime: "datetime"
}

/** The options of a list: texts, or objects that have a label or a value. Those put away are none. */
const optionsOf = (options: unknown): ReadonlyArray<string> | undefined => {
  if (!Array.isArray(options)) return undefined
  const values = options.flatMap((option: unknown) => {
    if (typeof option === "string") return [option]
    if (!Predicate.isObject(option) || ("archived" in option && option.archived === true)) return []
    const value = "label" in option ? option.label : "value" in option ? option.value : undefined
    return typeof value === "string" ? [value] : []
  })
  return values.length === 0 ? undefined : [...new Set(values)]
}

/** Things by their names, in the order of these. The second of a name has its id beside it. */
const named = <A extends { readonly id?: number | string; readonly name?: string | null }>(
  things: ReadonlyArray<A>
): ReadonlyArray<readonly [string, A]> => {
  const names = new Map<string, A>()
  for (const thing of things.toSorted((one, other) => compare(String(one.id), String(other.id)))) {
    const { id, name } = thing
    if (typeof name === "string") names.set(names.has(name) ? `${name} (${id})` : name, thing)
  }
  return [...names].toSorted(([one], [other]) => compare(one, other))
}

/** The order of code units: the same on every machine. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const text = (value: string): string =>
  JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")

/** `__proto__` is a name like others only in brackets. */
const key = (name: string): string =>
  name === "__proto__" ? `[${text(name)}]` : /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name)

/** Names of types, each once: of letters and digits, whatever the workspace calls its own. */
const makeTypeName = () => {
  const taken = new Set<string>()
  return (name: string): string => {
    const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
    const plain = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")
    const start = /^\p{L}/u.test(plain) ? plain : `T${plain}`
    let full = `${start}Attributes`
    for (let count = 2; taken.has(full); count++) full = `${start}${count}Attributes`
    taken.add(full)
    return full
  }
}
