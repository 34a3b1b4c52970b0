/**
 * Merging contacts: what it does, what it did, and what it would do.
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
import { textOf } from "../../route/Body.ts"
import { isSince } from "../../route/Since.ts"
import { renderContact } from "./Render.ts"
import { userNotFound } from "./Routes.ts"
import type { Call, Route } from "../Route.ts"

const merge = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const { from, into, skip_duplicate_validation } = body
  if (typeof from !== "string" || typeof into !== "string") return invalid("from and into must be ids of contacts")
  const source = workspace.contacts.get(from)
  const target = workspace.contacts.get(into)
  if (source?.merged_into !== null || target?.merged_into !== null) return userNotFound
  const reason = objectionTo(call, source, target, ["email", "phone"], skip_duplicate_validation === true)
  if (reason !== undefined) return refuse(400, "invalid_merge", reason.message)
  const kept = workspace.contacts.update(target.id, {
    phone: target.phone ?? source.phone,
    email: target.email ?? source.email,
    custom_attributes: { ...source.custom_attributes, ...target.custom_attributes },
    tags: [...target.tags, ...source.tags.filter(({ id }) => target.tags.every((tag) => tag.id !== id))],
    companies: [...new Set([...target.companies, ...source.companies])]
  })
  // Last, so that whoever hears of the merge finds the contact that remains as it is then.
  workspace.contacts.update(source.id, { merged_into: target.id })
  return ok(renderContact(call, kept ?? target))
}

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

const preview = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const from = workspace.contacts.get(textOf(body["from"]))
  const into = workspace.contacts.get(textOf(body["into"]))
  if (from === undefined || into === undefined) return userNotFound
  const reason = objectionTo(
    call,
    from,
    into,
    ["email", "phone", "external_id"],
    body["skip_duplicate_validation"] === true
  )
  if (reason !== undefined) return ok({ allowed: false, reasons: [{ ...reason }] })
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
 * The routes of merges.
 *
 * @category routes
 * @since 0.1.0
 */
export const contactMergeRoutes: ReadonlyArray<Route> = [
  { operation: Contacts.merge, handle: merge },
  { operation: Contacts.listMergeHistory, handle: history },
  { operation: Contacts.previewMerge, handle: preview }
]

interface Objection {
  readonly code: "invalid_merge_role_pair" | "no_shared_identifier"
  readonly message: string
}

/**
 * A lead goes into a user, and in Preview a user into another one. Before 2.16 a lead goes into any; since, and for two
 * users, they have to share an identifier. Leads can be merged without, when told to.
 */
const objectionTo = (
  { version }: Call,
  from: ContactRecord,
  into: ContactRecord,
  identifiers: ReadonlyArray<"email" | "phone" | "external_id">,
  skipsCheck: boolean
): Objection | undefined => {
  const isPreview = version === "Preview" || version === "Unstable"
  const areUsers = from.role === "user" && into.role === "user"
  if (from.id === into.id || into.role !== "user" || (areUsers && !isPreview)) {
    return { code: "invalid_merge_role_pair", message: "Only a lead can be merged, and only into a user" }
  }
  if (!areUsers && (skipsCheck || !isSince(version, "2.16"))) return undefined
  return identifiers.some((name) => from[name] !== null && from[name] === into[name])
    ? undefined
    : { code: "no_shared_identifier", message: `The two share none of ${identifiers.join(", ")}` }
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
