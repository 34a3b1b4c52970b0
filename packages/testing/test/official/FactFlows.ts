import { assert } from "@effect/vitest"
import { type Flows, refusal } from "./Flow.ts"

/** What real workspaces take and refuse, where their documentation says nothing or something else. */
export const factFlows: Flows = {
  "an attribute nobody defined is refused by its name, on whatever it is set": async ({ client }) => {
    const custom_attributes = { shoe_size: 42 }
    const { id: contact = "" } = await client.contacts.create({ email: "ada@example.com" })
    const from = { type: "user", id: contact } as const
    const { conversation_id = "" } = await client.conversations.create({ from, body: "Hello" })
    const calls = [
      client.contacts.create({ email: "bob@example.com", custom_attributes }),
      client.contacts.update({ contact_id: contact, custom_attributes }),
      client.companies.createOrUpdate({ company_id: "engines", custom_attributes }),
      client.conversations.update({ conversation_id, custom_attributes: { shoe_size: "42" } })
    ]
    for (const { body, status } of await Promise.all(calls.map((call) => refusal(call)))) {
      assert.strictEqual(status, 400)
      assert.match(JSON.stringify(body), /"parameter_invalid".*shoe_size/)
    }
  },

  "a list takes its options and nothing else": async ({ client }) => {
    const options = [{ value: "red" }, { value: "blue" }]
    // The client's types leave out the model and the name, which Intercom asks for.
    const colour = { model: "company", name: "colour", data_type: "options", options } as const
    await client.dataAttributes.create(colour)
    const coloured = (value: string) =>
      client.companies.createOrUpdate({ company_id: "engines", custom_attributes: { colour: value } })
    assert.deepInclude(await coloured("red"), { custom_attributes: { colour: "red" } })
    const { body, status } = await refusal(coloured("green"))
    assert.strictEqual(status, 400)
    assert.include(JSON.stringify(body), "colour")
  },

  "a lead that shares no e-mail becomes part of a user, and is gone": async ({ client }) => {
    const user = await client.contacts.create({ email: "ada@example.com" })
    const lead = await client.contacts.create({ role: "lead", name: "Ada" })
    const merged = await client.contacts.mergeLeadInUser({ from: lead.id ?? "", into: user.id ?? "" })
    assert.strictEqual(merged.id, user.id)
    const { body, status } = await refusal(client.contacts.find({ contact_id: lead.id ?? "" }))
    assert.strictEqual(status, 410)
    assert.include(JSON.stringify(body), "contact_merged")
  },

  "a contact that is there already is named by its id, archived or not": async ({ client }) => {
    const { id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const again = async () => {
      const { body, status } = await refusal(client.contacts.create({ email: "ada@example.com" }))
      assert.strictEqual(status, 409)
      assert.include(JSON.stringify(body), `id=${id}`)
    }
    await again()
    await client.contacts.archive({ contact_id: id })
    await again()
  },

  "tickets are searched by the number of an attribute, not by its name": async ({ client }) => {
    const type = await client.ticketTypes.create({ name: "Complaint", category: "Customer" })
    const ticket_type_id = type?.id ?? ""
    const described = { ticket_type_id, name: "Mood", description: "How unhappy", data_type: "string" } as const
    const attribute = await client.ticketTypes.attributes.create(described)
    const { id: contact = "" } = await client.contacts.create({ email: "ada@example.com" })
    const angry = { ticket_type_id, contacts: [{ id: contact }], ticket_attributes: { Mood: "angry" } }
    const ticket = await client.tickets.create(angry)
    const search = (name: string) =>
      client.tickets.search({ query: { field: `ticket_attribute.${name}`, operator: "=", value: "angry" } })
    const found = await search(attribute?.id ?? "")
    assert.deepStrictEqual(
      found.data.map((row) => row?.id),
      [ticket?.id]
    )
    const { body, status } = await refusal(search("Mood"))
    assert.strictEqual(status, 400)
    assert.include(JSON.stringify(body), "field_not_found")
  },

  "tickets of trackers and of the back office take notes and no comments": async ({ admin, client }) => {
    const { id: contact = "" } = await client.contacts.create({ email: "ada@example.com" })
    for (const category of ["Tracker", "Back-office"] as const) {
      const type = await client.ticketTypes.create({ name: category, category })
      const ticket = await client.tickets.create({ ticket_type_id: type?.id ?? "", contacts: [{ id: contact }] })
      const say = (message_type: "comment" | "note") =>
        client.tickets.reply({
          ticket_id: ticket?.id ?? "",
          body: { message_type, type: "admin", admin_id: admin, body: "We look into it" }
        })
      assert.strictEqual((await refusal(say("comment"))).status, 400, category)
      assert.strictEqual((await say("note")).part_type, "note", category)
    }
  },

  "a message opens a conversation that search finds by the message": async ({ admin, client, pass }) => {
    const { id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const message = await client.messages.create({
      message_type: "inapp",
      from: { type: "admin", id: Number(admin) },
      to: { type: "user", id },
      body: "Hello",
      create_conversation_without_contact_reply: true
    })
    await pass(600)
    const found = await client.conversations.search({
      query: { field: "source.id", operator: "=", value: message.id }
    })
    assert.deepStrictEqual(
      found.data.map(({ source }) => source?.id),
      [message.id]
    )
  },

  "a scroll ends with an empty page of the same name": async ({ client }) => {
    const read = async (scroll_param?: string) =>
      (await client.companies.scroll(scroll_param === undefined ? {} : { scroll_param })).response
    const first = await read()
    const last = await read(first?.scroll_param)
    assert.deepStrictEqual([first?.data?.length, last?.data?.length], [70, 0])
    assert.isString(first?.scroll_param)
    assert.strictEqual(last?.scroll_param, first?.scroll_param)
  },

  "page 0 is a page before the first one, with the same rows": async ({ client, workspace }) => {
    workspace.articles.add({ title: "Engines" })
    const zero = (await client.articles.list({ page: 0 })).response
    const one = (await client.articles.list({ page: 1 })).response
    assert.deepInclude(zero.pages, { page: 0 })
    assert.match(JSON.stringify(zero.pages), /"next":"[^"]*[?&]page=1\b/)
    assert.strictEqual(zero.data?.length, workspace.articles.all().length)
    assert.deepStrictEqual(zero.data, one.data)
  }
}
