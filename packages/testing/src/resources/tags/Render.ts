/**
 * Tags as responses show them.
 *
 * @since 0.1.0
 */
import type { AppliedTag } from "./Record.ts"
import type { Json, JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"

/**
 * The tags of a record, with their names. Tags that were deleted are left out.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTags = (workspace: Workspace, tags: ReadonlyArray<AppliedTag>): ReadonlyArray<Json> =>
  tags.flatMap((applied) => {
    const tag = workspace.tags.get(applied.id)
    return tag === undefined ? [] : [renderApplied(applied, tag.name)]
  })

/**
 * The tags of a record with their names, and not who put them on. Tags that were deleted are left out.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTagNames = (workspace: Workspace, tags: ReadonlyArray<AppliedTag>): ReadonlyArray<Json> =>
  tags.flatMap(({ id }) => {
    const tag = workspace.tags.get(id)
    return tag === undefined ? [] : [{ type: "tag", id, name: tag.name }]
  })

/**
 * A tag on a record.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderApplied = (applied: AppliedTag, name: string): JsonObject => ({
  type: "tag",
  id: applied.id,
  name,
  applied_at: applied.applied_at,
  applied_by: { type: "admin", id: applied.applied_by }
})
