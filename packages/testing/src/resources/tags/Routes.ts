/**
 * The tags endpoints, and tags on contacts and conversations.
 *
 * @since 0.1.0
 */
import { Contacts, Tags } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import type { AppliedTag, TagRecord } from "./Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { companyNotFound } from "../companies/Routes.ts"
import { userNotFound, withContact } from "../contacts/Routes.ts"
import { withConversation } from "../conversations/Routes.ts"
import { renderApplied, renderTags } from "./Render.ts"
import { textOf } from "../../route/Body.ts"
import type { Call, Route } from "../Route.ts"

const list = ({ workspace }: Call): Answer => ok({ type: "list", data: [...workspace.tags.values()].map(renderTag) })

const get = (call: Call): Answer | Refusal => withTag(call, call.params["id"], (tag) => ok(renderTag(tag)))

/** A tag with the name of another one is that other one. What `companies` and `users` name is tagged with it at once. */
const create = (call: Call): Answer | Refusal => {
  const { companies, id, name, users } = call.body
  const { workspace } = call
  if (typeof name !== "string" || name === "") return refuse(400, "parameter_invalid", "invalid tag parameters")
  const changes = tagging(call, companies, users)
  if (isRefusal(changes)) return changes
  const known = [...workspace.tags.values()].find((tag) => tag.name.toLowerCase() === name.toLowerCase())
  const renamed = typeof id === "string" || typeof id === "number" ? workspace.tags.get(String(id)) : undefined
  const tag = renamed === undefined ? known : known === undefined || known === renamed ? { ...renamed, name } : known
  const created = tag ?? { id: String(1000 + workspace.nextNumber()), name }
  workspace.tags.set(created.id, created)
  for (const change of changes) change(created)
  return ok(renderTag(created))
}

type Tagging = (tag: TagRecord) => void

/** Who is to be tagged is looked up before anybody is. */
const tagging = (call: Call, companies: unknown, users: unknown): ReadonlyArray<Tagging> | Refusal => {
  const changes: Array<Tagging> = []
  for (const entry of Array.isArray(companies) ? companies : []) {
    const { company_id, id, untag }: Readonly<Record<string, unknown>> = Predicate.isObject(entry) ? { ...entry } : {}
    const company =
      id === undefined
        ? call.workspace.companies.findByCompanyId(textOf(company_id))
        : call.workspace.companies.get(textOf(id))
    if (company === undefined) return companyNotFound
    changes.push((tag) =>
      call.workspace.companies.update(company.id, {
        tags: untag === true ? without(company.tags, tag) : withTagged(call, company.tags, tag)
      })
    )
  }
  for (const entry of Array.isArray(users) ? users : []) {
    const { id, untag }: Readonly<Record<string, unknown>> = Predicate.isObject(entry) ? { ...entry } : {}
    const contact = call.workspace.contacts.get(textOf(id))
    if (contact === undefined) return userNotFound
    changes.push((tag) =>
      call.workspace.contacts.update(contact.id, {
        tags: untag === true ? without(contact.tags, tag) : withTagged(call, contact.tags, tag)
      })
    )
  }
  return changes
}

const without = (tags: ReadonlyArray<AppliedTag>, { id }: TagRecord): ReadonlyArray<AppliedTag> =>
  tags.filter((tag) => tag.id !== id)

const withTagged = (call: Call, tags: ReadonlyArray<AppliedTag>, tag: TagRecord): ReadonlyArray<AppliedTag> =>
  tags.some(({ id }) => id === tag.id) ? tags : [...tags, appliedNow(call, tag)]

const remove = (call: Call): Answer | Refusal =>
  withTag(call, call.params["id"], ({ id }) => {
    call.workspace.tags.delete(id)
    return { status: 200, body: undefined }
  })

const listOfContact = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => ok({ type: "list", data: renderTags(call.workspace, contact.tags) }))

const tagContact = (call: Call): Answer | Refusal =>
  withContact(call, ({ id, tags }) => apply(call, tags, (tags) => call.workspace.contacts.update(id, { tags })))

const untagContact = (call: Call): Answer | Refusal =>
  withContact(call, ({ id, tags }) => takeOff(call, tags, (tags) => call.workspace.contacts.update(id, { tags })))

const tagConversation = (call: Call): Answer | Refusal =>
  withConversation(call, ({ id, tags }) =>
    apply(call, tags, (tags) => call.workspace.conversations.update(id, { tags }))
  )

const untagConversation = (call: Call): Answer | Refusal =>
  withConversation(call, ({ id, tags }) =>
    takeOff(call, tags, (tags) => call.workspace.conversations.update(id, { tags }))
  )

type ChangeTags = (tags: ReadonlyArray<AppliedTag>) => void

/** A tag that is on already stays as it is. */
const apply = (call: Call, tags: ReadonlyArray<AppliedTag>, change: ChangeTags): Answer | Refusal =>
  withTag(call, call.body["id"], (tag) => {
    const known = tags.find(({ id }) => id === tag.id)
    const applied = known ?? appliedNow(call, tag)
    if (known === undefined) change([...tags, applied])
    return ok(renderApplied(applied, tag.name))
  })

const takeOff = (call: Call, tags: ReadonlyArray<AppliedTag>, change: ChangeTags): Answer | Refusal =>
  withTag(call, call.params["id"], (tag) => {
    const known = tags.find(({ id }) => id === tag.id)
    if (known === undefined) return tagNotFound
    change(tags.filter((applied) => applied !== known))
    return ok(renderApplied(known, tag.name))
  })

/**
 * The routes of tags.
 *
 * @category routes
 * @since 0.1.0
 */
export const tagRoutes: ReadonlyArray<Route> = [
  { operation: Tags.list, handle: list },
  { operation: Tags.create, handle: create },
  { operation: Tags.get, handle: get },
  { operation: Tags.delete, handle: remove },
  { operation: Contacts.listTags, handle: listOfContact },
  { operation: Tags.tagContact, handle: tagContact },
  { operation: Tags.untagContact, handle: untagContact },
  { operation: Tags.tagConversation, handle: tagConversation },
  { operation: Tags.untagConversation, handle: untagConversation }
]

const renderTag = ({ id, name }: TagRecord) => ({ type: "tag", id, name, applied_at: null, applied_by: null })

const tagNotFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "Resource Not Found")

const withTag = ({ workspace }: Call, id: unknown, use: (tag: TagRecord) => Answer | Refusal): Answer | Refusal => {
  const tag = workspace.tags.get(textOf(id))
  return tag === undefined ? tagNotFound : use(tag)
}

const appliedNow = ({ body, workspace }: Call, tag: TagRecord): AppliedTag => ({
  id: tag.id,
  applied_at: workspace.now(),
  applied_by: body["admin_id"] === undefined ? (workspace.admins[0]?.id ?? "0") : textOf(body["admin_id"])
})
