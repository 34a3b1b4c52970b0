/** What goes out: messages, news, banners; telephone calls; catalogues of products. */
import { oneOf, plain, type Subject, unknown } from "./Entry.ts"

const contactId = "Intercom's id of the contact; your own one is its `external_id`."

const deliveries = {
  sent: "it is on its way",
  delivered: "it arrived",
  read: "it was read",
  failed: "it did not arrive"
}

const newsStates = { draft: "nobody sees it", live: "it stands in its newsfeeds" }

const news = {
  reactions: "Emojis readers can react with, in this order; empty for none.",
  state: oneOf("Whether people see it.", newsStates),
  body: "What it says, as HTML."
}

export const outbound: Subject = {
  fields: {
    to: "Who gets it.",
    cc: "Who gets a copy.",
    bcc: "Who gets a copy the others do not see.",
    owner: "The admin who sent it.",
    template: "How an e-mail looks: `plain` or `personal`.",
    create_conversation_without_contact_reply:
      "Whether a conversation is opened at once; by default it is once the contact answers.",
    referer: unknown("what it does: no description names it, an example sends an address"),
    components: unknown("what can stand in it for a message: the description of messages does not name it"),
    ruleset_id: "Id of the set of messages whose deliveries are asked for.",
    whatsapp_message_id: "WhatsApp's own id of the message.",
    message_id: "WhatsApp's own id of the message.",
    template_name: "Name of the WhatsApp template that was used.",
    error: "Why it did not arrive; null where it did.",
    details: "The same at length.",
    sender_id: "Id of the teammate who is shown as its sender.",
    newsfeed_assignments: "Newsfeeds it stands in.",
    labels: "Words it is sorted by, as readers see them.",
    deliver_silently: "Whether it comes without a mark that there is something new.",
    cover_image_url: "Address of the picture above it, a `.jpg` or `.png`; null for none.",
    newsfeed_id: "Id of the newsfeed.",
    published_at: "Since when it stands there; can be set to a time past, and counts only where it is live.",
    view_id: "Id of this showing of the banner to this contact, which dismissing takes.",
    style: "How it looks, as `inline`.",
    position: "Where it stands, as `top`.",
    show_dismiss_button: "Whether it can be clicked away.",
    target: "Address the contact is led to.",
    index: "Its place among the others, counted from 0.",
    unicode_emoticon: plain,
    reaction_set: "Emojis the contact can react with.",
    tour_id: "Id of the product tour it begins.",
    tour_url: "Address that begins the product tour.",
    client_targeting: "Always null: banners with rules on page or time do not come here.",
    dismissed: "Whether it was clicked away.",
    initiated_at: "When it was begun.",
    answered_at: "When it was answered; null where it was not.",
    ended_at: "When it ended; null before that.",
    call_type: "What kind of call it is, as `phone`.",
    direction: "Who called whom: `outbound` is from the workspace.",
    ended_reason: "Why it ended, as `completed`; null where nothing is told.",
    recording_url: "Where the recording can be asked for in the API; null where there is none.",
    transcription_url: "Where the transcript can be asked for in the API; null where there is none.",
    fin_recording_url: "Where the recording of Fin's part can be asked for in the API; null where there is none.",
    fin_transcription_url: "Where the transcript of Fin's part can be asked for in the API; null where there is none.",
    duration:
      "How long it took for who called, in seconds: from the beginning where a customer calls, from the answer where the workspace does.",
    talk_time: "How long both were on the line.",
    queue_time: "How long the caller waited for a team to answer.",
    hold_time: "How long the caller was on hold.",
    conversation_ids: "Ids of the conversations whose calls are looked for; at most 20.",
    transcript: "What was said; empty where there is no transcript.",
    transcript_status: "How far the transcript is, as `completed`; null for none.",
    catalog:
      "A JSON file with a list of products, 99 MB at most; each has `id`, `title` and `url`. Not where the parts are put together.",
    finalize: oneOf("For catalogues in parts; left out where there is one file.", {
      true: "all parts are there: put them together",
      false: "this is a part"
    }),
    part_number: "Which part it is, counted from 1. Sending a part again does no harm.",
    next_part_number: "Number of the part to send next.",
    import_job_id: "Id of the upload, which all parts after the first take."
  },
  records: {
    Message: {
      type: oneOf("Who wrote it.", { admin_message: "an admin", user_message: "a contact" }),
      conversation_id: "Id of the conversation it began.",
      subject: "Subject line; only of an e-mail.",
      message_type: oneOf("How it was sent.", {
        email: "as e-mail",
        inapp: "in the Messenger",
        facebook: "by Facebook",
        twitter: "by Twitter",
        sms: "as text message",
        whatsapp: "by WhatsApp"
      })
    },
    MessageOwner: { id: "Id of the admin." },
    "Messages.CreateInput": {
      message_type: oneOf("How it is sent.", {
        email: "as e-mail",
        in_app: "in the Messenger",
        sms: "as text message",
        whatsapp: "by WhatsApp"
      }),
      body: "What it says, as text or HTML.",
      subject: "Subject line of an e-mail.",
      from: "Who sends it.",
      created_at: "When it was written, for what is imported; now by default.",
      locale: unknown("what it does: the description of messages does not name it")
    },
    "Messages.CreateInputFrom": {
      id: "Id of the sender.",
      type: "What the sender is: `admin`, others only in 2.11."
    },
    RecipientInput: {
      id: contactId,
      type: "What the contact is; `contact` stands for either.",
      user_id: "Your own id of the contact, its `external_id`."
    },
    WhatsappMessageStatusList: { events: "How each message fared." },
    WhatsappMessageStatusListEvent: {
      status: oneOf("How the message fared.", deliveries),
      user_id: unknown("whether it is Intercom's id or your own: no description names it")
    },
    WhatsappMessageStatus: {
      status: oneOf("How the message fared.", deliveries)
    },
    WhatsappMessageStatusError: { message: "Why it was not delivered, in a few words." },
    NewsItem: news,
    "NewsItems.*": { ...news, id: "Id of the news item." },
    "Newsfeeds.*": { id: "Id of the newsfeed." },
    Newsfeed: { name: "What teammates call it; readers do not see it." },
    NewsfeedAssignment: { published_at: "Since when it stands there." },
    Banner: {
      created_at: "When this showing of the banner to the contact began.",
      title: "Null for none.",
      body: "What it says, as HTML; null for nothing.",
      action: "What the contact can do; null for nothing. Which fields there are depends on its `type`."
    },
    BannerAction: {
      type: oneOf("What the contact can do.", {
        url: "go to `target`",
        reaction: "react with one of `reaction_set`",
        email_collector: "leave an e-mail address",
        product_tour: "begin the tour of `tour_id`"
      }),
      label: "What the link or button says."
    },
    Call: {
      admin_id: "Id of the admin who is on it; null for none.",
      contact_id: "Intercom's id of the contact who is on it; null for none.",
      conversation_id: "Id of the conversation it belongs to; null for none.",
      phone: "Telephone number of the other side, in the international form E.164.",
      state: "Where it stands, as `completed`."
    },
    "Calls.SearchResponseData": {
      admin_id: "Id of the admin who is on it; null for none.",
      contact_id: "Intercom's id of the contact who is on it; null for none.",
      conversation_id: "Id of the conversation it belongs to; null for none.",
      phone: "Telephone number of the other side, in the international form E.164.",
      state: "Where it stands, as `completed`."
    },
    "Calls.*": { id: "Id of the call." },
    "PhoneCallRedirects.CreateInput": {
      phone: "Number that gets a text message with a link to the Messenger, in the international form E.164.",
      custom_attributes: "Attributes to set on the contact, by name."
    },
    PhoneSwitch: {
      phone: "Number that got the text message.",
      url: unknown("whether it is the link in the text message: no description names it")
    },
    EcommerceCatalogUploadResponse: {
      status: oneOf("How far it is.", { processing: "the products are being taken in" }),
      message: "How far it is, in words."
    },
    "EcommerceConnectors.*": { id: "Id of the connector." }
  }
}
