/**
 * Which resources use which components, and so where each component is written.
 */
import type { Components } from "./components.ts"
import { handwrittenComponents, homeResources, homes, ownHomes } from "./overlay/components.ts"
import type { Plan, PlannedOperation } from "./plan.ts"
import type { Shape } from "./shape.ts"

export interface Homes {
  /** The module of a component that stands in responses. */
  readonly ofResponse: (component: string) => string
  /** The module of a component that stands in requests. */
  readonly ofRequest: (component: string) => string
  /** The components that have a file of their own among the records, by that file. */
  readonly shared: ReadonlyMap<string, ReadonlyArray<string>>
}

/** Finds a home for every component in use. Resources in `split` have several files. */
export const findHomes = (plan: Plan, split: ReadonlySet<string>): Homes => {
  const responses = usersOf(plan, plan.responses, (operation) => [operation.success])
  const requests = usersOf(plan, plan.requests, (operation) =>
    (operation.input?.alternatives ?? []).flatMap(({ object }) => [...object.fields.values()].map(({ shape }) => shape))
  )
  const ownHome = (resource: string | undefined, component: string): string | undefined =>
    resource !== undefined && split.has(resource) ? longestMatch(ownHomes, component) : undefined
  const home = (users: ReadonlyMap<string, ReadonlySet<string>>, otherwise: string) => (component: string) => {
    const [only, ...others] = [...(users.get(component) ?? [])]
    if (only !== undefined && others.length === 0)
      return (otherwise === "" ? ownHome(only, component) : undefined) ?? only
    return otherwise === "" ? sharedHome(component) : otherwise
  }
  const shared = new Map<string, Array<string>>()
  for (const [component, users] of responses) {
    const path = users.size > 1 ? sharedHome(component) : ownHome([...users][0], component)
    if (path === undefined) continue
    shared.set(path, [...(shared.get(path) ?? []), component])
  }
  return {
    ofResponse: home(responses, ""),
    ofRequest: home(requests, "records/SharedInputs"),
    shared: new Map([...shared].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** The resource in whose namespace a shared module belongs, where there is one. */
export const namespaceOf = (path: string): string | undefined => homeResources[path.replace("records/", "")]

const sharedHome = (component: string): string => longestMatch(homes, component) ?? "records/Shared"

const longestMatch = (table: Readonly<Record<string, string>>, component: string): string | undefined => {
  const beginnings = Object.keys(table).filter((beginning) => component.startsWith(beginning))
  const longest = beginnings.toSorted((a, b) => b.length - a.length)[0]
  return longest === undefined ? undefined : `records/${table[longest]}`
}

const usersOf = (
  plan: Plan,
  components: Components,
  shapes: (operation: PlannedOperation) => ReadonlyArray<Shape>
): ReadonlyMap<string, ReadonlySet<string>> => {
  const users = new Map<string, Set<string>>()
  for (const { name, operations } of plan.resources) {
    const visit = (shape: Shape): void => {
      for (const component of shape.references) {
        if (handwrittenComponents[component] !== undefined) continue
        const known = users.get(component) ?? new Set()
        users.set(component, known)
        if (known.has(name)) continue
        known.add(name)
        const target = components.get(component)
        if (target) visit(target.shape)
      }
      if (shape.array) visit(shape.array)
      for (const object of [
        ...(shape.object && shape.references.size === 0 ? [shape.object] : []),
        ...shape.alternatives.values()
      ]) {
        for (const field of object.fields.values()) visit(field.shape)
        if (object.rest) visit(object.rest)
      }
    }
    for (const operation of operations) for (const shape of shapes(operation)) visit(shape)
  }
  return users
}
