/** Articles, internal ones too: what they say, who sees them, how they are read. */
import { oneOf, plain, type Subject, unknown } from "./Entry.ts"

const articleStates = { published: "readers can see it", draft: "teammates alone can see it" }

const ofDefault = (what: string) => `${what}; where there are several languages, of the main one.`

const article = {
  title: ofDefault("The title"),
  description: ofDefault("A line below the title"),
  body: ofDefault("The text as HTML"),
  body_markdown: ofDefault("The text as Markdown"),
  author_id: ofDefault("Id of the teammate shown as its author"),
  url: ofDefault("Where readers find it, null where there is no such place"),
  state: oneOf(ofDefault("Who can see it"), articleStates),
  created_at: ofDefault("When it was made"),
  updated_at: ofDefault("When it last changed"),
  created_by_id: ofDefault("Id of the teammate who made it"),
  updated_by_id: ofDefault("Id of the teammate who last changed it"),
  has_unpublished_changes: ofDefault("Whether a draft with changes waits behind what readers see"),
  parent_type: "Whether `parent_id` is a `collection` or a `section`; null where it stands alone.",
  tags: "Tags on the article."
}

const newArticle = {
  title: ofDefault("The title"),
  description: ofDefault("A line below the title"),
  body: ofDefault("The text as HTML, instead of `body_markdown`"),
  body_markdown: ofDefault("The text as Markdown, instead of `body`"),
  author_id: "Id of the teammate shown as its author; one of the help center's workspace.",
  parent_id: "Id of the collection or section it stands in.",
  parent_type: "Whether `parent_id` is a collection or a section.",
  parent_ids: "Ids of the collections it stands in; none puts it outside all. Goes before `parent_id`.",
  audience_ids:
    "Ids of the audiences Fin uses it for, in all languages; goes before what a translation says. An id that is not known is refused (404).",
  scheduled_publish_at:
    'When it is published by itself; null calls that off. With `state: "published"`, in the future, and not together with `scheduled_unpublish_at`.',
  scheduled_unpublish_at:
    "When it goes back to being a draft by itself; null calls that off. In the future, for what was published once."
}

export const articles: Subject = {
  fields: {
    content_id: unknown("which id it is: recordings have it, no description names it"),
    author_id: "Id of the teammate shown as its author.",
    body_markdown: "The text, as Markdown.",
    has_unpublished_changes: "Whether a draft with changes waits behind what readers see.",
    draft_updated_at: "When the draft behind it last changed; null where there is none.",
    created_by_id: "Id of the teammate who made it; null where that is not known.",
    parent_id: "Id of what it stands in; null where it stands alone.",
    parent_ids: "Ids of the collections or sections it stands in.",
    translated_content: "The same in other languages, by language code; null or absent where there are none.",
    default_locale: "Language the help center is written in first; only where there are several.",
    ai_chatbot_availability: "Whether Fin may answer from it.",
    ai_copilot_availability: "Whether Copilot may answer teammates from it.",
    ai_sales_agent_availability: "Whether the sales agent may answer from it.",
    ai_agent_availability: "Whether Fin may answer from it.",
    exclude_from_article_suggestions: "Whether Fin does not suggest it.",
    help_center_audience: oneOf("Who may read it in the help center.", {
      everyone: "everybody",
      all_users: "users",
      all_leads: "leads",
      all_visitors: "visitors",
      all_visitors_and_leads: "visitors and leads",
      restricted: "who fulfils certain rules"
    }),
    scheduled_publish_at: "When it is published by itself; null where that is not planned.",
    scheduled_unpublish_at: "When it goes back to being a draft by itself; null where that is not planned.",
    folder_id: "Id of the folder it lies in; null for none.",
    views: "How often it was opened.",
    conversions: "How many conversations began at it. What is really sent is called `conversations`.",
    happy_reaction_percentage: "How many of a hundred reactions are happy.",
    neutral_reaction_percentage: "How many of a hundred reactions are neutral.",
    sad_reaction_percentage: "How many of a hundred reactions are sad.",
    fin_involvements: "In how many conversations Fin used it, in all languages.",
    fin_resolutions: "How many conversations Fin solved with it, in all languages.",
    fin_resolution_rate: "How many of a hundred conversations in which Fin used it were solved.",
    phrase: "Words to look for.",
    highlight: "Whether matches come with the found words marked.",
    highlights: "Where the words were found, in the order of the articles.",
    highlighted_title: "The title, cut where found words begin and end.",
    highlighted_summary: "Pieces of the text, each cut where found words begin and end.",
    articles: plain,
    internal_articles: plain,
    article_id: "Id of the article.",
    created_via: "How the version came about, as `web` or `api`.",
    from_version_id: "Id of the version it was made from; null for the first one."
  },
  records: {
    Article: { ...article, statistics: "How often it was read, how readers liked it, and what Fin made of it." },
    ArticleListItem: article,
    "ArticleContent*": {
      title: "The title in this language.",
      description: "A line below the title, in this language.",
      body: "The text in this language, as HTML.",
      body_markdown: "The text in this language, as Markdown.",
      state: oneOf("Who can see it in this language.", articleStates),
      url: "Where readers find it in this language.",
      created_by_id: "Id of the teammate who made this version; null where that is not known.",
      updated_by_id: "Id of the teammate who last changed this version; null where that is not known.",
      audience_ids: "Ids of the audiences Fin uses it for in this language; empty for everybody."
    },
    ArticleStatistics: {
      reactions: "How many readers reacted to it.",
      conversations: "How many conversations began at it. The description calls it `conversions`."
    },
    ArticleSearchResponse: { data: "What was found, with the found words where `highlight` asks for them." },
    ArticleSearchHighlightsHighlightedTitle: {
      type: oneOf("What the piece is.", { highlight: "a found word", plain: "what stands between" }),
      text: plain
    },
    ArticleSearchHighlightsHighlightedSummary: {
      type: oneOf("What the piece is.", { highlight: "a found word", plain: "what stands between" }),
      text: plain
    },
    ArticleVersionSummary: {
      state: oneOf("Whether it is what readers see.", { published: "it is", draft: "it is not" }),
      title: "The title at that time.",
      description: "The line below the title at that time."
    },
    ArticleVersion: {
      state: oneOf("Whether it is what readers see.", { published: "it is", draft: "it is not" }),
      title: "The title at that time.",
      description: "The line below the title at that time.",
      body: "The text at that time, as HTML.",
      body_markdown: "The text at that time, as Markdown."
    },
    "Articles.*": { id: "Id of the article." },
    "Articles.CreateInput": {
      ...newArticle,
      state: oneOf("Who can see it; a draft by default.", articleStates)
    },
    "Articles.UpdateInput": {
      ...newArticle,
      state: oneOf(
        "Who can see it; stays as it is by default, so that a change of a published article without a draft is seen at once.",
        articleStates
      )
    },
    "Articles.StageDraftInput": {
      ...newArticle,
      state: oneOf("Passed over: a draft stays behind what readers see until it is published.", articleStates)
    },
    "Articles.PublishDraftInput": {
      locales: "Languages whose drafts are published; needed where there are several, and each must have a draft."
    },
    "Articles.SearchInput": {
      state: oneOf("Which articles are looked at.", {
        published: "those readers can see",
        draft: "those only teammates can see",
        all: "both"
      }),
      help_center_id: "Id of the help center that is searched."
    },
    "Articles.ListVersionsInput": {
      locale: "Language whose versions are listed. One the workspace does not have is refused (400)."
    },
    "Articles.GetVersionInput": {
      locale: "Language in which the version is read. One the workspace does not have is refused (400).",
      version_id: "Id of the version."
    },
    InternalArticleListItem: {
      owner_id: "Id of the teammate who is in charge of it.",
      tags: "Tags on the internal article.",
      audience_ids: "Ids of the audiences Fin uses it for; empty for everybody."
    },
    InternalArticleSearchResponse: { data: "What was found." },
    "InternalArticles.*": {
      id: "Id of the internal article.",
      owner_id: "Id of the teammate who is in charge of it.",
      body: "The text as HTML, instead of `body_markdown`.",
      body_markdown: "The text as Markdown, instead of `body`.",
      audience_ids: "Ids of the audiences Fin uses it for. An id that is not known is refused (404).",
      ai_chatbot_availability: "Whether Fin may answer from it; false by default where it is made.",
      ai_copilot_availability: "Whether Copilot may answer teammates from it; false by default where it is made.",
      ai_sales_agent_availability: "Whether the sales agent may answer from it; false by default where it is made."
    },
    "InternalArticles.SearchInput": { folder_id: "Id of the folder that is searched, with all folders in it." }
  }
}
