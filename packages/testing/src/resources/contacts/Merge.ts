/**
 * What merging contacts did, and what it would do.
 *
 * @since 0.1.0
 */
import { Contacts } from "@effect-intercom/resources"
import { byCreation } from "../../workspace/ByCreation.ts"
import type { Collection } from "../../workspace/Collection.ts"
import type { Field } from "../../workspace/Field.ts"
import type { ContactRecord } from "./Record.ts"
import type { Json, JsonObject, Row } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, invalid, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { userNotFound } from "./Routes.ts"
import type { Call, Route } from "../Route.ts"

const history = ({ params, query, workspace }: Call): Answer | Refusal => {
  const contact = workspace.contacts.get(params["id"] ?? "")
  if (contact === undefined || contact.role !== "user") return refuse(404, "not_found", "Contact not found")
  const order = query.get("order") ?? "desc"
  if (order !== "asc" && order !== "desc") return invalid("order must be asc or desc", "order")
  const perPage = Number(query.get("per_page") ?? 50)
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > 150) {
    return invalid("per_page must be between 1 and 150", "per_page")
  }
  const sources = workspace.contacts.mergedInto(contact.id)
  const sorted = order === "asc" ? sources : sources.toReversed()
  const cursor = query.get("cursor")
  const start = cursor === null ? 0 : sorted.findIndex(({ id }) => btoa(id) === cursor) + 1
  if (cursor !== null && start === 0) return invalid("cursor is not one of this list", "cursor")
  const page = sorted.slice(start, start + perPage)
  const hasMore = start + perPage < sorted.length
  const last = page.at(-1)
  return ok({
    type: "list",
    data: page.map(({ id, role, updated_at }) => ({
      type: "merge_history",
      source_contact_id: id,
      source_contact_role: role,
      merged_at: updated_at
    })),
    next_cursor: hasMore && last !== undefined ? btoa(last.id) : null,
    has_more: hasMore
  })
}

const preview = ({ body, workspace }: Call): Answer | Refusal => {
  const from = workspace.contacts.get(String(body["from"]))
  const into = workspace.contacts.get(String(body["into"]))
  if (from === undefined || into === undefined) return userNotFound
  const reason = objectionTo(from, into, body["skip_duplicate_validation"] === true)
  if (reason !== undefined) return ok({ allowed: false, reasons: [reason] })
  const attributes = changesOf(workspace, from, into)
  return ok({
    allowed: true,
    summary: {
      attribute_changes: { attributes, total_count: attributes.length },
      reassignments: {
        conversations: counts(from, into, (contact) => countOf(workspace, workspace.conversations, contact)),
        tickets: counts(from, into, (contact) => countOf(workspace, workspace.tickets, contact)),
        tags: counts(from, into, ({ tags }) => tags.length),
        notes: counts(from, into, ({ id }) => workspace.notes.on({ type: "contact", id }).length)
      }
    }
  })
}

/**
 * The routes of merges, beside the merge itself.
 *
 * @category routes
 * @since 0.1.0
 */
export const contactMergeRoutes: ReadonlyArray<Route> = [
  { operation: Contacts.listMergeHistory, handle: history },
  { operation: Contacts.previewMerge, handle: preview }
]

const objectionTo = (from: ContactRecord, into: ContactRecord, skipsCheck: boolean): JsonObject | undefined => {
  if (from.role !== "lead" || into.role !== "user") {
    return { code: "invalid_merge_role_pair", message: "Only a lead can be merged, and only into a user" }
  }
  const shares = [
    [from.email, into.email],
    [from.phone, into.phone],
    [from.external_id, into.external_id]
  ].some(([a, b]) => a !== null && a === b)
  return shares || skipsCheck
    ? undefined
    : { code: "no_shared_identifier", message: "The two have no email, phone or external id in common" }
}

/** What the user lacks it adopts; what both have differently, the user keeps. */
const changesOf = (workspace: Workspace, from: ContactRecord, into: ContactRecord): ReadonlyArray<JsonObject> => {
  const texts = (["name", "phone", "email"] as const).flatMap((field): ReadonlyArray<JsonObject> => {
    const [given, kept] = [from[field], into[field]]
    if (given === null || given === kept) return []
    return kept === null
      ? [{ field, outcome: "adopted", from_value: given, new_into_value: given }]
      : [{ field, outcome: "discarded", from_value: given, into_value: kept, new_into_value: kept }]
  })
  const names = (ids: ReadonlyArray<string>) => ids.flatMap((id) => workspace.companies.get(id)?.name ?? [])
  const added = from.companies.filter((id) => !into.companies.includes(id))
  if (added.length === 0) return texts
  const companies: Readonly<Record<string, Json>> = {
    from_value: names(from.companies),
    into_value: names(into.companies),
    new_into_value: names([...into.companies, ...added])
  }
  return [...texts, { field: "companies", outcome: "merged", ...companies }]
}

const counts = (from: ContactRecord, into: ContactRecord, count: (contact: ContactRecord) => number): JsonObject => ({
  from: count(from),
  into: count(into)
})

const countOf = <R extends Row & { readonly contacts: ReadonlyArray<string> }>(
  { now }: Workspace,
  collection: Pick<Collection<R>, "page">,
  { id }: ContactRecord
): number => {
  const contacts: Field<R> = { name: "contact_ids", type: "list", of: ({ contacts }) => contacts }
  return collection.page(
    {
      ...byCreation("ascending"),
      key: `of contact ${id}`,
      matches: (read) => {
        const ids = read(contacts)
        return Array.isArray(ids) && ids.includes(id)
      }
    },
    { limit: 1, now: now() }
  ).total
}
