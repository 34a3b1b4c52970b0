/**
 * Names for operations that no overlay names yet, so that a new version needs no hand before it can be used. They are told,
 * and the check does not pass while there are any: a name is a promise that somebody should make.
 */
import type { Model, ModelOperation } from "./model.ts"
import { pascal } from "./naming.ts"
import type { OperationOverlay, ResourceOverlay } from "./overlay/Overlay.ts"
import { parseEndpoint } from "./endpoints.ts"

export interface ProvisionalOperation {
  readonly resource: string
  /** As `GET /boats/{id}`. */
  readonly endpoint: string
  readonly entry: OperationOverlay
}

/** One for each operation of the model that the overlay does not name. */
export const nameUnnamed = (
  model: Model,
  overlay: Readonly<Record<string, ResourceOverlay>>
): ReadonlyArray<ProvisionalOperation> => {
  const named = new Set(
    Object.values(overlay).flatMap(({ operations }) =>
      Object.keys(operations).map((endpoint) => parseEndpoint(endpoint).key)
    )
  )
  const taken = new Map(
    Object.entries(overlay).map(([resource, { operations }]) => [
      resource,
      new Set(Object.values(operations).map(({ name }) => name))
    ])
  )
  return [...model.operations]
    .filter(([key]) => !named.has(key))
    .map(([, operation]) => {
      const resource = resourceOf(operation, overlay)
      const names = taken.get(resource) ?? new Set()
      taken.set(resource, names)
      const name = nameOf(operation, names)
      names.add(name)
      const endpoint = `${operation.method} ${pathOf(operation.path)}`
      const summary = `Calls \`${endpoint}\`, which has no other name yet.`
      // Which of several bodies one sends is still to be told apart by name.
      const corrections = operation.body?.chosen ? [{ join: true as const, reason: "not named yet" }] : []
      return { resource, endpoint, entry: { name, summary, corrections } }
    })
}

/** The overlay with these names. */
export const withProvisional = (
  overlay: Readonly<Record<string, ResourceOverlay>>,
  provisional: ReadonlyArray<ProvisionalOperation>
): Readonly<Record<string, ResourceOverlay>> =>
  provisional.reduce<Record<string, ResourceOverlay>>(
    (whole, { endpoint, entry, resource }) => {
      const { operations, summary } = whole[resource] ?? {
        summary: `What begins with \`${endpoint.split(" ")[1]}\`, which has no other name yet.`,
        operations: {}
      }
      return { ...whole, [resource]: { summary, operations: { ...operations, [endpoint]: entry } } }
    },
    { ...overlay }
  )

/** The resource that most operations whose path begins alike belong to. */
const resourceOf = (operation: ModelOperation, overlay: Readonly<Record<string, ResourceOverlay>>): string => {
  const [first = ""] = segmentsOf(operation.path)
  const [best] = Object.entries(overlay)
    .map(([resource, { operations }]) => ({
      resource,
      alike: Object.keys(operations).filter((endpoint) => segmentsOf(parseEndpoint(endpoint).path)[0] === first).length
    }))
    .toSorted((left, right) => right.alike - left.alike)
  return best && best.alike > 0 ? best.resource : pascal(first)
}

const verbs: Readonly<Record<string, string>> = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "update",
  DELETE: "delete"
}

const nameOf = ({ method, path }: ModelOperation, taken: ReadonlySet<string>): string => {
  const [, ...rest] = segmentsOf(path).filter((segment) => !segment.startsWith("{"))
  const name = (verbs[method] ?? method.toLowerCase()) + rest.map(pascal).join("")
  return taken.has(name) ? nameOf({ method, path: `${path}/again` } as ModelOperation, taken) : name
}

/** The last parameter is the id of the thing itself, the others are called after what they stand behind. */
const pathOf = (path: string): string => {
  const segments = segmentsOf(path)
  const last = segments.lastIndexOf("{}")
  return segments
    .map((segment, at) => {
      if (segment !== "{}") return `/${segment}`
      return at === last ? "/{id}" : `/{${(segments[at - 1] ?? "").replace(/s$/, "")}_id}`
    })
    .join("")
}

const segmentsOf = (path: string): ReadonlyArray<string> => path.split("/").filter((segment) => segment !== "")
