/**
 * The ticket types of a workspace, their attributes, and the states tickets go through.
 *
 * @since 0.1.0
 */
import type { JsonObject, Row } from "../../workspace/Record.ts"
import type { ResourceClock } from "../../workspace/Clock.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * A state tickets go through.
 *
 * @category models
 * @since 0.1.0
 */
export interface TicketStateRecord {
  readonly id: string
  readonly category: "submitted" | "in_progress" | "waiting_on_customer" | "resolved"
  readonly internal_label: string
  readonly external_label: string
}

/**
 * An attribute of a ticket type.
 *
 * @category models
 * @since 0.1.0
 */
export interface TicketAttributeRecord extends Row {
  readonly name: string
  readonly description: string
  readonly data_type: "string" | "list" | "integer" | "decimal" | "boolean" | "datetime" | "files"
  readonly input_options: JsonObject
  readonly order: number
  readonly required_to_create: boolean
  readonly required_to_create_for_contacts: boolean
  readonly visible_on_create: boolean
  readonly visible_to_contacts: boolean
  readonly default: boolean
  readonly archived: boolean
}

/**
 * A ticket type.
 *
 * @category models
 * @since 0.1.0
 */
export interface TicketTypeRecord extends Row {
  readonly name: string
  readonly description: string
  readonly icon: string
  readonly category: "Customer" | "Back-office" | "Tracker"
  readonly is_internal: boolean
  readonly archived: boolean
  readonly attributes: ReadonlyArray<TicketAttributeRecord>
  /** The states its tickets go through. */
  readonly states: ReadonlyArray<TicketStateRecord>
}

/**
 * The ticket types of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface TicketTypes extends Persisted<SavedTicketTypes> {
  readonly states: ReadonlyArray<TicketStateRecord>
  readonly all: () => ReadonlyArray<TicketTypeRecord>
  readonly get: (id: string) => TicketTypeRecord | undefined
  readonly getState: (id: string) => TicketStateRecord | undefined
  /** The attribute with an id, of whichever type. */
  readonly getAttribute: (id: string) => TicketAttributeRecord | undefined
  /** Adds a type with a title and a description. */
  readonly add: (fields?: Partial<TicketTypeRecord>) => TicketTypeRecord
  readonly update: (id: string, fields: Partial<TicketTypeRecord>) => TicketTypeRecord | undefined
  readonly addAttribute: (typeId: string, fields: Partial<TicketAttributeRecord>) => TicketAttributeRecord | undefined
  readonly updateAttribute: (
    typeId: string,
    id: string,
    fields: Partial<TicketAttributeRecord>
  ) => TicketAttributeRecord | undefined
  /** Grows with every change. */
  readonly revision: () => number
  readonly reset: () => void
}

/**
 * The ticket types, as JSON, and how many attributes they ever had.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedTicketTypes {
  readonly attributes: number
  readonly types: Entries<string, TicketTypeRecord>
}

/**
 * The state every ticket begins with.
 *
 * @category constants
 * @since 0.1.0
 */
export const submittedState: TicketStateRecord = {
  id: "8321",
  category: "submitted",
  internal_label: "Submitted",
  external_label: "Submitted"
}

const states: ReadonlyArray<TicketStateRecord> = [
  submittedState,
  { id: "8322", category: "in_progress", internal_label: "In progress", external_label: "In progress" },
  {
    id: "8323",
    category: "waiting_on_customer",
    internal_label: "Waiting on customer",
    external_label: "Waiting on you"
  },
  { id: "8324", category: "resolved", internal_label: "Resolved", external_label: "Resolved" },
  { id: "8325", category: "in_progress", internal_label: "With engineering", external_label: "Being looked into" }
]

/** The states every type has; the last one is for trackers alone. */
const commonStates = states.slice(0, 4)

/**
 * The title and the description, which every type has.
 *
 * @category constants
 * @since 0.1.0
 */
export const titleAttribute = "_default_title_"

/** @internal */
export const descriptionAttribute = "_default_description_"

/**
 * Makes the ticket types of a workspace; the first four exist from `start` (Unix seconds).
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeTicketTypes = (clock: Pick<ResourceClock, "now">, start: number): TicketTypes => {
  const types = new Map<string, TicketTypeRecord>()
  let attributes = 0
  let revision = 0

  const attribute = (fields: Partial<TicketAttributeRecord>, at: number): TicketAttributeRecord => ({
    name: "Attribute",
    description: "",
    data_type: "string",
    input_options: { multiline: false },
    order: 0,
    required_to_create: false,
    required_to_create_for_contacts: false,
    visible_on_create: true,
    visible_to_contacts: true,
    default: false,
    archived: false,
    ...fields,
    id: String(++attributes + 100),
    created_at: at,
    updated_at: at
  })

  const add = (fields: Partial<TicketTypeRecord>, at: number): TicketTypeRecord => {
    const category = fields.category ?? "Customer"
    const type: TicketTypeRecord = {
      name: "Ticket",
      description: "",
      icon: "🎟️",
      is_internal: false,
      archived: false,
      ...fields,
      category,
      id: String(types.size + 1),
      created_at: at,
      updated_at: at,
      states: category === "Tracker" ? states : commonStates,
      attributes: [
        attribute({ name: titleAttribute, default: true }, at),
        attribute({ name: descriptionAttribute, default: true, order: 1, input_options: { multiline: true } }, at),
        ...(fields.attributes ?? [])
      ]
    }
    types.set(type.id, type)
    return type
  }

  const update = (id: string, fields: Partial<TicketTypeRecord>): TicketTypeRecord | undefined => {
    const type = types.get(id)
    if (type === undefined) return undefined
    const changed = { ...type, ...fields, id, updated_at: clock.now() }
    types.set(id, changed)
    revision++
    return changed
  }

  const addAttribute = (
    typeId: string,
    fields: Partial<TicketAttributeRecord>,
    at: number
  ): TicketAttributeRecord | undefined => {
    const type = types.get(typeId)
    if (type === undefined) return undefined
    const added = attribute({ order: type.attributes.length, ...fields }, at)
    types.set(typeId, { ...type, attributes: [...type.attributes, added] })
    revision++
    return added
  }

  const seed = (): void => {
    add({ name: "Bug report", description: "Something does not work", icon: "🐞", category: "Customer" }, start)
    addAttribute(
      "1",
      { name: "Severity", data_type: "list", input_options: listOptions(["Low", "Medium", "High"]) },
      start
    )
    add({ name: "Refund", description: "Money to give back", icon: "💶", category: "Customer" }, start)
    addAttribute("2", { name: "Amount", data_type: "decimal", input_options: {} }, start)
    add({ name: "Engineering task", description: "Work for a team", icon: "🛠️", category: "Back-office" }, start)
    add({ name: "Incident", description: "What many people report", icon: "🚨", category: "Tracker" }, start)
  }
  seed()

  return {
    states,
    all: () => [...types.values()],
    get: (id) => types.get(id),
    getState: (id) => states.find((state) => state.id === id),
    getAttribute: (id) => {
      for (const type of types.values()) {
        const found = type.attributes.find((attribute) => attribute.id === id)
        if (found !== undefined) return found
      }
      return undefined
    },
    add: (fields = {}) => add(fields, clock.now()),
    update,
    addAttribute: (typeId, fields) => addAttribute(typeId, fields, clock.now()),
    updateAttribute: (typeId, id, fields) => {
      const type = types.get(typeId)
      const known = type?.attributes.find((attribute) => attribute.id === id)
      if (type === undefined || known === undefined) return undefined
      const changed = { ...known, ...fields, id, updated_at: clock.now() }
      update(typeId, { attributes: type.attributes.map((attribute) => (attribute.id === id ? changed : attribute)) })
      return changed
    },
    revision: () => revision,
    save: () => ({ attributes, types: [...types] }),
    load: (saved) => {
      revision++
      attributes = saved.attributes
      refill(types, saved.types)
    },
    reset: () => {
      revision++
      types.clear()
      attributes = 0
      seed()
    }
  }
}

/**
 * The options of a list, each with an id.
 *
 * @category constants
 * @since 0.1.0
 */
export const listOptions = (labels: ReadonlyArray<string>, multiple = false): JsonObject => ({
  allow_multiple_values: multiple,
  list_options: labels.map((label, index) => ({ id: `option-${index + 1}`, label, archived: false }))
})
