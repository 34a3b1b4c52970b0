import { Changes, Sync } from "@effect-intercom/sync"
import type { Contacts, Conversations } from "@effect-intercom/resources"
import type * as Stream from "effect/Stream"
import { describe, expect, test } from "tstyche"

const changes = Changes.stream({ streams: ["contacts", "conversations"] })
declare const change: Stream.Success<typeof changes>

describe("a change", () => {
  test("has the record of its stream", () => {
    if (change._tag === "Upsert" && change.stream === "contacts") expect(change.record).type.toBe<Contacts.Contact>()
    if (change._tag === "Upsert" && change.stream === "conversations") {
      expect(change.record).type.toBe<Conversations.Conversation>()
    }
  })

  test("is a merge only of contacts", () => {
    expect<Extract<Changes.Change<"conversations">, { readonly _tag: "Merge" }>>().type.toBe<never>()
    expect<Extract<Changes.Change<"contacts">, { readonly _tag: "Merge" }>>().type.toBe<Changes.Merge>()
  })
})

describe("streams to follow", () => {
  test("are those that can be exported, but for jobs", () => {
    expect(Changes.stream).type.toBeCallableWith({ streams: "all" })
    expect(Changes.stream).type.not.toBeCallableWith({ streams: ["contact"] })
    expect(Changes.stream).type.not.toBeCallableWith({ streams: ["content_data"] })
    expect(Sync.run).type.toBeCallableWith({ streams: ["contacts"], every: "5 minutes" })
    expect(Sync.run).type.not.toBeCallableWith({ streams: ["contacts"], every: "5 minuets" })
  })
})
