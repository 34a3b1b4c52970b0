/**
 * The audiences endpoints.
 *
 * @since 0.1.0
 */
import { Audiences } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { isRefusal, type Refusal, unprocessable } from "../../route/Answer.ts"
import { listOf, missing, object, readFields, text } from "../../route/Body.ts"
import { flatListOfRows } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import type { AudienceRecord } from "./State.ts"

const read = ({ body }: Call, known: AudienceRecord | undefined): Partial<AudienceRecord> | Refusal => {
  const nameless = known === undefined ? missing(body, ["name"]) : undefined
  const fields =
    nameless ??
    readFields<AudienceRecord>(body, { name: text, predicates: listOf(object), role_predicates: listOf(object) })
  return isRefusal(fields) ? unprocessable(fields) : fields
}

const render = (_: Call, audience: AudienceRecord): JsonObject => ({
  type: "audience",
  id: audience.id,
  name: audience.name,
  predicates: audience.predicates,
  role_predicates: audience.role_predicates,
  created_at: audience.created_at,
  updated_at: audience.updated_at
})

const audiences = shelved<Workspace, AudienceRecord>({
  shelf: (workspace) => workspace.audiences,
  read,
  render,
  created: 201
})

/**
 * The routes of audiences.
 *
 * @category routes
 * @since 0.1.0
 */
export const audienceRoutes: ReadonlyArray<Route> = [
  {
    operation: Audiences.list,
    handle: (call) =>
      flatListOfRows(call, "/audiences", call.workspace.audiences.latest(), (audience) => render(call, audience))
  },
  { operation: Audiences.create, handle: audiences.create },
  { operation: Audiences.get, handle: audiences.get },
  { operation: Audiences.update, handle: audiences.update },
  { operation: Audiences.delete, handle: audiences.remove }
]
