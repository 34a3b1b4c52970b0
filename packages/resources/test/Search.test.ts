import { assert, describe, it } from "@effect/vitest"
import { ResponseCheck } from "@effect-intercom/core"
import { Contacts, Search } from "@effect-intercom/resources"
import { DateTime } from "effect"

const { and, custom, field, or } = Search.contacts
const lead = field("role").equals("lead")

const issuesOf = (query: unknown) => {
  const { input } = Contacts.search
  assert.isDefined(input)
  return ResponseCheck.findInputIssues(input, { query }).map(({ message, path }) => `${path}: ${message}`)
}

describe("the builder", () => {
  it("writes the query Intercom reads", () => {
    assert.deepStrictEqual(and(field("created_at").after(1577869200), or(lead, custom("plan").in(["pro", "team"]))), {
      operator: "AND",
      value: [
        { field: "created_at", operator: ">", value: 1577869200 },
        {
          operator: "OR",
          value: [
            { field: "role", operator: "=", value: "lead" },
            { field: "custom_attributes.plan", operator: "IN", value: ["pro", "team"] }
          ]
        }
      ]
    })
  })

  it("has an operator for every comparison", () => {
    const name = field("name")
    const count = Search.companies.field("user_count")
    assert.deepStrictEqual(
      [
        name.equals("x"),
        name.notEquals(null),
        name.in(["x"]),
        name.notIn(["x"]),
        name.contains("x"),
        name.notContains("x"),
        name.startsWith("x"),
        name.endsWith("x"),
        count.greaterThan(1),
        count.lessThan(1),
        field("created_at").before(1)
      ].map(({ operator }) => operator),
      ["=", "!=", "IN", "NIN", "~", "!~", "^", "$", ">", "<", "<"]
    )
  })

  it("names ticket attributes by their numeric id, as tickets do", () => {
    assert.strictEqual(Search.tickets.custom("123").equals("x").field, "ticket_attribute.123")
    assert.strictEqual(Search.tickets.custom(123).equals("x").field, "ticket_attribute.123")
  })

  it("compares with a Date or a DateTime as with Unix seconds", () => {
    const created = field("created_at")
    const date = new Date("2026-01-31T09:00:00Z")
    const moment = DateTime.makeUnsafe(date)
    const zoned = DateTime.makeZonedUnsafe(date, { timeZone: "Asia/Tokyo" })
    for (const time of [date, moment, zoned, 1769850000]) {
      assert.deepStrictEqual(
        [created.after(time), created.before(time), created.equals(time), custom("renews").after(time)].map(
          ({ value }) => value
        ),
        [1769850000, 1769850000, 1769850000, 1769850000]
      )
    }
    assert.deepStrictEqual(issuesOf(created.after(date)), [])
  })

  it("leaves out nothing of a second that a moment lies in", () => {
    const moment = new Date(1_500)
    assert.strictEqual(field("created_at").after(moment).value, 1)
    assert.strictEqual(field("created_at").before(moment).value, 2)
  })

  it("refuses a date that is none before anything is sent", () => {
    assert.deepStrictEqual(issuesOf(field("created_at").after(new Date(Number.NaN))), [
      "query.value: Expected a text, a number, a boolean or null"
    ])
  })
})

describe("the precision of dates", () => {
  it("is a day for contacts before 2.17, and a second for all else", () => {
    assert.deepStrictEqual(
      (["2.7", "2.16", "2.17", "Preview", "Unstable"] as const).map((version) =>
        Search.datePrecision("contacts", version)
      ),
      ["day", "day", "second", "second", "second"]
    )
    assert.strictEqual(Search.datePrecision("conversations", "2.7"), "second")
  })
})

describe("the check of a query, before anything is sent", () => {
  it("accepts 15 filters and refuses 16, naming the limit", () => {
    const filters = Array.from({ length: 15 }, () => lead)
    assert.deepStrictEqual(issuesOf(and(...filters)), [])
    assert.deepStrictEqual(issuesOf(and(...filters, lead)), [
      "query.value: Expected at most 15 filters in a group, got 16"
    ])
    assert.deepStrictEqual(issuesOf(and(lead, or(...filters, lead))), [
      "query.value[1].value: Expected at most 15 filters in a group, got 16"
    ])
  })

  it("refuses an empty group", () => {
    assert.deepStrictEqual(issuesOf(and()), ["query.value: Expected at least one filter in a group"])
    assert.deepStrictEqual(issuesOf(or(lead, and())), ["query.value[1].value: Expected at least one filter in a group"])
  })

  it("refuses a third level from callers without types", () => {
    const nested = { operator: "AND", value: [{ operator: "OR", value: [{ operator: "AND", value: [lead] }] }] }
    assert.deepStrictEqual(issuesOf(nested), [
      "query.value[0].value[0]: Expected a filter: groups nest two levels deep at most"
    ])
  })

  it("accepts queries written out, with fields that are not in the tables", () => {
    assert.deepStrictEqual(issuesOf({ field: "something_new", operator: ">=", value: 1 }), [])
    assert.deepStrictEqual(issuesOf({ field: "external_id", operator: "=", value: null }), [])
  })

  it("says what is wrong with a filter", () => {
    assert.deepStrictEqual(issuesOf({ field: "email", operator: "==", value: "x" }), [
      "query.operator: Expected one of = != IN NIN > < >= <= ~ !~ ^ $"
    ])
    assert.deepStrictEqual(issuesOf({ field: "email", operator: "IN", value: "x" }), [
      "query.value: Expected a list of texts, numbers or booleans"
    ])
    assert.deepStrictEqual(issuesOf({ field: "email", operator: "=", value: { a: 1 } }), [
      "query.value: Expected a text, a number, a boolean or null"
    ])
    assert.deepStrictEqual(issuesOf({ field: "email", operator: "=", value: "x", values: [] }), [
      "query.values: Unexpected key"
    ])
    assert.deepStrictEqual(issuesOf("email = x"), ["query: Expected a filter or a group of filters"])
  })
})
