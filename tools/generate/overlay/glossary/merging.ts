/** Merging contacts, and changing many of them or of their companies at once. */
import { oneOf, type Subject } from "./Entry.ts"

const contactId = "Intercom's id of the contact; your own one is its `external_id`."
const leadsTo = (what: string) => ({
  from: `How many ${what} would move over from the contact that goes.`,
  into: `How many ${what} the contact that stays already has.`
})

const jobStates = {
  pending: "not begun",
  running: "at work",
  completed: "done, everything went well",
  completed_with_errors: "done, something went wrong"
}

const job = {
  url: "Where the state of the job can be asked for.",
  state: oneOf("How far the job is.", jobStates),
  completed_at: "When the job was done; null before that.",
  tasks: "The parts the job is cut into, each with a state of its own."
}

const task = {
  state: oneOf("How far this part of the job is.", jobStates),
  item_count: "How many records this part is about.",
  started_at: "When this part was begun; null before that.",
  completed_at: "When this part was done; null before that."
}

export const merging: Subject = {
  fields: {
    source_contact_id: "Intercom's id of the contact that is gone.",
    source_contact_role: "Whether the contact that is gone was a lead or a user.",
    merged_at: "When the two were merged.",
    skip_duplicate_validation:
      "Whether two contacts may be merged that share neither e-mail address nor telephone number.",
    summary: "What the merge would change.",
    attribute_changes: "Which fields of the contact that stays would change.",
    reassignments: "How much would move over from the one to the other.",
    conversations: "Conversations that are no tickets: the contact's own, and those it takes part in.",
    phone_calls: "Telephone calls; only where a lead that came by telephone is merged.",
    from_value: "What the contact that goes has; left out where it has none.",
    into_value: "What the contact that stays has; left out where it has none.",
    new_into_value: "What the contact that stays would have afterwards, null included.",
    reasons: "Why the two cannot be merged.",
    event_type: oneOf("What happened to the contact.", {
      "contact.created": "it was made",
      "contact.deleted": "it was deleted",
      "contact.merged": "it was merged with another",
      "contact.merge_failed": "a merge with another did not succeed",
      "contact.role_updated": "it became a user or a lead"
    }),
    merge_source_id: "Id of the contact that went into the other; null for what is no merge.",
    merge_target_id: "Id of the contact the other went into; null for what is no merge.",
    failure_reason: "Why it did not succeed, as `duplicate_external_id`; null where it did.",
    cursor: "The `next_cursor` of the page before; left out for the first page.",
    next_cursor: "What leads to the next page as `cursor`; absent on the last one.",
    job: "A job to add the work to; left out to begin one.",
    add: "Tags to put on.",
    remove: "Tags to take off."
  },
  records: {
    MergePreviewAttributeChange: {
      field: "Name of the field that would change.",
      outcome: oneOf("Which of the two values wins.", {
        adopted: "that of the contact that goes",
        discarded: "that of the contact that stays",
        merged: "both together"
      })
    },
    MergePreviewAttributeChanges: { attributes: "The changes, the first 50 of them." },
    MergePreviewReassignmentsConversations: leadsTo("conversations"),
    MergePreviewReassignmentsTickets: leadsTo("tickets"),
    MergePreviewReassignmentsPhoneCalls: leadsTo("calls"),
    MergePreviewReassignmentsTags: {
      from: "How many tags would be added to the contact that stays; those it has already do not count.",
      into: "How many tags the contact that stays already has."
    },
    MergePreviewReassignmentsNotes: leadsTo("notes"),
    MergePreviewReassignments: {
      tickets: "Tickets; they are not counted among the conversations.",
      notes: "Notes on the contact."
    },
    MergePreviewAllowed: { allowed: "True: the two can be merged." },
    MergePreviewBlocked: { allowed: "False: the two cannot be merged." },
    MergePreviewReason: {
      code: oneOf("Why not, in a form that stays the same.", {
        invalid_merge_role_pair: "the roles of the two do not fit together",
        no_shared_identifier: "they have nothing in common to tell them by; `skip_duplicate_validation` allows that"
      }),
      message: "The same in words for people, which may change."
    },
    MergeHistoryList: { data: "What was merged into the contact." },
    ContactActivity: {
      contact_id: "Intercom's id of the contact it happened to.",
      role: "What the contact was at that time: `user`, `lead` or `visitor`."
    },
    "Contacts.MergeInput": {
      from: "Id of the contact that goes: a lead, in Preview a user too. Asked for later it answers 410, with a link to the one that stayed.",
      into: "Id of the contact that stays: a user.",
      include_merge_history: "Whether the contact that stays comes with its `merge_history`."
    },
    "Contacts.PreviewMergeInput": {
      from: "Id of the contact that would go.",
      into: "Id of the contact that would stay."
    },
    CompaniesBulkJob: job,
    CompaniesBulkJobTask: task,
    ContactsBulkJob: job,
    ContactsBulkJobTask: task,
    "Companies.BulkCreateInput": { companies: "Companies to create or update, by `company_id`; at most 100." },
    "Companies.BulkCreateInputCompany": {
      company_id: "Your own id of the company. A company that has it is updated, otherwise one is created."
    },
    "Companies.BulkUpdateInput": { companies: "Companies to change; at most 100." },
    "Companies.BulkDeleteInput": { companies: "Companies to delete; at most 100." },
    "Companies.BulkCreateInputJob": { id: "Id of the job to add to." },
    "Companies.BulkUpdateInputJob": { id: "Id of the job to add to." },
    "Companies.BulkDeleteInputJob": { id: "Id of the job to add to." },
    "Companies.GetBulkJobInput": { id: "Id of the job." },
    "Contacts.BulkCreateInput": { contacts: "Contacts to create; at most 100." },
    "Contacts.BulkUpdateInput": { contacts: "Contacts to change; at most 100." },
    "Contacts.BulkDeleteInput": { contacts: "Contacts to delete; at most 100." },
    "Contacts.BulkCreateInputContact": {
      companies: "Companies to attach. One that is not known is made, one that is gets the values told here.",
      tags: "Tags to put on. Tags that do not exist are passed over."
    },
    "Contacts.BulkUpdateInputContact": {
      id: contactId,
      companies: "Companies to attach or detach. One that is not known is made, one that is gets the values told here.",
      tags: "Tags to put on and to take off. Tags that do not exist are passed over."
    },
    "Contacts.BulkUpdateInputContactCompany": {
      remove: "Whether the company is detached instead of attached."
    },
    "Contacts.BulkCreateInputContactTagsAdd": { id: "Id of a tag that exists: a whole number." },
    "Contacts.BulkUpdateInputContactTagsAdd": { id: "Id of a tag that exists: a whole number." },
    "Contacts.BulkUpdateInputContactTagsRemove": { id: "Id of a tag that exists: a whole number." },
    "Contacts.BulkDeleteInputContact": { id: contactId },
    "Contacts.BulkCreateInputJob": { id: "Id of the job to add to." },
    "Contacts.BulkUpdateInputJob": { id: "Id of the job to add to." },
    "Contacts.BulkDeleteInputJob": { id: "Id of the job to add to." },
    "Contacts.GetBulkJobInput": { id: "Id of the job." }
  }
}
