/**
 * A contact as responses show it.
 *
 * @since 0.1.0
 */
import type { Version } from "@effect-intercom/core"
import type { Avatar, ContactRecord } from "./Record.ts"
import type { Json, JsonObject } from "../../workspace/Record.ts"
import type { Seen } from "../Route.ts"
import { isSince } from "../../route/Since.ts"
import { inVersion } from "../VersionFacts.ts"

/** How many entries a list inside a record shows. */
const inlineLimit = 10

/**
 * A contact, with its inline lists cut at ten entries.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderContact = ({ version, workspace }: Seen, contact: ContactRecord): JsonObject => {
  const path = `/contacts/${contact.id}`
  // What was deleted since is on nobody any more.
  const tags = contact.tags.filter(({ id }) => workspace.tags.has(id))
  const companies = contact.companies.filter(workspace.companies.has)
  const notes = workspace.notes.on({ type: "contact", id: contact.id })
  const subscriptions = (consent: "opt_in" | "opt_out"): JsonObject => {
    const chosen = workspace.subscriptionTypes.of(contact.id).filter(({ consent_type }) => consent_type === consent)
    const references = chosen.map(({ id }) => ({ type: "subscription", id, url: `/subscription_types/${id}` }))
    return inlineList(references.slice(0, inlineLimit), `${path}/subscriptions`, chosen.length)
  }
  return inVersion("contact", version, {
    type: "contact",
    id: contact.id,
    workspace_id: workspace.id,
    external_id: contact.external_id,
    role: contact.role,
    email: contact.email,
    phone: contact.phone,
    name: contact.name,
    avatar: avatarIn(version, contact.avatar),
    owner_id: ownerIn(version, contact.owner_id),
    social_profiles: { type: "list", data: [] },
    has_hard_bounced: contact.has_hard_bounced,
    marked_email_as_spam: contact.marked_email_as_spam,
    unsubscribed_from_emails: contact.unsubscribed_from_emails,
    sms_consent: false,
    unsubscribed_from_sms: false,
    created_at: contact.created_at,
    updated_at: contact.updated_at,
    signed_up_at: contact.signed_up_at,
    last_seen_at: contact.last_seen_at,
    last_replied_at: contact.last_replied_at,
    last_contacted_at: contact.last_contacted_at,
    last_email_opened_at: contact.last_email_opened_at,
    last_email_clicked_at: contact.last_email_clicked_at,
    language_override: contact.language_override,
    browser: contact.browser,
    browser_version: contact.browser_version,
    browser_language: contact.browser_language,
    os: contact.os,
    location: {
      type: "location",
      country: contact.location.country,
      region: contact.location.region,
      city: contact.location.city,
      country_code: contact.location.country_code,
      continent_code: contact.location.continent_code
    },
    android_app_name: null,
    android_app_version: null,
    android_device: null,
    android_os_version: null,
    android_sdk_version: null,
    android_last_seen_at: null,
    ios_app_name: null,
    ios_app_version: null,
    ios_device: null,
    ios_os_version: null,
    ios_sdk_version: null,
    ios_last_seen_at: null,
    custom_attributes: contact.custom_attributes,
    tags: inlineList(
      tags.slice(0, inlineLimit).map(({ id }): Json => ({ type: "tag", id, url: `/tags/${id}` })),
      `${path}/tags`,
      tags.length
    ),
    notes: inlineList(
      notes.slice(0, inlineLimit).map(({ id }): Json => ({ type: "note", id, url: `/notes/${id}` })),
      `${path}/notes`,
      notes.length
    ),
    companies: inlineList(
      companies.slice(0, inlineLimit).map((id): Json => ({ type: "company", id, url: `/companies/${id}` })),
      `${path}/companies`,
      companies.length
    ),
    opted_out_subscription_types: subscriptions("opt_out"),
    opted_in_subscription_types: subscriptions("opt_in"),
    utm_campaign: null,
    utm_content: null,
    utm_medium: null,
    utm_source: null,
    utm_term: null,
    referrer: null,
    enabled_push_messaging: null
  })
}

const inlineList = (data: ReadonlyArray<Json>, url: string, total = data.length): JsonObject => ({
  type: "list",
  data,
  url,
  total_count: total,
  has_more: total > data.length
})

/** A number up to 2.15, a text since. */
const ownerIn = (version: Version.Version, ownerId: string | null): string | number | null =>
  ownerId === null || isSince(version, "2.16") ? ownerId : Number(ownerId)

/** The address of the picture as text in 2.11 and 2.12, an object in the others. */
const avatarIn = (version: Version.Version, avatar: Avatar | null): Json =>
  avatar === null ? null : version === "2.11" || version === "2.12" ? avatar.image_url : { ...avatar }
