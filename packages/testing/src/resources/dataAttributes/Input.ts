/**
 * What a request may say of custom attributes.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { invalid, type Refusal } from "../../route/Answer.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import type { DataAttributeRecord } from "./Record.ts"

/**
 * Whether a value is an object of attributes: texts, numbers, booleans, nulls, lists and objects by name.
 *
 * @category guards
 * @since 0.1.0
 */
export const isCustomAttributes = (value: unknown): value is JsonObject =>
  Predicate.isObject(value) &&
  Object.values(value).every(
    (attribute) =>
      attribute === null ||
      typeof attribute === "string" ||
      typeof attribute === "number" ||
      typeof attribute === "boolean" ||
      Array.isArray(attribute) ||
      Predicate.isObject(attribute)
  )

/**
 * Refuses attributes that nobody defined, and values that are none of the options of a list. Undefined where all are as
 * they must be.
 *
 * @category guards
 * @since 0.1.0
 */
export const refusalOf = (
  { dataAttributes }: Workspace,
  model: DataAttributeRecord["model"],
  attributes: JsonObject | undefined
): Refusal | undefined => {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    const attribute = dataAttributes.find(model, name)
    if (attribute === undefined) return invalid(`Custom attribute '${name}' does not exist`)
    const { options } = attribute
    if (options !== undefined && value !== null && options.every((option) => option !== value)) {
      return invalid(`Custom attribute '${name}' takes one of its options only`)
    }
  }
  return undefined
}
