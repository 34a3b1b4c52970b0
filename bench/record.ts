/**
 * The contacts of the benchmark. That of the lists has 56 fields and about 2.6 KB of JSON, as a well-filled workspace has
 * them.
 */
import type { Contacts } from "@effect-intercom/resources"

/**
 * A contact that differs from its neighbours in every field that would differ.
 */
export const contact = (index: number): Contacts.Contact => {
  const id = `6762f0dd1bb69f9f${index.toString(16).padStart(8, "0")}`
  const list = { type: "list", data: [], total_count: 0, has_more: false } as const
  return {
    type: "contact",
    id,
    external_id: `customer-${index}`,
    workspace_id: "ecahpwf5",
    role: index % 5 === 0 ? "lead" : "user",
    email: `ada.lovelace.${index}@analytical-engines.example`,
    email_domain: "analytical-engines.example",
    phone: `+4479${String(index).padStart(8, "0")}`,
    formatted_phone: `+44 79 ${String(index).padStart(8, "0")}`,
    name: `Ada Lovelace ${index}`,
    owner_id: String(123_000 + (index % 40)),
    has_hard_bounced: false,
    marked_email_as_spam: false,
    unsubscribed_from_emails: index % 7 === 0,
    created_at: 1_577_869_200 + index,
    updated_at: 1_700_869_200 + index,
    signed_up_at: 1_577_869_260 + index,
    last_seen_at: 1_700_000_000 + index,
    last_replied_at: index % 3 === 0 ? null : 1_699_000_000 + index,
    last_contacted_at: 1_698_000_000 + index,
    last_email_opened_at: null,
    last_email_clicked_at: null,
    language_override: null,
    browser: "chrome",
    browser_version: "130.0.6723.116",
    browser_language: "en-GB",
    os: "OS X 15.1.0",
    android_app_name: null,
    android_app_version: null,
    android_device: null,
    android_os_version: null,
    android_sdk_version: null,
    android_last_seen_at: null,
    ios_app_name: "Engines",
    ios_app_version: "12.4.1",
    ios_device: "iPhone17,1",
    ios_os_version: "18.1",
    ios_sdk_version: "17.2.1",
    ios_last_seen_at: 1_699_500_000 + index,
    custom_attributes: {
      plan: ["free", "team", "business"][index % 3] ?? "free",
      seats: index % 250,
      monthly_spend: 19.5 + (index % 100),
      trial: index % 11 === 0,
      onboarding_step: "invited teammates",
      crm_id: `0035f00000${String(index).padStart(8, "0")}AAU`,
      last_invoice_at: 1_698_700_000 + index
    },
    avatar: { type: "avatar", image_url: `https://static.engines.example/avatars/${id}/square_128.jpeg` },
    tags: {
      ...list,
      data: [
        { id: "7522907", type: "tag", url: "/tags/7522907" },
        { id: "7522911", type: "tag", url: "/tags/7522911" }
      ],
      url: `/contacts/${id}/tags`,
      total_count: 2
    },
    notes: { ...list, url: `/contacts/${id}/notes` },
    companies: {
      ...list,
      data: [{ id: "6762f0761bb69f9f2193bae2", type: "company", url: "/companies/6762f0761bb69f9f2193bae2" }],
      url: `/contacts/${id}/companies`,
      total_count: 1
    },
    opted_out_subscription_types: { ...list, url: `/contacts/${id}/subscriptions` },
    opted_in_subscription_types: { ...list, url: `/contacts/${id}/subscriptions` },
    location: {
      type: "location",
      country: "United Kingdom",
      region: "England",
      city: "London",
      country_code: "GBR",
      continent_code: "EU"
    },
    social_profiles: {
      type: "list",
      data: [{ type: "social_profile", name: "Twitter", url: `http://twitter.com/ada_${index}` }]
    },
    merge_history: [],
    enabled_push_messaging: null,
    utm_campaign: "autumn",
    utm_content: null,
    utm_medium: "email",
    utm_source: "newsletter",
    utm_term: null,
    referrer: "https://www.engines.example/pricing"
  }
}

/**
 * The contacts of the calls, by their ids: one of 1 KB, one of 20 KB with 250 attributes of its own, as
 * many as Intercom allows, and ten of each list.
 */
export const called: Readonly<Record<string, Contacts.Contact>> = { small: small(), large: large() }

/** The size of a contact of the calls as JSON, in bytes. */
export const bytesOf = (id: string): number => Buffer.byteLength(JSON.stringify(called[id]))

/** What Intercom sends of a contact of whom hardly anything is known. */
function small(): Contacts.Contact {
  const list = { type: "list", data: [], total_count: 0, has_more: false } as const
  return {
    type: "contact",
    id: "6762f0dd1bb69f9f2193bb83",
    workspace_id: "ecahpwf5",
    external_id: "c-1",
    role: "user",
    email: "ada@engines.example",
    name: "Ada Lovelace",
    owner_id: null,
    has_hard_bounced: false,
    marked_email_as_spam: false,
    unsubscribed_from_emails: false,
    created_at: 1_577_869_200,
    updated_at: 1_700_869_200,
    signed_up_at: 1_577_869_260,
    last_seen_at: null,
    phone: null,
    last_replied_at: null,
    last_contacted_at: null,
    last_email_opened_at: null,
    last_email_clicked_at: null,
    language_override: null,
    browser: null,
    browser_version: null,
    browser_language: null,
    os: null,
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
    custom_attributes: {},
    avatar: { type: "avatar", image_url: null },
    tags: null,
    notes: { ...list, url: "/notes" },
    companies: { ...list, url: "/companies" },
    location: { type: "location", country: null, region: null, city: null },
    social_profiles: { type: "list", data: [] }
  }
}

function large(): Contacts.Contact {
  const base = contact(2)
  const tags = Array.from({ length: 10 }, (_, index) => ({
    id: String(7_522_900 + index),
    type: "tag",
    url: `/tags/${7_522_900 + index}`
  }))
  return {
    ...base,
    custom_attributes: Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [
        `attribute_of_the_workspace_${index}`,
        index % 3 === 0
          ? index * 1.5
          : index % 3 === 1
            ? `The value of attribute ${index}: a line that somebody wrote about this contact, whom they met`
            : index % 2 === 0
      ])
    ),
    tags: { type: "list", data: tags, url: `/contacts/${base.id}/tags`, total_count: 10, has_more: false }
  }
}
