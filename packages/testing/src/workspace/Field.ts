/**
 * What of a record can be searched and sorted by.
 *
 * @since 0.1.0
 */
import type { Json } from "./Record.ts"

/**
 * The type of a searchable field, which decides the operators it takes.
 *
 * `id` is a text that has an order, `words` one that is matched word by word, `list` a field with several values.
 *
 * @category models
 * @since 0.1.0
 */
export type FieldType = "string" | "id" | "words" | "integer" | "boolean" | "date" | "list" | "custom"

/**
 * A value of a field.
 *
 * @category models
 * @since 0.1.0
 */
export type FieldValue = string | number | boolean | null | ReadonlyArray<string>

/**
 * A field of the records `R`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Field<in R> {
  readonly name: string
  readonly type: FieldType
  readonly of: (record: R) => FieldValue
}

/**
 * Finds a field by its name.
 *
 * @category models
 * @since 0.1.0
 */
export type FieldNamed<in R> = (name: string) => Field<R> | undefined

/**
 * Makes a {@link FieldNamed} of a table: for every name its type, and how it is read where its name does not say so.
 *
 * @category constructors
 * @since 0.1.0
 */
export const table = <R>(
  entries: Readonly<Record<string, readonly [FieldType, (record: R) => FieldValue]>>
): FieldNamed<R> => {
  const fields = new Map<string, Field<R>>(
    Object.entries(entries).map(([name, [type, of]]) => [name, { name, type, of }])
  )
  return (name) => fields.get(name)
}

/**
 * The value of a custom attribute as a field has it: a text, a number, true or false, and nothing for all else.
 *
 * @category conversions
 * @since 0.1.0
 */
export const scalar = (value: Json | undefined): FieldValue =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null

/**
 * Reads a field no record has a value for.
 *
 * @category conversions
 * @since 0.1.0
 */
export const nothing = (): null => null
