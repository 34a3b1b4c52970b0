/**
 * What is told of the attributes of a workspace, the types of their values, and the schemas of them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { CustomAttributeValue } from "../handwritten.ts"

/**
 * What kind of values an attribute has. `other` is what this description knows nothing of: files, references, JSON.
 *
 * @category models
 * @since 0.1.0
 */
export type AttributeType = "string" | "integer" | "float" | "boolean" | "date" | "datetime" | "other"

/**
 * One attribute.
 *
 * @category models
 * @since 0.1.0
 */
export interface Attribute {
  readonly type: AttributeType
  /** The values a list has to choose from. */
  readonly options?: ReadonlyArray<string> | undefined
  /** Whether the API cannot write it. `false` when left out. */
  readonly readonly?: boolean | undefined
}

/**
 * Attributes by their names, as `{ plan: { type: "string", options: ["team", "pro"] } }`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Attributes {
  readonly [name: string]: Attribute
}

/**
 * What is told of a workspace: the attributes of its contacts, companies and conversations, its ticket types and its
 * custom object types by their names.
 *
 * @category models
 * @since 0.1.0
 */
export interface Workspace {
  readonly contact?: Attributes
  readonly company?: Attributes
  readonly conversation?: Attributes
  readonly tickets?: { readonly [name: string]: TicketType }
  readonly customObjects?: { readonly [type: string]: Attributes }
}

/**
 * A ticket type, with its attributes by their names. Searches name them by their ids: `Search.tickets.custom(4120)`.
 *
 * @category models
 * @since 0.1.0
 */
export interface TicketType {
  readonly id: string
  readonly attributes: { readonly [name: string]: Attribute & { readonly id: number } }
}

/**
 * The attributes of a record as it is read: each may be missing or null, and an option one that was added since.
 *
 * @category models
 * @since 0.1.0
 */
export type Read<Described extends Attributes> = {
  readonly [Name in keyof Described]?: ReadValue<Described[Name]> | null
}

/**
 * The attributes of a record as they are written: those that the API can write, with the options there are.
 *
 * @category models
 * @since 0.1.0
 */
export type Write<Described extends Attributes> = {
  readonly [Name in keyof Described as Described[Name]["readonly"] extends true ? never : Name]?:
    | WriteValue<Described[Name]>
    | null
    | undefined
}

type ReadValue<One extends Attribute> =
  One["options"] extends ReadonlyArray<infer Option> ? Option | (string & {}) : Values[One["type"]]

type WriteValue<One extends Attribute> =
  One["options"] extends ReadonlyArray<infer Option> ? Option : Values[One["type"]]

interface Values {
  readonly string: string
  readonly integer: number
  readonly float: number
  readonly boolean: boolean
  /** Unix seconds. */
  readonly date: number
  /** Unix seconds, or a text in ISO 8601 where Intercom gives one. */
  readonly datetime: number | string
  readonly other: CustomAttributeValue
}

/**
 * The schema of the attributes of a record that is read. Attributes that are not described pass, as do options.
 *
 * ```ts
 * import { Schema } from "effect"
 * import { Attributes } from "@effect-intercom/resources"
 *
 * const attributes = Attributes.schema({ plan: { type: "string" }, seats: { type: "integer" } })
 * const { seats } = yield* Schema.decodeUnknownEffect(attributes)({ plan: "team", seats: 12 })
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const schema = <const Described extends Attributes>(described: Described): Schema.Codec<Read<Described>> =>
  structOf(described, ({ type }) => schemas[type])

/**
 * The schema of attributes that are written: those that can be, with the options there are.
 *
 * @category schemas
 * @since 0.1.0
 */
export const writeSchema = <const Described extends Attributes>(described: Described): Schema.Codec<Write<Described>> =>
  structOf(
    Object.fromEntries(Object.entries(described).filter(([, attribute]) => attribute.readonly !== true)),
    ({ options, type }) => (options === undefined ? schemas[type] : Schema.Literals(options))
  )

const structOf = <A>(described: Attributes, schemaOf: (attribute: Attribute) => Schema.Codec<unknown>) =>
  // Type boundary: the fields are those the type maps.
  Schema.Struct(
    Object.fromEntries(
      Object.entries(described).map(([name, attribute]) => [name, Schema.optional(Schema.NullOr(schemaOf(attribute)))])
    )
  ) as unknown as Schema.Codec<A>

const schemas: Readonly<Record<AttributeType, Schema.Codec<unknown>>> = {
  string: Schema.String,
  integer: Schema.Int,
  float: Schema.Finite,
  boolean: Schema.Boolean,
  date: Schema.Finite,
  datetime: /*#__PURE__*/ Schema.Union([Schema.Finite, Schema.String]),
  other: Schema.Unknown
}
