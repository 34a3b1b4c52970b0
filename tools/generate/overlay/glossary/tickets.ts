/** Tickets, their types and states. */
import { oneOf, plain, type Subject } from "./Entry.ts"

const contactId = "Intercom's id of the contact; your own one is its `external_id`."

const categories = {
  Customer: "a request of a customer, who sees it",
  "Back-office": "work that teammates do behind a request",
  Tracker: "one matter that many customers have"
}

const stateCategories = {
  submitted: "handed in",
  in_progress: "being worked on",
  waiting_on_customer: "the customer has to do something",
  resolved: "done"
}

const stateLabels = {
  category: oneOf("Which of the four kinds of states it is.", stateCategories),
  internal_label: "What teammates see.",
  external_label: "What customers see, in the Messenger, in e-mails and in the portal."
}

const newTicket = {
  contacts: "The contact it is for; only one is taken.",
  company_id: "Intercom's id of the company it is counted to, not your own one.",
  created_at: "When it was handed in, for what is imported; now by default.",
  ticket_type_id: "Id of the type of the ticket.",
  conversation_to_link_id:
    "Id of a conversation to link. A back-office ticket takes conversations and, where it is not shared, customer tickets; a tracker ticket takes both."
}

const contactWithEmail = { email: "E-mail address of the contact, who is made where there is none." }

export const tickets: Subject = {
  fields: {
    ticket_state_id: "Id of the ticket state, one of those the ticket's type has.",
    ticket_state: oneOf("Where the ticket stands.", stateCategories),
    previous_ticket_state: oneOf("Where the ticket stood before.", stateCategories),
    previous_ticket_state_id: "Id of the state before the last change; null where the state never changed.",
    ticket_state_internal_label: "Where the ticket stands, as teammates see it.",
    ticket_state_external_label: "Where the ticket stands, as customers see it.",
    ticket_type: "What kind of ticket it is, as the workspace defines it.",
    ticket_attributes:
      "Values of the attributes of the ticket's type, by name; `_default_title_` and `_default_description_` are title and description.",
    ticket_parts: "What was written and done on the ticket.",
    ticket_states: "States a ticket of this type can be in.",
    is_shared: "Whether the customer sees the ticket.",
    is_internal: "Whether tickets of this type are for teammates only.",
    category: oneOf("What the ticket is for.", categories),
    updated_attribute_data: "The attribute that the part changed; null or absent where it changed none.",
    assignment: "Whom it is assigned to.",
    required_to_create: "Whether teammates must fill it in when they make a ticket.",
    required_to_create_for_contacts: "Whether contacts must fill it in when they make a ticket.",
    visible_on_create: "Whether teammates see it when they make a ticket.",
    visible_to_contacts: "Whether contacts see it.",
    list_items: "Values to choose from, separated by commas. For lists.",
    allow_multiple_values: "Whether several files can be attached. For files.",
    input_options: "How it is filled in: which of the settings there are depends on `data_type`.",
    default: "Whether Intercom brings it along.",
    attribute_id: "Id of the attribute of the ticket type.",
    data_type: oneOf("What kind of values it has.", {
      string: "a text",
      integer: "a whole number",
      decimal: "a number",
      float: "a number",
      boolean: "true or false",
      date: "a day",
      datetime: "a moment",
      list: "one of several given values",
      options: "one of several given values",
      files: "files",
      relationship: "other records"
    })
  },
  records: {
    Ticket: {
      id: "Goes into requests; people see `ticket_id`.",
      ticket_id: "The number people see in the inbox and the Messenger. Requests take `id`.",
      ticket_state: "Where the ticket stands: one of four texts up to 2.11, a state of its own since.",
      contacts: "Contacts it is for.",
      open: "False where it is closed."
    },
    TicketContacts: { contacts: plain },
    TicketList: { tickets: "The tickets of this page, each with all its parts." },
    TicketParts: { ticket_parts: "The parts, 500 at most." },
    TicketPart: {
      body: "What it says, as HTML; null for events.",
      author: "Who wrote or did it.",
      external_id: "An id of the part outside Intercom; null where there is none.",
      assigned_to: "Whom the part assigned the ticket to; null where it assigned nobody.",
      translations:
        "A teammate's reply in other languages, by language code; `original` is the code of the language it was written in."
    },
    TicketReply: {
      body: "What it says, as HTML.",
      author: "Who wrote it.",
      part_type: oneOf("What it is.", {
        comment: "a message that the contact sees",
        note: "a note that teammates alone see",
        quick_reply: "a message with answers to click on, or the click on one"
      }),
      translations:
        "A teammate's reply in other languages, by language code; `original` is the code of the language it was written in."
    },
    TicketPartAuthor: {
      id: "Id of the author, of the kind `type` tells.",
      type: oneOf("What the author is.", { admin: "a teammate", bot: "a bot", team: "a team", user: "a contact" })
    },
    TicketPartUpdatedAttributeData: { attribute: "Which attribute changed.", value: "What it changed to." },
    TicketPartUpdatedAttributeDataAttribute: { label: "What people call the attribute." },
    TicketPartUpdatedAttributeDataValue: {
      id: "The value, or for a list the id of the chosen one; its kind depends on the attribute.",
      label: "The value as people see it; its kind depends on the attribute."
    },
    TicketState: stateLabels,
    TicketStateDetailed: {
      ...stateLabels,
      ticket_types: "Ticket types that have this state.",
      archived: "Whether it was put away: tickets no longer come into this state."
    },
    TicketTypeList: { ticket_types: "The ticket types, where a version calls the list so; others call it `data`." },
    TicketType: {
      icon: "An emoji that stands for the type.",
      ticket_type_attributes: "Attributes that tickets of this type have; can be null.",
      archived: "Whether it was put away: no new tickets of this type are made."
    },
    TicketTypeAttribute: {
      id: "Goes into searches: tickets are found by the id of an attribute, not by its name.",
      ticket_type_id: "Id of the ticket type it belongs to.",
      archived: "Whether it was put away: new tickets no longer have it, those that had it keep it."
    },
    "TicketTypes.*": {
      multiline: "Whether the text may have several lines. For texts.",
      id: "Id of the ticket type.",
      icon: "An emoji that stands for the type.",
      visible_to_contacts: "Whether contacts see it when they make a ticket.",
      archived: "Whether it is put away: new tickets no longer have it, those that had it keep it."
    },
    "TicketTypes.UpdateInput": { archived: "Whether it is put away: no new tickets of this type are made." },
    "TicketTypes.CreateAttributeInput": { description: "What teammates and contacts read beside it." },
    "TicketTypes.UpdateAttributeInput": { description: "What teammates and contacts read beside it." },
    "Tickets.CreateInput": newTicket,
    "Tickets.EnqueueInput": newTicket,
    "Tickets.CreateInputContactId": { id: contactId },
    "Tickets.CreateInputContactExternalId": { external_id: "Your own id of the contact." },
    "Tickets.CreateInputContactEmail": contactWithEmail,
    "Tickets.EnqueueInputContactId": { id: contactId },
    "Tickets.EnqueueInputContactExternalId": { external_id: "Your own id of the contact." },
    "Tickets.EnqueueInputContactEmail": contactWithEmail,
    "Tickets.CreateInputAssignment": {
      admin_assignee_id: "Id of the admin it is assigned to; nobody by default.",
      team_assignee_id: "Id of the team it is assigned to; none by default."
    },
    "Tickets.EnqueueInputAssignment": {
      admin_assignee_id: "Id of the admin it is assigned to; nobody by default.",
      team_assignee_id: "Id of the team it is assigned to; none by default."
    },
    "Tickets.UpdateInput": {
      state: oneOf("Where the ticket stands.", {
        in_progress: "being worked on",
        waiting_on_customer: "the customer has to do something",
        resolved: "done"
      }),
      open: "False closes the ticket, also where it was put off.",
      snoozed_until: "When it opens again.",
      company_id: "Intercom's id of the company it is counted to, not your own one; null takes the company away.",
      admin_id: "Id of the admin who does it; workflows need it.",
      assignment: "Whom to assign it to, and who does it."
    },
    "Tickets.UpdateInputAssignment": { admin_id: "Id of the admin who assigns." },
    "Tickets.ChangeTypeInput": {
      ticket_type_id: "Id of the new type, of the same category as the old one.",
      ticket_state_id: "Id of the state, one of the new type's.",
      ticket_attributes:
        "Values of the new type's attributes. What has the same name and kind in both is taken over; what stands here wins."
    },
    "Tickets.LinkConversationInput": {
      id: "`id` of the tracker ticket.",
      conversation_id:
        "What to link, by its id: a conversation or a customer ticket. A tracker ticket takes 2,500 of them."
    },
    "Tickets.UnlinkConversationInput": {
      id: "`id` of the tracker ticket.",
      conversation_id: "Id of the conversation or customer ticket that is linked."
    }
  }
}
