/**
 * What is gone, as rows.
 *
 * @since 0.1.0
 */
import type { Tombstone } from "../state/Tombstone.ts"
import * as Cell from "./Cell.ts"
import type { Row } from "./Rows.ts"
import type { Table } from "./Table.ts"

/**
 * When a record went, in Unix seconds: when it was noticed, where nothing tells that is a time.
 *
 * @category conversions
 * @since 0.1.0
 */
export const wentAt = ({ at }: Tombstone, noticedAt: number): number => {
  const told = Cell.of("timestamptz", at)
  return typeof told === "number" ? told : Math.floor(noticedAt)
}

/**
 * The row of the main table that says that a record is gone, and nothing of what it was: what follows the versions of the
 * record, where rows are only ever added. `exportedAt` is in Unix seconds.
 *
 * @category conversions
 * @since 0.1.0
 */
export const row = (
  { columns }: Table,
  tombstone: Tombstone,
  { exportedAt, workspace }: { readonly exportedAt: number; readonly workspace: string | undefined }
): Row =>
  columns.map(({ source }) => {
    switch (source) {
      case "id":
        return tombstone.id
      case "deleted":
        return wentAt(tombstone, exportedAt)
      case "deletedReason":
        return tombstone.reason
      case "mergedInto":
        return tombstone.mergedInto ?? null
      case "exported":
        return exportedAt
      case "workspace":
        return workspace ?? null
      default:
        return null
    }
  })
