/**
 * The audiences of a workspace: none from the start.
 *
 * @since 0.1.0
 */
import type { JsonObject, Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * An audience as the workspace holds it. Who is in it is not worked out.
 *
 * @category models
 * @since 0.1.0
 */
export interface AudienceRecord extends Row {
  readonly name: string
  readonly predicates: ReadonlyArray<JsonObject>
  readonly role_predicates: ReadonlyArray<JsonObject>
}

/**
 * Makes the audiences of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeAudiences = (now: () => number): Shelf<AudienceRecord> =>
  makeShelf({ now, firstId: 8001, blank: (id) => ({ name: `Audience ${id}`, predicates: [], role_predicates: [] }) })
