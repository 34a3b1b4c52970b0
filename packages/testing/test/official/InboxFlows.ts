import { assert } from "@effect/vitest"
import { type Flows, refusal, type Stage } from "./Flow.ts"

/** A user and a conversation this user has begun. */
const begun = async ({ client }: Stage) => {
  const { id: contact = "" } = await client.contacts.create({ email: "ada@example.com" })
  const { conversation_id = "" } = await client.conversations.create({
    from: { type: "user", id: contact },
    body: "Hello"
  })
  return { contact, conversation_id }
}

/** Conversations from their first message to the search that finds them. */
export const inboxFlows: Flows = {
  "a conversation goes from its first message over replies to its closing, and is found": async (stage) => {
    const { admin, client, colleague, pass, workspace } = stage
    const { contact, conversation_id } = await begun(stage)
    const reply = { message_type: "comment", type: "admin", admin_id: admin } as const
    await pass(5)
    await client.conversations.reply({ conversation_id, body: { ...reply, body: "Hi Ada" } })
    await client.conversations.reply({ conversation_id, body: { ...reply, message_type: "note", body: "VIP" } })
    await client.conversations.reply({
      conversation_id,
      body: { message_type: "comment", type: "user", intercom_user_id: contact, body: "One more thing" }
    })
    await client.conversations.reply({
      conversation_id,
      body: { message_type: "comment", type: "user", email: "ada@example.com", body: "And another" }
    })
    const manage = { conversation_id } as const
    const assigned = await client.conversations.manage({
      ...manage,
      body: { message_type: "assignment", type: "admin", admin_id: admin, assignee_id: colleague }
    })
    assert.strictEqual(assigned.admin_assignee_id, Number(colleague))
    await client.conversations.manage({
      ...manage,
      body: { message_type: "snoozed", admin_id: admin, snoozed_until: workspace.now() + 60 }
    })
    assert.strictEqual((await client.conversations.find({ conversation_id })).state, "snoozed")
    await client.conversations.manage({ ...manage, body: { message_type: "open", admin_id: admin } })
    await client.conversations.manage({ ...manage, body: { message_type: "close", type: "admin", admin_id: admin } })
    const closed = await client.conversations.find({ conversation_id, display_as: "plaintext" })
    assert.deepInclude(closed, { state: "closed", open: false })
    assert.deepStrictEqual(
      closed.conversation_parts?.conversation_parts?.map(({ body, part_type }) => [part_type, body ?? null]),
      [
        ["comment", "Hi Ada"],
        ["note", "VIP"],
        ["comment", "One more thing"],
        ["comment", "And another"],
        ["assignment", null],
        ["snoozed", null],
        ["open", null],
        ["close", null]
      ]
    )
    const found = await client.conversations.search({
      query: {
        operator: "AND",
        value: [
          { field: "contact_ids", operator: "=", value: contact },
          { field: "state", operator: "=", value: "closed" },
          { field: "admin_assignee_id", operator: "=", value: Number(colleague) }
        ]
      }
    })
    assert.deepStrictEqual(
      found.data.map(({ id }) => id),
      [conversation_id]
    )
  },

  "what should not have been said is redacted": async (stage) => {
    const { admin, client } = stage
    const { conversation_id } = await begun(stage)
    const replied = await client.conversations.reply({
      conversation_id,
      body: { message_type: "comment", type: "admin", admin_id: admin, body: "Your password is 1234" }
    })
    const conversation_part_id = replied.conversation_parts?.conversation_parts?.[0]?.id ?? ""
    await client.conversations.redactConversationPart({
      type: "conversation_part",
      conversation_id,
      conversation_part_id
    })
    const redacted = await client.conversations.redactConversationPart({
      type: "source",
      conversation_id,
      source_id: replied.source?.id ?? ""
    })
    assert.notInclude(JSON.stringify(redacted), "1234")
    assert.strictEqual(redacted.conversation_parts?.conversation_parts?.[0]?.redacted, true)
  },

  "people join a conversation and leave it": async (stage) => {
    const { admin, client } = stage
    const { contact, conversation_id } = await begun(stage)
    const { id: other = "" } = await client.contacts.create({ email: "grace@example.com" })
    await client.conversations.attachContactAsAdmin({
      conversation_id,
      admin_id: admin,
      customer: { intercom_user_id: other }
    })
    const together = await client.conversations.find({ conversation_id })
    assert.deepStrictEqual(
      together.contacts?.contacts?.map(({ id }) => id),
      [contact, other]
    )
    await client.conversations.detachContactAsAdmin({ conversation_id, contact_id: contact, admin_id: admin })
    const last = client.conversations.detachContactAsAdmin({ conversation_id, contact_id: other, admin_id: admin })
    assert.strictEqual((await refusal(last)).status, 422)
  },

  "a conversation becomes a ticket": async (stage) => {
    const { client } = stage
    const { contact, conversation_id } = await begun(stage)
    const ticket = await client.conversations.convertToTicket({
      conversation_id: Number(conversation_id),
      ticket_type_id: "1",
      attributes: { _default_title_: "It does not work" }
    })
    assert.strictEqual(ticket?.contacts?.contacts?.[0]?.id, contact)
    const found = await client.tickets.get({ ticket_id: ticket?.id ?? "" })
    assert.strictEqual(found?.ticket_attributes?.["_default_title_"], "It does not work")
  },

  "rules assign a conversation, until the version that lost them": async (stage) => {
    const { speaking } = stage
    const { conversation_id } = await begun(stage)
    const assigned = await speaking("2.11").conversations.runAssignmentRules({ conversation_id })
    assert.strictEqual(assigned.conversation_parts?.conversation_parts?.[0]?.part_type, "default_assignment")
    const { body, status } = await refusal(stage.client.conversations.runAssignmentRules({ conversation_id }))
    assert.strictEqual(status, 400)
    assert.include(JSON.stringify(body), "intercom_version_invalid")
  },

  "a conversation is renamed, read and deleted": async (stage) => {
    const { client } = stage
    const { conversation_id } = await begun(stage)
    const updated = await client.conversations.update({
      conversation_id,
      read: true,
      title: "About engines",
      custom_attributes: { issue_type: "Billing" }
    })
    assert.deepInclude(updated, { read: true, title: "About engines" })
    assert.deepInclude(updated.custom_attributes, { issue_type: "Billing" })
    await client.conversations.deleteConversation({ conversation_id: Number(conversation_id) })
    assert.strictEqual((await refusal(client.conversations.find({ conversation_id }))).status, 404)
  },

  "an admin writes first": async ({ admin, client }) => {
    const { id = "" } = await client.contacts.create({ email: "ada@example.com" })
    const message = await client.messages.create({
      message_type: "inapp",
      body: "Welcome",
      from: { type: "admin", id: Number(admin) },
      to: { type: "user", id }
    })
    assert.deepInclude(message, { body: "Welcome", message_type: "inapp" })
  },

  "a phone call is recorded and written down": async ({ client, workspace }) => {
    const conversation = workspace.conversations.add()
    const { id: call_id } = workspace.calls.add({ conversation_id: conversation.id, transcript: "Hello" })
    const { data: calls = [] } = await client.calls.listCalls({ per_page: 5 })
    assert.strictEqual(calls[0]?.id, call_id)
    assert.strictEqual((await client.calls.showCall({ call_id })).conversation_id, conversation.id)
    await client.calls.showCallTranscript({ call_id })
    const found = await client.calls.listCallsWithTranscripts({ conversation_ids: [conversation.id] })
    assert.strictEqual(found.data?.[0]?.id, call_id)
    await client.phoneCallRedirects.create({ phone: "+353871234567" })
  }
}
