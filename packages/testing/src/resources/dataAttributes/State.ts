/**
 * The data attributes of a workspace: those every workspace has, and its own.
 *
 * @since 0.1.0
 */
import type { DataAttributeRecord } from "./Record.ts"
import { builtInAttributes } from "./Seed.ts"
import type { ResourceClock } from "../../workspace/Clock.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * The data attributes of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface DataAttributes extends Persisted<Entries<number, DataAttributeRecord>> {
  readonly all: () => ReadonlyArray<DataAttributeRecord>
  /** The attribute of the workspace's own with a name, unless it was archived. */
  readonly find: (model: DataAttributeRecord["model"], name: string) => DataAttributeRecord | undefined
  /** The attribute of the workspace's own with an id. */
  readonly get: (id: number) => DataAttributeRecord | undefined
  readonly add: (
    fields: Pick<DataAttributeRecord, "model" | "name" | "data_type"> & Partial<DataAttributeRecord>
  ) => DataAttributeRecord
  readonly update: (id: number, fields: Partial<DataAttributeRecord>) => DataAttributeRecord | undefined
  readonly reset: () => void
}

/**
 * Makes the data attributes of a workspace that exists from `start` (Unix seconds).
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeDataAttributes = (clock: Pick<ResourceClock, "now">, start: number): DataAttributes => {
  const own = new Map<number, DataAttributeRecord>()

  const add = (
    fields: Pick<DataAttributeRecord, "model" | "name" | "data_type"> & Partial<DataAttributeRecord>,
    at: number
  ): DataAttributeRecord => {
    const attribute: DataAttributeRecord = {
      label: fields.name,
      description: undefined,
      options: undefined,
      api_writable: true,
      messenger_writable: false,
      archived: false,
      ...fields,
      id: own.size + 1,
      full_name: `custom_attributes.${fields.name}`,
      created_at: at,
      updated_at: at
    }
    own.set(own.size + 1, attribute)
    return attribute
  }

  const seed = (): void => {
    add({ model: "contact", name: "plan", data_type: "string" }, start)
    add({ model: "contact", name: "seats", data_type: "integer" }, start)
    add({ model: "contact", name: "trial", data_type: "boolean" }, start)
    add({ model: "company", name: "paid_subscriber", data_type: "boolean" }, start)
    add({ model: "conversation", name: "issue_type", data_type: "string" }, start)
  }
  seed()

  return {
    all: () => [...builtInAttributes, ...own.values()],
    find: (model, name) => {
      for (const attribute of own.values()) {
        if (attribute.model === model && attribute.name === name && !attribute.archived) return attribute
      }
      return undefined
    },
    get: (id) => own.get(id),
    add: (fields) => add(fields, clock.now()),
    update: (id, fields) => {
      const attribute = own.get(id)
      if (attribute === undefined) return undefined
      const changed = { ...attribute, ...fields, id, updated_at: clock.now() }
      own.set(id, changed)
      return changed
    },
    save: () => [...own],
    load: (saved) => refill(own, saved),
    reset: () => {
      own.clear()
      seed()
    }
  }
}
