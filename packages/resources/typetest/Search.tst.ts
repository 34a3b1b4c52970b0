import { Contacts, Conversations, Search, Tickets } from "@effect-intercom/resources"
import { DateTime } from "effect"
import { describe, expect, it } from "tstyche"

describe("a field of a search", () => {
  it("has the comparisons of its type", () => {
    expect(Search.contacts.field("email").equals).type.toBeCallableWith("ada@example.com")
    expect(Search.contacts.field("email").equals).type.toBeCallableWith(null)
    expect(Search.contacts.field("email").equals).type.not.toBeCallableWith(1)
    expect(Search.contacts.field("created_at").after).type.toBeCallableWith(1577869200)
    expect(Search.contacts.field("created_at").after).type.toBeCallableWith(new Date())
    expect(Search.contacts.field("created_at").equals).type.toBeCallableWith(DateTime.nowUnsafe())
    expect(Search.contacts.field("created_at").after).type.not.toBeCallableWith("2020-01-01")
    expect(Search.companies.field("user_count").equals).type.not.toBeCallableWith(new Date())
    expect(Search.contacts.field("unsubscribed_from_emails").equals).type.toBeCallableWith(true)
    expect(Search.contacts.field("owner_id").in).type.toBeCallableWith([1, "2"])
    expect(Search.conversations.field("source.body").contains).type.toBeCallableWith("refund")
    expect(Search.contacts.custom("plan").in).type.toBeCallableWith(["pro", "team"])
  })

  it("lacks those of other types", () => {
    expect(Search.contacts.field("email")).type.not.toHaveProperty("after")
    expect(Search.contacts.field("created_at")).type.not.toHaveProperty("contains")
    expect(Search.contacts.field("unsubscribed_from_emails")).type.not.toHaveProperty("in")
    expect(Search.contacts.field("tag_id")).type.not.toHaveProperty("in")
  })

  it("must exist", () => {
    expect(Search.contacts.field).type.not.toBeCallableWith("emial")
    expect(Search.contacts.field).type.not.toBeCallableWith("source.body")
  })
})

describe("an attribute of the workspace's own", () => {
  it("is named, or of tickets the numeric id", () => {
    expect(Search.contacts.custom).type.toBeCallableWith("plan")
    expect(Search.tickets.custom).type.toBeCallableWith(4120)
    expect(Search.tickets.custom).type.toBeCallableWith("4120")
    expect(Search.tickets.custom).type.not.toBeCallableWith("Severity")
  })
})

describe("a group of filters", () => {
  const email = Search.contacts.field("email").equals("ada@example.com")
  const inner = Search.contacts.or(email, email)
  const outer = Search.contacts.and(email, inner)

  it("knows how deep it is", () => {
    expect(inner).type.toBe<Search.Group<"contacts">>()
    expect(outer).type.toBe<Search.NestedGroup<"contacts">>()
  })

  it("nests two levels and no more", () => {
    expect(Search.contacts.and).type.toBeCallableWith(inner, email)
    expect(Search.contacts.and).type.not.toBeCallableWith(outer)
    expect(Search.contacts.or).type.not.toBeCallableWith(email, outer)
  })

  it("can be made of a list", () => {
    const filters: ReadonlyArray<Search.Filter<"contacts">> = []
    expect(Search.contacts.and(...filters)).type.toBe<Search.Group<"contacts">>()
  })
})

describe("a query", () => {
  it("is taken by the search of its resource only", () => {
    expect(Contacts.search).type.toBeCallableWith({ query: Search.contacts.field("email").equals("ada@example.com") })
    expect(Contacts.search).type.not.toBeCallableWith({ query: Search.tickets.field("state").equals("x") })
    expect(Tickets.search).type.toBeCallableWith({ query: Search.tickets.custom("123").equals("x") })
    expect(Conversations.search).type.toBeCallableWith({
      query: Search.conversations.field("updated_at").after(1577869200),
      pagination: { per_page: 150 }
    })
  })

  it("can be written out", () => {
    expect(Contacts.search).type.toBeCallableWith({
      query: { field: "email", operator: "=", value: "ada@example.com" }
    })
    expect(Contacts.search).type.toBeCallableWith({
      query: { operator: "AND", value: [{ field: "created_at", operator: ">", value: "1306054154" }] }
    })
    expect(Contacts.search).type.not.toBeCallableWith({ query: { field: "email", operator: "==", value: "x" } })
  })
})
