/**
 * Routes as data: what a resource serves is a list of them.
 *
 * @since 0.1.0
 */
import type { Version } from "@effect-intercom/core"
import type { Workspace } from "../resources/Workspace.ts"
import type { Answer, Refusal } from "./Answer.ts"

/**
 * A request that has passed the door: who it is from and which version it speaks is settled.
 *
 * @category models
 * @since 0.1.0
 */
export interface Call {
  readonly workspace: Workspace
  /** The values of the path's placeholders. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The parsed JSON of the body; an empty object where there is none. */
  readonly body: Readonly<Record<string, unknown>>
  readonly version: Version.Version
  /** Scheme and host the request came to. */
  readonly origin: string
}

/**
 * What an answer depends on beside its record: the workspace, and the version it is seen in.
 *
 * @category models
 * @since 0.1.0
 */
export type Seen = Pick<Call, "version" | "workspace">

/**
 * One endpoint.
 *
 * @category models
 * @since 0.1.0
 */
export interface Route {
  readonly method: string
  /** The path, with `{placeholders}`. */
  readonly path: string
  /** The first version that has it. */
  readonly since: Version.Version
  /** The last version that has it, where it was removed. */
  readonly until?: Version.Version | undefined
  /** The media type a client has to accept. JSON when left out. */
  readonly answers?: "application/octet-stream" | "text/plain" | undefined
  readonly handle: (call: Call) => Answer | Refusal
}

/**
 * A route and the values of its placeholders.
 *
 * @category models
 * @since 0.1.0
 */
export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/**
 * Makes the function that finds the route of a request. Fixed segments come before placeholders.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRouter = (routes: ReadonlyArray<Route>): ((method: string, path: string) => Match | undefined) => {
  const byShape = new Map<string, ReadonlyArray<Candidate>>()
  for (const route of routes) {
    const segments = route.path.split("/").slice(1)
    const key = `${route.method} ${segments.length}`
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

interface Candidate {
  readonly route: Route
  readonly segments: ReadonlyArray<string>
}

const placeholders = ({ segments }: Candidate): number => segments.filter((segment) => segment.startsWith("{")).length

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
