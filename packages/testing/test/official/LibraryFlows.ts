import { assert } from "@effect/vitest"
import { type Flows, refusal } from "./Flow.ts"

/** Articles, collections, news and everything else that is written to be read. */
export const libraryFlows: Flows = {
  "an article is written in a collection, published, found and deleted": async ({ admin, client }) => {
    const { data: centers = [] } = await client.helpCenters.list()
    assert.strictEqual((await client.helpCenters.find({ help_center_id: Number(centers[0]?.id) })).id, centers[0]?.id)
    const { collections } = client.helpCenters
    const { id: collection = "" } = await collections.create({ name: "Engines" })
    await collections.update({ collection_id: Number(collection), description: "All about engines" })
    assert.strictEqual((await collections.find({ collection_id: Number(collection) })).name, "Engines")
    const { id = "" } = await client.articles.create({
      title: "How to start",
      body: "<p>Pull the difference lever</p>",
      author_id: Number(admin),
      parent_id: Number(collection),
      parent_type: "collection"
    })
    const article_id = Number(id)
    await client.articles.update({ article_id, state: "published" })
    assert.strictEqual((await client.articles.find({ article_id })).state, "published")
    const found = await client.articles.search({ phrase: "difference", state: "published" })
    assert.include(JSON.stringify(found.data), "How to start")
    assert.strictEqual((await client.articles.delete({ article_id })).deleted, true)
    assert.strictEqual((await refusal(client.articles.find({ article_id }))).status, 404)
    assert.strictEqual((await collections.delete({ collection_id: Number(collection) })).deleted, true)
  },

  "an internal article is written and found": async ({ admin, client }) => {
    const people = { author_id: Number(admin), owner_id: Number(admin) }
    const { id = "" } = await client.internalArticles.createInternalArticle({ title: "Who is on call", ...people })
    const internal_article_id = Number(id)
    await client.internalArticles.updateInternalArticle({ internal_article_id, title: "Who is on duty" })
    const found = await client.internalArticles.retrieveInternalArticle({ internal_article_id })
    assert.strictEqual(found.title, "Who is on duty")
    assert.include(JSON.stringify(await client.internalArticles.listInternalArticles()), "Who is on duty")
    await client.internalArticles.searchInternalArticles({})
    const deleted = await client.internalArticles.deleteInternalArticle({ internal_article_id })
    assert.strictEqual(deleted.deleted, true)
  },

  "news are written for a feed": async ({ admin, client }) => {
    const { data: feeds = [] } = await client.news.feeds.list()
    const newsfeed_id = String((feeds[0] as { readonly id?: unknown } | undefined)?.id)
    assert.strictEqual((await client.news.feeds.find({ newsfeed_id })).id, newsfeed_id)
    const { id } = await client.news.items.create({
      title: "A new engine",
      body: "<p>Faster</p>",
      sender_id: Number(admin),
      state: "live",
      newsfeed_assignments: [{ newsfeed_id: Number(newsfeed_id), published_at: 1_700_000_000 }]
    })
    const news_item_id = Number(id)
    const sender = { sender_id: Number(admin) }
    await client.news.items.update({ news_item_id, body: { title: "A newer engine", ...sender } })
    assert.strictEqual((await client.news.items.find({ news_item_id })).title, "A newer engine")
    assert.include(JSON.stringify(await client.news.items.list()), "A newer engine")
    assert.include(JSON.stringify(await client.news.feeds.listItems({ newsfeed_id })), "A newer engine")
    assert.strictEqual((await client.news.items.delete({ news_item_id })).deleted, true)
  },

  "pages are imported for the AI to read": async ({ client }) => {
    const source = await client.aiContent.createContentImportSource({ url: "https://docs.example" })
    const source_id = String(source.id)
    await client.aiContent.listContentImportSources()
    await client.aiContent.getContentImportSource({ source_id })
    await client.aiContent.updateContentImportSource({ source_id, sync_behavior: "api", url: "https://docs.example" })
    const page = await client.aiContent.createExternalPage({
      title: "Engines",
      html: "<p>Engines</p>",
      source_id: Number(source_id),
      external_id: "engines"
    })
    const page_id = String(page.id)
    await client.aiContent.listExternalPages()
    await client.aiContent.getExternalPage({ page_id })
    await client.aiContent.updateExternalPage({
      page_id,
      title: "Engines",
      html: "<p>More</p>",
      url: "https://docs.example/engines",
      source_id: Number(source_id)
    })
    await client.aiContent.deleteExternalPage({ page_id })
    await client.aiContent.deleteContentImportSource({ source_id })
  }
}
