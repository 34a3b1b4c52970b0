/**
 * Components, each in one call.
 *
 * @since 0.1.0
 */
import type {
  Action,
  Button,
  Checkbox,
  Choice,
  DataTable,
  Divider,
  Dropdown,
  Image,
  Input,
  List,
  ListItem,
  SingleSelect,
  Spacer,
  Text,
  Textarea
} from "./Components.ts"

/** All of a component but what its constructor knows. */
type Options<Of, Known extends keyof Of> = Omit<Of, "type" | Known>

/**
 * A block of text.
 *
 * @category constructors
 * @since 0.1.0
 */
export const text = (text: string, options?: Options<Text, "text">): Text => ({ type: "text", text, ...options })

/**
 * An image; `width` and `height` in pixels.
 *
 * @category constructors
 * @since 0.1.0
 */
export const image = (options: Options<Image, never>): Image => ({ type: "image", ...options })

/**
 * A line.
 *
 * @category constructors
 * @since 0.1.0
 */
export const divider = (options?: Options<Divider, never>): Divider => ({ type: "divider", ...options })

/**
 * Empty space.
 *
 * @category constructors
 * @since 0.1.0
 */
export const spacer = (size: NonNullable<Spacer["size"]> = "m"): Spacer => ({ type: "spacer", size })

/**
 * Pairs of a name and a value.
 *
 * ```ts
 * CanvasKit.dataTable({ Plan: "Pro", Seats: "12" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const dataTable = (pairs: Readonly<Record<string, string>>): DataTable => ({
  type: "data-table",
  items: Object.entries(pairs).map(([field, value]) => ({ type: "field-value", field, value }))
})

/**
 * A list.
 *
 * @category constructors
 * @since 0.1.0
 */
export const list = (
  items: ReadonlyArray<Omit<ListItem, "type">>,
  options?: { readonly disabled?: boolean }
): List => ({ type: "list", items: items.map((item) => ({ type: "item", ...item })), ...options })

/**
 * A button, which submits unless it has another action.
 *
 * @category constructors
 * @since 0.1.0
 */
export const button = <const Id extends string>(
  options: Options<Button<Id>, "action"> & { readonly action?: Action }
): Button<Id> => ({ type: "button", action: submit, ...options })

/**
 * A line of text to enter.
 *
 * @category constructors
 * @since 0.1.0
 */
export const input = <const Id extends string>(options: Options<Input<Id>, never>): Input<Id> => ({
  type: "input",
  ...options
})

/**
 * Several lines of text to enter.
 *
 * @category constructors
 * @since 0.1.0
 */
export const textarea = <const Id extends string>(options: Options<Textarea<Id>, never>): Textarea<Id> => ({
  type: "textarea",
  ...options
})

/** The texts of the options by their ids. */
type Choices<Option extends string> = { readonly [O in Option]: string }

const choicesOf = <Option extends string>(choices: Choices<Option>): ReadonlyArray<Choice<Option>> => {
  const options: Array<Choice<Option>> = []
  for (const id in choices) options.push({ type: "option", id, text: choices[id] })
  return options
}

/**
 * One of two to ten options, in a menu.
 *
 * ```ts
 * CanvasKit.dropdown({ id: "plan", label: "Plan", options: { free: "Free", pro: "Pro" } })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const dropdown = <const Id extends string, const Option extends string>({
  options,
  ...rest
}: Options<Dropdown<Id, Option>, "options"> & { readonly options: Choices<Option> }): Dropdown<Id, Option> => ({
  type: "dropdown",
  options: choicesOf(options),
  ...rest
})

/**
 * One of two to ten options, all of them shown.
 *
 * @category constructors
 * @since 0.1.0
 */
export const singleSelect = <const Id extends string, const Option extends string>({
  options,
  ...rest
}: Options<SingleSelect<Id, Option>, "options"> & {
  readonly options: Choices<Option>
}): SingleSelect<Id, Option> => ({ type: "single-select", options: choicesOf(options), ...rest })

/**
 * Any of the options.
 *
 * @category constructors
 * @since 0.1.0
 */
export const checkbox = <const Id extends string, const Option extends string>({
  options,
  ...rest
}: Options<Checkbox<Id, Option>, "option"> & { readonly options: Choices<Option> }): Checkbox<Id, Option> => ({
  type: "checkbox",
  option: choicesOf(options),
  ...rest
})

/**
 * Sends a submit request.
 *
 * @category actions
 * @since 0.1.0
 */
export const submit: Action = { type: "submit" }

/**
 * Opens an address in a new page.
 *
 * @category actions
 * @since 0.1.0
 */
export const url = (url: string): Action => ({ type: "url", url })

/**
 * Opens an address in a sheet of the Messenger.
 *
 * @category actions
 * @since 0.1.0
 */
export const sheet = (url: string): Action => ({ type: "sheet", url })
