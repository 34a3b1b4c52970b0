/**
 * Companies as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { Row, JsonObject } from "../../workspace/Record.ts"
import type { AppliedTag } from "../tags/Record.ts"

/**
 * A company as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompanyRecord extends Row {
  readonly company_id: string
  readonly name: string
  /** Null until somebody says it: then answers do not have it. */
  readonly remote_created_at: number | null
  readonly last_request_at: number | null
  readonly monthly_spend: number
  readonly session_count: number
  readonly size: number | null
  readonly website: string | null
  readonly industry: string | null
  readonly plan: string | null
  readonly tags: ReadonlyArray<AppliedTag>
  /** Ids of the segments it is in, which nothing computes; none when left out. */
  readonly segments?: ReadonlyArray<string> | undefined
  readonly custom_attributes: JsonObject
}
