/**
 * What contacts are searched and sorted by.
 *
 * @since 0.1.0
 */
import { type Field, type FieldNamed, nothing, scalar, table } from "../../workspace/Field.ts"
import type { ContactRecord } from "./Record.ts"

/**
 * What `POST /contacts/search` takes. Custom attributes are `custom_attributes.<name>`.
 *
 * @category constants
 * @since 0.1.0
 */
export const contactFields: FieldNamed<ContactRecord> = (name) => contactTable(name) ?? customAttribute(name)

const contactTable = table<ContactRecord>({
  id: ["string", ({ id }) => id],
  role: ["string", ({ role }) => role],
  name: ["string", ({ name }) => name],
  avatar: ["string", ({ avatar }) => avatar?.image_url ?? null],
  owner_id: ["string", ({ owner_id }) => owner_id],
  email: ["string", ({ email }) => email],
  email_domain: ["string", ({ email }) => email?.split("@")[1] ?? null],
  phone: ["string", ({ phone }) => phone],
  formatted_phone: ["string", ({ phone }) => phone],
  external_id: ["string", ({ external_id }) => external_id],
  created_at: ["date", ({ created_at }) => created_at],
  signed_up_at: ["date", ({ signed_up_at }) => signed_up_at],
  updated_at: ["date", ({ updated_at }) => updated_at],
  last_seen_at: ["date", ({ last_seen_at }) => last_seen_at],
  last_contacted_at: ["date", ({ last_contacted_at }) => last_contacted_at],
  last_replied_at: ["date", ({ last_replied_at }) => last_replied_at],
  last_email_opened_at: ["date", ({ last_email_opened_at }) => last_email_opened_at],
  last_email_clicked_at: ["date", ({ last_email_clicked_at }) => last_email_clicked_at],
  language_override: ["string", ({ language_override }) => language_override],
  browser: ["string", ({ browser }) => browser],
  browser_language: ["string", ({ browser_language }) => browser_language],
  os: ["string", ({ os }) => os],
  "location.country": ["string", ({ location }) => location.country],
  "location.region": ["string", ({ location }) => location.region],
  "location.city": ["string", ({ location }) => location.city],
  unsubscribed_from_emails: ["boolean", ({ unsubscribed_from_emails }) => unsubscribed_from_emails],
  marked_email_as_spam: ["boolean", ({ marked_email_as_spam }) => marked_email_as_spam],
  has_hard_bounced: ["boolean", ({ has_hard_bounced }) => has_hard_bounced],
  ios_last_seen_at: ["date", nothing],
  ios_app_version: ["string", nothing],
  ios_device: ["string", nothing],
  ios_app_device: ["string", nothing],
  ios_os_version: ["string", nothing],
  ios_app_name: ["string", nothing],
  ios_sdk_version: ["string", nothing],
  android_last_seen_at: ["date", nothing],
  android_app_version: ["string", nothing],
  android_device: ["string", nothing],
  android_app_name: ["string", nothing],
  andoid_sdk_version: ["string", nothing],
  segment_id: ["list", () => []],
  tag_id: ["list", ({ tags }) => tags.map(({ id }) => id)]
})

const customAttribute = (name: string): Field<ContactRecord> | undefined => {
  const prefix = "custom_attributes."
  if (!name.startsWith(prefix)) return undefined
  const attribute = name.slice(prefix.length)
  return { name, type: "custom", of: ({ custom_attributes }) => scalar(custom_attributes[attribute]) }
}
