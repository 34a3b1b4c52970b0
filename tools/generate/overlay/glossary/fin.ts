/** Fin and the other agents: in conversations, through its API, on the telephone. */
import { oneOf, type Subject, unknown } from "./Entry.ts"

const yourConversation = "Your own id of the conversation."

const user = {
  id: "Your own id of the person.",
  attributes: "What else Fin may know of the person, by name; at most 10 attributes."
}

const finStates = {
  thinking: "Fin works on an answer",
  replying: "Fin has written a part of the answer; more may come",
  awaiting_user_reply: "Fin is done and waits for the person",
  escalated: "it was handed to a teammate",
  resolved: "the question is answered",
  complete: "Fin is done with its work; the conversation is yours again"
}

const answer = {
  conversation_id: yourConversation,
  user_id: "Your own id of the person.",
  status: oneOf("How far Fin is.", finStates),
  errors: "What was wrong with the attributes that were given."
}

export const fin: Subject = {
  fields: {
    ai_agent_participated: "Whether Fin took part.",
    sales_agent_participated: "Whether the sales agent took part.",
    ai_topics: "What it is about, as AI sorted it.",
    topics: "What it is about, as AI sorted it.",
    topic_name: "Name of the topic.",
    subtopics: "Smaller topics within this one.",
    source_type: "What brought Fin in, as `workflow`; null where nothing is told.",
    source_title: "Title of what brought Fin in; null for `essentials_plan_setup`.",
    last_answer_type: oneOf("What the last answer was; null where Fin gave none.", {
      ai_answer: "Fin wrote it",
      custom_answer: "it was written beforehand"
    }),
    resolution_state: "How it ended for Fin; null where Fin gave no answer. Up to 2.14 other words than since.",
    rating_remark: "What the contact wrote along with the rating of Fin; null for nothing.",
    routing_outcome: "Which of your own outcomes the sales agent chose, by its identifier; null for none.",
    collected_data: "What the sales agent asked for and was told, by name, as `company.name`; null for nothing.",
    // Fin through its API
    conversation_metadata: "What else Fin should know of the conversation.",
    settings: "How Fin should answer.",
    follow_up_questions:
      "Whether Fin may ask back and hand over to teammates: it may by default. False asks for one answer that is whole.",
    timestamp: "When it was written, best with milliseconds: the same message is taken once in five minutes.",
    timestamp_ms: "When it was written, with milliseconds; only in events.",
    created_at_ms: "When the answer was made, with milliseconds.",
    conversation: "What was wrong with attributes of the conversation.",
    sse_subscription_url:
      "Address of a stream of events for this conversation, good for three minutes; absent where the workspace has none.",
    context: "Why it is handed over: a note for the teammate, which the person does not see.",
    procedure_id: "Id of the procedure.",
    capabilities: "What Fin can do for this person.",
    version: "API version the list is made for.",
    endpoint: "Path of the endpoint that does it.",
    method: "HTTP method of the endpoint.",
    step_id: "Id of the step that waits for a teammate, from its webhook.",
    attribute_values: "A value for each attribute the webhook asked for.",
    // On the telephone
    phone_number: "Telephone number in the international form E.164, as `+353871234567`.",
    user_phone_number: "Telephone number of the person, in the international form E.164.",
    intercom_call_id: "Intercom's id of the call; null before it is matched with one.",
    external_call_id: "Id of the call at the telephone provider.",
    call_transcript: "What was said.",
    call_summary: "What it was about, cut after 256 letters; empty where there is none.",
    intent: "What the person wanted, as it was sorted."
  },
  records: {
    AiAgent: {
      created_at: "When the contact was asked to rate Fin; null before that.",
      updated_at: "When the rating of Fin last changed; null before that.",
      rating: "How the contact rates Fin, 1 (worst) to 5 (best); null for no rating."
    },
    SalesAgent: {
      outcome: "How it ended for the sales agent, as `qualified`; null where nothing is told."
    },
    AiSubtopic: { name: "Name of the smaller topic." },
    FinAgentMessageInput: {
      author: oneOf("Who wrote it.", { user: "the person", agent: "a teammate", fin: "Fin" }),
      body: "What it says, as text or HTML."
    },
    FinAgentUserInput: user,
    "FinAgent.EscalateFieldsUser": user,
    "FinAgent.ListCapabilitiesInputUser": user,
    FinAgentAttachmentInput: {
      type: oneOf("How the file is given.", { url: "by `url`", file: "by `data`, with `name` and `content_type`" }),
      url: "Where the file can be loaded from by anybody. Needed for `url`.",
      name: "Name of the file. Needed for `file`.",
      data: "Content of the file, in base64. Needed for `file`.",
      content_type: "What kind of file it is, as `image/png`. Needed for `file`."
    },
    FinAgentConversationMetadataInput: {
      history: "What was said before, the last 10 messages.",
      attributes: "What Fin may know of the conversation, by name; at most 10 attributes."
    },
    FinAgentSettingsInput: { email: "Whether Fin writes as in an e-mail; as in a chat by default." },
    "FinAgent.RunProcedureInputSettings": { email: "Whether Fin writes as in an e-mail; as in a chat by default." },
    "FinAgent.RunProcedureInputConversationMetadata": {
      attributes: "What Fin may know of the conversation, by name; at most 10 attributes."
    },
    FinAgentAttributeErrors: { user: "What was wrong with attributes of the person." },
    FinAgentAttributeErrorsUser: { attributes: "What was wrong, by the attribute's name." },
    FinAgentAttributeErrorsConversation: { attributes: "What was wrong, by the attribute's name." },
    "FinAgent.*": {
      conversation_id: yourConversation,
      user: "The person Fin talks to.",
      message: "What the person says.",
      attachments: "Files that come with the message; at most 10."
    },
    "FinAgent.StartResponse": answer,
    "FinAgent.ReplyResponse": answer,
    "FinAgent.AskResponse": answer,
    "FinAgent.RunProcedureResponse": { ...answer, procedure_id: "Id of the procedure that runs." },
    "FinAgent.AskInput": {
      conversation_id: "An id of your own for the conversation; one that is taken already is for `FinAgent.reply`."
    },
    "FinAgent.EscalateFields": {
      conversation_id: "Your own id of the conversation that is handed over.",
      user: "The person, for whom a new conversation is begun.",
      message: "First message of the new conversation, which the person sees; some words of Intercom's by default."
    },
    "FinAgent.EscalateResponse": {
      status: oneOf("What became of it.", { escalated: "a teammate has it" }),
      conversation_id: "Your own id of the conversation; absent where a new one was begun.",
      intercom_conversation_id: "Intercom's id of the new conversation, where one was begun."
    },
    "FinAgent.SubmitCsatInput": {
      conversation_id: "Your own id of the conversation that is rated.",
      rating: "What the person chose, from `terrible` to `amazing`.",
      remark: "What the person wrote along with the rating; can be given once."
    },
    "FinAgent.SubmitCsatResponse": {
      conversation_id: "Your own id of the conversation that was rated.",
      status: oneOf("What became of it.", { rated: "the rating is kept" }),
      rating: "The rating as it is kept, from `terrible` to `amazing`."
    },
    "FinAgent.ListCapabilitiesInput": { user: "The person for whom it is asked." },
    "FinAgent.ListCapabilitiesResponseCapability": {
      type: oneOf("What Fin can do.", {
        procedure: "run a procedure",
        reply: "go on with a conversation",
        ask: "answer a question"
      }),
      id: "Id of the procedure; only where it is one.",
      name: "Name of the procedure; only where it is one.",
      description: "What it does, in words."
    },
    "FinVoice.RegisterInput": {
      call_id: "Id of the call at the telephone provider.",
      source: oneOf("Which provider the call is from; `aws_connect` by default.", {
        aws_connect: "Amazon Connect",
        five9: "Five9",
        zoom_phone: "Zoom Phone"
      }),
      data: "What else there is to tell of the call."
    },
    "FinVoice.*": {
      id: "Id that `FinVoice.register` answered with.",
      external_id: "Id of the call at the telephone provider.",
      conversation_id: "Intercom's id of the conversation."
    },
    AiCallResponse: {
      id: "Id of the link between the two ids of the call.",
      app_id: unknown("which number it is: other records tell the workspace by a code of letters"),
      status: "How far the call is: `registered`, `in-progress`, or how it ended.",
      intercom_conversation_id: "Intercom's id of the conversation; null before there is one."
    },
    WorkflowExport: { app_id: unknown("which number it is: other records tell the workspace by a code of letters") },
    "Procedures.CollectAgentInputInput": { conversation_id: "Id of the conversation in which the step waits." },
    "Procedures.CollectAgentInputInputAttributeValue": {
      identifier: "Which attribute, exactly as the webhook names it.",
      value: "Its value, of the kind the webhook tells; for a list the id of the option."
    }
  }
}
