import { Effect, Stream } from "effect"
import { Contacts, DataExport } from "@effect-intercom/resources"
import { Faults, Fixtures, IntercomTest } from "@effect-intercom/testing"
import { describe, expect, it } from "tstyche"

declare const wrong: Omit<Contacts.Contact, "id"> & { readonly id: number }

describe("a stub", () => {
  it("takes what the operation answers, a failure, or an effect of either", () => {
    expect(IntercomTest.stub).type.toBeCallableWith(Contacts.get, () => Fixtures.contact())
    expect(IntercomTest.stub).type.toBeCallableWith(Contacts.get, () => IntercomTest.notFound())
    expect(IntercomTest.stub).type.toBeCallableWith(Contacts.get, () => Effect.succeed(Fixtures.contact()))
    expect(IntercomTest.stub).type.toBeCallableWith(Contacts.get, () => IntercomTest.fail(IntercomTest.notFound()))
  })

  it("takes the bytes of a file, or their stream", () => {
    expect(IntercomTest.stub).type.toBeCallableWith(DataExport.download, () => new Uint8Array())
    expect(IntercomTest.stub).type.toBeCallableWith(DataExport.download, () => Stream.make(new Uint8Array()))
    // @ts-expect-error Type 'string' is not assignable to type
    IntercomTest.stub(DataExport.download, () => "text")
  })

  it("gives the handler the input of the operation", () => {
    IntercomTest.stub(Contacts.get, (input) => {
      expect(input).type.toBe<Contacts.GetInput>()
      return Fixtures.contact(input)
    })
  })

  it("with a wrong field says so at the field", () => {
    IntercomTest.stub(Contacts.get, () => ({
      ...Fixtures.contact(),
      // @ts-expect-error Type 'number' is not assignable to type 'string'
      id: 1
    }))
  })

  it("with a record that is wrong names its field", () => {
    // @ts-expect-error Types of property 'id' are incompatible
    IntercomTest.stub(Contacts.get, () => wrong)
    // @ts-expect-error Types of property 'id' are incompatible
    IntercomTest.stub(Contacts.get, () => Effect.succeed(wrong))
  })

  it("with an incomplete record names what is missing", () => {
    // @ts-expect-error is missing the following properties from type 'Contact': external_id, workspace_id, role
    IntercomTest.stub(Contacts.get, () => ({ type: "contact" as const, id: "1" }))
    // @ts-expect-error Property 'data' is missing in type 'Contact' but required in type 'ContactList'
    IntercomTest.stub(Contacts.list, () => Fixtures.contact())
  })
})

describe("a fault", () => {
  it("that is none is told of with those there are", () => {
    // @ts-expect-error | 429 | 500 | 502 | 503 | 504 |
    Faults.script([{ at: 1, fault: "disconnect" }])
    // @ts-expect-error { readonly latency: Input; } | { readonly status: number;
    Faults.script([{ at: 1, fault: 501 }])
    // @ts-expect-error 'late' does not exist in type '{ readonly latency: Input; } | { readonly status: number
    Faults.script([{ at: 1, fault: { late: "1 second" } }])
  })
})
