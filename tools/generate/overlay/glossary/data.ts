/** A workspace's own data: attributes, events, custom objects, data connectors, exports. */
import { oneOf, plain, type Subject, unknown } from "./Entry.ts"

const contactId = "Intercom's id of the contact; your own one is its `external_id`."

const inputTypes = { string: "a text", integer: "a whole number", decimal: "a number", boolean: "true or false" }

const dataInput = {
  name: "Name by which the value is put into address, headers and body, as `{{name}}`.",
  type: oneOf("What kind of value it is.", inputTypes),
  description: "What the value is.",
  required: "Whether the connector needs the value.",
  default_value: "What it is where nothing is given; an empty text by default."
}

const connector = {
  url: "Address that is called; `{{name}}` stands for the value of an input.",
  body: "What is sent; `{{name}}` stands for the value of an input.",
  state: oneOf("Whether it is used.", { live: "it is", draft: "it is not yet" })
}

const summary = {
  event_name: "Name of the event, best a verb in the past and a noun, as `updated-plan`.",
  count: "How often it happened.",
  first: "When it first happened.",
  last: "When it last happened."
}

const conversationAttribute = {
  name: "Name of the attribute.",
  description: "What the attribute is for.",
  required: "Whether teammates have to fill it in.",
  reference: "Which records it leads to. For relationships.",
  multiline: "Whether the text may have several lines. For texts."
}

const jobStates = {
  pending: "not begun",
  in_progress: "at work",
  completed: "done: the file can be loaded",
  failed: "it went wrong",
  no_data: "done, but there is nothing to load",
  canceled: "called off"
}

export const data: Subject = {
  fields: {
    model: oneOf("Whose attribute it is.", {
      contact: "of contacts",
      company: "of companies",
      conversation: "of conversations (refused since the attributes of conversations have endpoints of their own)"
    }),
    full_name: "Where a record has it, as `custom_attributes.paid_subscriber`.",
    label: "What people read.",
    api_writable: "Whether requests may set it.",
    ui_writable: "Whether teammates may set it in the app.",
    messenger_writable: "Whether the Messenger may set it.",
    custom: "Whether the workspace defined it; what Intercom defined itself has false.",
    options: "The values it can have.",
    include_archived: "Whether those that were put away are listed too.",
    option_id: "Id of the option.",
    visible_to_team_ids: "Ids of the teams that see it; empty for all teams.",
    object_type_id: "Id of the kind of custom object it leads to.",
    // Events
    event_summaries: "How often each event happened.",
    events: plain,
    // Custom objects
    custom_object_type_identifier: "Which kind of custom object, by the identifier it has in the workspace's settings.",
    external_created_at: "When it came into being in the system it is from; null where that was not told.",
    external_updated_at: "When it last changed in the system it is from; null where that was not told.",
    // Data connectors
    http_method: "HTTP method with which the address is called.",
    direct_fin_usage: "Whether Fin may use it by itself; otherwise workflows alone do.",
    audiences: "For whom it may be used.",
    headers: "Headers of the request.",
    data_inputs: "Values the connector takes.",
    customer_authentication: "Whether the customer has to prove who they are first, with a code that is sent to them.",
    bypass_authentication: "Whether nobody has to prove anything: the address is open to all.",
    validate_missing_attributes: "Whether it is called only when all values that are required are there.",
    mock_response: "An answer as the address would give it; `response_fields` are made of it.",
    token_ids: "Ids of the access tokens that are sent along.",
    created_by_admin_id: "Id of the admin who made it; null where that is not known.",
    updated_by_admin_id: "Id of the admin who last changed it; null where that is not known.",
    execution_results_url: "Path that lists what came of calling it.",
    execution_type: oneOf("Where it runs.", { server_side: "at Intercom", client_side: "in your page or app" }),
    configuration_response_type:
      "How the form of the answer was learnt: `mock_response_type` where a `mock_response` was given.",
    data_transformation_type: unknown("what each way does to the answer: the description only lists the three"),
    client_function_name: "Name of the function in your page that is called; null where it runs at Intercom.",
    client_function_timeout_ms: "How long that function may take, in milliseconds; null where it runs at Intercom.",
    response_fields: "Which fields the answer has.",
    path: "Where in the answer it stands.",
    example_value: "A value it can have.",
    object_mappings: "What of the answer goes into records of Intercom.",
    response_object_path: "Where in the answer the object stands.",
    intercom_object_type: oneOf("Into what it goes.", { conversation: "the conversation", user: "the contact" }),
    attribute_mappings: "Which field of the answer goes into which attribute.",
    reference_mappings: "Which attributes lead to the object.",
    response_attribute_path: "Where in the answer the value stands.",
    intercom_attribute_identifier: "Which attribute of Intercom it goes into.",
    mapping_type: unknown("what tells `primitive_mapping` from `context_mapping`: the description only lists the two"),
    state_version: oneOf("Which version is read; `live` by default.", {
      live: "the one in use",
      draft: "the one being changed"
    }),
    start_ts: "From when on; an hour ago by default.",
    end_ts: "Until when; now by default.",
    include_bodies: "Whether what was sent and answered comes along; false by default.",
    success: "Whether the call was answered as it should be; if not, `error_type` tells why.",
    error_type: "What kind of failure it was, as `3rd_party_error`; null where there was none.",
    data_connector_id: "Id of the connector.",
    execution_result_id: "Id of the result.",
    http_status: "Status the address answered with; null where it did not answer.",
    error_message: "What went wrong, in words. Queries and secrets in addresses are crossed out.",
    execution_time_ms: "How long it took, in milliseconds.",
    request_url: "Address that was called, without its query.",
    request_body: "What was sent; only where `include_bodies` asks for it.",
    response_body: "What was answered; only where `include_bodies` asks for it.",
    raw_response_body: "What was answered, before it was read as it was set up.",
    // Exports
    job_identifier: "Id of the job.",
    download_url: "Where the file can be loaded from once it is there.",
    download_expires_at:
      "Until when the file can be loaded: a text, for content exports of Unix seconds; empty while there is no file.",
    dataset_id: "Id of the data set, from `ReportingDataExport.listDatasets`.",
    attribute_ids: "Which attributes to export, each by its `qualified_id`.",
    default_time_attribute_id: unknown(
      "whether start and end of an export are compared with this attribute: the description only names it"
    ),
    qualified_id:
      "Id of the attribute among all data sets, as `conversation.conversation_id`; an export asks for it by this.",
    start_time: "From when on.",
    end_time: "Until when.",
    client_id: unknown("which id it is: no description says more than its name"),
    resource_type: "What kind of record the job made, as `ticket`.",
    resource_id: "Id of the record the job made; null before that.",
    resource_url: "Where the record can be asked for; null before that."
  },
  records: {
    DataAttribute: {
      id: "Only for attributes the workspace defined itself.",
      name: "By which records have it, as `paid_subscriber`.",
      label: "What teammates call it in the app.",
      admin_id: "Id of the teammate who defined it; only where the workspace did.",
      archived: "Whether it was put away; only where the workspace defined it."
    },
    "DataAttributes.*": {
      id: "Id of the attribute.",
      options: "The values it can have, at least two. For a list of choices.",
      value: "A value it can have.",
      description: "What teammates read beside it."
    },
    "DataAttributes.UpdateInput": { archived: "Whether it is put away." },
    ConversationAttribute: {
      ...conversationAttribute,
      admin_id: "Id of the admin who made it.",
      options: "The values it can have, each with an id of its own."
    },
    ConversationAttributeOption: {
      id: "What `option_id` of other operations takes.",
      archived: "Whether it was put away: it can no longer be chosen."
    },
    ConversationAttributeReference: { type: oneOf("To how many it leads.", { one: "to one", many: "to several" }) },
    "ConversationAttributes.*": {
      ...conversationAttribute,
      id: "Id of the attribute."
    },
    "ConversationAttributes.CreateRelationshipAttributeReference": {
      type: oneOf("To how many it leads.", { one: "to one", many: "to several" })
    },
    "ConversationAttributes.UpdateInputReference": {
      type: oneOf("To how many it leads.", { one: "to one", many: "to several" })
    },
    DataEvent: {
      ...summary,
      id: "Your own id of the person, as the description has it.",
      created_at: "When it happened.",
      metadata: "What else your side told of the event.",
      name: "Name of the event; in a summary.",
      description: "What the event means; in a summary."
    },
    DataEventList: {
      type: oneOf("What it holds.", {
        "event.list": "events one by one",
        "event.summary": "how often each event happened"
      }),
      email: "E-mail address of the person; in a summary.",
      intercom_user_id: "Intercom's id of the contact; in a summary.",
      user_id: "Your own id of the person; in a summary."
    },
    "DataEvents.ListFields": {
      type: "Always `user`.",
      summary: "Whether the answer tells how often each event happened instead of listing those of the last 90 days.",
      user_id: "Your own id of the person, `external_id` in contacts.",
      intercom_user_id: "Intercom's id of the contact; leads are found by it alone.",
      email: "E-mail address of the person."
    },
    "DataEvents.CreateFields": {
      event_name: summary.event_name,
      id: contactId,
      created_at: "When it happened.",
      metadata: "What else there is to tell; values are not nested.",
      email: "E-mail address of the person, where your side tells people apart by it."
    },
    "DataEvents.CreateSummariesInputEventSummaries": summary,
    CustomObjectInstance: {
      type: "Which kind of custom object it is, by its identifier; `Order` is an example.",
      external_id: "Id in the system it is from.",
      custom_attributes: "Its attributes, by name."
    },
    CustomObjectInstanceDeleted: { object: "Which kind of custom object it was, by its identifier." },
    "CustomObjects.*": {
      id: "Intercom's id of the instance.",
      external_id: "Id in the system it is from.",
      custom_attributes: "Its attributes, by name."
    },
    "CustomObjects.ListInput": {
      references_contact_id: "Id of the contact whose instances are listed.",
      references_conversation_id: "Id of the conversation whose instances are listed."
    },
    DataConnector: { state: connector.state },
    DataConnectorDetail: { ...connector, url: `${connector.url} Null where none is set.` },
    "DataConnectors.*": { id: "Id of the connector.", url: connector.url, body: connector.body },
    "DataConnectors.UpdateInput": {
      ...connector,
      data_inputs: "Values the connector takes, in place of all it took before.",
      token_ids: "Ids of the access tokens that are sent along; none takes all away."
    },
    "DataConnectors.CreateInputHeader": {
      name: "Name of the header.",
      value: "Its value; `{{name}}` stands for the value of an input."
    },
    "DataConnectors.UpdateInputHeader": {
      name: "Name of the header.",
      value: "Its value; `{{name}}` stands for the value of an input."
    },
    DataConnectorDetailHeader: { name: "Name of the header.", value: "Always `****`: values are not told." },
    "DataConnectors.CreateInputDataInput": dataInput,
    "DataConnectors.UpdateInputDataInput": dataInput,
    DataConnectorDetailDataInput: dataInput,
    DataConnectorDetailResponseField: {
      type: oneOf("What kind of value it is.", { ...inputTypes, datetime: "a moment", unknown: "not known" }),
      redacted: "Whether logs do not show it."
    },
    DataConnectorDetailObjectMappingReferenceMapping: {
      intercom_object_type: oneOf("Whose attribute it is.", {
        conversation: "the conversation's",
        user: "the contact's"
      }),
      intercom_attribute_identifier: "Which attribute leads to the object."
    },
    DataConnectorExecutionResult: {
      conversation_id: "Id of the conversation it was called in; null where there was none.",
      source_id: "Id of what called it; null where nothing is told.",
      created_at: "When it was called.",
      source_type: "What called it, as `workflow`, `fin` or `inbox`; null where nothing is told."
    },
    "DataConnectors.ListExecutionResultsInput": {
      success: oneOf("Only calls that worked, or only those that did not; both by default.", {
        true: "those that worked",
        false: "those that did not"
      })
    },
    DataExport: { status: oneOf("How far the job is.", jobStates) },
    "DataExport.CreateInput": {
      created_at_after: "Messages sent at this time or later.",
      created_at_before: "Messages sent at this time or earlier."
    },
    Jobs: {
      url: "Where the state of the job can be asked for.",
      status: oneOf("How far the job is.", { pending: "at work", success: "done", failed: "it went wrong" })
    },
    "Jobs.*": { id: "Id of the job." },
    "ReportingDataExport.*": {
      job_identifier: "Id of the job, from `ReportingDataExport.enqueue`.",
      attributes: "The attributes the data set has.",
      status: "How far the job is, as `pending` or `complete`."
    }
  }
}
