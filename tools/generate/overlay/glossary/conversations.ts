/** Conversations: what they are about, who is in them, and how they went. */
import { oneOf, plain, type Subject } from "./Entry.ts"

const contactId = "Intercom's id of the contact; your own one is its `external_id`."

const states = {
  open: "to be worked on",
  closed: "done",
  snoozed: "put off until `snoozed_until`"
}

const conversation = {
  title: "Given by a teammate or through the API; null where nobody gave one.",
  source: "The message that began it; null where nobody wrote first.",
  contacts: "Who takes part: usually one contact, several in a group conversation.",
  company: "The company it is counted to, null where there is none.",
  tags: "Tags on the conversation.",
  custom_attributes:
    "The workspace's own attributes of conversations, and some that Intercom sets, as `Has attachments` or `Copilot used`.",
  open: "False where it is closed. A snoozed one is open.",
  ticket: "The ticket it was made into; null where it is none.",
  ai_agent: "What Fin did; null where it took no part.",
  sales_agent: "What the sales agent did; null where it took no part."
}

export const conversations: Subject = {
  fields: {
    state: oneOf("Where it stands.", states),
    read: "Whether it was read; by whom is not documented.",
    waiting_since: "Since when the contact waits for an answer; null where the workspace wrote last.",
    snoozed_until: "When it opens again by itself; null where it is not snoozed.",
    priority: "How urgent it is: one of five levels since 2.16, `priority` or `not_priority` up to 2.15.",
    admin_assignee_id: "Id of the admin it is assigned to; null or 0 where there is none.",
    team_assignee_id: "Id of the team it is assigned to; null or 0 where there is none.",
    conversation_rating: "What the contact thinks of how it went; null where there is no rating.",
    rating: "How the contact rates the help, 1 (worst) to 5 (best).",
    remark: "What the contact wrote along with the rating.",
    teammates: "Teammates who wrote at least one part.",
    first_contact_reply: "The first message of the contact; null until there is one.",
    sla_applied: "The service level agreed for it, and whether it is kept; null where none was applied.",
    sla_name: "Name of the service level, as teammates call it.",
    sla_status: oneOf("Whether the service level is kept; null after it was removed.", {
      active: "nothing was kept or missed yet",
      hit: "a target was kept and none missed",
      missed: "a target was missed; told only once a teammate answers",
      cancelled: "the service level was called off"
    }),
    statistics: "Times and counts of how it went; most are null until they happened.",
    linked_objects: "Conversations and tickets linked with it.",
    conversation_parts: "What was written and done after the first message: the newest 500 parts at most.",
    channel: "By which channel it began, and by which it goes on; null where that is not known.",
    initial: "The channel it began by, as `messenger` or `email`; null where that is not known.",
    current: "The channel it goes on by; other than `initial` where it moved.",
    external_references:
      "What it is in another help desk that Fin works for; empty elsewhere. At most 20, sorted by `type`.",
    delivered_as: oneOf("What set it going.", {
      customer_initiated: "the contact began",
      admin_initiated: "a teammate began: a message to chosen people, a ticket, an e-mail to a group",
      operator_initiated: "a bot began",
      automated: "a message that goes out by itself, to an audience that changes",
      campaigns_initiated: "a campaign of the old kind"
    }),
    subject: "Subject line; only where it is an e-mail.",
    attachments: "Files that came with it.",
    redacted: "Whether its content was removed for good.",
    recipients: "Whom the first message was addressed to; only where it is an e-mail.",
    reply_to: "Where answers to the first message go, which can be others than its author; only where it is an e-mail.",
    drop_reason: "Why the message did not go to this address; null where it did.",
    email_message_metadata: "What the e-mail's headers say.",
    email_address_headers: "Addresses in the e-mail's headers.",
    email_address: plain,
    monitor_evaluations: "What quality monitors found; only where `include_monitors` asks for it.",
    scorecards: "What quality reviews found; only where `include_scorecards` asks for it.",
    include_monitors: "Whether conversations come with `monitor_evaluations`.",
    include_scorecards: "Whether conversations come with `scorecards`.",
    metrics_retained: "Whether reports still count the conversation.",
    deleted_at: "When it was deleted.",
    side_conversation_id: "Id of the side conversation.",
    side_conversations: "Side conversations, each with its parts.",
    handling_events: "Each time a teammate began to leave it aside, or took it up again.",
    // Statistics
    time_to_assignment:
      "How long it took from the beginning to the last assignment before the first answer; null before that.",
    time_to_admin_reply: "How long the first answer of a teammate took, in office hours; null before that.",
    time_to_first_close: "How long it took until it was first closed, in office hours; null before that.",
    time_to_last_close: "How long it took until it was last closed, in office hours; null before that.",
    median_time_to_reply:
      "How long answers of teammates took, the one in the middle of all, in office hours; null before there is one.",
    first_contact_reply_at: "When the contact first wrote a text; null before that.",
    first_assignment_at: "When it was first assigned after the contact had written; null before that.",
    first_admin_reply_at: "When a teammate first answered the contact; null before that.",
    first_close_at: "When it was first closed after the contact had written; null before that.",
    last_assignment_at: "When it was last assigned after the contact had written; null before that.",
    last_assignment_admin_reply_at: "When a teammate first answered after the last assignment; null before that.",
    last_contact_reply_at: "When the contact last wrote; null before that.",
    last_admin_reply_at: "When a teammate last wrote; null before that.",
    last_close_at: "When it was last closed; null before that.",
    last_closed_by_id: "Id of the admin who last closed it; null before that.",
    count_reopens: "How often it was opened again after the contact had written.",
    count_assignments: "How often it was assigned after the contact had written.",
    count_conversation_parts:
      "How many parts it has, the first message included: one more than the list of parts tells.",
    assigned_team_first_response_time: "How long each team took for its first answer.",
    assigned_team_first_response_time_in_office_hours: "How long each team took for its first answer, in office hours.",
    handling_time: "How long it took from being assigned to being closed.",
    adjusted_handling_time:
      "How long teammates worked on it, without the time nobody did; null where that is not known.",
    team_id: "Id of the team.",
    team_name: "Name of the team; `Unassigned` for no team, null for one that is no more.",
    response_time: "How long the team took for its first answer."
  },
  records: {
    ConversationTeammates: { admins: plain },
    Conversation: conversation,
    ConversationListItem: conversation,
    ConversationList: { conversations: plain },
    DeletedConversationList: { conversations: "Ids of conversations that were deleted." },
    ConversationContacts: { contacts: plain },
    ConversationRating: {
      created_at: "When the contact was asked for a rating.",
      updated_at: "When the rating last changed.",
      contact: "The contact who gave the rating.",
      teammate: "Who is rated; since 2.17 that can be a workflow."
    },
    ConversationSource: {
      id: "Id of the message; search finds the conversation by it, as `source.id`.",
      type: oneOf("By which channel it came.", {
        conversation: "a chat, in the Messenger or through the API",
        email: "e-mail",
        facebook: "Facebook",
        instagram: "Instagram",
        twitter: "Twitter",
        whatsapp: "WhatsApp",
        sms: "text message",
        push: "push notification",
        phone_call: "telephone",
        phone_switch: "telephone, with a link to the Messenger by text message"
      }),
      author: "Who wrote it: a contact, an admin or a bot.",
      body: "What it says, as HTML, or as plain text where `display_as` asks for it.",
      url: "Page on which it was written; null where there was none."
    },
    ConversationSourceAuthor: { type: "What the author is, as `user`, `lead`, `admin` or `bot`." },
    ConversationSourceRecipient: {
      type: "How it was addressed to them: `to`, `cc` or `bcc`."
    },
    ConversationSourceReplyTo: { name: "The name that stands with the address; null where there is none." },
    ConversationFirstContactReply: {
      type: "What kind of message it was, as `conversation`.",
      url: "Page on which it was written; null where there was none."
    },
    ConversationExternalReference: {
      id: "Id of the record in the other system.",
      type: "What it is there, as `zendesk_ticket`, `salesforce_case` or `hubspot_conversation`."
    },
    LinkedObject: {
      type: "Whether it is a conversation or a ticket.",
      category: oneOf("What kind of ticket is linked; null for a conversation.", {
        Customer: "a request of a customer",
        "Back-office": "work behind a request of a customer",
        Tracker: "one matter that many customers have"
      })
    },
    Reference: {
      id: "Id of who it is; `type` tells of what kind.",
      type: oneOf("What kind of person it is.", {
        admin: "a teammate",
        contact: "a contact",
        nobody_admin: "nobody; `id` is null"
      })
    },
    EmailAddressHeader: {
      type: "Which header it stands in, as `from` or `to`.",
      name: "The name that stands with the address; null where there is none."
    },
    SourceEmailMessageMetadata: {
      history: "What the first e-mail quoted of earlier ones, as HTML; only where `include_email_history` asks for it.",
      message_id: "The e-mail's own id, from its `Message-ID` header; null where it has none."
    },
    EmailMessageMetadata: { message_id: "The e-mail's own id, from its `Message-ID` header; null where it has none." },
    HandlingEvent: {
      type: oneOf("What the teammate did.", { paused: "left it aside", resumed: "took it up again" }),
      teammate: "The teammate who took it up or left it aside.",
      timestamp: plain,
      reason: "Why, as `Away`; null where nothing is told."
    },
    TeammateReference: {
      type: "Whether it is a teammate, a team or a bot.",
      email: "Null for teams and bots that have none."
    },
    SideConversationSummary: { conversation_parts: "What was written in the side conversation." },
    ConversationCustomersCustomer: { id: contactId },
    ConversationCustomers: { customers: "Who takes part now." }
  }
}
