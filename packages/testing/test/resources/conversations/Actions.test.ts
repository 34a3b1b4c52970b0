import { CallOptions } from "@effect-intercom/core"
import { Conversations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { both } from "../../both.ts"
import { objection, rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

/** A conversation of one user with an external id and an e-mail, and the admins' ids. */
const started = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const contact = workspace.contacts.add({ email: "ada@example.com", external_id: "ada" })
  const { id } = workspace.conversations.add({ contacts: [contact.id] })
  const [admin, other] = workspace.admins.map(({ id }) => id)
  return { workspace, contact: contact.id, id, admin: admin ?? "", other: other ?? "" }
})

const strict = CallOptions.withOptions({ responses: "strict" })

describe("the thread of a conversation", () => {
  it.effect("takes replies of a user by id, external id and e-mail", () =>
    Effect.gen(function* () {
      const { contact, id } = yield* started
      const reply = { id, message_type: "comment", type: "user", body: "Hello" } as const
      yield* Conversations.reply({ ...reply, intercom_user_id: contact })
      yield* Conversations.reply({ ...reply, user_id: "ada" })
      const { conversation_parts } = yield* Conversations.reply({ ...reply, email: "Ada@example.com" })
      const authors = conversation_parts?.conversation_parts?.map(({ author }) => author.id)
      assert.deepStrictEqual(authors, [contact, contact, contact])
    }).pipe(strict, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("keeps what is attached to replies: files before addresses, and sizes of pictures alone", () =>
    Effect.gen(function* () {
      const { admin, contact, id, workspace } = yield* started
      const reply = (body: object) =>
        rawCall("POST", `/conversations/${id}/reply`, {
          body: { message_type: "comment", type: "admin", admin_id: admin, body: "Here", ...body }
        })
      yield* reply({
        type: "user",
        intercom_user_id: contact,
        attachment_urls: ["https://example.com/a/photo.png?size=2", "https://example.com/terms.pdf"]
      })
      const files = [{ content_type: "application/json", data: btoa("{}"), name: "test.json" }]
      yield* reply({ attachment_files: files, attachment_urls: ["https://example.com/unseen.png"] })
      const { body } = yield* rawCall("GET", `/conversations/${id}`)
      const { conversation_parts } = body as {
        readonly conversation_parts: { readonly conversation_parts: ReadonlyArray<{ readonly attachments: object }> }
      }
      assert.deepStrictEqual(
        conversation_parts.conversation_parts.map(({ attachments }) => attachments),
        [
          [
            {
              type: "upload",
              name: "photo.png",
              url: "https://example.com/a/photo.png?size=2",
              content_type: "image/png",
              filesize: 1024,
              width: 640,
              height: 480
            },
            {
              type: "upload",
              name: "terms.pdf",
              url: "https://example.com/terms.pdf",
              content_type: "application/pdf",
              filesize: 1024,
              width: null,
              height: null
            }
          ],
          [
            {
              type: "upload",
              name: "test.json",
              url: "https://files.example/attachments/test.json",
              content_type: "application/json",
              filesize: 2,
              width: null,
              height: null
            }
          ]
        ]
      )
      const part = workspace.conversations.get(id)?.parts()[0]?.id ?? ""
      yield* Conversations.redact({ type: "conversation_part", conversation_id: id, conversation_part_id: part })
      const redacted = yield* Conversations.get({ id })
      assert.deepStrictEqual(redacted.conversation_parts?.conversation_parts?.[0]?.attachments, [])
      const many = yield* reply({ attachment_urls: Array.from({ length: 11 }, () => "https://example.com/a.png") })
      const wrong = yield* reply({ attachment_files: [{ name: "nothing" }] })
      assert.deepStrictEqual(
        [many, wrong].map((answer) => `${answer.status} ${objection(answer).split(":")[0]}`),
        ["400 parameter_invalid", "400 parameter_invalid"]
      )
    }).pipe(Effect.provide(both({})))
  )

  it.effect("takes replies to the last one a contact was in", () =>
    Effect.gen(function* () {
      const { contact, id, workspace } = yield* started
      workspace.conversations.add({ contacts: [contact], created_at: 100 })
      const replied = yield* Conversations.reply({
        id: "last",
        message_type: "comment",
        type: "user",
        intercom_user_id: contact,
        body: "Hello"
      })
      assert.strictEqual(replied.id, id)
    }).pipe(strict, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("loses a part that is redacted, and the first message, for good", () =>
    Effect.gen(function* () {
      const { id, workspace } = yield* started
      workspace.conversations.addPart(id, { body: "<p>my password</p>" })
      workspace.conversations.addPart(id, { body: "<p>thanks</p>" })
      const before = yield* Conversations.get({ id })
      const part = before.conversation_parts?.conversation_parts?.[0]?.id ?? ""
      yield* TestClock.adjust("7 seconds")
      yield* Conversations.redact({
        type: "conversation_part",
        conversation_id: id,
        conversation_part_id: String(part)
      })
      yield* Conversations.redact({ type: "source", conversation_id: id, source_id: before.source?.id ?? "" })
      const after = yield* Conversations.get({ id, display_as: "plaintext" })
      const texts = after.conversation_parts?.conversation_parts?.map(({ body, redacted }) => [body, redacted])
      assert.deepStrictEqual(texts, [
        ["This message was deleted", true],
        ["thanks", false]
      ])
      assert.deepInclude(after.source, { body: "This message was deleted", redacted: true })
      assert.strictEqual(after.updated_at, Number(before.updated_at) + 7)
    }).pipe(strict, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("refuses to redact what is not there", () =>
    Effect.gen(function* () {
      const { id } = yield* started
      const missing = "conversation_part_or_message_not_found: Conversation part or message not found"
      for (const body of [
        { type: "conversation_part", conversation_id: id, conversation_part_id: "1" },
        { type: "conversation_part", conversation_id: "1", conversation_part_id: "1" },
        { type: "source", conversation_id: id, source_id: "1" }
      ]) {
        assert.strictEqual(objection(yield* rawCall("POST", "/conversations/redact", { body })), missing)
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("is joined and left by contacts, but never by the last one", () =>
    Effect.gen(function* () {
      const { admin, contact, id, workspace } = yield* started
      const lead = workspace.contacts.add({ role: "lead" }).id
      const customer = { intercom_user_id: lead }
      const added = yield* Conversations.attachContact({ id, admin_id: admin, customer })
      assert.deepStrictEqual(added.customers, [
        { type: "user", id: contact },
        { type: "lead", id: lead }
      ])
      yield* Conversations.attachContact({ id, admin_id: admin, customer })
      const left = yield* Conversations.detachContact({ id, contact_id: contact, admin_id: admin })
      assert.deepStrictEqual(left.customers, [{ type: "lead", id: lead }])
      const { conversation_parts } = yield* Conversations.get({ id })
      const types = conversation_parts?.conversation_parts?.map(({ part_type }) => part_type)
      assert.deepStrictEqual(types, ["participant_added", "participant_removed"])
      const last = yield* rawCall("DELETE", `/conversations/${id}/customers/${lead}`, { body: { admin_id: admin } })
      assert.deepStrictEqual(
        [last.status, objection(last)],
        [422, "parameter_invalid: Removing the last customer is not allowed"]
      )
      const stranger = yield* rawCall("DELETE", `/conversations/${id}/customers/${contact}`, { body: {} })
      assert.strictEqual(objection(stranger), "not_found: User Not Found")
    }).pipe(strict, Effect.provide(both({})))
  )

  it.effect("is assigned to admins and teams, and taken back with zero", () =>
    Effect.gen(function* () {
      const { admin, id, other, workspace } = yield* started
      const team = workspace.teams.all()[0]?.id ?? ""
      const assign = { id, message_type: "assignment", admin_id: admin } as const
      yield* Conversations.manage({ ...assign, type: "admin", assignee_id: other })
      const both = yield* Conversations.manage({ ...assign, type: "team", assignee_id: team })
      assert.deepStrictEqual([both.admin_assignee_id, both.team_assignee_id], [Number(other), Number(team)])
      yield* Conversations.manage({ ...assign, type: "admin", assignee_id: "0" })
      assert.strictEqual(workspace.conversations.get(id)?.admin_assignee_id, null)
      assert.strictEqual(workspace.conversations.get(id)?.team_assignee_id, Number(team))
    }).pipe(strict, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("finds nobody by rules, where there are none", () =>
    Effect.gen(function* () {
      const { admin, id } = yield* started
      yield* Conversations.manage({
        id,
        message_type: "assignment",
        type: "admin",
        admin_id: admin,
        assignee_id: admin
      })
      const ruled = yield* Conversations.runAssignmentRules({ id })
      assert.strictEqual(ruled.admin_assignee_id, null)
      assert.deepInclude(ruled.conversation_parts?.conversation_parts?.at(-1), {
        part_type: "default_assignment",
        assigned_to: { type: "nobody_admin", id: null }
      })
    }).pipe(CallOptions.withOptions({ version: "2.11", responses: "strict" }), Effect.provide(FakeIntercom.layer()))
  )

  it.effect("is open again when the time it was snoozed until has come", () =>
    Effect.gen(function* () {
      const { admin, id, workspace } = yield* started
      const snoozed_until = workspace.now() + 60
      const snoozed = yield* Conversations.manage({ id, message_type: "snoozed", admin_id: admin, snoozed_until })
      assert.deepInclude(snoozed, { state: "snoozed", open: true, snoozed_until })
      const open = { query: { field: "state", operator: "=", value: "open" } } as const
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual((yield* Conversations.search(open)).total_count, 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Conversations.search(open)).total_count, 1)
      const woken = yield* Conversations.get({ id })
      assert.deepInclude(woken, { state: "open", snoozed_until: null, updated_at: snoozed_until })
      assert.deepInclude(woken.conversation_parts?.conversation_parts?.at(-1), { part_type: "timer_unsnooze" })
    }).pipe(strict, Effect.provide(FakeIntercom.layer()))
  )
})
