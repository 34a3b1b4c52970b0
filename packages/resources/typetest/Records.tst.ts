import type { Articles, Companies, Contacts, Conversations, Tags } from "@effect-intercom/resources"
import { describe, expect, it } from "tstyche"

const conversation = {} as Conversations.Conversation
const statistics = {} as Conversations.ConversationStatistics

describe("a program that forgets what may be null", () => {
  it("does not compile: the time of a first close, of a conversation that may not have been closed", () => {
    // @ts-expect-error 'conversation.statistics' is possibly 'null' or 'undefined'
    void conversation.statistics.first_close_at
    // @ts-expect-error 'statistics.first_close_at' is possibly 'null' or 'undefined'
    void new Date(statistics.first_close_at * 1000)
  })

  it("does not compile: who closed it last, an id that may be a number", () => {
    // @ts-expect-error Property 'startsWith' does not exist on type 'string | number'
    void statistics.last_closed_by_id?.startsWith("1")
    expect<Conversations.ConversationStatistics["last_closed_by_id"]>().type.toBe<string | number | null | undefined>()
  })
})

describe("what happens only some day", () => {
  it("may be missing or null: times, durations, assignees, ratings, SLAs, what an AI made of it, whole blocks", () => {
    expect<Conversations.ConversationStatistics["first_close_at"]>().type.toBe<number | null | undefined>()
    expect<Conversations.ConversationStatistics["time_to_admin_reply"]>().type.toBe<number | null | undefined>()
    expect<Conversations.Conversation["admin_assignee_id"]>().type.toBe<string | number | null | undefined>()
    expect<Conversations.Conversation["source"]>().type.toBe<Conversations.ConversationSource | null | undefined>()
    expect<Conversations.Conversation["statistics"]>().type.toBe<
      Conversations.ConversationStatistics | null | undefined
    >()
    expect<Conversations.ConversationRating["rating"]>().type.toBe<number | null | undefined>()
    expect<Conversations.Conversation["title"]>().type.toBe<string | null | undefined>()
    expect<Companies.Company["remote_created_at"]>().type.toBe<number | null | undefined>()
  })
})

describe("what a reader can rely on", () => {
  it("is identity, what a thing is created with, the array of a list, and what ten records had", () => {
    expect<Contacts.Contact["id"]>().type.toBe<string>()
    expect<Contacts.Contact["created_at"]>().type.toBe<number>()
    expect<Tags.Tag["name"]>().type.toBe<string>()
    expect<Articles.Article["title"]>().type.toBe<string>()
    expect<Companies.Company["company_id"]>().type.toBe<string>()
    expect<Contacts.ContactList["data"]>().type.toBe<ReadonlyArray<Contacts.Contact>>()
    expect<Contacts.Contact["unsubscribed_from_emails"]>().type.toBe<boolean>()
    expect<Conversations.Conversation["open"]>().type.toBe<boolean>()
  })

  it("may be null and still be there, or missing and never null, where evidence tells the two apart", () => {
    expect<Contacts.Contact["external_id"]>().type.toBe<string | null>()
    expect<Conversations.Conversation["read"]>().type.toBe<boolean | undefined>()
  })
})

describe("facts of real workspaces", () => {
  it("are in the types: admins of a conversation, an avatar that is a text, fields no description has", () => {
    expect<Conversations.ConversationTeammates>().type.toHaveProperty("admins")
    expect<Conversations.ConversationTeammates>().type.not.toHaveProperty("teammates")
    expect<string>().type.toBeAssignableTo<Contacts.Contact["avatar"]>()
    expect<Contacts.Contact["sms_consent"]>().type.toBe<boolean | null | undefined>()
    expect<Contacts.Contact["unsubscribed_from_sms"]>().type.toBe<boolean | null | undefined>()
    expect<Articles.Article["content_id"]>().type.toBe<string | null | undefined>()
  })
})
