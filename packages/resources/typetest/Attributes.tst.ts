import { Attributes, Companies, Contacts, Conversations } from "@effect-intercom/resources"
import { describe, expect, it } from "tstyche"

const attributes = {
  contact: {
    plan: { type: "string", options: ["team", "pro"] },
    nickname: { type: "string" },
    seats: { type: "integer" },
    is_beta: { type: "boolean" },
    renews_at: { type: "date" },
    score: { type: "float", readonly: true }
  },
  company: { tier: { type: "string", options: ["gold", "silver"] } },
  conversation: { severity: { type: "string", options: ["Low", "Urgent"] }, files: { type: "other" } }
} as const satisfies Attributes.Workspace

const MyContacts = Contacts.withAttributes(attributes.contact)
const MyCompanies = Companies.withAttributes(attributes.company)
const MyConversations = Conversations.withAttributes(attributes.conversation)
const Others = Contacts.withAttributes({ plan: { type: "string", options: ["free"] } })

declare const contact: Contacts.ContactWith<typeof attributes.contact>

describe("a record", () => {
  it("has the attributes of the workspace, each maybe missing, and options it does not know", () => {
    expect(contact.custom_attributes.seats).type.toBe<number | null | undefined>()
    expect(contact.custom_attributes.plan).type.toBe<"team" | "pro" | (string & {}) | null | undefined>()
    expect(contact.custom_attributes.is_beta).type.toBe<boolean | null | undefined>()
    expect(contact.custom_attributes.score).type.toBe<number | null | undefined>()
    expect(contact.email).type.toBe<Contacts.Contact["email"]>()
  })

  it("has no other, and the compiler says which", () => {
    // @ts-expect-error Property 'plna' does not exist on type
    contact.custom_attributes.plna
  })

  it("is one of Intercom's", () => {
    expect(contact).type.toBeAssignableTo<Contacts.Contact>()
  })
})

describe("an input", () => {
  it("takes the attributes that can be written", () => {
    expect(MyContacts.create).type.toBeCallableWith({
      email: "ada@example.com",
      custom_attributes: { plan: "pro", seats: 3, is_beta: true, renews_at: 1577869200, nickname: null }
    })
    expect(MyContacts.update).type.toBeCallableWith({ id: "1", custom_attributes: {} })
    expect(MyContacts.upsert).type.toBeCallableWith({ external_id: "42", custom_attributes: { plan: "team" } })
    expect(MyCompanies.create).type.toBeCallableWith({ company_id: "1", custom_attributes: { tier: "gold" } })
    expect(MyConversations.update).type.toBeCallableWith({ id: "1", custom_attributes: { severity: "Low" } })
  })

  it("takes none that is misspelt, none that is out of its list, and none that cannot be written", () => {
    // @ts-expect-error 'plna' does not exist in type
    MyContacts.update({ id: "1", custom_attributes: { plna: "pro" } })
    // @ts-expect-error Type '"free"' is not assignable to type '"team" | "pro" | null | undefined'
    MyContacts.update({ id: "1", custom_attributes: { plan: "free" } })
    // @ts-expect-error Type 'string' is not assignable to type 'number'
    MyContacts.create({ email: "ada@example.com", custom_attributes: { seats: "3" } })
    // @ts-expect-error 'score' does not exist in type
    MyContacts.update({ id: "1", custom_attributes: { score: 1 } })
    // @ts-expect-error Type '"bronze"' is not assignable to type '"gold" | "silver" | null | undefined'
    MyCompanies.update({ id: "1", custom_attributes: { tier: "bronze" } })
    expect(MyContacts.create).type.not.toBeCallableWith({ custom_attributes: {} })
  })
})

describe("a search", () => {
  it("has the comparisons of each attribute's type", () => {
    const { custom, field } = MyContacts.Search
    expect(MyContacts.search).type.toBeCallableWith({ query: custom("plan").equals("team") })
    expect(custom("plan").in).type.toBeCallableWith(["team", "pro"])
    expect(custom("plan").equals).type.toBeCallableWith(null)
    expect(custom("seats").greaterThan).type.toBeCallableWith(3)
    expect(custom("renews_at").after).type.toBeCallableWith(new Date())
    expect(custom("nickname").contains).type.toBeCallableWith("a")
    expect(field("email").equals).type.toBeCallableWith("ada@example.com")
    expect(Others.Search.custom("plan").equals).type.toBeCallableWith("free")
  })

  it("names the attribute where something is wrong", () => {
    const { custom } = MyContacts.Search
    // @ts-expect-error Argument of type '"plna"' is not assignable to parameter
    custom("plna")
    // @ts-expect-error Argument of type '"free"' is not assignable to parameter of type '"free" & NotAnOptionOf<"plan">'
    custom("plan").equals("free")
    // @ts-expect-error Type '"free"' is not assignable to type '"free" & NotAnOptionOf<"plan">'
    custom("plan").in(["team", "free"])
    // @ts-expect-error Property 'after' does not exist on type 'TextAttribute<"contacts", "nickname">'
    custom("nickname").after(1)
    // @ts-expect-error Property 'contains' does not exist on type 'NumberAttribute<"contacts", "seats">'
    custom("seats").contains("1")
    // @ts-expect-error Property 'greaterThan' does not exist on type 'ListAttribute<"contacts", "plan", "team" | "pro">'
    custom("plan").greaterThan(1)
  })
})
