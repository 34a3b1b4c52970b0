import { assert } from "@effect/vitest"
import { type Flows, readAll, refusal } from "./Flow.ts"

/** Contacts with their companies, tags, notes, segments and subscriptions. */
export const peopleFlows: Flows = {
  "a contact is created, found, changed and deleted": async ({ admin, client }) => {
    const created = await client.contacts.create({
      external_id: "ada",
      name: "Ada",
      phone: "+353871234567",
      signed_up_at: 1_700_000_000,
      custom_attributes: { plan: "pro" }
    })
    const id = created.id ?? ""
    await client.contacts.update({ contact_id: id, email: "ada@example.com", owner_id: Number(admin) })
    const found = await client.contacts.find({ contact_id: id })
    assert.deepInclude(found, { id, external_id: "ada", email: "ada@example.com", name: "Ada", role: "user" })
    // A number in the version the client speaks.
    assert.strictEqual(found.owner_id, Number(admin))
    assert.deepStrictEqual(found.custom_attributes, { plan: "pro" })
    const same = await client.contacts.showContactByExternalId({ external_id: "ada" })
    assert.strictEqual(same.id, id)
    const deleted = await client.contacts.delete({ contact_id: id })
    assert.strictEqual(deleted.deleted, true)
    assert.strictEqual((await refusal(client.contacts.find({ contact_id: id }))).status, 404)
  },

  "a contact is there once": async ({ client }) => {
    await client.contacts.create({ email: "ada@example.com" })
    const { body, status } = await refusal(client.contacts.create({ email: "Ada@example.com" }))
    assert.strictEqual(status, 409)
    assert.deepInclude(body, { type: "error.list" })
  },

  "a contact is searched for": async ({ client }) => {
    const { id } = await client.contacts.create({ email: "ada@example.com", custom_attributes: { plan: "pro" } })
    const found = await client.contacts.search({
      query: {
        operator: "AND",
        value: [
          { field: "email", operator: "=", value: "ada@example.com" },
          { field: "custom_attributes.plan", operator: "=", value: "pro" }
        ]
      }
    })
    assert.deepStrictEqual(
      found.data.map((contact) => contact.id),
      [id]
    )
  },

  "a contact is archived, comes back and is blocked": async ({ client }) => {
    const { id: contact_id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const isListed = async () =>
      (await client.contacts.list({ per_page: 1 })).data.some((contact) => contact.id === contact_id)
    assert.isTrue(await isListed())
    assert.strictEqual((await client.contacts.archive({ contact_id })).archived, true)
    assert.isFalse(await isListed())
    assert.strictEqual((await client.contacts.unarchive({ contact_id })).archived, false)
    assert.isTrue(await isListed())
    assert.strictEqual((await client.contacts.blockContact({ contact_id })).blocked, true)
    assert.isFalse(await isListed())
  },

  "a lead becomes part of a user": async ({ client }) => {
    const user = await client.contacts.create({ email: "ada@example.com" })
    const lead = await client.contacts.create({ role: "lead", name: "Ada" })
    await client.contacts.update({ contact_id: lead.id ?? "", email: "ada@example.com", phone: "+353871234567" })
    const merged = await client.contacts.mergeLeadInUser({ from: lead.id ?? "", into: user.id ?? "" })
    assert.deepInclude(merged, { id: user.id, phone: "+353871234567" })
    assert.strictEqual((await refusal(client.contacts.find({ contact_id: lead.id ?? "" }))).status, 410)
  },

  "an attribute nobody defined is refused, and taken once it is": async ({ client }) => {
    const tiered = { company_id: "engines", custom_attributes: { tier: 1 } }
    const { body, status } = await refusal(client.companies.createOrUpdate(tiered))
    assert.strictEqual(status, 400)
    assert.include(JSON.stringify(body), "tier")
    const tier = { model: "company", name: "tier", data_type: "integer" } as const
    await client.dataAttributes.create(tier)
    assert.deepInclude(await client.companies.createOrUpdate(tiered), { custom_attributes: { tier: 1 } })
  },

  "a company is created, found by what names it, changed and deleted": async ({ client }) => {
    const { id: company_id = "" } = await client.companies.createOrUpdate({
      company_id: "engines",
      name: "Analytical Engines",
      plan: "Pro",
      monthly_spend: 12,
      custom_attributes: { paid_subscriber: true }
    })
    const again = await client.companies.createOrUpdate({ company_id: "engines", size: 3 })
    assert.deepInclude(again, { id: company_id, name: "Analytical Engines", size: 3, monthly_spend: 12 })
    const updated = await client.companies.update({ company_id, body: { name: "Engines" } })
    assert.strictEqual(updated.name, "Engines")
    assert.strictEqual((await client.companies.find({ company_id })).name, "Engines")
    assert.deepInclude(await client.companies.retrieve({ name: "Engines" }), { id: company_id })
    assert.deepInclude(await client.companies.retrieve({ company_id: "engines" }), { id: company_id })
    assert.strictEqual((await client.companies.delete({ company_id })).deleted, true)
    assert.strictEqual((await refusal(client.companies.find({ company_id }))).status, 404)
  },

  "contacts join a company and leave it": async ({ client }) => {
    const { id: contact_id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const { id: company_id = "" } = await client.companies.createOrUpdate({ company_id: "engines" })
    await client.companies.attachContact({ contact_id, id: company_id })
    assert.strictEqual((await client.companies.find({ company_id })).user_count, 1)
    const members = await client.companies.listAttachedContacts({ company_id })
    assert.deepStrictEqual(
      members.data?.map(({ id }) => id),
      [contact_id]
    )
    const { companies } = await client.contacts.find({ contact_id })
    assert.strictEqual(companies?.data?.[0]?.id, company_id)
    await client.companies.listAttachedSegments({ company_id })
    await client.companies.detachContact({ contact_id, company_id })
    assert.strictEqual((await client.companies.find({ company_id })).user_count, 0)
  },

  "tags are made, renamed, put on and taken off": async ({ admin, client }) => {
    const { id: contact_id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const { id: tag_id = "" } = await client.tags.create({ name: "VIP" })
    assert.strictEqual((await client.tags.create({ name: "vip" })).id, tag_id)
    await client.tags.create({ id: tag_id, name: "Very important" })
    assert.strictEqual((await client.tags.find({ tag_id })).name, "Very important")
    await client.tags.tagContact({ contact_id, id: tag_id })
    const listed = await client.contacts.listAttachedTags({ contact_id })
    assert.deepStrictEqual(
      listed.data?.map(({ name }) => name),
      ["Very important"]
    )
    await client.tags.untagContact({ contact_id, tag_id })
    assert.deepStrictEqual((await client.contacts.listAttachedTags({ contact_id })).data, [])

    const { conversation_id = "" } = await client.conversations.create({
      from: { type: "user", id: contact_id },
      body: "Hello"
    })
    await client.tags.tagConversation({ conversation_id, id: tag_id, admin_id: admin })
    const { tags } = await client.conversations.find({ conversation_id })
    assert.strictEqual(tags?.tags?.[0]?.id, tag_id)
    await client.tags.untagConversation({ conversation_id, tag_id, admin_id: admin })

    await client.tags.delete({ tag_id })
    assert.isFalse((await client.tags.list()).data?.some(({ id }) => id === tag_id))
  },

  "companies and users are tagged many at once": async ({ client, workspace }) => {
    const { id: company = "" } = await client.companies.createOrUpdate({ company_id: "engines" })
    const { id: contact = "" } = await client.contacts.create({ email: "ada@example.com" })
    const { id: tag } = await client.tags.create({ name: "VIP", companies: [{ company_id: "engines" }] })
    await client.tags.create({ name: "VIP", users: [{ id: contact }] })
    const tagged = () =>
      [workspace.companies.get(company), workspace.contacts.get(contact)].map((row) => row?.tags[0]?.id)
    assert.deepStrictEqual(tagged(), [tag, tag])
    await client.tags.create({ name: "VIP", companies: [{ id: company, untag: true }] })
    assert.deepStrictEqual(tagged(), [undefined, tag])
    assert.strictEqual((await refusal(client.tags.create({ name: "VIP", users: [{ id: "1" }] }))).status, 404)
  },

  "notes are written about a contact": async ({ admin, client }) => {
    const { id: contact_id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const note = await client.notes.create({ contact_id, body: "Likes engines", admin_id: admin })
    const found = await client.notes.find({ note_id: Number(note.id) })
    assert.strictEqual(found.body, "<p>Likes engines</p>")
    const notes = await readAll(await client.notes.list({ contact_id }))
    assert.deepStrictEqual(
      notes.map(({ id }) => id),
      [note.id ?? ""]
    )
  },

  "a contact opts in to what is sent, and out again": async ({ client }) => {
    const { id: contact_id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const { data: types = [] } = await client.subscriptionTypes.list()
    const { consent_type = "", id = "" } = types[0] ?? {}
    await client.contacts.attachSubscription({ contact_id, id, consent_type })
    const chosen = await client.contacts.listAttachedSubscriptions({ contact_id })
    assert.deepStrictEqual(
      chosen.data?.map((type) => type.id),
      [id]
    )
    await client.contacts.detachSubscription({ contact_id, subscription_id: id })
    assert.deepStrictEqual((await client.contacts.listAttachedSubscriptions({ contact_id })).data, [])
  },

  "contacts are in segments": async ({ client }) => {
    const { segments = [] } = await client.segments.list({ include_count: true })
    assert.isAbove(segments.length, 0)
    const found = await client.segments.find({ segment_id: segments[0]?.id ?? "" })
    assert.strictEqual(found.name, segments[0]?.name)
    const { id: contact_id = "" } = await client.contacts.create({ email: "ada@example.com" })
    assert.isArray((await client.contacts.listAttachedSegments({ contact_id })).data)
  },

  "a visitor becomes a contact": async ({ client, workspace }) => {
    const { user_id } = workspace.visitors.add()
    assert.strictEqual((await client.visitors.find({ user_id }))?.user_id, user_id)
    assert.strictEqual((await client.visitors.update({ user_id, name: "Ada" }))?.name, "Ada")
    const contact = await client.visitors.mergeToContact({
      type: "user",
      visitor: { user_id },
      user: { user_id: "ada", email: "ada@example.com" }
    })
    assert.deepInclude(contact, { role: "user", external_id: "ada" })
  },

  "events happen to a contact": async ({ client, workspace }) => {
    await client.contacts.create({ external_id: "ada" })
    const created_at = workspace.now()
    await client.events.create({ user_id: "ada", event_name: "paid", created_at, metadata: { amount: "12" } })
    await client.events.create({ user_id: "ada", event_name: "paid", created_at: created_at + 1 })
    const listed = await client.events.list({ type: "user", user_id: "ada", summary: false })
    assert.isArray((listed as { readonly events?: unknown }).events)
    const { events } = await client.events.list({ type: "user", user_id: "ada", summary: true })
    assert.deepInclude(events?.[0], { name: "paid", count: 2 })
    await client.events.summaries({ user_id: "ada", event_summaries: { event_name: "read", count: 3 } })
  }
}
