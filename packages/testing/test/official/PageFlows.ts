import { assert } from "@effect/vitest"
import { type Flows, readAll } from "./Flow.ts"

const distinct = (rows: ReadonlyArray<{ readonly id?: string | undefined } | undefined>): number =>
  new Set(rows.map((row) => row?.id)).size

/** Every list the client pages by itself. */
export const pageFlows: Flows = {
  "contacts, listed and searched": async ({ client }) => {
    const listed = await readAll(await client.contacts.list({ per_page: 50 }))
    const searched = await readAll(
      await client.contacts.search({
        query: { field: "created_at", operator: ">", value: 0 },
        pagination: { per_page: 50 }
      })
    )
    assert.deepStrictEqual([listed.length, distinct(listed)], [130, 130])
    assert.deepStrictEqual([searched.length, distinct(searched)], [130, 130])
  },

  "conversations, listed and searched": async ({ client }) => {
    const listed = await readAll(await client.conversations.list({ per_page: 25 }))
    const searched = await readAll(
      await client.conversations.search({
        query: { field: "created_at", operator: ">", value: 0 },
        pagination: { per_page: 25 }
      })
    )
    assert.deepStrictEqual([listed.length, distinct(listed)], [60, 60])
    assert.deepStrictEqual([searched.length, distinct(searched)], [60, 60])
  },

  tickets: async ({ client }) => {
    const tickets = await readAll(
      await client.tickets.search({
        query: { field: "created_at", operator: ">", value: 0 },
        pagination: { per_page: 20 }
      })
    )
    assert.deepStrictEqual([tickets.length, distinct(tickets)], [45, 45])
  },

  "companies, by number": async ({ client }) => {
    const companies = await readAll(await client.companies.list({ per_page: 30 }))
    assert.deepStrictEqual([companies.length, distinct(companies)], [70, 70])
  },

  "companies, scrolled until a page is empty": async ({ client, workspace }) => {
    for (let number = 0; number < 60; number++) workspace.companies.add()
    const scrolled: Array<string | undefined> = []
    let page = await client.companies.scroll()
    while (page.data.length > 0) {
      scrolled.push(...page.data.map(({ id }) => id))
      page = await page.getNextPage()
    }
    assert.deepStrictEqual([scrolled.length, new Set(scrolled).size], [130, 130])
  },

  "companies of a contact": async ({ client, workspace }) => {
    const companies = Array.from({ length: 12 }, () => workspace.companies.add().id)
    const contact_id = workspace.contacts.add({ companies }).id
    const page = await client.contacts.listAttachedCompanies({ contact_id })
    // The client looks for the rows where the description says they are; the examples have them in `data`.
    const rows = (page.response as unknown as { readonly data: ReadonlyArray<unknown> }).data
    assert.strictEqual(rows.length, 12)
  },

  notes: async ({ admin, client, workspace }) => {
    const { id } = workspace.contacts.add()
    for (let number = 0; number < 7; number++) {
      workspace.notes.add({ on: { type: "contact", id }, author: admin, body: `<p>${number}</p>` })
    }
    const notes = await readAll(await client.notes.list({ contact_id: id, per_page: 3 }))
    assert.deepStrictEqual([notes.length, distinct(notes)], [7, 7])
  },

  articles: async ({ client, workspace }) => {
    const before = workspace.articles.all().length
    for (let number = 0; number < 30; number++) workspace.articles.add({ title: `Article ${number}` })
    const articles = await readAll(await client.articles.list({ per_page: 10 }))
    assert.deepStrictEqual([articles.length, distinct(articles)], [before + 30, before + 30])
  },

  "collections and help centers": async ({ client, workspace }) => {
    const before = workspace.collections.all().length
    for (let number = 0; number < 12; number++) workspace.collections.add({ name: `Collection ${number}` })
    const collections = await readAll(await client.helpCenters.collections.list({ per_page: 5 }))
    assert.deepStrictEqual([collections.length, distinct(collections)], [before + 12, before + 12])
    const centers = await readAll(await client.helpCenters.list())
    assert.strictEqual(centers.length, workspace.helpCenters.all().length)
  }
}
