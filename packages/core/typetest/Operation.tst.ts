import { Effect, Schema, type Stream } from "effect"
import { type IntercomClient, type IntercomError, Operation } from "@effect-intercom/core"
import { describe, expect, it } from "tstyche"

interface Contact {
  readonly id: string
}
declare const Contact: Schema.Codec<Contact>
declare const get: Operation.Operation<{ readonly id: string }, Contact>
declare const list: Operation.Operation<{ readonly per_page?: number }, ReadonlyArray<Contact>>
declare const download: Operation.Download<{ readonly id: string }>

describe("calling an operation", () => {
  it("gives its value, the one error and the one requirement", () => {
    expect(get({ id: "1" })).type.toBe<Effect.Effect<Contact, IntercomError, IntercomClient.IntercomClient>>()
  })

  it("needs the input when a field of it is required, and not otherwise", () => {
    expect(get).type.not.toBeCallableWith()
    expect(get).type.not.toBeCallableWith({})
    expect(get).type.not.toBeCallableWith({ id: 1 })
    expect(get).type.not.toBeCallableWith({ id: "1", name: "x" })
    expect(list).type.toBeCallableWith()
    expect(list).type.toBeCallableWith({ per_page: 50 }, { version: "2.11", timeout: "5 seconds", retry: false })
  })

  it("knows the versions there are", () => {
    expect(get).type.not.toBeCallableWith({ id: "1" }, { version: "3.0" })
  })

  it("gives the response around the value", () => {
    expect(Effect.map(get.response({ id: "1" }), ({ value }) => value)).type.toBe<
      Effect.Effect<Contact, IntercomError, IntercomClient.IntercomClient>
    >()
  })

  it("of a download is a stream of bytes", () => {
    expect(download({ id: "1" })).type.toBe<Stream.Stream<Uint8Array, IntercomError, IntercomClient.IntercomClient>>()
  })
})

describe("failing", () => {
  it("is narrowed by reason", () => {
    expect(
      get({ id: "1" }).pipe(
        Effect.catchReason("IntercomError", "RateLimited", (reason) => Effect.succeed(reason.retryAfter))
      )
    ).type.toBeAssignableTo<Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>>()
    // @ts-expect-error Argument of type '"Teapot"' is not assignable
    get({ id: "1" }).pipe(Effect.catchReason("IntercomError", "Teapot", () => Effect.void))
  })
})

describe("making an operation", () => {
  it("infers page and item of a paginated one", () => {
    expect(
      Operation.paginated("contacts.list", {
        method: "GET",
        path: "/contacts",
        since: "2.7",
        success: Schema.Struct({ data: Schema.Array(Schema.Struct({ id: Schema.String })) }),
        pagination: { kind: "cursor", items: (page) => page.data }
      })
    ).type.toBeAssignableTo<
      Operation.Paginated<{}, { readonly data: ReadonlyArray<{ readonly id: string }> }, { readonly id: string }>
    >()
  })
})
