/**
 * Types the descriptions do not give, or give too narrowly, which the generated modules use by name.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The attributes a workspace defined itself, by name. Intercom gives and takes every JSON value.
 *
 * @category models
 * @since 0.1.0
 */
export interface CustomAttributes {
  readonly [name: string]: CustomAttributeValue
}

/**
 * The value of a custom attribute.
 *
 * @category models
 * @since 0.1.0
 */
export type CustomAttributeValue =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<unknown>
  | { readonly [name: string]: unknown }

/**
 * @category schemas
 * @since 0.1.0
 */
export const CustomAttributes: Schema.Codec<CustomAttributes> = /*#__PURE__*/ Schema.Record(
  Schema.String,
  /*#__PURE__*/ Schema.Union([
    Schema.String,
    Schema.Number,
    Schema.Boolean,
    Schema.Null,
    /*#__PURE__*/ Schema.Array(Schema.Unknown),
    /*#__PURE__*/ Schema.Record(Schema.String, Schema.Unknown)
  ])
)

/**
 * What a file field of a form holds: a `Blob` (a `File` names it), or its text.
 *
 * @category models
 * @since 0.1.0
 */
export type FileContent = Blob | string

/**
 * @category schemas
 * @since 0.1.0
 */
export const FileContent: Schema.Codec<FileContent> = /*#__PURE__*/ Schema.Union([
  /*#__PURE__*/ Schema.instanceOf(Blob),
  Schema.String
])

/**
 * The order of what a search finds.
 *
 * @category models
 * @since 0.1.0
 */
export interface SearchSort {
  readonly field: string
  /** Intercom refuses the short forms `asc` and `desc`. */
  readonly order: "ascending" | "descending"
}

/**
 * @category schemas
 * @since 0.1.0
 */
export const SearchSort: Schema.Codec<SearchSort> = /*#__PURE__*/ Schema.Struct({
  field: Schema.String,
  order: /*#__PURE__*/ Schema.Literals(["ascending", "descending"])
})

/**
 * Fields of which at least one of some is there, whichever it is.
 *
 * @category models
 * @since 0.1.0
 */
export type OneOf<Fields, Name extends keyof Fields> = Fields &
  { readonly [Each in Name]: { readonly [There in Each]-?: Exclude<Fields[There], undefined> } }[Name]

/**
 * Asks for at least one of some optional fields.
 *
 * @category guards
 * @since 0.1.0
 */
export const oneOf = <Fields extends object, Name extends keyof Fields & string>(
  schema: Schema.Codec<Fields>,
  ...names: ReadonlyArray<Name>
): Schema.Codec<OneOf<Fields, Name>> =>
  // Type boundary: the check is what the type says.
  schema.check(
    Schema.makeFilter((input: Fields) =>
      names.some((name) => input[name] !== undefined) ? undefined : `Expected one of ${names.join(", ")}`
    )
  ) as Schema.Codec<OneOf<Fields, Name>>
