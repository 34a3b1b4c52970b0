/**
 * The instances of custom object types of a workspace.
 *
 * @since 0.1.0
 */
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"
import type { CustomObjectRecord } from "./Record.ts"

/**
 * Makes the instances of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeCustomObjects = (now: () => number): Shelf<CustomObjectRecord> =>
  makeShelf({
    now,
    firstId: 30_001,
    blank: (id) => ({
      type: "Order",
      external_id: `external-${id}`,
      external_created_at: null,
      external_updated_at: null,
      custom_attributes: {}
    })
  })
