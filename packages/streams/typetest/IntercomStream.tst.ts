import { type IntercomClient, type IntercomError, Operation } from "@effect-intercom/core"
import { IntercomStream, type Page } from "@effect-intercom/streams"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { describe, expect, test } from "tstyche"

interface Contact {
  readonly id: string
  readonly role: string
}
interface ContactList {
  readonly data: ReadonlyArray<Contact>
}
interface ListInput {
  readonly per_page?: number
  readonly starting_after?: string
}
interface EventsInput {
  readonly intercom_user_id: string
}
declare const ContactList: Schema.Codec<ContactList>
declare const Contact: Schema.Codec<Contact>
declare const ListInput: Schema.Codec<ListInput>
declare const EventsInput: Schema.Codec<EventsInput>

const list: Operation.Paginated<ListInput, ContactList, Contact> = Operation.paginated("contacts.list", {
  method: "GET",
  path: "/contacts",
  query: ["per_page", "starting_after"],
  since: "2.7",
  input: ListInput,
  success: ContactList,
  pagination: { kind: "cursor", items: (page) => page.data }
})
const events = Operation.paginated("events.list", {
  method: "GET",
  path: "/events",
  query: ["intercom_user_id"],
  since: "2.7",
  input: EventsInput,
  success: ContactList,
  pagination: { kind: "url", items: (page: ContactList) => page.data }
})
const get: Operation.Operation<{ readonly id: string }, Contact> = Operation.make("contacts.get", {
  method: "GET",
  path: "/contacts/{id}",
  since: "2.7",
  success: Contact
})

describe("items", () => {
  test("the rows' type follows from the operation", () => {
    expect(IntercomStream.items(list)).type.toBe<Stream.Stream<Contact, IntercomError, IntercomClient.IntercomClient>>()
    expect(IntercomStream.items(list, { per_page: 10 }, { prefetch: 2, timeout: "5 seconds" })).type.toBe<
      Stream.Stream<Contact, IntercomError, IntercomClient.IntercomClient>
    >()
    expect(IntercomStream.items(events, { intercom_user_id: "1" })).type.toBe<
      Stream.Stream<Contact, IntercomError, IntercomClient.IntercomClient>
    >()
  })

  test("an operation without pages is refused", () => {
    expect(IntercomStream.items).type.not.toBeCallableWith(get, { id: "1" })
    // @ts-expect-error This operation has no pages: only operations that answer page by page can be streamed
    IntercomStream.items(get, { id: "1" })
  })

  test("the input is the operation's own", () => {
    expect(IntercomStream.items).type.not.toBeCallableWith(list, { per_page: "many" })
    expect(IntercomStream.items).type.not.toBeCallableWith(list, { page: 1 })
    expect(IntercomStream.items).type.not.toBeCallableWith(events)
    expect(IntercomStream.items).type.not.toBeCallableWith(events, {})
  })

  test("options are known ones", () => {
    expect(IntercomStream.items).type.not.toBeCallableWith(list, {}, { pageSize: 10 })
  })
})

describe("pages", () => {
  test("a page holds the rows and the response", () => {
    expect(IntercomStream.pages(list)).type.toBe<
      Stream.Stream<Page<Contact, ContactList>, IntercomError, IntercomClient.IntercomClient>
    >()
  })

  test("an operation without pages is refused", () => {
    // @ts-expect-error This operation has no pages: only operations that answer page by page can be streamed
    IntercomStream.pages(get, { id: "1" })
  })
})
