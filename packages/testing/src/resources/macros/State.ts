/**
 * The macros of a workspace: two from the start. The API makes none.
 *
 * @since 0.1.0
 */
import type { Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * A macro as the workspace holds it: a reply that is written before it is needed.
 *
 * @category models
 * @since 0.1.0
 */
export interface MacroRecord extends Row {
  readonly name: string
  /** HTML. */
  readonly body: string
  /** Ids of the teams that see it; everybody does where there are none. */
  readonly visible_to_team_ids: ReadonlyArray<string>
  readonly available_on: ReadonlyArray<"inbox" | "messenger">
}

/**
 * Makes the macros of a workspace that exists from `start` (Unix seconds).
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMacros = (now: () => number, start: number): Shelf<MacroRecord> => {
  const blank = (id: string): Omit<MacroRecord, keyof Row> => ({
    name: `Macro ${id}`,
    body: "<p>Thank you for your patience.</p>",
    visible_to_team_ids: [],
    available_on: ["inbox"]
  })
  return makeShelf({
    now,
    firstId: 7003,
    blank,
    seeded: () =>
      ["Refund", "Hand over"].map((name, index) => ({
        ...blank(""),
        name,
        id: String(7001 + index),
        created_at: start + index,
        updated_at: start + index
      }))
  })
}
