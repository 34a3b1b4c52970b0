/**
 * Routes of the resources: those that see the whole workspace.
 *
 * @since 0.1.0
 */
import type * as Endpoint from "../route/Route.ts"
import type { Workspace } from "./Workspace.ts"

/**
 * A request to a resource.
 *
 * @category models
 * @since 0.1.0
 */
export type Call = Endpoint.Call<Workspace>

/**
 * A route of a resource.
 *
 * @category models
 * @since 0.1.0
 */
export type Route = Endpoint.Route<Workspace>

/**
 * What an answer depends on beside its record: the workspace, and the version it is seen in.
 *
 * @category models
 * @since 0.1.0
 */
export type Seen = Pick<Call, "version" | "workspace">
