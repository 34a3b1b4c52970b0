/**
 * What is gone, as rows.
 *
 * @since 0.1.0
 */
import type { Tombstone } from "../state/Tombstone.ts"
import type { Row } from "./Rows.ts"
import type { Table } from "./Table.ts"

/**
 * The row of the main table that says that a record is gone, and nothing of what it was: what follows the versions of the
 * record, where rows are only ever added. `exportedAt` is in Unix seconds.
 *
 * @category conversions
 * @since 0.1.0
 */
export const row = (
  { columns }: Table,
  { at, id, mergedInto, reason }: Tombstone,
  { exportedAt, workspace }: { readonly exportedAt: number; readonly workspace: string | undefined }
): Row =>
  columns.map(({ source }) => {
    switch (source) {
      case "id":
        return id
      case "deleted":
        return at ?? Math.floor(exportedAt)
      case "deletedReason":
        return reason
      case "mergedInto":
        return mergedInto ?? null
      case "exported":
        return exportedAt
      case "workspace":
        return workspace ?? null
      default:
        return null
    }
  })
