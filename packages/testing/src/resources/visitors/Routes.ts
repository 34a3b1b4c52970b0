/**
 * The visitors endpoints.
 *
 * @since 0.1.0
 */
import { Visitors } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import type { ContactRecord } from "../contacts/Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { VisitorRecord } from "./Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, invalid, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { isCustomAttributes } from "../dataAttributes/Input.ts"
import { renderContact } from "../contacts/Render.ts"
import type { Call, Route } from "../Route.ts"

const get = ({ query, workspace }: Call): Answer | Refusal =>
  withVisitor(workspace, { user_id: query.get("user_id") }, (visitor) => ok(renderVisitor(workspace, visitor)))

const update = ({ body, workspace }: Call): Answer | Refusal =>
  withVisitor(workspace, body, (visitor) => {
    const { custom_attributes, name } = body
    if (custom_attributes !== undefined && !isCustomAttributes(custom_attributes)) {
      return invalid("must be an object of attributes", "custom_attributes")
    }
    const changed = workspace.visitors.update(visitor.id, {
      ...(typeof name === "string" ? { name } : {}),
      ...(custom_attributes === undefined
        ? {}
        : { custom_attributes: { ...visitor.custom_attributes, ...custom_attributes } })
    })
    return ok(renderVisitor(workspace, changed ?? visitor))
  })

/** A visitor who turns out to be somebody known goes into that contact; others become a new one. */
const convert = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const { type } = body
  const role = type === "user" || type === "lead" ? type : undefined
  if (role === undefined) return invalid("type must be user or lead", "type")
  return withVisitor(workspace, body["visitor"], (visitor) => {
    const { email, id, user_id } = identifiers(body["user"])
    const known = knownContact(workspace, { email, id, user_id })
    workspace.visitors.remove(visitor.id)
    if (known !== undefined) {
      const merged = workspace.contacts.update(known.id, {
        name: known.name ?? visitor.name,
        custom_attributes: { ...visitor.custom_attributes, ...known.custom_attributes }
      })
      return ok(renderContact(call, merged ?? known))
    }
    const contact = workspace.contacts.add({
      role,
      email: email ?? null,
      external_id: user_id ?? null,
      name: visitor.name,
      custom_attributes: visitor.custom_attributes,
      signed_up_at: role === "user" ? workspace.now() : null
    })
    return ok(renderContact(call, contact))
  })
}

/**
 * The routes of visitors.
 *
 * @category routes
 * @since 0.1.0
 */
export const visitorRoutes: ReadonlyArray<Route> = [
  { operation: Visitors.get, handle: get },
  { operation: Visitors.update, handle: update },
  { operation: Visitors.convert, handle: convert }
]

interface Identifiers {
  readonly id: string | undefined
  readonly user_id: string | undefined
  readonly email: string | undefined
}

const identifiers = (value: unknown): Identifiers => {
  const text = (name: string) => {
    const given = Predicate.hasProperty(value, name) ? value[name] : undefined
    return typeof given === "string" && given !== "" ? given : undefined
  }
  return { id: text("id"), user_id: text("user_id"), email: text("email") }
}

const withVisitor = (
  { visitors }: Workspace,
  value: unknown,
  use: (visitor: VisitorRecord) => Answer | Refusal
): Answer | Refusal => {
  const { id, user_id } = identifiers(value)
  const visitor =
    id === undefined ? (user_id === undefined ? undefined : visitors.findByUserId(user_id)) : visitors.get(id)
  return visitor === undefined ? refuse(404, "not_found", "Visitor Not Found") : use(visitor)
}

const knownContact = ({ contacts }: Workspace, { email, id, user_id }: Identifiers): ContactRecord | undefined => {
  if (id !== undefined) return contacts.get(id)
  if (user_id !== undefined) return contacts.findByExternalId(user_id)
  return email === undefined ? undefined : contacts.findUserByEmail(email)
}

const renderVisitor = (workspace: Workspace, visitor: VisitorRecord): JsonObject => ({
  type: "visitor",
  id: visitor.id,
  user_id: visitor.user_id,
  anonymous: true,
  email: "",
  phone: null,
  name: visitor.name,
  pseudonym: null,
  avatar: { type: "avatar", image_url: null },
  app_id: workspace.id,
  companies: { type: "company.list", companies: [] },
  location_data: {},
  last_request_at: null,
  created_at: visitor.created_at,
  remote_created_at: visitor.created_at,
  signed_up_at: visitor.created_at,
  updated_at: visitor.updated_at,
  session_count: 0,
  social_profiles: { type: "social_profile.list", social_profiles: [] },
  owner_id: null,
  unsubscribed_from_emails: false,
  marked_email_as_spam: false,
  has_hard_bounced: false,
  tags: { type: "tag.list", tags: [] },
  segments: { type: "segment.list", segments: [] },
  custom_attributes: visitor.custom_attributes,
  referrer: null,
  utm_campaign: null,
  utm_content: null,
  utm_medium: null,
  utm_source: null,
  utm_term: null,
  do_not_track: null
})
