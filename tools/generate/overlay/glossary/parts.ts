/** Parts of conversations: messages, notes, and what was done. */
import { oneOf, type Subject, unknown } from "./Entry.ts"

const targets = {
  first_reply_time: "the first answer",
  next_reply_time: "an answer after the first",
  resolution_time: "a solution",
  time_to_close: "closing"
}

const targetStates = {
  active: "it still runs",
  hit: "it was kept",
  missed: "it was missed",
  paused: "it stands still"
}

const slaStates = { ...targetStates, canceled: "it was called off" }

const definition = {
  first_reply_time: "How long a first answer may take; null where that is not agreed.",
  next_reply_time: "How long each answer after the first may take; null where that is not agreed.",
  resolution_time: "How long a solution may take; null where that is not agreed.",
  time_to_close: "How long it may take until it is closed; null where that is not agreed."
}

const changed = {
  attribute: "The attribute that changed.",
  value: "What it changed to."
}

const author = {
  id: "Id of the author: a contact's, an admin's or a bot's, as `type` tells."
}

export const parts: Subject = {
  fields: {
    part_type:
      "What the part is: `comment` is a message, `note` one that contacts do not see; others are events, as `open`, `close`, `snoozed`, `assignment`. New ones come up.",
    notified_at: "When the contact was told of the part.",
    assigned_to: "Whom the part assigned the conversation to; null where it assigned nobody.",
    app_package_code: "Code of the app that wrote the part through the API; null or absent where none did.",
    event_details: "What happened, where the part is an event; which fields are there depends on `part_type`.",
    quick_reply_options: "Answers that were offered to the contact as buttons.",
    quick_reply_uuid: "The `uuid` of the offered answer that the contact clicked.",
    uuid: "Id of the offered answer.",
    external_reply_send_state: "Whether a reply that goes out by another system was sent, as `sent`.",
    seen_state: "Who saw the part.",
    admin_seen: "Whether an admin saw it.",
    filesize: "How large the file is, in bytes.",
    width: "How wide the picture is, in pixels; null for what is no picture.",
    height: "How high the picture is, in pixels; null for what is no picture.",
    content_type: "What kind of file it is, as `image/png`.",
    from_ai_agent: "Whether Fin sent the part.",
    is_ai_answer: "Whether Fin wrote what it says.",
    previous: "What it was before; null where that is not known.",
    event: "What the workflow did.",
    tags_added: "Names of the tags that were put on.",
    tags_removed: "Names of the tags that were taken off.",
    current_priority: "How urgent it is now.",
    previous_priority: "How urgent it was before.",
    until: "How long it is put off, in words, as `until tomorrow`.",
    custom_until_time: "When it opens again, where a time was set; null where one of the usual spans was chosen.",
    call_id: "Id of the call.",
    sla_definition: "What was agreed.",
    sla_target_type: oneOf("What took too long.", targets),
    current_sla_status: oneOf("How the service level as a whole stands.", slaStates),
    sla_states: "How each target stood, by its name, as `first_reply_time`.",
    seconds_remaining: "How many seconds are left; null where the target was kept or missed."
  },
  records: {
    ConversationPart: {
      body: "What it says, as HTML; null for events.",
      author: "Who wrote or did it: a contact, an admin or a bot.",
      external_id: "An id of the part outside Intercom; null where there is none.",
      state: oneOf("Where the conversation stood when the part was made.", {
        open: "to be worked on",
        closed: "done",
        snoozed: "put off"
      }),
      tags: "Tags on the part.",
      metadata: "Answers offered as buttons, or which of them was clicked.",
      translations:
        "A teammate's reply in other languages, by language code; `original` is the code of the language it was written in."
    },
    ConversationPartAuthor: {
      ...author,
      type: oneOf("What the author is.", {
        admin: "a teammate",
        bot: "a bot, Fin among them",
        user: "a contact who is a user",
        lead: "a contact who is a lead"
      })
    },
    ConversationSourceAuthor: author,
    ConversationPartMetadataQuickReplyOption: {
      text: "What the button says.",
      translations: "What the button says in other languages, by language code."
    },
    PartAttachment: {
      type: "How the file came, as `upload`.",
      name: "Name of the file.",
      url: "Where the file can be loaded from."
    },
    ConversationAttributeUpdatedByAdmin: changed,
    ConversationAttributeUpdatedByUser: changed,
    ConversationAttributeUpdatedByWorkflow: { ...changed, workflow: "The workflow that changed it." },
    OperatorWorkflowEvent: { workflow: "The workflow that did it." },
    "ConversationAttributeUpdatedByAdmin*": { name: "The new value." },
    "ConversationAttributeUpdatedByUser*": { name: "The new value." },
    "ConversationAttributeUpdatedByWorkflow*": { name: "The new value." },
    ConversationAttributeUpdatedByAdminAttribute: { name: "Name of the attribute." },
    ConversationAttributeUpdatedByUserAttribute: { name: "Name of the attribute." },
    ConversationAttributeUpdatedByWorkflowAttribute: { name: "Name of the attribute." },
    ConversationAttributeUpdatedByWorkflowWorkflow: { name: "Name of the workflow." },
    CustomActionFinished: { action: "The action that ended." },
    CustomActionFinishedAction: {
      name: "Name of the action.",
      result: oneOf("How it ended.", { success: "as it should", failed: "it did not work" })
    },
    CustomActionStarted: { action: "The action that began." },
    CustomActionStartedAction: {
      name: "Name of the action.",
      result: unknown(
        "what it can be: an action that has only begun has no result yet, and no description names the field"
      )
    },
    OperatorWorkflowEventWorkflow: { name: "Name of the workflow." },
    OperatorWorkflowEventEvent: {
      type: "What the workflow did, as `wait_finished`.",
      result: "What came of it, in words."
    },
    ConversationSlaAppliedByRuleSlaDefinition: definition,
    ConversationSlaAppliedByWorkflowSlaDefinition: definition,
    ConversationSlaTargetMissedSlaStates: { status: oneOf("How the target stood.", targetStates) },
    ConversationSlaPausedSlaStates: {
      status: oneOf("How the target stood.", { paused: "it stands still" }),
      seconds_remaining: "How many seconds were left when it was paused."
    },
    ConversationMonitorEvaluation: { result: "What the monitor found, as `flagged`." }
  }
}
