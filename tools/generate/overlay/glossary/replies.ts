/** Writing to people and acting on conversations: what these operations take. */
import { oneOf, type Subject, unknown } from "./Entry.ts"

const contactId = "Intercom's id of the contact; your own one is its `external_id`."
const conversationId = "Id of the conversation."
const ticketId = "Intercom's `id` of the ticket, not the number shown in the inbox."

const messageTypes = {
  comment: "a message that the contact sees",
  note: "a note that teammates alone see",
  quick_reply: "a message with answers to click on, or the click on one",
  close: "the conversation is closed",
  snoozed: "the conversation is put off",
  open: "the conversation is opened again",
  assignment: "the conversation is assigned"
}

/** What a contact says. */
const byContact = {
  type: "Always `user`: a contact says it, be it a user or a lead.",
  body: "What the contact says.",
  reply_options: "The offered answer that the contact clicks on."
}

/** What an admin says. */
const byAdmin = {
  type: "Always `admin`: a teammate says it.",
  body: "What the admin says; notes may hold HTML.",
  admin_id: "Id of the admin who says it.",
  reply_options: "Answers the contact can click on; needed for `quick_reply`."
}

const filesFirst = "Files to attach, with their content; where there are some, `attachment_urls` is passed over."

const offered = {
  text: "What the button says.",
  uuid: "Id of your choosing; a click on the button shows it as `quick_reply_uuid`."
}
const clicked = { text: "What the clicked button says.", uuid: "The `uuid` of the clicked button." }

export const replies: Subject = {
  fields: {
    message_type: oneOf("What is done.", messageTypes),
    admin_id: "Id of the admin who does it.",
    attachment_urls: "Addresses of pictures to attach.",
    attachment_files: "Files to attach, with their content.",
    skip_notifications: "True sends no notifications of it.",
    skip_reopen: "Whether a conversation that is closed stays so.",
    skip_unsnooze: "Whether a conversation that is put off stays so. For messages and notes.",
    conversation_id: conversationId,
    assignee_id: "Whom to assign to: the id of an admin or a team, `0` for nobody.",
    display_as: "`plaintext` gives texts without HTML, links as their words and address.",
    include_translations: "Whether parts come translated to the language of the conversation.",
    include_email_history: "Whether the first e-mail comes with what it quotes.",
    retain_metrics:
      "Whether reports still count the conversation: true by default. False needs the permission `delete_conversations_and_metrics`.",
    merge_into_conversation_id: "Id of the conversation that stays; the other is closed and linked with it.",
    send_state: "Whether a reply that goes out by another system was sent, as `sent`.",
    info_message: "What else there is to say about the sending.",
    seen: "True: the admin has seen the part.",
    experimental: "Always true: says that you know the endpoint may change.",
    cross_post: "Whether the note stands in all linked conversations too. For notes on back-office tickets."
  },
  records: {
    "Conversations.*": {
      id: conversationId,
      created_at: "When it was written, for what is imported; now by default.",
      user_id: "Your own id of the contact, its `external_id`.",
      intercom_user_id: contactId,
      email: "E-mail address of the contact."
    },
    "Conversations.CreateInput": {
      from: "The contact who writes.",
      body: "What the contact writes, as plain text.",
      created_at: "When it was written, for what is imported; now by default.",
      subject: "Subject line, for e-mails.",
      brand_id: "Id of the brand the conversation belongs to."
    },
    "Conversations.CreateInputFrom": {
      id: contactId,
      type: "What the contact is; `contact` stands for either."
    },
    "Conversations.UpdateInput": {
      read: "Whether it counts as read.",
      company_id: "Intercom's id of the company it is counted to, not your own one; null takes the company away.",
      custom_attributes: "Attributes to set, by name. One that is not defined for conversations is refused (400).",
      priority: "How urgent it is; `none` takes the priority away.",
      admin_id: "Id of the teammate who is shown to have changed the priority: a bot by default.",
      title: "What the conversation is called."
    },
    "Conversations.ReplyAsContact": { ...byContact, intercom_user_id: contactId },
    "Conversations.QuickReplyAsContact": { ...byContact, intercom_user_id: contactId },
    "Conversations.ReplyAsEmail": byContact,
    "Conversations.ReplyAsUser": byContact,
    "Conversations.ReplyAsAdmin": byAdmin,
    "Conversations.NoteAsAdmin": byAdmin,
    "Conversations.QuickReplyAsAdmin": byAdmin,
    "Conversations.ReplyAsContactReplyOption": clicked,
    "Conversations.QuickReplyAsContactReplyOption": clicked,
    "Conversations.ReplyAsEmailReplyOption": clicked,
    "Conversations.ReplyAsUserReplyOption": clicked,
    QuickReplyOptionInput: offered,
    "Conversations.CloseConversation": { body: "A last message to the contact; none when left out." },
    "Conversations.SnoozeConversation": { snoozed_until: "When it opens again." },
    "Conversations.AssignConversation": {
      type: "Whether it is assigned to an admin or to a team.",
      body: "A message to the contact about it; none when left out."
    },
    "Conversations.AttachContactInput": {
      customer: "Who is added, and the contact in whose name it is done.",
      admin_id: "Id of the admin who adds."
    },
    "Conversations.AttachContactInputCustomer*": {
      customer: "The contact in whose name it is done, where no admin does it.",
      email: "E-mail address of who is added; a lead is made where there is no contact with it."
    },
    CustomerInputValueIntercomUserId: { intercom_user_id: contactId },
    CustomerInputValueUserId: { user_id: "Your own id of the contact, its `external_id`." },
    CustomerInputValueEmail: { email: "E-mail address of the contact." },
    "Conversations.DetachContactInput": {
      contact_id: "Intercom's id of the contact who is taken out.",
      admin_id: "Id of the admin who takes out.",
      customer: unknown("what it does: no description names it, examples send a contact's id in it")
    },
    "Conversations.RedactPart": {
      conversation_part_id: "Id of the part whose content is removed for good; it must have a text."
    },
    "Conversations.RedactSource": {
      source_id: "Id of the first message, whose content is removed for good; a contact must have written it."
    },
    "Conversations.ConvertInput": {
      ticket_type_id: "Id of the type of the ticket.",
      ticket_state_id: "Id of the state of the ticket.",
      attributes: "Values of the ticket's attributes, by name."
    },
    "Conversations.MergeInput": { id: "Id of the conversation that goes into the other." },
    ConversationAttachmentFilesInput: {
      name: "Name of the file.",
      data: "Content of the file, in base64.",
      content_type: "What kind of file it is, as `application/json`."
    },
    "ConversationParts.UpdateInput": {
      id: "Id of the part.",
      admin_id: "Id of the admin who saw the part.",
      secret: "A secret that signs the request, beside the access token."
    },
    "Tickets.*": {
      id: ticketId,
      created_at: "When it was written, for what is imported; now by default.",
      user_id: "Your own id of the contact, its `external_id`.",
      intercom_user_id: contactId,
      email: "E-mail address of the contact."
    },
    "Tickets.ReplyAsAdmin": {
      ...byAdmin,
      attachment_files: filesFirst,
      body: "What the admin says. Refused (400) on tracker and back-office tickets, which take notes."
    },
    "Tickets.NoteAsAdmin": { ...byAdmin, attachment_files: filesFirst },
    "Tickets.QuickReplyAsAdmin": { ...byAdmin, attachment_files: filesFirst },
    "Tickets.ReplyAsContact": byContact,
    "Tickets.ReplyAsUser": byContact,
    "Tickets.ReplyAsEmail": byContact,
    "Tickets.ReplyAsAdminReplyOption": offered,
    "Tickets.NoteAsAdminReplyOption": offered,
    "Tickets.QuickReplyAsAdminReplyOption": offered,
    "Tickets.ReplyAsContactReplyOption": clicked,
    "Tickets.ReplyAsUserReplyOption": clicked,
    "Tickets.ReplyAsEmailReplyOption": clicked
  }
}
