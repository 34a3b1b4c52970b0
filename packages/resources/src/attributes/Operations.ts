/**
 * Operations whose `custom_attributes` are typed, and checked where that is asked for.
 *
 * @since 0.1.0
 */
import * as Operation from "@effect-intercom/core/Operation"
import { findInputIssues } from "@effect-intercom/core/ResponseCheck"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { type Attributes, type Read, type Write, writeSchema } from "./Description.ts"

/**
 * Whether attributes are looked at while the program runs.
 *
 * @category models
 * @since 0.1.0
 */
export interface AttributeOptions {
  /**
   * Whether attributes are checked before they are sent, so that a value from elsewhere fails with `InvalidInput`. `false`
   * when left out.
   */
  readonly check?: boolean | undefined
}

/**
 * A record with its attributes typed.
 *
 * @category models
 * @since 0.1.0
 */
export type RecordWith<Item, Described extends Attributes> = Omit<Item, "custom_attributes"> & {
  readonly custom_attributes: Read<Described>
}

/**
 * A page of records with their attributes typed.
 *
 * @category models
 * @since 0.1.0
 */
export type PageWith<Page, Rows extends keyof Page, Item> = Omit<Page, Rows> & {
  readonly [Name in Rows]: ReadonlyArray<Item>
}

/**
 * An input with its attributes typed.
 *
 * @category models
 * @since 0.1.0
 */
export type InputWith<Input, Described extends Attributes> = Input extends unknown
  ? Omit<Input, "custom_attributes"> & { readonly custom_attributes?: Write<Described> | undefined }
  : never

/**
 * The same operation with other types of its input and answer, which are narrower than its own.
 *
 * @category conversions
 * @since 0.1.0
 */
export const retyped = <Typed extends object>(operation: object): Typed =>
  // Type boundary: what the workspace is described as narrows the types; at run time the operation is the same.
  operation as Typed

/**
 * The operation, with a look at the attributes it sends where that is asked for.
 *
 * @category combinators
 * @since 0.1.0
 */
export const writing = <Input, Output>(
  operation: Operation.Operation<Input, Output>,
  described: Attributes,
  { check = false }: AttributeOptions
): Operation.Operation<Input, Output> => {
  if (!check || operation.input === undefined) return operation
  const { id, idempotent, input, method, path, query, since, success, until } = operation
  return Operation.make(id, {
    method,
    path,
    query,
    body: "json",
    since,
    ...(until === undefined ? {} : { until }),
    idempotent,
    input: input.check(Schema.makeFilter((value) => issuesOf(described, value))),
    success
  })
}

/**
 * What is wrong with the attributes of an input.
 *
 * @category guards
 * @since 0.1.0
 */
export const issuesOf = (
  described: Attributes,
  input: unknown
): ReadonlyArray<{ readonly path: ReadonlyArray<string>; readonly issue: string }> => {
  const attributes = Predicate.hasProperty(input, "custom_attributes") ? input.custom_attributes : undefined
  if (attributes === undefined || attributes === null) return []
  return findInputIssues(writeSchema(described), attributes).map(({ message, path }) => ({
    path: ["custom_attributes", path],
    issue: message
  }))
}
