/**
 * Canvases, within their limits, and what people enter on them.
 *
 * @since 0.1.0
 */
import { ResponseCheck } from "@effect-intercom/core"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { type Checkbox, Component, type Dropdown, type Input, type SingleSelect, type Textarea } from "./Components.ts"

/**
 * Content and stored data may have so many bytes each, as JSON.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxBytes = 65_536

/**
 * A canvas that Intercom would not show: the paths say what is wrong, `content` or `stored_data` what is too large.
 *
 * @category errors
 * @since 0.1.0
 */
export class CanvasError extends Schema.TaggedError<CanvasError>("@effect-intercom/app/CanvasError")("CanvasError", {
  problems: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `the canvas would not be shown: ${this.problems.join("; ")}`
  }
}

/**
 * What is shown, and what is to come back with the next request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Canvas<out Components extends ReadonlyArray<Component> = ReadonlyArray<Component>> {
  readonly content: { readonly components: Components }
  readonly stored_data?: Readonly<Record<string, unknown>>
}

/**
 * A canvas whose content Intercom asks for each time it is looked at. In the Messenger only.
 *
 * @category models
 * @since 0.1.0
 */
export interface LiveCanvas {
  readonly content_url: string
  readonly stored_data?: Readonly<Record<string, unknown>>
}

/**
 * A canvas of components. Throws {@link CanvasError} where it breaks a limit: 64 KB of content and of stored data, ids
 * that are there twice, two to ten options.
 *
 * ```ts
 * const form = CanvasKit.canvas([
 *   CanvasKit.input({ id: "email", label: "E-mail" }),
 *   CanvasKit.button({ id: "go", label: "Go" })
 * ])
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const canvas = <const Components extends ReadonlyArray<Component>>(
  components: Components,
  options: { readonly storedData?: Readonly<Record<string, unknown>> } = {}
): Canvas<Components> => {
  const made: Canvas<Components> = {
    content: { components },
    ...(options.storedData === undefined ? {} : { stored_data: options.storedData })
  }
  const problems = problemsOf(made)
  if (problems.length > 0) throw new CanvasError({ problems })
  return made
}

/**
 * A canvas whose content is asked for at an address, by requests of the kind `live`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const live = (
  contentUrl: string,
  options: { readonly storedData?: Readonly<Record<string, unknown>> } = {}
): LiveCanvas => ({
  content_url: contentUrl,
  ...(options.storedData === undefined ? {} : { stored_data: options.storedData })
})

const Components = Schema.Array(Component)

/**
 * What is wrong with a canvas, by path; none where nothing is.
 *
 * @internal
 */
export const problemsOf = ({ content, stored_data = {} }: Canvas): ReadonlyArray<string> => {
  const { components } = content
  const ids = components.flatMap((one) => ("id" in one && one.id !== undefined ? [one.id] : []))
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  return [
    ...ResponseCheck.findMismatches(Components, components).map((one) => ResponseCheck.describe([one])),
    ...twice.map((id) => `two components have the id ${JSON.stringify(id)}`),
    ...choicesOf(components),
    ...(bytesOf(content) > maxBytes ? [`content has more than ${maxBytes} bytes`] : []),
    ...(bytesOf(stored_data) > maxBytes ? [`stored_data has more than ${maxBytes} bytes`] : [])
  ]
}

const choicesOf = (components: ReadonlyArray<Component>): ReadonlyArray<string> =>
  components.flatMap((one) => {
    if (one.type === "checkbox") return one.option.length < 1 ? [`${one.id} has no options`] : []
    if (one.type !== "dropdown" && one.type !== "single-select") return []
    const { length } = one.options
    return length < 2 || length > 10 ? [`${one.id} has ${length} options, and may have 2 to 10`] : []
  })

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

/**
 * What may be entered on a canvas, by the ids of its components. What nobody entered is missing.
 *
 * @category models
 * @since 0.1.0
 */
export type Values<Components extends ReadonlyArray<Component>> = {
  readonly [C in Extract<Components[number], { readonly type: keyof ValueKinds }> as C["id"]]?: ValueOf<C>
}

/** Components that have a value. */
interface ValueKinds {
  readonly input: Input
  readonly textarea: Textarea
  readonly dropdown: Dropdown
  readonly "single-select": SingleSelect
  readonly checkbox: Checkbox
}

type ValueOf<C> =
  C extends Checkbox<string, infer Option>
    ? ReadonlyArray<Option>
    : C extends Dropdown<string, infer Option> | SingleSelect<string, infer Option>
      ? Option
      : string

/**
 * What was entered on a canvas, as a submit request brings it. Values that do not belong to the canvas, or are of another
 * kind, are left out.
 *
 * ```ts
 * const { email } = CanvasKit.values(form, request) // email: string | undefined
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const values = <const Components extends ReadonlyArray<Component>>(
  canvas: Canvas<Components>,
  request: { readonly input_values?: Readonly<Record<string, unknown>> | null }
): Values<Components> => {
  const entered = request.input_values ?? {}
  const found: Record<string, unknown> = {}
  for (const component of canvas.content.components) {
    if (!("id" in component) || component.id === undefined || !Object.hasOwn(entered, component.id)) continue
    const value = valueIn(component, entered[component.id])
    if (value !== undefined) found[component.id] = value
  }
  // Each value was looked at by the component of its id.
  return found as Values<Components>
}

const valueIn = (component: Component, value: unknown): unknown => {
  switch (component.type) {
    case "input":
    case "textarea":
      return Predicate.isString(value) ? value : undefined
    case "dropdown":
    case "single-select":
      return component.options.some(({ id }) => id === value) ? value : undefined
    case "checkbox":
      return Array.isArray(value) && value.every((one) => component.option.some(({ id }) => id === one))
        ? value
        : undefined
    default:
      return undefined
  }
}
