/** Contacts, companies, visitors, and what hangs on them. */
import { cursor, cursorInBody, oneOfTexts, pages, type ResourceOverlay, scroll, undeclaredPages } from "./Overlay.ts"

const grantedNotes = [
  "Intercom announced it; its description was not at hand: the path is inferred from its neighbours, the answer is seen as optional throughout."
]

export const people: Readonly<Record<string, ResourceOverlay>> = {
  Contacts: {
    summary: "The people you talk to: users and leads.",
    operations: {
      "GET /contacts": {
        name: "list",
        summary: "Lists contacts.",
        pages: cursor("data", 150),
        corrections: [
          { drop: "page", in: "query", reason: "the list is read by cursor; a page number is ignored" },
          {
            add: "starting_after",
            in: "query",
            type: "string",
            reason: "older versions do not declare the cursor they take"
          },
          {
            add: "per_page",
            in: "query",
            type: "number",
            reason: "older versions do not declare the page size they take"
          }
        ]
      },
      "POST /contacts": {
        name: "create",
        summary: "Creates a contact.",
        success: "contact",
        notes: ["Fails with `Conflict` when a contact with that e-mail or external id exists."],
        corrections: [
          { oneOf: ["email", "external_id", "role"], reason: "one of the three is needed, each alone suffices" },
          oneOfTexts("role", "body", "user", "lead")
        ]
      },
      "POST /contacts/search": {
        name: "search",
        summary: "Finds contacts by a query.",
        access: "read",
        pages: cursorInBody("data", 150),
        idempotent: true,
        notes: ["Before Preview, dates match whole days in the time zone of the workspace."],
        corrections: [
          { retype: "query", in: "body", type: "ContactQuery", reason: "typed by hand, with the searchable fields" }
        ]
      },
      "GET /contacts/{id}": { name: "get", summary: "Retrieves one contact.", success: "contact" },
      "PUT /contacts/{id}": {
        name: "update",
        summary: "Changes a contact.",
        success: "contact",
        corrections: [oneOfTexts("role", "body", "user", "lead")]
      },
      "DELETE /contacts/{id}": { name: "delete", summary: "Deletes a contact for good." },
      "POST /contacts/{id}/archive": { name: "archive", summary: "Archives a contact." },
      "POST /contacts/{id}/unarchive": { name: "unarchive", summary: "Brings an archived contact back." },
      "POST /contacts/{id}/block": {
        name: "block",
        summary: "Blocks a contact, whose conversations are archived.",
        access: "destructive"
      },
      "POST /contacts/merge": {
        name: "merge",
        summary: "Merges one contact into another; the first is gone afterwards.",
        access: "destructive",
        success: "contact"
      },
      "POST /contacts/merge/preview": {
        name: "previewMerge",
        summary: "Tells what a merge would do, without doing it.",
        access: "read",
        idempotent: true
      },
      "GET /contacts/find_by_external_id/{external_id}": {
        name: "getByExternalId",
        summary: "Retrieves one user by your own id; leads are not found by it.",
        success: "contact"
      },
      "GET /contacts/activities": {
        name: "listActivities",
        summary: "Lists what contacts did lately.",
        pages: cursor("data")
      },
      "GET /contacts/{id}/merge_history": {
        name: "listMergeHistory",
        summary: "Lists the contacts that were merged into one."
      },
      "GET /contacts/{id}/companies": {
        name: "listCompanies",
        summary: "Lists the companies of a contact.",
        pages: pages("data|companies")
      },
      "GET /contacts/{id}/granted_companies": {
        name: "listGrantedCompanies",
        summary: "Lists the companies a contact was granted.",
        notes: grantedNotes
      },
      "PUT /contacts/{id}/granted_companies": {
        name: "replaceGrantedCompanies",
        summary: "Grants a contact these companies, in place of those it was granted before.",
        access: "destructive",
        notes: grantedNotes
      },
      "DELETE /contacts/{id}/granted_companies/{company_id}": {
        name: "removeGrantedCompany",
        summary: "Takes a granted company from a contact.",
        notes: grantedNotes
      },
      "GET /contacts/{id}/segments": { name: "listSegments", summary: "Lists the segments a contact is in." },
      "GET /contacts/{id}/subscriptions": {
        name: "listSubscriptions",
        summary: "Lists the subscription types of a contact."
      },
      "GET /contacts/{id}/tags": { name: "listTags", summary: "Lists the tags of a contact." },
      "POST /contacts/bulk": { name: "bulkCreate", summary: "Creates many contacts in a job." },
      "PUT /contacts/bulk": { name: "bulkUpdate", summary: "Changes many contacts in a job." },
      "POST /contacts/bulk/delete": {
        name: "bulkDelete",
        summary: "Deletes many contacts in a job.",
        access: "destructive"
      },
      "GET /contacts/bulk/{id}": { name: "getBulkJob", summary: "Retrieves the state of a bulk job." }
    }
  },
  Companies: {
    summary: "The organisations your contacts belong to.",
    operations: {
      "GET /companies?company_id": {
        name: "getByCompanyId",
        summary: "Retrieves one company by your own id.",
        success: "company",
        corrections: [{ required: ["company_id"], reason: "asked by it, the endpoint answers one company" }]
      },
      "GET /companies?name": {
        name: "getByName",
        summary: "Retrieves one company by its name.",
        success: "company",
        corrections: [{ required: ["name"], reason: "asked by it, the endpoint answers one company" }]
      },
      "GET /companies?tag_id&segment_id&page&per_page": {
        name: "listFiltered",
        summary: "Lists the companies that have a tag or are in a segment.",
        pages: pages("data", 60),
        success: "company_list",
        notes: ["Asked for neither, it lists all companies."]
      },
      "POST /companies": {
        name: "create",
        summary: "Creates a company, or changes the one that has the same `company_id`."
      },
      "GET /companies/{id}": { name: "get", summary: "Retrieves one company." },
      "PUT /companies/{id}": { name: "update", summary: "Changes a company." },
      "DELETE /companies/{id}": {
        name: "delete",
        summary: "Archives a company and detaches its contacts; it is not removed for good.",
        notes: ["The answer comes before that is done."]
      },
      "POST /companies/list": {
        name: "list",
        summary: "Lists companies, most recently active first.",
        access: "read",
        pages: pages("data", 60),
        idempotent: true,
        notes: ["Stops at 10,000 companies; `scroll` reads them all."],
        corrections: [oneOfTexts("order", "query", "asc", "desc")]
      },
      "GET /companies/scroll": {
        name: "scroll",
        summary: "Reads all companies, 100 at a time.",
        pages: scroll("data"),
        notes: ["A workspace has one scroll at a time, and it ends after a minute without a call."]
      },
      "POST /companies/search": {
        name: "search",
        summary: "Finds companies by a query.",
        access: "read",
        pages: cursorInBody("data", 150),
        idempotent: true,
        corrections: [
          { retype: "query", in: "body", type: "CompanyQuery", reason: "typed by hand, with the searchable fields" }
        ]
      },
      "GET /companies/{id}/contacts": {
        name: "listContacts",
        summary: "Lists the contacts of a company.",
        pages: pages("data")
      },
      "GET /companies/{id}/segments": { name: "listSegments", summary: "Lists the segments a company is in." },
      "POST /contacts/{contact_id}/companies": { name: "attachContact", summary: "Attaches a contact to a company." },
      "DELETE /contacts/{contact_id}/companies/{id}": {
        name: "detachContact",
        summary: "Detaches a contact from a company."
      },
      "POST /companies/bulk": {
        name: "bulkCreate",
        summary: "Creates many companies in a job, or changes those that have the same `company_id`."
      },
      "PUT /companies/bulk": { name: "bulkUpdate", summary: "Changes many companies in a job." },
      "POST /companies/bulk/delete": {
        name: "bulkDelete",
        summary: "Deletes many companies in a job.",
        access: "destructive"
      },
      "GET /companies/bulk/{id}": { name: "getBulkJob", summary: "Retrieves the state of a bulk job." }
    }
  },
  Visitors: {
    summary: "People on your site who have not said who they are.",
    operations: {
      "GET /visitors": { name: "get", summary: "Retrieves one visitor by your own id." },
      "PUT /visitors": {
        name: "update",
        summary: "Changes a visitor.",
        corrections: [{ oneOf: ["id", "user_id"], reason: "one of the two says which visitor" }]
      },
      "POST /visitors/convert": {
        name: "convert",
        summary: "Turns a visitor into a user or a lead.",
        access: "destructive",
        corrections: [oneOfTexts("type", "body", "user", "lead")]
      }
    }
  },
  Notes: {
    summary: "What teammates write down about contacts and companies.",
    operations: {
      "GET /contacts/{contact_id}/notes": {
        name: "listForContact",
        summary: "Lists the notes on a contact.",
        pages: pages("data")
      },
      "POST /contacts/{contact_id}/notes": {
        name: "createForContact",
        summary: "Writes a note on a contact.",
        corrections: [{ drop: "contact_id", in: "body", reason: "the contact is the one of the path" }]
      },
      "GET /companies/{company_id}/notes": {
        name: "listForCompany",
        summary: "Lists the notes on a company.",
        pages: pages("data"),
        corrections: undeclaredPages
      },
      "POST /companies/{company_id}/notes": { name: "createForCompany", summary: "Writes a note on a company." },
      "GET /notes/{id}": { name: "get", summary: "Retrieves one note." }
    }
  },
  Segments: {
    summary: "Groups of contacts or companies that share what their rules ask for.",
    operations: {
      "GET /segments": { name: "list", summary: "Lists the segments." },
      "GET /segments/{id}": { name: "get", summary: "Retrieves one segment." }
    }
  },
  Tags: {
    summary: "Labels on contacts, companies, conversations, tickets and content.",
    operations: {
      "GET /tags": { name: "list", summary: "Lists the tags." },
      "POST /tags": {
        name: "create",
        summary: "Creates or renames a tag, or tags many companies or users at once.",
        success: "tag_create_response",
        corrections: [
          {
            alternatives: {
              create_or_update_tag_request: "CreateTag",
              tag_company_request: "TagCompanies",
              untag_company_request: "UntagCompanies",
              tag_multiple_users_request: "TagUsers"
            },
            reason: "four requests share one endpoint"
          }
        ]
      },
      "GET /tags/{id}": { name: "get", summary: "Retrieves one tag." },
      "DELETE /tags/{id}": { name: "delete", summary: "Deletes a tag that nothing carries.", reads: "nothing" },
      "POST /contacts/{contact_id}/tags": { name: "tagContact", summary: "Tags a contact." },
      "DELETE /contacts/{contact_id}/tags/{id}": { name: "untagContact", summary: "Takes a tag off a contact." },
      "POST /conversations/{conversation_id}/tags": { name: "tagConversation", summary: "Tags a conversation." },
      "DELETE /conversations/{conversation_id}/tags/{id}": {
        name: "untagConversation",
        summary: "Takes a tag off a conversation."
      },
      "POST /tickets/{ticket_id}/tags": { name: "tagTicket", summary: "Tags a ticket." },
      "DELETE /tickets/{ticket_id}/tags/{id}": { name: "untagTicket", summary: "Takes a tag off a ticket." },
      "POST /articles/{article_id}/tags": { name: "tagArticle", summary: "Tags an article." },
      "DELETE /articles/{article_id}/tags/{id}": { name: "untagArticle", summary: "Takes a tag off an article." },
      "POST /internal_articles/{internal_article_id}/tags": {
        name: "tagInternalArticle",
        summary: "Tags an internal article."
      },
      "DELETE /internal_articles/{internal_article_id}/tags/{id}": {
        name: "untagInternalArticle",
        summary: "Takes a tag off an internal article."
      },
      "POST /content_snippets/{content_snippet_id}/tags": {
        name: "tagContentSnippet",
        summary: "Tags a content snippet."
      },
      "DELETE /content_snippets/{content_snippet_id}/tags/{id}": {
        name: "untagContentSnippet",
        summary: "Takes a tag off a content snippet."
      }
    }
  },
  SubscriptionTypes: {
    summary: "What contacts may opt in to or out of.",
    operations: {
      "GET /subscription_types": { name: "list", summary: "Lists the subscription types." },
      "POST /contacts/{contact_id}/subscriptions": {
        name: "attachToContact",
        summary: "Records a contact's consent to a subscription type."
      },
      "DELETE /contacts/{contact_id}/subscriptions/{id}": {
        name: "detachFromContact",
        summary: "Withdraws a contact's consent."
      }
    }
  },
  Banners: {
    summary: "Banners shown to a contact.",
    operations: {
      "GET /contacts/{contact_id}/banners": { name: "listForContact", summary: "Lists the banners a contact sees." },
      "POST /contacts/{contact_id}/banners/{view_id}/dismiss": {
        name: "dismiss",
        summary: "Dismisses a banner for a contact."
      }
    }
  },
  DataAttributes: {
    summary: "The attributes that contacts, companies and conversations have.",
    operations: {
      "GET /data_attributes": { name: "list", summary: "Lists the data attributes." },
      "POST /data_attributes": {
        name: "create",
        summary: "Creates a data attribute.",
        corrections: [
          { join: true, reason: "versions differ in how they write options down: strings, or objects with a value" }
        ]
      },
      "PUT /data_attributes/{id}": {
        name: "update",
        summary: "Changes a data attribute.",
        corrections: [
          { join: true, reason: "versions differ in how they write options down: strings, or objects with a value" }
        ]
      }
    }
  },
  DataEvents: {
    summary: "What users did in your product, as you told Intercom.",
    operations: {
      "GET /events": {
        name: "list",
        summary: "Lists the events, or the summary of events, of one user.",
        pages: { kind: "url", items: "events" },
        corrections: [
          { drop: "filter", in: "query", reason: "not sent as such: the user stands in one of the next three" },
          { add: "user_id", in: "query", type: "string", reason: "names the user, by your own id" },
          { add: "intercom_user_id", in: "query", type: "string", reason: "names the user, by Intercom's id" },
          { add: "email", in: "query", type: "string", reason: "names the user, by e-mail" },
          { oneOf: ["user_id", "intercom_user_id", "email"], reason: "one of the three says whose events" },
          oneOfTexts("type", "query", "user")
        ]
      },
      "POST /events": {
        name: "create",
        summary: "Records an event of a user.",
        reads: "nothing",
        corrections: [{ oneOf: ["id", "user_id", "email"], reason: "one of the three says whose event it is" }]
      },
      "POST /events/summaries": {
        name: "createSummaries",
        summary: "Records how often a user did something.",
        reads: "nothing",
        corrections: [
          {
            required: ["user_id", "event_summaries"],
            reason: "a summary is of one user, and says how often what happened"
          }
        ]
      }
    }
  },
  CustomObjects: {
    summary: "Records of the object types you defined.",
    operations: {
      "GET /custom_object_instances/{custom_object_type_identifier}?external_id": {
        name: "getByExternalId",
        summary: "Retrieves one instance by your own id.",
        success: "custom_object_instance",
        corrections: [{ required: ["external_id"], reason: "asked by it, the endpoint answers one instance" }]
      },
      "GET /custom_object_instances/{custom_object_type_identifier}?references_contact_id&references_conversation_id&page&per_page":
        {
          name: "list",
          summary: "Lists the instances of a type, or those that refer to a contact or a conversation.",
          pages: pages("data", 150),
          success: "custom_object_instances_paginated_list"
        },
      "POST /custom_object_instances/{custom_object_type_identifier}": {
        name: "create",
        summary: "Creates an instance, or changes the one with the same `external_id`."
      },
      "DELETE /custom_object_instances/{custom_object_type_identifier}": {
        name: "deleteByExternalId",
        summary: "Deletes an instance by your own id."
      },
      "GET /custom_object_instances/{custom_object_type_identifier}/{id}": {
        name: "get",
        summary: "Retrieves one instance."
      },
      "DELETE /custom_object_instances/{custom_object_type_identifier}/{id}": {
        name: "delete",
        summary: "Deletes an instance."
      }
    }
  }
}
