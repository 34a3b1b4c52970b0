/**
 * The segments endpoints, and segments of contacts and companies.
 *
 * @since 0.1.0
 */
import { Companies, Contacts, Segments } from "@effect-intercom/resources"
import { byCreation } from "../../workspace/ByCreation.ts"
import type { Field } from "../../workspace/Field.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { SegmentRecord } from "./State.ts"
import { type Answer, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { withCompany } from "../companies/Routes.ts"
import { withContact } from "../contacts/Routes.ts"
import type { Call, Route } from "../Route.ts"
import { renderSegment, segmentsOf } from "./Render.ts"

const list = (call: Call): Answer => {
  const counts = call.query.get("include_count") === "true"
  return ok({
    type: "segment.list",
    segments: call.workspace.segments.map((segment) => ({
      ...renderSegment(segment),
      ...(counts ? { count: count(call, segment) } : {})
    }))
  })
}

const get = ({ params, workspace }: Call): Answer | Refusal => {
  const segment = workspace.segments.find(({ id }) => id === params["id"])
  return segment === undefined ? refuse(404, "not_found", "Resource Not Found") : ok(renderSegment(segment))
}

const listOfContact = (call: Call): Answer | Refusal =>
  withContact(call, (contact) =>
    ok({
      type: "list",
      data: call.workspace.segments.filter(({ includes }) => includes(contact, today(call))).map(renderSegment)
    })
  )

const listOfCompany = (call: Call): Answer | Refusal =>
  withCompany(call, (company) => ok({ type: "list", data: segmentsOf(call.workspace, company).map(renderSegment) }))

/**
 * The routes of segments.
 *
 * @category routes
 * @since 0.1.0
 */
export const segmentRoutes: ReadonlyArray<Route> = [
  { operation: Segments.list, handle: list },
  { operation: Segments.get, handle: get },
  { operation: Contacts.listSegments, handle: listOfContact },
  { operation: Companies.listSegments, handle: listOfCompany }
]

const today = ({ workspace }: Call): number => Math.floor(workspace.now() / 86_400) * 86_400

const count = (call: Call, { id, includes }: SegmentRecord): number => {
  const since = today(call)
  const isIn: Field<ContactRecord> = {
    name: "in a segment",
    type: "boolean",
    of: (contact) => includes(contact, since)
  }
  return call.workspace.contacts.page(
    { ...byCreation("ascending"), key: `segment ${id} on ${since}`, matches: (read) => read(isIn) === true },
    { limit: 1, now: call.workspace.now() }
  ).total
}
