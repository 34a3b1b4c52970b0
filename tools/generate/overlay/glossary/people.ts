/** People: contacts, which are users and leads, and visitors. */
import { oneOf, plain, type Subject, unknown } from "./Entry.ts"

const contactId = "Intercom's id of the contact; your own one is its `external_id`."
const byMessenger = (what: string) => `${what}, as the Messenger saw it; null until it did.`
const byApp = (what: string, system: string) => `${what} on ${system}; null for who never used your app there.`
const byLink = (parameter: string) =>
  `The \`${parameter}\` parameter of the address by which the person came; null where there was none.`

const roles = {
  user: "a customer: somebody who signed up with your product",
  lead: "somebody who may become one"
}

export const people: Subject = {
  fields: {
    external_id: "Your own id of the person, null where none was set.",
    email: plain,
    email_domain: "The part of `email` behind the @.",
    phone: plain,
    formatted_phone: "`phone` in the international form E.164, as `+353871234567`.",
    role: oneOf("What the person is to the workspace.", roles),
    avatar: "A picture of the person.",
    owner_id: "Id of the admin who looks after this person, null where nobody does.",
    has_hard_bounced: "Whether an e-mail to this address came back as undeliverable for good.",
    marked_email_as_spam: "Whether the person reported one of the workspace's e-mails as spam.",
    unsubscribed_from_emails: "Whether the person wants no e-mails from the workspace.",
    signed_up_at: "When the person signed up with your product, as your side told; null where it did not.",
    last_seen_at: "When the person last had the Messenger on the screen, or what your side set; null before that.",
    last_replied_at: "When the person last wrote to the workspace; null before that.",
    last_contacted_at: "When the workspace last wrote to the person; null before that.",
    last_email_opened_at: "When the person last opened an e-mail of the workspace; null before that.",
    last_email_clicked_at: "When the person last followed a link in an e-mail of the workspace; null before that.",
    language_override:
      "Language in which Fin and the Messenger speak to the person, whatever the browser says: a code of two letters. One that is not supported becomes null.",
    browser: byMessenger("Name of the person's browser"),
    browser_version: byMessenger("Version of the person's browser"),
    browser_language: byMessenger("Language the person's browser is set to"),
    os: byMessenger("Operating system of the person's device"),
    android_app_name: byApp("Name of your app", "Android"),
    android_app_version: byApp("Version of your app", "Android"),
    android_device: byApp("Model of the device", "Android"),
    android_os_version: byApp("Version of the operating system", "Android"),
    android_sdk_version: byApp("Version of the software kit in your app", "Android"),
    android_last_seen_at: byApp("When the person last used your app", "Android"),
    ios_app_name: byApp("Name of your app", "iOS"),
    ios_app_version: byApp("Version of your app", "iOS"),
    ios_device: byApp("Model of the device", "iOS"),
    ios_os_version: byApp("Version of the operating system", "iOS"),
    ios_sdk_version: byApp("Version of the software kit in your app", "iOS"),
    ios_last_seen_at: byApp("When the person last used your app", "iOS"),
    referrer: "Address of the page whose link led the person to yours; null where none is known.",
    utm_campaign: byLink("utm_campaign"),
    utm_content: byLink("utm_content"),
    utm_medium: byLink("utm_medium"),
    utm_source: byLink("utm_source"),
    utm_term: byLink("utm_term"),
    location: "Where the person is, as far as it is known: each part is null until it is.",
    country: plain,
    region: plain,
    city: plain,
    country_code: "Code of the country, of three letters in the description's example: `IRL`.",
    continent_code: "Code of the continent, as `EU`.",
    social_profiles: "What is known of the person on social networks.",
    opted_in_subscription_types: "Kinds of messages the person asked for, of those that need to be asked for.",
    opted_out_subscription_types: "Kinds of messages the person declined, of those that come unless declined.",
    enabled_push_messaging: "Whether the person lets your app show push notifications.",
    merge_history:
      "Contacts that were merged into this one. Only for users, and only where `include_merge_history` asks for it.",
    include_merge_history: "Whether users come with their `merge_history`; leads never have one.",
    sms_consent: plain,
    unsubscribed_from_sms: plain,
    company_ids: unknown("whether they are Intercom's ids or your own: the announcement does not say"),
    anonymous: "Whether nothing is known of who the visitor is.",
    pseudonym: "A made-up name that stands for a visitor without one, as `Red Duck from Dublin`.",
    do_not_track: "Whether the visitor's browser asks not to be tracked.",
    las_request_at: "Misspelt in the description: answers have `last_request_at`.",
    session_count: "How many visits were counted.",
    city_name: plain,
    country_name: plain,
    region_name: plain,
    postal_code: plain,
    timezone: "Name of the time zone, as `Europe/Dublin`.",
    visitor: "Which visitor is converted: one of the two ids or the e-mail address.",
    user_id: "Your own id of the person, called `external_id` in contacts.",
    intercom_user_id: "Intercom's id of the contact.",
    contact_id: contactId,
    blocked: "True: the contact is blocked, and the conversations with it are archived.",
    archived: "Whether it was put away: kept, but out of use."
  },
  records: {
    Contact: {
      id: contactId,
      email: "Null for a lead who gave none. Several users can share one address: imports create them.",
      avatar:
        "A picture of the person: a URL as text in 2.11 and 2.12, an object in other versions; null where there is none.",
      phone: "`formatted_phone` is the same in the international form E.164.",
      tags: "Tags on the contact, the first ten of them.",
      notes: "Notes on the contact, the first ten of them.",
      companies: "Companies the contact belongs to, the first ten of them.",
      custom_attributes: "The workspace's own attributes of people, by the names that `DataAttributes.list` tells."
    },
    ContactLocation: {
      country_code: unknown(
        "how many letters it has: no description names the field, and it was only ever seen as null"
      ),
      continent_code: unknown("what it looks like: no description names the field, and it was only ever seen as null")
    },
    CompanyData: {
      id: "Intercom's id of the company.",
      url: "Path of the company in the API, as `/companies/{id}`."
    },
    ContactTags: { url: "Path that lists all tags of the contact." },
    ContactNotes: { url: "Path that lists all notes of the contact." },
    ContactCompanies: { url: "Path that lists all companies of the contact." },
    ContactSubscriptionTypes: { url: "Path that lists the subscription types of the contact." },
    SocialProfile: {
      name: "Name of the network, as `Facebook`.",
      url: "Address of the person's page there."
    },
    ContactReference: { id: contactId },
    ContactDeleted: { id: contactId },
    ContactArchived: { id: contactId },
    ContactUnarchived: { id: contactId },
    ContactBlocked: { id: contactId },
    "Contacts.*": {
      external_id: "Your own id of the person.",
      signed_up_at: "When the person signed up with your product.",
      id: contactId,
      email_verified:
        "Whether you made sure that the address belongs to the person. Refused (400) unless `email` is set in the same request.",
      custom_attributes: "Your own attributes by name. One that no data attribute of people defines is refused (400).",
      avatar: "Address of a picture of the person.",
      last_seen_at: "When the person was last seen, where you know it better than the Messenger."
    },
    "Contacts.RemoveGrantedCompanyInput": {
      company_id: unknown("whether it is Intercom's id or your own: the announcement does not say")
    },
    "Contacts.GetByExternalIdInput": { external_id: "Your own id of the person; only users are found by it." },
    Visitor: {
      id: "Intercom's id of the visitor.",
      user_id: "An id that Intercom made up for the visitor.",
      remote_created_at: unknown("how it differs from `created_at`: the description says the same of both"),
      location_data: "Where the visitor is, as far as it is known.",
      companies: "Companies the visitor belongs to.",
      segments: "Segments the visitor is in.",
      tags: "Tags on the visitor.",
      email: "An empty text for who gave none.",
      last_request_at:
        "When the visitor last made a request; null before that. The description misspells it `las_request_at`."
    },
    VisitorCompanies: { companies: plain },
    VisitorSocialProfiles: { social_profiles: plain },
    "Visitors.GetInput": { user_id: "The id that Intercom made up for the visitor, its `user_id`." },
    "Visitors.UpdateFields": {
      id: "Intercom's id of the visitor.",
      user_id: "The visitor's `user_id`.",
      custom_attributes: "Your own attributes by name."
    },
    "Visitors.ConvertInput": {
      type: oneOf("What the visitor becomes.", roles),
      user: "Who the visitor turns out to be: an existing contact is merged with the visitor, otherwise one is made."
    },
    "Visitors.ConvertInputUser": {
      id: "Intercom's id of the contact that is kept.",
      user_id: "Your own id of the person, kept as the contact's `external_id`.",
      email: "The contact's e-mail address; an address that is there already stays."
    },
    "Visitors.ConvertInputVisitor": {
      id: "Intercom's id of the visitor.",
      user_id: "The visitor's `user_id`.",
      email: "The visitor's e-mail address."
    }
  }
}
