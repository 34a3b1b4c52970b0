import type { IntercomClient, IntercomError, Operation } from "@effect-intercom/core"
import {
  Articles,
  Calls,
  Companies,
  Contacts,
  ConversationAttributes,
  Conversations,
  DataEvents,
  DataExport,
  EcommerceConnectors,
  Tags
} from "@effect-intercom/resources"
import type { Effect, Stream } from "effect"
import { describe, expect, it } from "tstyche"

type Call<A> = Effect.Effect<A, IntercomError, IntercomClient.IntercomClient>

describe("an operation", () => {
  it("answers with its record", () => {
    expect(Contacts.get({ id: "1" })).type.toBe<Call<Contacts.Contact>>()
    expect(Contacts.search({ query: { field: "email", operator: "=", value: "x" } })).type.toBe<
      Call<Contacts.ContactList>
    >()
    expect(Companies.delete({ id: "1" })).type.toBe<Call<Companies.DeletedCompanyObject>>()
    expect(Tags.delete({ id: "1" })).type.toBe<Call<void>>()
    expect(Calls.getTranscript({ id: "1" })).type.toBe<Call<string>>()
    expect(Calls.getRecording({ id: "1" })).type.toBe<Call<string>>()
    expect(DataExport.download({ job_identifier: "1" })).type.toBe<
      Stream.Stream<Uint8Array, IntercomError, IntercomClient.IntercomClient>
    >()
  })

  it("takes path, query and body in one object", () => {
    expect(Tags.tagContact).type.toBeCallableWith({ contact_id: "1", id: "7522907" })
    expect(Contacts.list).type.toBeCallableWith()
    expect(Contacts.list).type.toBeCallableWith({ per_page: 150, starting_after: "x" })
    expect(Conversations.create).type.toBeCallableWith({ from: { type: "user", id: "1" }, body: "Hello" })
    expect(Contacts.update).type.toBeCallableWith({
      id: "1",
      name: undefined,
      custom_attributes: { plan: "pro", seats: 3, since: null }
    })
    expect(Articles.get).type.toBeCallableWith({ id: "123" })
    expect(Articles.get).type.toBeCallableWith({ id: 123 })
    expect(EcommerceConnectors.uploadCatalog).type.toBeCallableWith({ id: "1", catalog: new Blob(["[]"]) })
  })

  it("refuses what it does not know", () => {
    expect(Contacts.get).type.not.toBeCallableWith()
    expect(Contacts.get).type.not.toBeCallableWith({ id: true })
    expect(Contacts.get).type.not.toBeCallableWith({ id: "1", name: "x" })
    expect(Contacts.create).type.not.toBeCallableWith({ email: 1 })
    expect(Conversations.create).type.not.toBeCallableWith({ from: { type: "admin", id: "1" }, body: "Hello" })
  })
})

describe("an endpoint whose answer depends on what is asked", () => {
  it("is an operation for each answer", () => {
    expect(Companies.getByCompanyId({ company_id: "c1" })).type.toBe<Call<Companies.Company>>()
    expect(Companies.getByName({ name: "Engines" })).type.toBe<Call<Companies.Company>>()
    expect(Companies.listFiltered({ tag_id: "1" })).type.toBe<Call<Companies.CompanyList>>()
    expect(Companies.getByName).type.not.toBeCallableWith({})
    expect(Companies.listFiltered).type.not.toBeCallableWith({ name: "Engines" })
  })
})

describe("a reply", () => {
  it("depends on who replies", () => {
    expect(Conversations.reply).type.toBeCallableWith({
      id: "1",
      type: "admin",
      message_type: "note",
      admin_id: "2",
      body: "!"
    })
    expect(Conversations.reply).type.toBeCallableWith({
      id: "1",
      type: "user",
      message_type: "comment",
      email: "ada@example.com",
      body: "!"
    })
    expect(Conversations.reply).type.not.toBeCallableWith({
      id: "1",
      type: "admin",
      message_type: "comment",
      body: "no admin"
    })
    expect(Conversations.reply).type.not.toBeCallableWith({
      id: "1",
      type: "admin",
      message_type: "quick_reply",
      admin_id: "2"
    })
  })

  it("differs from managing", () => {
    expect(Conversations.manage).type.toBeCallableWith({
      id: "1",
      message_type: "snoozed",
      admin_id: "2",
      snoozed_until: 1577869200
    })
    expect(Conversations.manage).type.not.toBeCallableWith({ id: "1", message_type: "snoozed", admin_id: "2" })
  })
})

describe("a conversation attribute", () => {
  it("takes beside its type what that type has", () => {
    const { create } = ConversationAttributes
    expect(create).type.toBeCallableWith({ name: "Severity", data_type: "list", options: [{ label: "Low" }] })
    expect(create).type.toBeCallableWith({ name: "Notes", data_type: "string", multiline: true })
    expect(create).type.toBeCallableWith({ name: "Seats", data_type: "integer" })
    expect(create).type.not.toBeCallableWith({ name: "Seats", data_type: "integer", options: [{ label: "Low" }] })
    expect(create).type.not.toBeCallableWith({ name: "Severity", data_type: "list", multiline: true })
    expect(create).type.not.toBeCallableWith({ name: "Severity", data_type: "mithril" })
  })
})

describe("an input that needs one of several fields", () => {
  it("is refused without any of them", () => {
    expect(Contacts.create).type.toBeCallableWith({ email: "ada@example.com" })
    expect(Contacts.create).type.toBeCallableWith({ external_id: "1", email: undefined, name: "Ada" })
    expect(Contacts.create).type.not.toBeCallableWith()
    expect(Contacts.create).type.not.toBeCallableWith({ name: "Ada" })
    expect(Contacts.create).type.not.toBeCallableWith({ email: undefined })
    expect(Contacts.create).type.not.toBeCallableWith({ email: "ada@example.com", nmae: "Ada" })
    expect(DataEvents.list).type.toBeCallableWith({ type: "user", email: "ada@example.com" })
    expect(DataEvents.list).type.not.toBeCallableWith({ type: "user" })
  })
})

describe("a preview of a merge", () => {
  it("tells by whether it is allowed what else it has", () => {
    expect<(Contacts.MergePreviewResponse & { readonly allowed: true })["summary"]>().type.toBe<
      Contacts.MergePreviewAllowed["summary"]
    >()
    expect<Contacts.MergePreviewResponse & { readonly allowed: true }>().type.not.toHaveProperty("reasons")
  })
})

describe("pagination", () => {
  it("is part of the type, with the rows", () => {
    expect(Contacts.list).type.toBeAssignableTo<
      Operation.Paginated<Contacts.ListInput, Contacts.ContactList, Contacts.Contact>
    >()
    expect(Companies.scroll.pagination.items).type.toBe<
      (page: Companies.CompanyScroll) => ReadonlyArray<Companies.Company>
    >()
    expect(Contacts.get).type.not.toBeAssignableTo<
      Operation.Paginated<Contacts.GetInput, Contacts.Contact, Contacts.Contact>
    >()
  })
})

describe("an upsert of a contact", () => {
  it("takes what makes a contact the same one again", () => {
    expect(Contacts.upsert).type.toBeCallableWith({ role: "user", external_id: "42", email: "ada@example.com" })
    expect(Contacts.upsert).type.toBeCallableWith({ role: "lead", external_id: "42" })
    expect(Contacts.upsert).type.toBeCallableWith({ email: "ada@example.com", name: null }, { version: "2.11" })
  })

  it("takes no contact that could be any number of them", () => {
    expect(Contacts.upsert).type.not.toBeCallableWith({ role: "lead", email: "ada@example.com" })
    expect(Contacts.upsert).type.not.toBeCallableWith({ role: "user" })
    expect(Contacts.upsert).type.not.toBeCallableWith({ name: "Ada" })
  })
})
