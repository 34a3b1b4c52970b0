/**
 * What a canvas is made of.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * What a click does: sends a submit request, opens an address, or opens one in a sheet of the Messenger.
 *
 * @category models
 * @since 0.1.0
 */
export type Action =
  | { readonly type: "submit" }
  | { readonly type: "url"; readonly url: string }
  | { readonly type: "sheet"; readonly url: string }

/** The margin below a component, which is 10 pixels unless it is taken away. */
type BottomMargin = "none"

/** Whether what was entered is kept: `saved` lets nobody change it, `failed` shows it as wrong. */
type SaveState = "unsaved" | "saved" | "failed"

/**
 * A block of text, in which Markdown makes links and bold type.
 *
 * @category models
 * @since 0.1.0
 */
export interface Text {
  readonly type: "text"
  readonly text: string
  readonly id?: string
  readonly align?: "left" | "center" | "right"
  readonly style?: "header" | "paragraph" | "muted" | "error"
  readonly bottom_margin?: BottomMargin
}

/**
 * An image, of at most the given size in pixels.
 *
 * @category models
 * @since 0.1.0
 */
export interface Image {
  readonly type: "image"
  readonly url: string
  readonly width: number
  readonly height: number
  readonly id?: string
  readonly align?: "left" | "center" | "right" | "full_width"
  readonly rounded?: boolean
  readonly bottom_margin?: BottomMargin
  readonly action?: Action
}

/**
 * A line between components.
 *
 * @category models
 * @since 0.1.0
 */
export interface Divider {
  readonly type: "divider"
  readonly id?: string
  readonly bottom_margin?: BottomMargin
}

/**
 * Empty space between components.
 *
 * @category models
 * @since 0.1.0
 */
export interface Spacer {
  readonly type: "spacer"
  readonly id?: string
  readonly size?: "xs" | "s" | "m" | "l" | "xl"
}

/**
 * Pairs of a name and a value.
 *
 * @category models
 * @since 0.1.0
 */
export interface DataTable {
  readonly type: "data-table"
  readonly items: ReadonlyArray<{ readonly type: "field-value"; readonly field: string; readonly value: string }>
}

/**
 * An item of a list.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListItem {
  readonly type: "item"
  readonly id: string
  readonly title: string
  readonly subtitle?: string
  readonly tertiary_text?: string
  readonly image?: string
  readonly image_width?: number
  readonly image_height?: number
  readonly rounded_image?: boolean
  readonly disabled?: boolean
  readonly action?: Action
}

/**
 * A list, whose items may do something when they are clicked.
 *
 * @category models
 * @since 0.1.0
 */
export interface List {
  readonly type: "list"
  readonly items: ReadonlyArray<ListItem>
  readonly disabled?: boolean
}

/**
 * A button. All that is entered on the canvas is sent when its action is `submit`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Button<out Id extends string = string> {
  readonly type: "button"
  readonly id: Id
  readonly label: string
  readonly action: Action
  readonly style?: "primary" | "secondary" | "link"
  readonly disabled?: boolean
}

/**
 * A line of text to enter.
 *
 * @category models
 * @since 0.1.0
 */
export interface Input<out Id extends string = string> {
  readonly type: "input"
  readonly id: Id
  readonly label?: string
  readonly placeholder?: string
  readonly value?: string
  readonly action?: Action
  readonly save_state?: SaveState
  readonly disabled?: boolean
}

/**
 * Several lines of text to enter.
 *
 * @category models
 * @since 0.1.0
 */
export interface Textarea<out Id extends string = string> {
  readonly type: "textarea"
  readonly id: Id
  readonly label?: string
  readonly placeholder?: string
  readonly value?: string
  readonly error?: boolean
  readonly disabled?: boolean
}

/**
 * Something to choose.
 *
 * @category models
 * @since 0.1.0
 */
export interface Choice<out Id extends string = string> {
  readonly type: "option"
  readonly id: Id
  readonly text: string
  readonly disabled?: boolean
}

/**
 * One of two to ten options, in a menu.
 *
 * @category models
 * @since 0.1.0
 */
export interface Dropdown<out Id extends string = string, out Option extends string = string> {
  readonly type: "dropdown"
  readonly id: Id
  readonly options: ReadonlyArray<Choice<Option>>
  readonly label?: string
  readonly value?: Option
  readonly save_state?: SaveState
  readonly disabled?: boolean
}

/**
 * One of two to ten options, all of them shown.
 *
 * @category models
 * @since 0.1.0
 */
export interface SingleSelect<out Id extends string = string, out Option extends string = string> {
  readonly type: "single-select"
  readonly id: Id
  readonly options: ReadonlyArray<Choice<Option>>
  readonly label?: string
  readonly value?: Option
  readonly action?: Action
  readonly save_state?: SaveState
  readonly disabled?: boolean
}

/**
 * Any of the options. Intercom calls them `option`, where the other components have `options`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Checkbox<out Id extends string = string, out Option extends string = string> {
  readonly type: "checkbox"
  readonly id: Id
  readonly option: ReadonlyArray<Choice<Option>>
  readonly label: string
  readonly value?: ReadonlyArray<Option>
  readonly save_state?: SaveState
  readonly disabled?: boolean
}

/**
 * Any component.
 *
 * @category models
 * @since 0.1.0
 */
export type Component =
  | Text
  | Image
  | Divider
  | Spacer
  | DataTable
  | List
  | Button
  | Input
  | Textarea
  | Dropdown
  | SingleSelect
  | Checkbox

const optional = Schema.optionalKey

const Margin = Schema.Literal("none")

const SaveState = Schema.Literals(["unsaved", "saved", "failed"])

const Action: Schema.Codec<Action> = Schema.Union([
  Schema.Struct({ type: Schema.Literal("submit") }),
  Schema.Struct({ type: Schema.Literal("url"), url: Schema.NonEmptyString }),
  Schema.Struct({ type: Schema.Literal("sheet"), url: Schema.NonEmptyString })
])

const Id = Schema.NonEmptyString

const Options = (least: number, most: number) =>
  Schema.Array(
    Schema.Struct({ type: Schema.Literal("option"), id: Id, text: Schema.String, disabled: optional(Schema.Boolean) })
  ).check(Schema.isMinLength(least), Schema.isMaxLength(most))

const optionsAtMost = 10

/**
 * The schema of a component, with its limits.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Component: Schema.Codec<Component> = /*#__PURE__*/ Schema.Union([
  Schema.Struct({
    type: Schema.Literal("text"),
    text: Schema.String,
    id: optional(Id),
    align: optional(Schema.Literals(["left", "center", "right"])),
    style: optional(Schema.Literals(["header", "paragraph", "muted", "error"])),
    bottom_margin: optional(Margin)
  }),
  Schema.Struct({
    type: Schema.Literal("image"),
    url: Schema.NonEmptyString,
    width: Schema.Number,
    height: Schema.Number,
    id: optional(Id),
    align: optional(Schema.Literals(["left", "center", "right", "full_width"])),
    rounded: optional(Schema.Boolean),
    bottom_margin: optional(Margin),
    action: optional(Action)
  }),
  Schema.Struct({ type: Schema.Literal("divider"), id: optional(Id), bottom_margin: optional(Margin) }),
  Schema.Struct({
    type: Schema.Literal("spacer"),
    id: optional(Id),
    size: optional(Schema.Literals(["xs", "s", "m", "l", "xl"]))
  }),
  Schema.Struct({
    type: Schema.Literal("data-table"),
    items: Schema.Array(
      Schema.Struct({ type: Schema.Literal("field-value"), field: Schema.String, value: Schema.String })
    )
  }),
  Schema.Struct({
    type: Schema.Literal("list"),
    items: Schema.Array(
      Schema.Struct({
        type: Schema.Literal("item"),
        id: Id,
        title: Schema.String,
        subtitle: optional(Schema.String),
        tertiary_text: optional(Schema.String),
        image: optional(Schema.String),
        image_width: optional(Schema.Number),
        image_height: optional(Schema.Number),
        rounded_image: optional(Schema.Boolean),
        disabled: optional(Schema.Boolean),
        action: optional(Action)
      })
    ),
    disabled: optional(Schema.Boolean)
  }),
  Schema.Struct({
    type: Schema.Literal("button"),
    id: Id,
    label: Schema.String,
    action: Action,
    style: optional(Schema.Literals(["primary", "secondary", "link"])),
    disabled: optional(Schema.Boolean)
  }),
  Schema.Struct({
    type: Schema.Literal("input"),
    id: Id,
    label: optional(Schema.String),
    placeholder: optional(Schema.String),
    value: optional(Schema.String),
    action: optional(Action),
    save_state: optional(SaveState),
    disabled: optional(Schema.Boolean)
  }),
  Schema.Struct({
    type: Schema.Literal("textarea"),
    id: Id,
    label: optional(Schema.String),
    placeholder: optional(Schema.String),
    value: optional(Schema.String),
    error: optional(Schema.Boolean),
    disabled: optional(Schema.Boolean)
  }),
  Schema.Struct({
    type: Schema.Literal("dropdown"),
    id: Id,
    options: Options(2, optionsAtMost),
    label: optional(Schema.String),
    value: optional(Schema.String),
    save_state: optional(SaveState),
    disabled: optional(Schema.Boolean)
  }),
  Schema.Struct({
    type: Schema.Literal("single-select"),
    id: Id,
    options: Options(2, optionsAtMost),
    label: optional(Schema.String),
    value: optional(Schema.String),
    action: optional(Action),
    save_state: optional(SaveState),
    disabled: optional(Schema.Boolean)
  }),
  Schema.Struct({
    type: Schema.Literal("checkbox"),
    id: Id,
    option: Options(1, Number.MAX_SAFE_INTEGER),
    label: Schema.String,
    value: optional(Schema.Array(Schema.String)),
    save_state: optional(SaveState),
    disabled: optional(Schema.Boolean)
  })
])
