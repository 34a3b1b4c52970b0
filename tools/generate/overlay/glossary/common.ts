/** Fields that many records have: identity, times, lists and their pages. */
import { oneOf, plain, type Subject, unknown } from "./Entry.ts"

/** A list inside a record shows its beginning only. */
const firstTen = "The first ten; `has_more` tells whether there are more."

export const common: Subject = {
  fields: {
    id: plain,
    type: plain,
    name: plain,
    title: plain,
    description: plain,
    created_at: plain,
    updated_at: plain,
    deleted: plain,
    order: "Its place among the others, as a number.",
    object: plain,
    body: "The text, as HTML.",
    data: plain,
    workspace_id: "Code of the workspace it belongs to, as `id_code` of the app in `Admins.identify`.",
    app_id: "Code of the workspace, as `id_code` of the app in `Admins.identify`.",
    custom_attributes:
      "The workspace's own attributes, by the names that `DataAttributes.list` tells. Which ones are there depends on the workspace.",
    has_more: "Whether there are more than are listed here.",
    total_count: "How many there are in all, also where fewer are listed here.",
    total_pages: "How many pages there are; 0 where nothing was found.",
    page: "Number of the page, counted from 1.",
    per_page: "How many records a page holds at most.",
    pages: "Which page this is, and how the next one is reached.",
    next: "How the next page is reached; null or absent on the last one.",
    starting_after:
      "Cursor of the page to get, from `pages.next` of the page before; left out for the first page. Empty is refused.",
    locale: "Language, as a code like `en`.",
    image_url: "Where the picture can be loaded from.",
    pagination: "Which page to get, and how long it is.",
    query: "What records must fulfil: one filter or several joined, as `Search` builds them.",
    sort: "By which field, and in which direction.",
    field: "Name of the field to sort by, as `created_at`."
  },
  records: {
    AddressableList: {
      id: "Id of the tag, note or company that the row stands for.",
      type: "What the row stands for, as `tag` or `note`.",
      url: unknown(
        "whether the path leads to the one record or to the whole list: the description shows a list's, recordings only say that it is a text"
      )
    },
    CursorPages: {
      next: "How the next page is reached: a cursor, or a URL where the list is paged by number. Null or absent on the last one.",
      per_page: "How many records a page holds at most; may come back as the text that was sent."
    },
    PagesLink: {
      next: "URL of the next page; null or absent on the last one.",
      per_page: "How many records a page holds at most; may come back as the text that was sent."
    },
    StartingAfterPaging: { starting_after: "Cursor of the next page, to be sent back as it is." },
    "ContactActivityListPages*": { starting_after: "Cursor of the next page, to be sent back as it is." },
    "DataConnectorListPages*": { starting_after: "Cursor of the next page, to be sent back as it is." },
    "DataConnectorExecutionResultListPages*": { starting_after: "Cursor of the next page, to be sent back as it is." },
    "MacroListPages*": { starting_after: "Cursor of the next page, to be sent back as it is." },
    "WhatsappMessageStatusListPages*": { starting_after: "Cursor of the next page, to be sent back as it is." },
    ContentSearchResponsePages: {
      next: "URL of the next page, null on the last one.",
      prev: "URL of the page before, null on the first one."
    },
    DataEventListPages: {
      next: "URL of the next page; absent on the last one.",
      since: "URL that lists the events after these, for reading on later."
    },
    CompanyScroll: {
      pages: "Null: the next page of a scroll is asked for with `scroll_param`.",
      total_count: "Null: a scroll does not tell how many there are."
    },
    ContactTags: { data: firstTen },
    ContactNotes: { data: firstTen },
    ContactCompanies: { data: firstTen },
    CompanyNotes: { data: "The notes; `has_more` tells whether there are more." },
    ContactSubscriptionTypes: { data: "The subscription types; `has_more` tells whether there are more." },
    ConversationParts: { total_count: "How many parts there are, also where only the newest 500 are listed." },
    TicketParts: { total_count: "How many parts there are, also where only some are listed." },
    SideConversationSummary: { total_count: "How many parts the side conversation has." },
    ContentSourcesList: { total_count: "How many sources Fin used in the conversation." },
    MergePreviewAttributeChanges: {
      total_count: "How many fields would change, also where fewer than that are listed."
    },
    "Articles.ListInput": {
      page: "Number of the page, counted from 1. 0 gives the first page too, so that its rows come twice."
    },
    "Articles.ListVersionsInput": { per_page: "How many versions a page holds at most." },
    "ActivityLogs.SearchInput": { per_page: "How many logs a page holds, 1 to 250." },
    "Audiences.ListInput": { per_page: "How many audiences a page holds: 50 by default, and not more." },
    "Calls.ListInput": { per_page: "How many calls a page holds: 25 by default, and not more." },
    "Companies.ListInput": {
      per_page: "How many companies a page holds, 15 by default and 60 at most.",
      order: oneOf("By when they last made a request; `desc` by default.", {
        asc: "longest ago first",
        desc: "latest first"
      })
    },
    "Companies.ListFilteredInput": { per_page: "How many companies a page holds, 15 by default." },
    "Contacts.ListInput": { per_page: "How many contacts a page holds, 150 at most." },
    "Contacts.ListActivitiesInput": { per_page: "How many activities a page holds, 50 by default and 150 at most." },
    "Contacts.ListMergeHistoryInput": {
      per_page: "How many merges a page holds, 50 by default and 150 at most.",
      order: oneOf("By when they were merged; `desc` by default.", { asc: "oldest first", desc: "newest first" })
    },
    "Content.SearchInput": {
      per_page: "How many items a page holds, 10 by default and 50 at most.",
      page: "Number of the page, counted from 1; less counts as 1.",
      query: "Words to look for in titles and bodies; without them the newest content comes."
    },
    "ContentSnippets.ListInput": { per_page: "How many snippets a page holds, 50 at most." },
    "Conversations.ListInput": { per_page: "How many conversations a page holds, 150 at most." },
    "Conversations.ListDeletedInput": {
      per_page: "How many rows a page holds, 60 at most.",
      order: oneOf("How the ids are sorted; `desc` by default.", { asc: "ascending", desc: "descending" })
    },
    "Conversations.ListSideConversationsInput": { per_page: "How many side conversations a page holds, 50 at most." },
    "CustomObjects.ListInput": { per_page: "How many instances a page holds, 150 at most." },
    "DataConnectors.ListInput": { per_page: "How many connectors a page holds, 20 by default and 50 at most." },
    "DataConnectors.ListExecutionResultsInput": {
      per_page: "How many results a page holds, 10 by default and 30 at most."
    },
    "HelpCenters.ListRedirectsInput": { per_page: "How many redirects a page holds, 50 by default and 250 at most." },
    "Messages.ListStatusesInput": { per_page: "How many statuses a page holds, 50 by default and 100 at most." },
    "Contacts.SearchInputSort": {
      order: oneOf("Which end comes first; `descending` by default. Short forms are refused since 2.16.", {
        ascending: "smallest or oldest first",
        descending: "largest or newest first"
      })
    },
    "Companies.SearchInputSort": {
      order: oneOf("Which end comes first; `descending` by default. Short forms are refused.", {
        ascending: "smallest or oldest first",
        descending: "largest or newest first"
      })
    }
  }
}
