/**
 * Searches by attributes that are described: the comparisons of each, with the name of it in what the compiler says.
 *
 * @since 0.1.0
 */
import type { Attribute, Attributes } from "./Description.ts"
import type { AnyField, DateField, EqualityField, NumberField, StringField } from "../search/Field.ts"
import type { Filter, SearchedResource } from "../search/Query.ts"
import type { Builder } from "../Search.ts"

/**
 * A builder that knows the attributes of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface SearchWith<
  Resource extends SearchedResource,
  Searchable,
  Described extends Attributes
> extends Builder<Resource, Searchable> {
  /** An attribute of the workspace's own, with the comparisons of its type. */
  readonly custom: <const Name extends keyof Described & string>(
    name: Name
  ) => AttributeField<Resource, Name, Described[Name]>
}

/**
 * The comparisons of an attribute.
 *
 * @category models
 * @since 0.1.0
 */
export type AttributeField<Resource extends SearchedResource, Name extends string, One extends Attribute> =
  One["options"] extends ReadonlyArray<infer Option extends string>
    ? ListAttribute<Resource, Name, Option>
    : AttributeFields<Resource, Name>[One["type"]]

interface AttributeFields<Resource extends SearchedResource, Name extends string> {
  readonly string: TextAttribute<Resource, Name>
  readonly integer: NumberAttribute<Resource, Name>
  readonly float: NumberAttribute<Resource, Name>
  readonly boolean: BooleanAttribute<Resource, Name>
  readonly date: DateAttribute<Resource, Name>
  readonly datetime: DateAttribute<Resource, Name>
  readonly other: AnyField<Resource>
}

/**
 * An attribute that holds text.
 *
 * @category models
 * @since 0.1.0
 */
export interface TextAttribute<Resource extends SearchedResource, Name extends string> extends StringField<Resource> {
  /** Only for the type checker, so that its messages name the attribute. */
  readonly "~attribute"?: Name
}

/**
 * An attribute that holds a number.
 *
 * @category models
 * @since 0.1.0
 */
export interface NumberAttribute<Resource extends SearchedResource, Name extends string> extends NumberField<Resource> {
  /** Only for the type checker. */
  readonly "~attribute"?: Name
}

/**
 * An attribute that is true or false.
 *
 * @category models
 * @since 0.1.0
 */
export interface BooleanAttribute<Resource extends SearchedResource, Name extends string> extends EqualityField<
  Resource,
  boolean
> {
  /** Only for the type checker. */
  readonly "~attribute"?: Name
}

/**
 * An attribute that holds a time.
 *
 * @category models
 * @since 0.1.0
 */
export interface DateAttribute<Resource extends SearchedResource, Name extends string> extends DateField<Resource> {
  /** Only for the type checker. */
  readonly "~attribute"?: Name
}

/**
 * An attribute that holds one of several texts.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListAttribute<Resource extends SearchedResource, Name extends string, Option extends string> {
  readonly equals: <const Value extends string | null>(value: Value & OptionOf<Name, Option, Value>) => Filter<Resource>
  readonly notEquals: <const Value extends string | null>(
    value: Value & OptionOf<Name, Option, Value>
  ) => Filter<Resource>
  readonly in: SomeOf<Resource, Name, Option>
  readonly notIn: SomeOf<Resource, Name, Option>
}

type SomeOf<Resource extends SearchedResource, Name extends string, Option extends string> = <
  const Values extends ReadonlyArray<string>
>(values: {
  readonly [At in keyof Values]: Values[At] & OptionOf<Name, Option, Values[At]>
}) => Filter<Resource>

type OptionOf<Name extends string, Option extends string, Value extends string | null> = [Value] extends [Option | null]
  ? unknown
  : NotAnOptionOf<Name>

/**
 * What the compiler says of a text that is none of a list's options.
 *
 * @category models
 * @since 0.1.0
 */
export interface NotAnOptionOf<Name extends string> {
  readonly "is no option of the attribute": Name
}
