/**
 * The data attributes every workspace has.
 *
 * @since 0.1.0
 */
import type { DataAttributeRecord } from "./Record.ts"

type Row = readonly [
  model: DataAttributeRecord["model"],
  fullName: string,
  label: string,
  dataType: DataAttributeRecord["data_type"],
  apiWritable: boolean
]

const rows: ReadonlyArray<Row> = [
  ["contact", "name", "Name", "string", true],
  ["contact", "owner_id", "Owner", "integer", true],
  ["contact", "email", "Email", "string", true],
  ["contact", "phone", "Phone", "string", true],
  ["contact", "external_id", "User ID", "string", true],
  ["contact", "id", "ID", "string", false],
  ["contact", "role", "Role", "string", true],
  ["contact", "created_at", "Created", "date", false],
  ["contact", "updated_at", "Updated", "date", false],
  ["contact", "signed_up_at", "Signed up", "date", true],
  ["contact", "last_seen_at", "Last seen", "date", true],
  ["contact", "last_contacted_at", "Last contacted", "date", false],
  ["contact", "last_replied_at", "Last heard from", "date", false],
  ["contact", "last_email_opened_at", "Last opened email", "date", false],
  ["contact", "last_email_clicked_at", "Last clicked on link in email", "date", false],
  ["contact", "unsubscribed_from_emails", "Unsubscribed from emails", "boolean", true],
  ["contact", "marked_email_as_spam", "Marked email as spam", "boolean", false],
  ["contact", "has_hard_bounced", "Has hard bounced", "boolean", false],
  ["contact", "browser", "Browser", "string", false],
  ["contact", "browser_language", "Browser language", "string", false],
  ["contact", "os", "OS", "string", false],
  ["contact", "language_override", "Language override", "string", true],
  ["contact", "location.country", "Country", "string", false],
  ["contact", "location.region", "Region", "string", false],
  ["contact", "location.city", "City", "string", false],
  ["company", "name", "Company name", "string", true],
  ["company", "company_id", "Company ID", "string", false],
  ["company", "last_request_at", "Company last seen", "date", false],
  ["company", "remote_created_at", "Company created at", "date", true],
  ["company", "user_count", "People", "integer", false],
  ["company", "session_count", "Company web sessions", "integer", false],
  ["company", "plan.name", "Plan", "string", false],
  ["company", "monthly_spend", "Monthly spend", "float", true],
  ["company", "size", "Company size", "integer", true],
  ["company", "industry", "Company industry", "string", true],
  ["company", "website", "Company website", "string", true]
]

/**
 * The data attributes every workspace has.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const builtInAttributes: ReadonlyArray<DataAttributeRecord> = /*#__PURE__*/ rows.map(
  ([model, full_name, label, data_type, api_writable]) => ({
    id: undefined,
    model,
    name: full_name.split(".").at(-1) ?? full_name,
    full_name,
    label,
    description: undefined,
    data_type,
    options: undefined,
    api_writable,
    messenger_writable: false,
    archived: false,
    created_at: 0,
    updated_at: 0
  })
)
