/**
 * Endpoints as the overlay names them, and those that are several operations because what they answer depends on what is asked.
 */
import { fit } from "./evidence.ts"
import { keyOf, type Model, type ModelOperation } from "./model.ts"

export interface Endpoint {
  /** The key of the operation in the model. */
  readonly key: string
  readonly path: string
  /** The query parameters that this operation of the endpoint takes; undefined where it takes them all. */
  readonly takes: ReadonlyArray<string> | undefined
}

/** Reads `GET /boats/{id}`, or `GET /boats?name&page` where the endpoint is several operations. */
export const parseEndpoint = (text: string): Endpoint => {
  const [method = "", address = ""] = text.split(" ")
  const [path = "", query] = address.split("?")
  return { key: keyOf(method, path), path, takes: query?.split("&") }
}

/** One operation of an endpoint that is several. `success` is what it answers, `others` what the rest does. */
export const narrow = (
  model: Model,
  operation: ModelOperation,
  takes: ReadonlyArray<string>,
  success: string,
  others: ReadonlyArray<string>
): ModelOperation => {
  const query = new Map(
    takes.map((name) => {
      const field = operation.query.get(name)
      if (!field) throw new Error(`${operation.method} ${operation.path} has no query parameter ${name}`)
      return [name, field]
    })
  )
  const shows = (component: string, value: unknown): number => {
    const object = model.responses.get(component)?.shape.object
    // JSON knows no other value that is an object here.
    return object && typeof value === "object" && value !== null ? fit(object, value as Record<string, unknown>) : 0
  }
  return {
    ...operation,
    query,
    versions: operation.versions.filter((version) => [...query.values()].some(({ versions }) => versions.has(version))),
    successExamples: operation.successExamples.filter(({ value }) =>
      others.every((other) => shows(success, value) >= shows(other, value))
    )
  }
}

/** Parameters of an endpoint that none of its operations takes were forgotten. */
export const assertAllTaken = (operation: ModelOperation, taken: ReadonlySet<string>): void => {
  const left = [...operation.query.keys()].filter((name) => !taken.has(name))
  if (left.length > 0) throw new Error(`no operation of ${operation.method} ${operation.path} takes ${left.join(", ")}`)
}
