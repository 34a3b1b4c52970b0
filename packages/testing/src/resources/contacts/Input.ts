/**
 * What a request may say of a contact, checked field by field.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { ContactRecord } from "./Record.ts"
import { isCustomAttributes, refusalOf } from "../dataAttributes/Input.ts"
import type { Workspace } from "../Workspace.ts"
import { invalid, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"

/**
 * Reads the body of a create or update. Fields Intercom does not know are left out, as it does.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readContactFields = (
  body: Readonly<Record<string, unknown>>,
  workspace: Workspace
): Partial<ContactRecord> | Refusal => {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(body)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (check === undefined || value === undefined) continue
    const problem = value === null ? undefined : check(value)
    if (problem !== undefined) return invalid(problem, name)
    fields[name] = value
  }
  if (fields["role"] === null || fields["custom_attributes"] === null) return invalid("can't be null")
  const owner = fields["owner_id"]
  if (typeof owner === "number") fields["owner_id"] = String(owner)
  if (Predicate.isNotNullish(owner) && workspace.admins.every(({ id }) => id !== textOf(owner))) {
    return invalid("owner_id is not the id of an admin", "owner_id")
  }
  const attributes = fields["custom_attributes"]
  const refused = isCustomAttributes(attributes) ? refusalOf(workspace, "contact", attributes) : undefined
  if (refused !== undefined) return refused
  if (typeof fields["avatar"] === "string") fields["avatar"] = { type: "avatar", image_url: fields["avatar"] }
  // Type boundary: every field was checked against the type of its namesake.
  return fields as Partial<ContactRecord>
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? undefined : "must be a string")
const flag = (value: unknown): string | undefined => (typeof value === "boolean" ? undefined : "must be a boolean")
const seconds = (value: unknown): string | undefined =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? undefined : "must be a Unix timestamp"

const checks: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  external_id: text,
  role: (value) => (value === "user" || value === "lead" ? undefined : "role must be user or lead"),
  email: (value) =>
    typeof value === "string" && /^[^\s@]+@[^\s@]+$/.test(value) ? undefined : "email must be a valid email address",
  phone: (value) =>
    typeof value === "string" && /^\+?[\d\s().-]{3,}$/.test(value) ? undefined : "phone must be a valid phone number",
  name: text,
  avatar: text,
  owner_id: (value) =>
    typeof value === "string" || typeof value === "number" ? undefined : "must be the id of an admin",
  unsubscribed_from_emails: flag,
  signed_up_at: seconds,
  last_seen_at: seconds,
  language_override: text,
  custom_attributes: (value) => (isCustomAttributes(value) ? undefined : "must be an object of attributes")
}
