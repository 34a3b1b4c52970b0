/**
 * Segments as responses show them.
 *
 * @since 0.1.0
 */
import type { CompanyRecord } from "../companies/Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import type { SegmentRecord } from "./State.ts"

/**
 * A segment as responses show it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderSegment = ({ created_at, id, name, person_type }: SegmentRecord): JsonObject => ({
  type: "segment",
  id,
  name,
  created_at,
  updated_at: created_at,
  person_type
})

/**
 * The segments a company was put into. One that is not there any more is passed over.
 *
 * @category conversions
 * @since 0.1.0
 */
export const segmentsOf = (
  { segments: all }: Pick<Workspace, "segments">,
  { segments = [] }: Pick<CompanyRecord, "segments">
): ReadonlyArray<SegmentRecord> => all.filter(({ id }) => segments.includes(id))
