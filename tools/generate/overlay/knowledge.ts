/** Articles, help centers, news and everything an AI agent learns from. */
import { oneOfTexts, pages, type ResourceOverlay, undeclaredPages } from "./Overlay.ts"

export const knowledge: Readonly<Record<string, ResourceOverlay>> = {
  Articles: {
    summary: "What your help centers publish.",
    operations: {
      "GET /articles": { name: "list", summary: "Lists articles.", pages: pages("data") },
      "POST /articles": {
        name: "create",
        summary: "Creates an article.",
        corrections: [oneOfTexts("parent_type", "body", "collection", "section")]
      },
      "GET /articles/search": {
        name: "search",
        summary: "Finds articles by phrase.",
        pages: pages("data.articles"),
        success: "article_search_response",
        corrections: [...undeclaredPages, oneOfTexts("state", "query", "published", "draft", "all")]
      },
      "GET /articles/{id}": { name: "get", summary: "Retrieves one article." },
      "PUT /articles/{id}": {
        name: "update",
        summary: "Changes an article.",
        corrections: [oneOfTexts("parent_type", "body", "collection", "section")]
      },
      "DELETE /articles/{id}": { name: "delete", summary: "Deletes an article." },
      "GET /articles/{id}/draft": { name: "getDraft", summary: "Retrieves the draft of an article." },
      "PUT /articles/{id}/draft": {
        name: "stageDraft",
        summary: "Changes the draft of an article, without publishing.",
        corrections: [oneOfTexts("parent_type", "body", "collection", "section")]
      },
      "POST /articles/{id}/draft/publish": { name: "publishDraft", summary: "Publishes the draft of an article." },
      "GET /articles/{id}/versions": {
        name: "listVersions",
        summary: "Lists the versions of an article.",
        pages: pages("data")
      },
      "GET /articles/{id}/versions/{version_id}": {
        name: "getVersion",
        summary: "Retrieves one version of an article."
      }
    }
  },
  InternalArticles: {
    summary: "Articles for teammates only.",
    operations: {
      "GET /internal_articles": {
        name: "list",
        summary: "Lists internal articles.",
        pages: pages("data"),
        corrections: undeclaredPages
      },
      "POST /internal_articles": { name: "create", summary: "Creates an internal article." },
      "GET /internal_articles/search": {
        name: "search",
        summary: "Finds internal articles by folder.",
        pages: pages("data.internal_articles"),
        corrections: undeclaredPages
      },
      "GET /internal_articles/{id}": { name: "get", summary: "Retrieves one internal article." },
      "PUT /internal_articles/{id}": { name: "update", summary: "Changes an internal article." },
      "DELETE /internal_articles/{id}": { name: "delete", summary: "Deletes an internal article." }
    }
  },
  Collections: {
    summary: "The shelves of a help center.",
    operations: {
      "GET /help_center/collections": { name: "list", summary: "Lists collections.", pages: pages("data") },
      "POST /help_center/collections": { name: "create", summary: "Creates a collection." },
      "GET /help_center/collections/{id}": { name: "get", summary: "Retrieves one collection." },
      "PUT /help_center/collections/{id}": { name: "update", summary: "Changes a collection." },
      "DELETE /help_center/collections/{id}": { name: "delete", summary: "Deletes a collection." }
    }
  },
  Sections: {
    summary: "Parts of a collection, in the versions that had them.",
    operations: {
      "GET /help_center/sections": {
        name: "list",
        summary: "Lists sections.",
        pages: pages("data"),
        corrections: undeclaredPages
      },
      "POST /help_center/sections": { name: "create", summary: "Creates a section." },
      "GET /help_center/sections/{id}": { name: "get", summary: "Retrieves one section." },
      "PUT /help_center/sections/{id}": { name: "update", summary: "Changes a section." },
      "DELETE /help_center/sections/{id}": { name: "delete", summary: "Deletes a section." }
    }
  },
  HelpCenters: {
    summary: "Your public sites of articles.",
    operations: {
      "GET /help_center/help_centers": { name: "list", summary: "Lists the help centers." },
      "GET /help_center/help_centers/{id}": { name: "get", summary: "Retrieves one help center." },
      "GET /help_center/help_centers/{id}/redirects": {
        name: "listRedirects",
        summary: "Lists the redirects of a help center.",
        pages: pages("data")
      },
      "POST /help_center/help_centers/{id}/redirects": { name: "createRedirect", summary: "Creates a redirect." },
      "GET /help_center/help_centers/{id}/redirects/{redirect_id}": {
        name: "getRedirect",
        summary: "Retrieves one redirect."
      },
      "DELETE /help_center/help_centers/{id}/redirects/{redirect_id}": {
        name: "deleteRedirect",
        summary: "Deletes a redirect."
      }
    }
  },
  NewsItems: {
    summary: "News you publish to your users.",
    operations: {
      "GET /news/news_items": {
        name: "list",
        summary: "Lists news items.",
        pages: pages("data"),
        success: "paginated_news_item_response",
        corrections: undeclaredPages
      },
      "POST /news/news_items": { name: "create", summary: "Creates a news item." },
      "GET /news/news_items/{id}": { name: "get", summary: "Retrieves one news item." },
      "PUT /news/news_items/{id}": { name: "update", summary: "Changes a news item." },
      "DELETE /news/news_items/{id}": { name: "delete", summary: "Deletes a news item." }
    }
  },
  Newsfeeds: {
    summary: "The feeds news appears in.",
    operations: {
      "GET /news/newsfeeds": {
        name: "list",
        summary: "Lists newsfeeds.",
        pages: pages("data"),
        success: "paginated_newsfeed_response",
        corrections: undeclaredPages
      },
      "GET /news/newsfeeds/{id}": { name: "get", summary: "Retrieves one newsfeed." },
      "GET /news/newsfeeds/{id}/items": {
        name: "listItems",
        summary: "Lists the live news items of a newsfeed.",
        pages: pages("data"),
        success: "paginated_news_item_response",
        corrections: undeclaredPages
      }
    }
  },
  Content: {
    summary: "All kinds of knowledge content at once.",
    operations: {
      "GET /content/search": { name: "search", summary: "Finds content of all kinds.", pages: pages("data") },
      "POST /content/bulk_actions": {
        name: "bulkAction",
        summary: "Does one thing to many pieces of content.",
        access: "destructive"
      }
    }
  },
  ContentSnippets: {
    summary: "Short pieces of knowledge.",
    operations: {
      "GET /content_snippets": { name: "list", summary: "Lists content snippets.", pages: pages("data") },
      "POST /content_snippets": { name: "create", summary: "Creates a content snippet." },
      "GET /content_snippets/{id}": { name: "get", summary: "Retrieves one content snippet." },
      "PUT /content_snippets/{id}": { name: "update", summary: "Changes a content snippet." },
      "DELETE /content_snippets/{id}": { name: "delete", summary: "Deletes a content snippet." }
    }
  },
  ContentImportSources: {
    summary: "Where external pages come from.",
    operations: {
      "GET /ai/content_import_sources": {
        name: "list",
        summary: "Lists the content import sources.",
        pages: pages("data"),
        corrections: undeclaredPages
      },
      "POST /ai/content_import_sources": { name: "create", summary: "Creates a content import source." },
      "GET /ai/content_import_sources/{id}": { name: "get", summary: "Retrieves one content import source." },
      "PUT /ai/content_import_sources/{id}": { name: "update", summary: "Changes a content import source." },
      "DELETE /ai/content_import_sources/{id}": {
        name: "delete",
        summary: "Deletes a content import source and its pages."
      }
    }
  },
  ExternalPages: {
    summary: "Pages from elsewhere that Fin answers from.",
    operations: {
      "GET /ai/external_pages": {
        name: "list",
        summary: "Lists external pages.",
        pages: pages("data"),
        corrections: undeclaredPages
      },
      "POST /ai/external_pages": {
        name: "create",
        summary: "Creates an external page, or changes the one with the same source and external id."
      },
      "GET /ai/external_pages/{id}": { name: "get", summary: "Retrieves one external page." },
      "PUT /ai/external_pages/{id}": { name: "update", summary: "Changes an external page." },
      "DELETE /ai/external_pages/{id}": { name: "delete", summary: "Deletes an external page." }
    }
  },
  Folders: {
    summary: "Folders of knowledge content.",
    operations: {
      "GET /folders": { name: "list", summary: "Lists folders.", pages: pages("data") },
      "POST /folders": { name: "create", summary: "Creates a folder." },
      "GET /folders/{id}": { name: "get", summary: "Retrieves one folder." },
      "PUT /folders/{id}": { name: "update", summary: "Changes a folder." },
      "DELETE /folders/{id}": { name: "delete", summary: "Deletes a folder that holds nothing." }
    }
  },
  Audiences: {
    summary: "Whom content is for.",
    operations: {
      "GET /audiences": { name: "list", summary: "Lists audiences.", pages: pages("data") },
      "POST /audiences": { name: "create", summary: "Creates an audience." },
      "GET /audiences/{id}": { name: "get", summary: "Retrieves one audience." },
      "PUT /audiences/{id}": { name: "update", summary: "Changes an audience." },
      "DELETE /audiences/{id}": { name: "delete", summary: "Deletes an audience." }
    }
  }
}
