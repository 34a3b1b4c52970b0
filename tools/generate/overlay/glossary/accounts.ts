/** What people are sorted by: companies, segments, tags, notes, subscriptions. */
import { oneOf, plain, type Subject } from "./Entry.ts"

const companyId = "Intercom's id of the company; your own one is its `company_id`."
const yourCompanyId = "Your own id of the company; Intercom's is `id`."
const contactId = "Intercom's id of the contact; your own one is its `external_id`."
const tagId = "Intercom's id of the tag."

const consents = {
  opt_in: "messages come only to people who asked for them",
  opt_out: "messages come to everybody who did not decline them"
}

export const accounts: Subject = {
  fields: {
    company_id: yourCompanyId,
    remote_created_at: "When the company came into being on your side, as you told it; absent until you do.",
    last_request_at: "When the company last made a request, as far as Intercom recorded one.",
    monthly_spend: "What the company brings you a month: a whole number, at most 2,147,483,647.",
    user_count: "How many users belong to the company.",
    size: "How many people work for the company.",
    website: "Address of the company's site; any text is taken.",
    industry: plain,
    plan: "Name of the plan the company is on with you.",
    update_last_request_at: "Whether the company's last request is set to now.",
    segments: plain,
    tags: plain,
    count: "How many people are in the segment; only where `include_count` asks for it.",
    person_type: oneOf("Which people the segment holds.", { user: "users", contact: "leads" }),
    include_count: "Whether segments come with the `count` of their people.",
    applied_at: "When the tag was put on; only in the answer of an operation that tags.",
    applied_by: "Who put the tag on; only in the answer of an operation that tags.",
    tag_id: tagId,
    segment_id: "Intercom's id of the segment.",
    untag: "Always true: the tag is taken off.",
    tagged: "True where the tag was put on, false where it was taken off.",
    contact: "The contact it is about.",
    company: "The company it is about.",
    consent_type: oneOf("Whether people ask for these messages or decline them.", consents),
    content_types: oneOf("How the messages can be sent.", { email: "as e-mail", sms_message: "as a text message" }),
    default_translation: "Name and description in the workspace's main language.",
    translations: "Name and description in each language of the workspace.",
    scroll_param:
      "What leads to the next page of the scroll. It is the same on every page and is void after a minute without a call."
  },
  records: {
    Company: {
      id: companyId,
      created_at: "When the company came to Intercom; `remote_created_at` is when it began on your side.",
      plan: "The plan the company is on with you.",
      tags: "Tags on the company.",
      segments: "Segments the company is in.",
      notes: "Notes on the company; not all where `has_more` says so.",
      session_count: "How many sessions were counted for the company.",
      custom_attributes: "The workspace's own attributes of companies, by the names that `DataAttributes.list` tells."
    },
    CompanyPlan: { name: "Name of the plan, as you call it." },
    CompanyNotes: { url: "Path that lists all notes of the company." },
    CompanyNoteCompany: { id: companyId },
    DeletedCompanyObject: { id: companyId },
    "Companies.*": {
      id: companyId,
      custom_attributes:
        "Your own attributes by name. One that no data attribute of companies defines is refused (400).",
      monthly_spend:
        "What the company brings you a month: a whole number, at most 2,147,483,647. A fraction is cut off.",
      remote_created_at: "When the company came into being on your side."
    },
    "Companies.CreateInput": {
      company_id:
        "Your own id of the company. A company that has it is updated, otherwise one is created; it cannot be changed later."
    },
    "Companies.GetByNameInput": { name: "The company's whole name." },
    "Companies.SearchInput": { query: "What companies must fulfil: one filter or several joined." },
    CompanyAttachedContacts: { data: "Contacts of the company." },
    CompanyAttachedSegments: { data: "Segments the company is in." },
    ContactAttachedCompanies: {
      companies: "Companies of the contact, where a version calls the list so; others call it `data`.",
      data: "Companies of the contact, where a version calls the list so; others call it `companies`."
    },
    SegmentList: { pages: "Empty or absent: all segments come at once." },
    Note: { body: "What the note says, as HTML.", author: "The admin who wrote it." },
    NoteContact: { id: contactId },
    NoteCompany: { id: companyId },
    CompanyNote: { body: "What the note says, as HTML.", author: "The admin who wrote it." },
    "Notes.*": {
      company_id: companyId,
      admin_id: "Id of the admin who is shown as the note's author.",
      body: "Text of the note, which comes back as HTML."
    },
    "Notes.CreateForCompanyInput": {
      admin_id: "Id of the admin who is shown as the note's author: the one the access token belongs to by default."
    },
    Tag: { name: "What the tag says." },
    "Tags.*": {
      id: tagId,
      companies: "Companies to tag, or to take the tag off.",
      users: "Contacts to tag.",
      ticket_id: "Intercom's `id` of the ticket, not the number shown in the inbox.",
      internal_article_id: "Id of the internal article.",
      content_snippet_id: "Id of the snippet.",
      admin_id: "Id of the admin who tags."
    },
    "Tags.CreateTag": {
      name: "What the tag says, upper and lower case being the same. A tag that has this name is taken, otherwise one is made.",
      id: "Id of a tag to rename; left out to make one."
    },
    "Tags.TagCompanies": { name: "What the tag says; it is made where there is none." },
    "Tags.TagUsers": { name: "What the tag says; it is made where there is none." },
    "Tags.UntagCompanies": { name: "What the tag says." },
    "Tags.TagCompaniesCompany": { id: companyId },
    "Tags.UntagCompaniesCompany": { id: companyId },
    "Tags.TagUsersUser": { id: contactId },
    "Tags.TagArticleInput": {
      admin_id: "Id of the teammate shown as who tagged: by default the one the access token belongs to."
    },
    "Tags.TagInternalArticleInput": {
      admin_id: "Id of the teammate shown as who tagged: by default the one the access token belongs to."
    },
    "Tags.TagContentSnippetInput": {
      admin_id: "Id of the teammate shown as who tagged: by default the one the access token belongs to."
    },
    TagCreateResponse: {
      users: "The contacts whose tag changed, where contacts were tagged.",
      companies: "The companies whose tag changed, where companies were tagged."
    },
    TagCreateResponseUser: { id: contactId },
    TagCreateResponseCompany: { id: companyId },
    SubscriptionType: {
      state: oneOf("Whether messages of this kind are sent.", {
        live: "in use",
        draft: "not in use yet",
        archived: "no longer in use"
      })
    },
    Translation: {
      name: "Name of the subscription type in this language.",
      description: "What the messages are about, in this language."
    },
    "SubscriptionTypes.*": {
      id: "Intercom's id of the subscription type.",
      consent_type: oneOf("The `consent_type` of the subscription type, which says what attaching means.", {
        opt_in: "the contact asks for the messages",
        opt_out: "the contact declines the messages"
      })
    },
    "Segments.*": { id: "Intercom's id of the segment." }
  }
}
