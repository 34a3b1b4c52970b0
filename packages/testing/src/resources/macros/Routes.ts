/**
 * The macros endpoints.
 *
 * @since 0.1.0
 */
import { Macros } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, invalid, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { plain } from "../../route/Html.ts"
import { isoTime } from "../../route/IsoTime.ts"
import { cursorListOfRows } from "../../route/Rows.ts"
import type { Call, Route } from "../Route.ts"
import type { MacroRecord } from "./State.ts"

/** Latest change first, and only what changed since a time where one is asked for. */
const list = (call: Call): Answer | Refusal => {
  const since = call.query.get("updated_since") ?? "0"
  if (!/^\d{1,15}$/.test(since)) return invalid("Invalid updated_since timestamp", "updated_since")
  const macros = call.workspace.macros.latest().filter(({ updated_at }) => updated_at >= Number(since))
  return cursorListOfRows(call, macros, { defaultPerPage: 50, maxPerPage: 150 }, render)
}

const get = ({ params, workspace }: Call): Answer | Refusal => {
  const macro = workspace.macros.get(params["id"] ?? "")
  return macro === undefined ? refuse(404, "not_found", "Macro not found") : ok(render(macro))
}

/**
 * The routes of macros.
 *
 * @category routes
 * @since 0.1.0
 */
export const macroRoutes: ReadonlyArray<Route> = [
  { operation: Macros.list, handle: list },
  { operation: Macros.get, handle: get }
]

const render = (macro: MacroRecord): JsonObject => ({
  type: "macro",
  id: macro.id,
  name: macro.name,
  body: macro.body,
  body_text: plain(macro.body),
  created_at: isoTime(macro.created_at),
  updated_at: isoTime(macro.updated_at),
  visible_to: macro.visible_to_team_ids.length === 0 ? "everyone" : "specific_teams",
  visible_to_team_ids: macro.visible_to_team_ids,
  available_on: macro.available_on
})
