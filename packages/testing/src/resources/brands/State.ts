/**
 * The brands of a workspace: one from the start, which has the id of the workspace. The API makes none.
 *
 * @since 0.1.0
 */
import type { Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * A brand as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface BrandRecord extends Row {
  readonly name: string
  readonly is_default: boolean
  /** The id of a help center. */
  readonly help_center_id: string | null
  /** The id of an e-mail setting. */
  readonly default_address_settings_id: string | null
}

/**
 * Makes the brands of a workspace that exists from `start` (Unix seconds).
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeBrands = (now: () => number, start: number, workspaceId: string): Shelf<BrandRecord> =>
  makeShelf<BrandRecord>({
    now,
    firstId: 2,
    blank: (id) => ({
      name: `Brand ${id}`,
      is_default: false,
      help_center_id: null,
      default_address_settings_id: null
    }),
    seeded: () => [
      {
        id: workspaceId,
        name: "Default Brand",
        is_default: true,
        help_center_id: "79",
        default_address_settings_id: "1",
        created_at: start,
        updated_at: start
      }
    ]
  })
