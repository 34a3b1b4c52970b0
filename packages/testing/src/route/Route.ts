/**
 * Routes as data: what a resource serves is a list of them.
 *
 * @since 0.1.0
 */
import type { Operation, Version } from "@effect-intercom/core"
import type { Foundation } from "../workspace/Foundation.ts"
import type { Answer, Refusal } from "./Answer.ts"

/**
 * A request that has passed the door: who it is from and which version it speaks is settled.
 *
 * @category models
 * @since 0.1.0
 */
export interface Call<out Workspace extends Foundation = Foundation> {
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
 * One endpoint. Its method, its path, the versions that have it and what it answers with are those of its operation.
 *
 * @category models
 * @since 0.1.0
 */
export interface Route<in Workspace extends Foundation = Foundation> {
  /** One of those a request can mean, where several have the same method and path. */
  readonly operation: Endpoint
  readonly handle: (call: Call<Workspace>) => Answer | Refusal
}

/**
 * What a route takes from its operation.
 *
 * @category models
 * @since 0.1.0
 */
export type Endpoint = Pick<Operation.Definition, "method" | "path" | "since" | "until" | "reads">
