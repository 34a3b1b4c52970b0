/**
 * Which route a request means.
 *
 * @since 0.1.0
 */
import type { Route } from "../route/Route.ts"
import type { Foundation } from "../workspace/Foundation.ts"

/**
 * A route and the values of its placeholders.
 *
 * @category models
 * @since 0.1.0
 */
export interface Match<in Workspace extends Foundation> {
  readonly route: Route<Workspace>
  readonly params: Readonly<Record<string, string>>
}

/**
 * Makes the function that finds the route of a request. Fixed segments come before placeholders.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRouter = <Workspace extends Foundation>(
  routes: ReadonlyArray<Route<Workspace>>
): ((method: string, path: string) => Match<Workspace> | undefined) => {
  const byShape = new Map<string, ReadonlyArray<Candidate<Workspace>>>()
  for (const route of routes) {
    const { method, path } = route.operation
    const segments = path.split("/").slice(1)
    const key = `${method} ${segments.length}`
    const candidates = [...(byShape.get(key) ?? []), { route, segments }]
    byShape.set(
      key,
      candidates.toSorted((a, b) => placeholders(a) - placeholders(b))
    )
  }
  return (method, path) => {
    const segments = path.split("/").slice(1)
    for (const candidate of byShape.get(`${method} ${segments.length}`) ?? []) {
      const params = match(candidate.segments, segments)
      if (params !== undefined) return { route: candidate.route, params }
    }
    return undefined
  }
}

interface Candidate<in Workspace extends Foundation> {
  readonly route: Route<Workspace>
  readonly segments: ReadonlyArray<string>
}

const placeholders = ({ segments }: { readonly segments: ReadonlyArray<string> }): number =>
  segments.filter((segment) => segment.startsWith("{")).length

const match = (
  pattern: ReadonlyArray<string>,
  segments: ReadonlyArray<string>
): Readonly<Record<string, string>> | undefined => {
  const params: Record<string, string> = {}
  for (const [position, expected] of pattern.entries()) {
    const segment = segments[position] ?? ""
    if (!expected.startsWith("{")) {
      if (segment !== expected) return undefined
      continue
    }
    const value = decode(segment)
    if (value === undefined || value === "") return undefined
    params[expected.slice(1, -1)] = value
  }
  return params
}

const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
