/** Conversations, tickets, calls, messages, and what an AI agent does in them. */
import { cursor, cursorInBody, oneOfTexts, pages, type ResourceOverlay, undeclaredSort } from "./Overlay.ts"

export const inbox: Readonly<Record<string, ResourceOverlay>> = {
  Conversations: {
    summary: "The threads between contacts and teammates.",
    operations: {
      "GET /conversations": {
        name: "list",
        summary: "Lists conversations.",
        pages: cursor("conversations", 150),
        success: "conversation_list"
      },
      "POST /conversations": {
        name: "create",
        summary: "Starts a conversation on behalf of a contact.",
        notes: ["Answers with the message that was sent, whose `conversation_id` leads to the conversation."],
        success: "message"
      },
      "POST /conversations/search": {
        name: "search",
        summary: "Finds conversations by a query.",
        access: "read",
        pages: cursorInBody("conversations", 150),
        idempotent: true,
        success: "conversation_list",
        corrections: [
          {
            retype: "query",
            in: "body",
            type: "ConversationQuery",
            reason: "typed by hand, with the searchable fields"
          },
          undeclaredSort
        ]
      },
      "GET /conversations/{id}": {
        name: "get",
        summary: "Retrieves one conversation with its parts, the newest 500 at most."
      },
      "PUT /conversations/{id}": { name: "update", summary: "Changes a conversation." },
      "DELETE /conversations/{id}": { name: "delete", summary: "Deletes a conversation." },
      "POST /conversations/{id}/reply": {
        name: "reply",
        summary: "Replies to a conversation, as an admin or as a contact.",
        notes: ["The `id` may be `last` to mean the contact's latest conversation."],
        corrections: [
          {
            alternatives: {
              contact_reply_intercom_user_id_request: "ReplyAsContact",
              contact_reply_email_request: "ReplyAsEmail",
              contact_reply_user_id_request: "ReplyAsUser",
              admin_reply_conversation_request: "ReplyAsAdmin"
            },
            reason: "who replies decides which fields are needed"
          },
          {
            split: "ReplyAsAdmin",
            on: "message_type",
            into: {
              comment: { name: "ReplyAsAdmin", required: ["body"] },
              note: { name: "NoteAsAdmin", required: ["body"] },
              quick_reply: { name: "QuickReplyAsAdmin", required: ["reply_options"] }
            },
            reason: "a comment, a note and quick replies are told apart by message_type"
          },
          {
            split: "ReplyAsContact",
            on: "message_type",
            into: {
              comment: { name: "ReplyAsContact" },
              quick_reply: { name: "QuickReplyAsContact", required: ["reply_options"], optional: ["body"] }
            },
            reason: "the examples show contacts choosing a quick reply, which is no comment"
          }
        ]
      },
      "POST /conversations/{id}/parts": {
        name: "manage",
        summary: "Closes, snoozes, opens or assigns a conversation.",
        corrections: [
          {
            alternatives: {
              close_conversation_request: "CloseConversation",
              snooze_conversation_request: "SnoozeConversation",
              open_conversation_request: "OpenConversation",
              assign_conversation_request: "AssignConversation"
            },
            reason: "told apart by message_type"
          }
        ]
      },
      "POST /conversations/{id}/run_assignment_rules": {
        name: "runAssignmentRules",
        summary: "Lets the assignment rules choose an assignee."
      },
      "POST /conversations/{id}/customers": {
        name: "attachContact",
        summary: "Adds a contact to a conversation.",
        answers: "conversation_customers",
        corrections: [{ required: ["customer"], reason: "it says which contact; every example has it" }]
      },
      "DELETE /conversations/{id}/customers/{contact_id}": {
        name: "detachContact",
        summary: "Removes a contact from a conversation.",
        answers: "conversation_customers"
      },
      "POST /conversations/redact": {
        name: "redact",
        summary: "Blanks a part of a conversation, or its first message, for good.",
        access: "destructive",
        corrections: [
          {
            alternatives: {
              "redact_conversation_request:type_and_conversation_id_and_conversation_part_id": "RedactPart",
              "redact_conversation_request:type_and_conversation_id_and_source_id": "RedactSource"
            },
            reason: "told apart by type"
          }
        ]
      },
      "POST /conversations/{id}/convert": { name: "convert", summary: "Converts a conversation to a ticket." },
      "POST /conversations/{id}/merge": {
        name: "merge",
        summary: "Merges a conversation into another.",
        access: "destructive"
      },
      "GET /conversations/deleted": {
        name: "listDeleted",
        summary: "Lists the ids of deleted conversations.",
        pages: pages("conversations", 60),
        corrections: [oneOfTexts("order", "query", "asc", "desc")]
      },
      "GET /conversations/{id}/handling_events": {
        name: "listHandlingEvents",
        summary: "Lists when teammates paused and resumed the handling of a conversation."
      },
      "GET /conversations/{id}/side_conversations": {
        name: "listSideConversations",
        summary: "Lists the side conversations of a conversation.",
        pages: pages("side_conversations")
      }
    }
  },
  ConversationParts: {
    summary: "The messages, notes and actions inside a conversation.",
    operations: {
      "PUT /conversations/{conversation_id}/conversation_parts/{id}": {
        name: "update",
        summary: "Changes the delivery state of a part."
      }
    }
  },
  ConversationAttributes: {
    summary: "The attributes teammates fill in on conversations.",
    operations: {
      "GET /conversations/attributes": { name: "list", summary: "Lists the conversation attributes." },
      "POST /conversations/attributes": {
        name: "create",
        summary: "Creates a conversation attribute.",
        corrections: [
          {
            alternatives: {
              create_conversation_attribute_string_request: "CreateStringAttribute",
              create_conversation_attribute_integer_request: "CreatePlainAttribute",
              create_conversation_attribute_list_request: "CreateListAttribute",
              create_conversation_attribute_decimal_request: "CreatePlainAttribute",
              create_conversation_attribute_boolean_request: "CreatePlainAttribute",
              create_conversation_attribute_datetime_request: "CreatePlainAttribute",
              create_conversation_attribute_relationship_request: "CreateRelationshipAttribute",
              create_conversation_attribute_files_request: "CreatePlainAttribute"
            },
            reason: "told apart by data_type; the types that need nothing beside it are one alternative"
          }
        ]
      },
      "GET /conversations/attributes/{id}": { name: "get", summary: "Retrieves one conversation attribute." },
      "PUT /conversations/attributes/{id}": { name: "update", summary: "Changes a conversation attribute." },
      "DELETE /conversations/attributes/{id}": { name: "delete", summary: "Archives a conversation attribute." },
      "POST /conversations/attributes/{id}/options": {
        name: "createOption",
        summary: "Adds an option to a list attribute."
      },
      "PUT /conversations/attributes/{id}/options/{option_id}": {
        name: "updateOption",
        summary: "Renames an option of a list attribute."
      },
      "DELETE /conversations/attributes/{id}/options/{option_id}": {
        name: "deleteOption",
        summary: "Archives an option of a list attribute."
      }
    }
  },
  Messages: {
    summary: "Messages an admin sends first.",
    operations: {
      "POST /messages": {
        name: "create",
        summary: "Sends a message to a contact, in the app, by e-mail, SMS or WhatsApp."
      },
      "GET /messages/status": {
        name: "listStatuses",
        summary: "Lists the delivery states of the WhatsApp messages of a ruleset.",
        pages: cursor("events")
      },
      "GET /messages/whatsapp/status": {
        name: "getWhatsAppStatus",
        summary: "Retrieves the delivery state of a WhatsApp message."
      }
    }
  },
  Calls: {
    summary: "Phone and video calls with contacts.",
    operations: {
      "GET /calls": { name: "list", summary: "Lists calls.", pages: pages("data", 25) },
      "GET /calls/{id}": { name: "get", summary: "Retrieves one call." },
      "GET /calls/{id}/recording": {
        name: "getRecording",
        summary: "Retrieves the URL under which the recording of a call can be read for a while.",
        reads: "location"
      },
      "GET /calls/{id}/transcript": {
        name: "getTranscript",
        summary: "Retrieves the transcript of a call, as text.",
        reads: "text"
      },
      "POST /calls/search": {
        name: "search",
        summary: "Lists the calls of conversations, with their transcripts.",
        access: "read",
        idempotent: true
      }
    }
  },
  FinVoice: {
    summary: "Phone calls that Fin answers.",
    operations: {
      "POST /fin_voice/register": { name: "register", summary: "Announces a call to Fin before it is forwarded." },
      "GET /fin_voice/collect/{id}": { name: "get", summary: "Retrieves a call by its id." },
      "GET /fin_voice/external_id/{external_id}": {
        name: "getByExternalId",
        summary: "Retrieves a call by the id of the calling system."
      },
      "GET /fin_voice/phone_number/{phone_number}": {
        name: "getByPhoneNumber",
        summary: "Retrieves the latest call of a phone number.",
        success: "ai_call_response"
      },
      "GET /fin_voice/conversation/{conversation_id}": {
        name: "listForConversation",
        summary: "Lists the calls of a conversation."
      }
    }
  },
  Tickets: {
    summary: "Requests that are worked on over time.",
    operations: {
      "POST /tickets": { name: "create", summary: "Creates a ticket." },
      "POST /tickets/enqueue": { name: "enqueue", summary: "Creates a ticket in a job." },
      "POST /tickets/search": {
        name: "search",
        summary: "Finds tickets by a query.",
        access: "read",
        pages: cursorInBody("tickets", 150),
        idempotent: true,
        corrections: [
          { retype: "query", in: "body", type: "TicketQuery", reason: "typed by hand, with the searchable fields" },
          undeclaredSort
        ]
      },
      "GET /tickets/{id}": { name: "get", summary: "Retrieves one ticket with its parts." },
      "PUT /tickets/{id}": { name: "update", summary: "Changes a ticket." },
      "DELETE /tickets/{id}": { name: "delete", summary: "Deletes a ticket." },
      "POST /tickets/{id}/reply": {
        name: "reply",
        summary: "Replies to a ticket, as an admin or as a contact.",
        success: "ticket_reply",
        corrections: [
          {
            alternatives: {
              contact_reply_ticket_intercom_user_id_request: "ReplyAsContact",
              contact_reply_ticket_user_id_request: "ReplyAsUser",
              contact_reply_ticket_email_request: "ReplyAsEmail",
              admin_reply_ticket_request: "ReplyAsAdmin",
              create_ticket_reply_request: "ReplyAsAdmin"
            },
            reason: "who replies decides which fields are needed"
          },
          {
            split: "ReplyAsAdmin",
            on: "message_type",
            into: {
              comment: { name: "ReplyAsAdmin", required: ["type", "message_type", "body"] },
              note: { name: "NoteAsAdmin", required: ["type", "message_type", "body"] },
              quick_reply: { name: "QuickReplyAsAdmin", required: ["type", "message_type", "reply_options"] }
            },
            reason: "a comment, a note and quick replies are told apart by message_type"
          }
        ]
      },
      "POST /tickets/{id}/change_type": {
        name: "changeType",
        summary: "Gives a ticket another type.",
        access: "destructive"
      },
      "POST /tickets/{id}/linked_conversations": {
        name: "linkConversation",
        summary: "Links a conversation to a tracker ticket."
      },
      "DELETE /tickets/{id}/linked_conversations/{conversation_id}": {
        name: "unlinkConversation",
        summary: "Unlinks a conversation from a tracker ticket."
      }
    }
  },
  TicketStates: {
    summary: "The states tickets go through.",
    operations: { "GET /ticket_states": { name: "list", summary: "Lists the ticket states." } }
  },
  TicketTypes: {
    summary: "The kinds of tickets and the attributes each has.",
    operations: {
      "GET /ticket_types": { name: "list", summary: "Lists the ticket types." },
      "POST /ticket_types": { name: "create", summary: "Creates a ticket type." },
      "GET /ticket_types/{id}": { name: "get", summary: "Retrieves one ticket type." },
      "PUT /ticket_types/{id}": { name: "update", summary: "Changes a ticket type." },
      "POST /ticket_types/{id}/attributes": { name: "createAttribute", summary: "Adds an attribute to a ticket type." },
      "PUT /ticket_types/{id}/attributes/{attribute_id}": {
        name: "updateAttribute",
        summary: "Changes an attribute of a ticket type."
      }
    }
  },
  FinAgent: {
    summary: "Fin, answering in a conversation that you hold elsewhere.",
    operations: {
      "POST /fin/start": { name: "start", summary: "Hands a new conversation to Fin." },
      "POST /fin/reply": { name: "reply", summary: "Passes a user's reply on to Fin." },
      "POST /fin/csat": { name: "submitCsat", summary: "Passes on how satisfied a user was." },
      "POST /fin/ask": { name: "ask", summary: "Asks Fin one question." },
      "POST /fin/escalate": {
        name: "escalate",
        summary: "Has a conversation with Fin taken over by a human.",
        corrections: [
          { join: true, reason: "the alternatives differ only in what they require" },
          { oneOf: ["conversation_id", "user"], reason: "one of the two says which conversation" }
        ]
      },
      "POST /fin/capabilities": {
        name: "listCapabilities",
        summary: "Lists what Fin can do for a user.",
        access: "read",
        idempotent: true
      },
      "POST /fin/procedures/{procedure_id}/run": { name: "runProcedure", summary: "Has Fin run a procedure." }
    }
  },
  Procedures: {
    summary: "Steps Fin works through with a customer.",
    operations: {
      "POST /procedures/{conversation_id}/collect_agent_input": {
        name: "collectAgentInput",
        summary: "Answers a step that waits for a teammate."
      }
    }
  },
  PhoneCallRedirects: {
    summary: "Moving a phone caller over to the messenger.",
    operations: {
      "POST /phone_call_redirects": { name: "create", summary: "Sends a caller a link to continue in the messenger." }
    }
  }
}
