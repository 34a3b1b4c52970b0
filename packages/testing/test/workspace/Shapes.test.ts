import { CallOptions, type Version } from "@effect-intercom/core"
import { Admins, Companies, Contacts, Conversations, Tags } from "@effect-intercom/resources"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../src/FakeIntercom.ts"

const versions: ReadonlyArray<Version.Version> = ["2.7", "2.11", "2.13", "2.16", "Preview"]

/** Calls what the fake serves, in the order a program might. */
const useEverything = Effect.gen(function* () {
  const { data } = yield* Contacts.list({ per_page: 150 })
  yield* Contacts.search({ query: { field: "role", operator: "=", value: "user" }, pagination: { per_page: 150 } })
  yield* Contacts.get({ id: data[0]?.id ?? "" })
  const contact = yield* Contacts.create({ role: "user", email: "ada@example.com", name: "Ada" })
  yield* Contacts.update({ id: contact.id, name: "Ada L", custom_attributes: { plan: "pro" } })
  yield* Contacts.archive({ id: contact.id })
  yield* Contacts.unarchive({ id: contact.id })
  const company = yield* Companies.create({ company_id: "c1", name: "Analytical Engines" })
  yield* Companies.attachContact({ contact_id: contact.id, id: company.id ?? "" })
  yield* Companies.listContacts({ id: company.id ?? "" })
  yield* Contacts.listCompanies({ id: contact.id })
  yield* Companies.detachContact({ contact_id: contact.id, id: company.id ?? "" })
  yield* Companies.list({ per_page: 60 })
  yield* Companies.scroll()
  yield* Companies.get({ id: company.id ?? "" })
  yield* Companies.update({ id: company.id ?? "", name: "Analytical Engines Ltd" })
  yield* Companies.delete({ id: company.id ?? "" })
  yield* Tags.list()
  yield* Tags.get({ id: "7522907" })
  const tag = yield* Tags.create({ name: "New" })
  yield* Tags.tagContact({ contact_id: contact.id, id: tag.id ?? "" })
  yield* Contacts.listTags({ id: contact.id })
  yield* Tags.untagContact({ contact_id: contact.id, id: tag.id ?? "" })
  const { admins } = yield* Admins.list()
  const admin = admins?.[0]?.id ?? ""
  yield* Admins.get({ id: admin })
  yield* Admins.identify()
  const rows = yield* Conversations.list({ per_page: 150 })
  yield* Effect.forEach(rows.conversations?.slice(0, 20) ?? [], ({ id }) => Conversations.get({ id: id ?? "" }))
  yield* Conversations.search({ query: { field: "open", operator: "=", value: true } })
  const message = yield* Conversations.create({ from: { type: "user", id: contact.id }, body: "Hello" })
  const id = message.conversation_id ?? ""
  yield* Conversations.reply({ id, message_type: "comment", type: "admin", admin_id: admin, body: "Hello Ada" })
  yield* Conversations.reply({ id, message_type: "comment", type: "user", intercom_user_id: contact.id, body: "Hi" })
  yield* Tags.tagConversation({ conversation_id: id, id: "7522908", admin_id: admin })
  yield* Tags.untagConversation({ conversation_id: id, id: "7522908", admin_id: admin })
  yield* Conversations.manage({ id, message_type: "assignment", type: "admin", admin_id: admin, assignee_id: admin })
  yield* Conversations.manage({ id, message_type: "snoozed", admin_id: admin, snoozed_until: 1_900_000_000 })
  yield* Conversations.manage({ id, message_type: "open", admin_id: admin })
  yield* Conversations.manage({ id, message_type: "close", type: "admin", admin_id: admin })
  yield* Conversations.update({ id, read: true })
  yield* Tags.delete({ id: tag.id ?? "" })
  yield* Contacts.delete({ id: contact.id })
})

const useNewerOnes = Effect.gen(function* () {
  const { data } = yield* Contacts.list({ per_page: 150 })
  yield* Contacts.getByExternalId({ external_id: data.find(({ role }) => role === "user")?.external_id ?? "" })
  yield* Contacts.block({ id: data[0]?.id ?? "" })
  const { conversations } = yield* Conversations.list()
  yield* Conversations.delete({ id: conversations?.[0]?.id ?? "" })
})

describe("the shapes of answers", () => {
  for (const version of versions) {
    it.effect(`pass the strict checks of ${version}`, () =>
      useEverything.pipe(
        CallOptions.withOptions({ version, responses: "strict" }),
        Effect.provide(FakeIntercom.layer({ contacts: 200, companies: 30, conversations: 60 }))
      )
    )
  }

  it.effect("pass the strict checks of what came later", () =>
    Effect.andThen(useNewerOnes, Conversations.listDeleted()).pipe(
      CallOptions.withOptions({ responses: "strict" }),
      Effect.provide(FakeIntercom.layer({ contacts: 200, companies: 30, conversations: 60 }))
    )
  )
})
