import { assert } from "@effect/vitest"
import { type Flows, refusal } from "./Flow.ts"

/** Tickets, their types and their states. */
export const ticketFlows: Flows = {
  "a ticket type is made with attributes": async ({ client }) => {
    const type = await client.ticketTypes.create({
      name: "Complaint",
      description: "Somebody is unhappy",
      category: "Customer"
    })
    const ticket_type_id = type?.id ?? ""
    const attribute = await client.ticketTypes.attributes.create({
      ticket_type_id,
      name: "Mood",
      description: "How unhappy",
      data_type: "string"
    })
    await client.ticketTypes.attributes.update({
      ticket_type_id,
      attribute_id: attribute?.id ?? "",
      description: "How unhappy somebody is"
    })
    await client.ticketTypes.update({ ticket_type_id, name: "Complaints" })
    const found = await client.ticketTypes.get({ ticket_type_id })
    assert.strictEqual(found?.name, "Complaints")
    assert.include(JSON.stringify(found), "How unhappy somebody is")
    const { data: types = [] } = await client.ticketTypes.list()
    assert.isTrue(types.some((type) => type?.id === ticket_type_id))
  },

  "a ticket goes through its states": async ({ admin, client, colleague }) => {
    const { id: contact = "" } = await client.contacts.create({ email: "ada@example.com" })
    // The client's types do not know the attributes, which Intercom takes.
    const described = {
      ticket_type_id: "1",
      contacts: [{ id: contact }],
      ticket_attributes: { _default_title_: "It does not work" }
    }
    const ticket = await client.tickets.create(described)
    const ticket_id = ticket?.id ?? ""
    const { data: states = [] } = await client.ticketStates.listTicketStates()
    const resolved = states.find((state) => state?.category === "resolved")
    assert.isDefined(resolved)
    await client.tickets.update({
      ticket_id,
      ticket_state_id: resolved?.id ?? "",
      admin_id: Number(admin),
      assignee_id: colleague
    })
    const note = await client.tickets.reply({
      ticket_id,
      body: { message_type: "note", type: "admin", admin_id: admin, body: "Fixed" }
    })
    assert.strictEqual(note.part_type, "note")
    await client.tickets.reply({
      ticket_id,
      body: { message_type: "comment", type: "user", intercom_user_id: contact, body: "Thanks" }
    })
    const found = await client.tickets.get({ ticket_id })
    assert.strictEqual(found?.ticket_state?.category, "resolved")
    // A text in the version the client speaks.
    assert.strictEqual(String(found?.admin_assignee_id), colleague)
    const search = await client.tickets.search({
      query: {
        operator: "AND",
        value: [
          { field: "contact_ids", operator: "=", value: contact },
          { field: "state", operator: "=", value: "resolved" }
        ]
      }
    })
    assert.deepStrictEqual(
      search.data.map((ticket) => ticket?.id),
      [ticket_id]
    )
  },

  "a ticket is tagged and deleted": async ({ admin, client, workspace }) => {
    const ticket_id = workspace.tickets.add().id
    const { id: tag_id = "" } = await client.tags.create({ name: "Urgent" })
    await client.tags.tagTicket({ ticket_id, id: tag_id, admin_id: admin })
    assert.strictEqual(workspace.tickets.get(ticket_id)?.tags[0]?.id, tag_id)
    await client.tags.untagTicket({ ticket_id, tag_id, admin_id: admin })
    assert.deepStrictEqual(workspace.tickets.get(ticket_id)?.tags, [])
    assert.strictEqual((await client.tickets.deleteTicket({ ticket_id })).deleted, true)
    assert.strictEqual((await refusal(client.tickets.get({ ticket_id }))).status, 404)
  },

  "a ticket waits in a queue until its job is done": async ({ client, pass }) => {
    const { id: contact = "" } = await client.contacts.create({ email: "ada@example.com" })
    const job = await client.tickets.enqueueCreateTicket({ ticket_type_id: "1", contacts: [{ id: contact }] })
    const status = async () => client.jobs.status({ job_id: job.id ?? "" })
    assert.strictEqual((await status()).status, "pending")
    await pass(5)
    const done = await status()
    assert.strictEqual(done.status, "success")
    assert.strictEqual((await client.tickets.get({ ticket_id: done.resource_id ?? "" }))?.id, done.resource_id)
  }
}
