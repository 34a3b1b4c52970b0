/** Help centers, their collections, and the other content that Fin answers from. */
import { oneOf, plain, type Subject, unknown } from "./Entry.ts"

const contentTypes = {
  article: "an article",
  article_content: "an article in one language",
  content_snippet: "a snippet",
  external_content: "a page of another site",
  file_source_content: "a file",
  internal_article: "an internal article"
}

const collection = {
  name: "Name; where there are several languages, of the main one.",
  description: "What it is about; where there are several languages, of the main one.",
  url: "Where readers find it; where there are several languages, of the main one.",
  order: "Its place among the others, counted from 0."
}

const syncs = {
  api: "your side, through the API",
  automatic: "Intercom, by itself",
  automated: "Intercom, by itself",
  manual: "a person, by hand"
}

export const knowledge: Subject = {
  fields: {
    help_center_id: "Id of the help center.",
    website_turned_on: "Whether readers can open the help center.",
    display_name: "What teammates call the help center; readers do not see it.",
    custom_domain: "Your own domain under which it stands; null where it has none.",
    identifier: "The word in its address that tells it from others.",
    redirect_id: "Id of the redirect.",
    from_url: "Old address that leads on: a whole address within the help center.",
    target_type: "Whether it leads to an article or to a collection.",
    target_id: "Id of the article or collection it leads to.",
    emoji: "An emoji that stands for it.",
    folder: plain,
    parent_folder_id: "Id of the folder it lies in; null at the top.",
    content_count: "How much lies in the folder.",
    json_blocks: "The text as a list of blocks, each with a `type` such as `paragraph`.",
    chatbot_availability:
      "1 where Fin may answer from it, otherwise 0. Goes out of use: read `ai_chatbot_availability`.",
    copilot_availability:
      "1 where Copilot may answer from it, otherwise 0. Goes out of use: read `ai_copilot_availability`.",
    fin_availability:
      "Whether Fin may answer from it. Goes out of use: the fields that begin with `ai_` take its place.",
    html: "The text of the page, as HTML.",
    last_ingested_at: "When its text was last taken in.",
    last_synced_at: "When the source was last read.",
    sync_behavior: oneOf("Who brings the pages.", syncs),
    apply_audience_to_existing_content: "Whether pages that are there already go to the same audience.",
    content_sources: "Content that Fin used.",
    contents: "The article in each language.",
    states: oneOf("Which content is looked at.", {
      published: "what readers can see",
      draft: "what only teammates can see"
    }),
    tag_ids: "Ids of tags; `tag_operator` says what they mean.",
    tag_operator: oneOf("What `tag_ids` means.", { IN: "has one of the tags", NIN: "has none of the tags" }),
    any_tag_ids: "Ids of tags of which the content has one; instead of `tag_ids` with `tag_operator`.",
    folder_ids: "Ids of folders; needs `folder_entity_type`.",
    folder_entity_type: "What `folder_ids` are: always `folder`, and needed with them.",
    copilot_state: oneOf("Whether Copilot may answer from it.", { on: "it may", off: "it may not" }),
    fin_service_state: oneOf("Whether Fin may answer customers from it.", { on: "it may", off: "it may not" }),
    fin_sales_state: oneOf("Whether the sales agent may answer from it.", { on: "it may", off: "it may not" }),
    created_by_ids: "Ids of the admins one of whom made it.",
    last_updated_by_ids: "Ids of the admins one of whom last changed it.",
    created_at_after: "Made at this time or later.",
    created_at_before: "Made at this time or earlier.",
    updated_at_after: "Last changed at this time or later.",
    updated_at_before: "Last changed at this time or earlier.",
    content_ids: "What it is done to; at most 1,000.",
    availability: "Which agents may answer from it; what is not told stays. Needed for `set_availability`.",
    copilot: "Whether Copilot may answer from it.",
    audience: "Whom it is for. Needed for `set_audience`.",
    add_segment_ids: "Ids of segments it is for too.",
    remove_segment_ids: "Ids of segments it is no longer for.",
    remove_all: "Whether it is no longer for any segment.",
    add_tag_ids: "Ids of tags to put on; tags that exist, at most 100 with `remove_tag_ids`.",
    remove_tag_ids: "Ids of tags to take off; tags that exist, at most 100 with `add_tag_ids`.",
    predicates: "Rules that contacts must fulfil to be in the audience.",
    role_predicates: "Rules on what contacts are, users or leads, beside the other rules.",
    comparison: "How the two are compared, as `eq` or `contains`."
  },
  records: {
    Collection: {
      ...collection,
      parent_id: "Id of the collection it stands in; null at the top.",
      icon: "Name of the picture that stands for it, as `book-bookmark`.",
      help_center_id: "Id of the help center it stands in; null where there is none."
    },
    Section: {
      name: collection.name,
      url: collection.url,
      order: collection.order,
      parent_id: "Id of the collection it stands in.",
      icon: "Name of the picture that stands for it, as `book-bookmark`."
    },
    GroupContent: {
      name: "Name in this language.",
      description: "What it is about, in this language; sections have none."
    },
    GroupContentInput: {
      name: "Name in this language.",
      description: "What it is about, in this language; sections have none."
    },
    "Collections.*": {
      id: "Id of the collection.",
      name: collection.name,
      description: collection.description,
      parent_id: "Id of the collection it stands in; null puts it at the top.",
      help_center_id: "Id of the help center it is made in: the main one by default."
    },
    "Sections.*": {
      id: "Id of the section.",
      name: collection.name,
      parent_id: "Id of the collection it stands in."
    },
    HelpCenter: {
      url: "Where readers find it, under your own domain where it has one.",
      default: "Whether it is the workspace's main one.",
      locales: "Languages it is written in, as codes like `en`."
    },
    HelpCenterRedirect: {
      locale: "Language it leads to; another than asked for where there is no such translation."
    },
    "HelpCenters.*": { id: "Id of the help center." },
    "HelpCenters.CreateRedirectInput": {
      locale: "Language it leads to, as a code like `en`.",
      target_id: "Id of the article or collection it leads to, one of this help center."
    },
    Folder: { emoji: "An emoji that stands for it; null for none." },
    "Folders.*": { id: "Id of the folder." },
    "Folders.ListInput": { parent_folder_id: "Id of the folder whose own folders are listed." },
    ContentSnippet: {
      title: "Null where it has none.",
      audience_ids: "Ids of the audiences Fin uses it for; empty for everybody."
    },
    "ContentSnippets.*": {
      id: "Id of the snippet.",
      json_blocks: "The text as a list of blocks, each with a `type` such as `paragraph`; instead of `body_markdown`.",
      body_markdown: "The text as Markdown, instead of `json_blocks`.",
      audience_ids: "Ids of the audiences Fin uses it for. An id that is not known is refused (404)."
    },
    "ContentSnippets.CreateInput": {
      locale: "Language, as a code like `en`, which it is by default.",
      ai_chatbot_availability: "Whether Fin may answer from it; false by default.",
      ai_copilot_availability: "Whether Copilot may answer teammates from it; false by default.",
      ai_sales_agent_availability: "Whether the sales agent may answer from it; false by default."
    },
    ExternalPage: {
      url: "Where it stands, so that Fin can point people to it; null or absent where Fin should not.",
      external_id: "Id of the page in the source it comes from; null where it was made in the app.",
      source_id: "Id of the content import source it comes from.",
      locale: "Always `en`."
    },
    "ExternalPages.*": {
      id: "Id of the external page.",
      url: "Where it stands, so that Fin can point people to it; left out where Fin should not.",
      external_id: "Id of the page in the source it comes from, unique there.",
      source_id: "Id of the content import source it comes from, which also says for whom it is.",
      locale: "Always `en`.",
      ai_agent_availability: "Whether Fin may answer from it; left as it is by default.",
      ai_copilot_availability: "Whether Copilot may answer teammates from it; left as it is by default.",
      ai_sales_agent_availability: "Whether the sales agent may answer from it; left as it is by default."
    },
    ContentImportSource: {
      url: "Where the source begins.",
      status: oneOf("Whether its pages are used.", { active: "they are", deactivated: "they are not" }),
      audience_ids: "Ids of the audiences its pages are for."
    },
    "ContentImportSources.*": {
      id: "Id of the content import source.",
      url: "Where the source begins.",
      status: oneOf("Whether its pages are used.", { active: "they are", deactivated: "they are not" }),
      audience_ids: "Ids of the audiences its pages are for, one or several; null or none for everybody."
    },
    "ContentImportSources.UpdateInput": {
      sync_behavior: oneOf("Who brings the pages; cannot be changed from or to `api`.", syncs),
      url: "Where the source begins; can be changed only where your side brings the pages."
    },
    ContentSource: {
      content_type: oneOf("What kind of content it is.", {
        article: "an article",
        content_snippet: "a snippet",
        external_content: "a page of another site",
        file: "a file"
      }),
      url: "Where teammates find it in the app."
    },
    ContentSearchResponse: { data: "What was found; `type` tells of what kind each row is." },
    ContentSearchArticleItem: { title: "The title in the main language." },
    ContentSearchArticleContentItem: {
      title: "The title in this language.",
      id: "Id of the article in this language, not of the article."
    },
    ContentSearchDefaultItem: { type: oneOf("What kind of content it is.", contentTypes) },
    "Content.SearchInput": {
      content_types: oneOf("Which kinds of content are looked at, instead of the usual ones.", {
        article: "articles",
        external_content: "pages of other sites",
        file_source_content: "files",
        internal_article: "internal articles",
        snippet: "snippets"
      }),
      locales: "Languages that are looked at, as codes like `en`."
    },
    "Content.BulkActionInput": {
      action: oneOf("What is done; each works on some kinds of content only.", {
        publish: "readers see it: for `article_content`",
        unpublish: "readers no longer see it: for `article_content`",
        delete: "it is deleted: for `article_content`, `content_snippet`, `file_source_content`, `internal_article`",
        set_availability: "agents may answer from it or not: for all but `article`",
        set_audience: "it is for other people: for all but `article`",
        update_tags: "tags are put on or taken off: for all but `article_content`"
      }),
      tags: "Tags to put on and take off. Needed for `update_tags`."
    },
    "Content.BulkActionInputAvailability": {
      ai_agent: "Whether Fin may answer from it.",
      sales_agent: "Whether the sales agent may answer from it."
    },
    "Content.BulkActionInputContentId": {
      id: "Id of the content, of the kind `type` tells.",
      type: oneOf("What kind of content it is.", contentTypes)
    },
    ContentBulkActionResponse: { status: "How far it is; `queued` in the example." },
    Audience: { predicates: "Rules that contacts fulfil who are in the audience." },
    "Audiences.*": { id: "Id of the audience." },
    Predicate: {
      attribute: "What is looked at, as `company.name` or `role`.",
      type: oneOf("What kind of value it is.", { role: "what a contact is", string: "a text" }),
      value: "What it is compared with."
    },
    PredicateInput: {
      attribute: "What is looked at, as `company.name` or `role`.",
      type: unknown("which kinds there are: descriptions and examples show `string` and `role` only"),
      value: "What it is compared with."
    },
    Brand: {
      id: "Id of the brand; the workspace's own for the main one.",
      help_center_id: "Id of the brand's help center."
    },
    "Brands.*": { id: "Id of the brand." }
  }
}
