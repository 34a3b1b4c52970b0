/**
 * The comparisons a field has, by its type.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import type { Filter, Operator, SearchedResource, Value } from "./Query.ts"

/**
 * A time as searches take it: Unix seconds, a `Date`, or a `DateTime`. Searches know no fractions of a second.
 *
 * @category models
 * @since 0.1.0
 */
export type Time = number | Date | DateTime.DateTime

/**
 * Comparisons every field has.
 *
 * @category models
 * @since 0.1.0
 */
export interface EqualityField<Resource extends SearchedResource, Compared extends Value> {
  readonly equals: (value: Compared | null) => Filter<Resource>
  readonly notEquals: (value: Compared | null) => Filter<Resource>
}

/**
 * Comparisons with a list.
 *
 * @category models
 * @since 0.1.0
 */
export interface MembershipField<Resource extends SearchedResource, Compared extends Value> extends EqualityField<
  Resource,
  Compared
> {
  readonly in: (values: ReadonlyArray<Compared>) => Filter<Resource>
  readonly notIn: (values: ReadonlyArray<Compared>) => Filter<Resource>
}

/**
 * A field that holds text.
 *
 * @category models
 * @since 0.1.0
 */
export interface StringField<Resource extends SearchedResource>
  extends MembershipField<Resource, string>, TextField<Resource> {}

/**
 * Comparisons of text.
 *
 * @category models
 * @since 0.1.0
 */
export interface TextField<Resource extends SearchedResource> {
  readonly contains: (text: string) => Filter<Resource>
  readonly notContains: (text: string) => Filter<Resource>
  readonly startsWith: (text: string) => Filter<Resource>
  readonly endsWith: (text: string) => Filter<Resource>
}

/**
 * A field that holds a number.
 *
 * @category models
 * @since 0.1.0
 */
export interface NumberField<Resource extends SearchedResource> extends MembershipField<Resource, number> {
  readonly greaterThan: (value: number) => Filter<Resource>
  readonly lessThan: (value: number) => Filter<Resource>
}

/**
 * A field that holds a time.
 *
 * @category models
 * @since 0.1.0
 */
export interface DateField<Resource extends SearchedResource> {
  readonly equals: (time: Time | null) => Filter<Resource>
  readonly notEquals: (time: Time | null) => Filter<Resource>
  /** Later than. */
  readonly after: (time: Time) => Filter<Resource>
  /** Earlier than. */
  readonly before: (time: Time) => Filter<Resource>
  /** The same as `after`. */
  readonly greaterThan: (time: Time) => Filter<Resource>
  /** The same as `before`. */
  readonly lessThan: (time: Time) => Filter<Resource>
}

/**
 * A field whose type is not known here, such as an attribute of the workspace's own.
 *
 * @category models
 * @since 0.1.0
 */
export interface AnyField<Resource extends SearchedResource>
  extends MembershipField<Resource, string | number | boolean>, TextField<Resource> {
  readonly after: (time: Time) => Filter<Resource>
  readonly before: (time: Time) => Filter<Resource>
  readonly greaterThan: (value: Time) => Filter<Resource>
  readonly lessThan: (value: Time) => Filter<Resource>
}

/**
 * The comparisons by the type of a field, as the tables of fields name it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Fields<Resource extends SearchedResource> {
  readonly string: StringField<Resource>
  readonly number: NumberField<Resource>
  readonly boolean: EqualityField<Resource, boolean>
  readonly date: DateField<Resource>
  /** An id that is a text in some versions and a number in others. */
  readonly id: MembershipField<Resource, string | number>
  /** A tag: it can only be equal or not. */
  readonly tag: EqualityField<Resource, string>
}

/** Comparisons of whatever a field holds. */
interface Comparisons<Resource extends SearchedResource> extends Omit<AnyField<Resource>, "equals" | "notEquals"> {
  readonly equals: (value: Value | Time) => Filter<Resource>
  readonly notEquals: (value: Value | Time) => Filter<Resource>
}

/**
 * All comparisons of a field.
 *
 * @category constructors
 * @since 0.1.0
 */
export const comparing = <Resource extends SearchedResource>(field: string): Comparisons<Resource> => {
  const by =
    (operator: Operator) =>
    (value: Value | Time | ReadonlyArray<Value>): Filter<Resource> => ({
      field,
      operator,
      value: onWire(operator, value)
    })
  return {
    equals: by("="),
    notEquals: by("!="),
    in: by("IN"),
    notIn: by("NIN"),
    greaterThan: by(">"),
    lessThan: by("<"),
    after: by(">"),
    before: by("<"),
    contains: by("~"),
    notContains: by("!~"),
    startsWith: by("^"),
    endsWith: by("$")
  }
}

/** Times in whole seconds: what is earlier than a moment within a second may be of that second. */
const onWire = (operator: Operator, value: Value | Time | ReadonlyArray<Value>): Value | ReadonlyArray<Value> => {
  if (value instanceof Date) return inSeconds(operator, value.getTime())
  return typeof value === "object" && value !== null && "epochMilliseconds" in value
    ? inSeconds(operator, value.epochMilliseconds)
    : value
}

const inSeconds = (operator: Operator, milliseconds: number): number =>
  (operator === "<" ? Math.ceil : Math.floor)(milliseconds / 1000)
