/**
 * What the examples of the docstrings are made of, as data. The files beside this one hold the entries.
 */

/** Values by where they stand; the most particular one is taken. */
export interface Examples {
  /** What `id` is, by the resource whose operation takes it. */
  readonly ids: Readonly<Record<string, string>>
  /** The value of a field of that name; `contacts.id` is the `id` inside a field `contacts`. */
  readonly fields: ExampleFields
  /** The value of a type that is written by hand. */
  readonly handwritten: Readonly<Record<string, ExampleValue>>
  /** By the operation's id. */
  readonly operations: Readonly<Record<string, OperationExample>>
  /** What a variable is called that holds a component, where the component's own name says too much. */
  readonly answers: Readonly<Record<string, string>>
}

export interface OperationExample {
  /** Fields to show beside the required ones, or with another value than their name gives them. */
  readonly input?: ExampleFields
  /** The alternative of the input that is shown; the first when left out. */
  readonly way?: string
  /** What the variable is called that holds the answer. */
  readonly answer?: string
  /** The file a download is written to. */
  readonly file?: string
}

/** A value as JSON has it, or an expression. */
export type ExampleValue = string | number | boolean | null | ReadonlyArray<ExampleValue> | ExampleFields | Expression

export interface ExampleFields {
  readonly [name: string]: ExampleValue
}

/** TypeScript that stands where a value would. */
export interface Expression {
  readonly [code]: string
}

/** The key of an expression, which no field can have. */
export const code = Symbol("code")
