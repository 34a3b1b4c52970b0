/**
 * The named schemas of all versions, each laid over itself: one shape a name.
 */
import type { Description } from "./descriptions.ts"
import { lower, type Lowering } from "./lower.ts"
import { joined } from "./overlay/components.ts"
import { cloneObject, emptyShape, merge, mergeAlternative, type Shape } from "./shape.ts"

export interface Component {
  readonly name: string
  readonly shape: Shape
}

/** Grows where the overlay makes a component of examples. */
export type Components = Map<string, Component>

/** How one description is lowered. */
export const loweringOf = (
  description: Description,
  settings: Pick<Lowering, "aliases" | "inlined" | "alternatives">
): Lowering => ({ version: description.version, document: description.document, ...settings })

/** All components of all descriptions. */
export const readComponents = (
  descriptions: ReadonlyArray<Description>,
  settings: Pick<Lowering, "aliases" | "inlined" | "alternatives">
): Components => {
  const components = new Map<string, Component>()
  for (const description of descriptions) {
    const context = loweringOf(description, settings)
    for (const [declared, schema] of Object.entries(description.document.components.schemas)) {
      const name = settings.aliases[declared] ?? declared
      const component = components.get(name) ?? { name, shape: emptyShape() }
      merge(component.shape, lower(context, schema))
      components.set(name, component)
    }
  }
  for (const { shape } of components.values()) shape.nullable = false
  for (const name of joined) join(components, name)
  return components
}

/** One record of all that a component may be. */
const join = (components: Components, name: string): void => {
  const parts = [...(components.get(name)?.shape.references ?? [])].flatMap(
    (part) => components.get(part)?.shape.object ?? []
  )
  const [first, ...others] = parts
  if (!first) return
  const object = cloneObject(first)
  for (const other of others) mergeAlternative(object, other)
  components.set(name, { name, shape: { ...emptyShape(), object } })
}
