import { fromLayer, type Intercom, make } from "@effect-intercom/promise"
import { Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect, FileSystem, Stream } from "effect"
import { describe, expect, it } from "tstyche"

declare const intercom: Intercom
declare const needsFiles: Effect.Effect<void, never, FileSystem.FileSystem>

describe("a call", () => {
  it("resolves to the record of the operation", () => {
    expect(intercom(Contacts.get({ id: "1" }))).type.toBe<Promise<Contacts.Contact>>()
  })

  it("takes a signal, which may be undefined", () => {
    expect(intercom).type.toBeCallableWith(Contacts.list(), { signal: AbortSignal.timeout(1) })
    expect(intercom).type.toBeCallableWith(Contacts.list(), { signal: undefined })
    expect(intercom).type.not.toBeCallableWith(Contacts.list(), { timeout: 5 })
  })

  it("takes no effect that needs what a client does not have", () => {
    expect(intercom).type.toBeCallableWith(Effect.void)
    expect(intercom).type.not.toBeCallableWith(needsFiles)
  })

  it("takes no operation that was not called, and no promise", () => {
    expect(intercom).type.not.toBeCallableWith(Contacts.list)
    expect(intercom).type.not.toBeCallableWith(Promise.resolve(1))
  })
})

describe("each", () => {
  it("gives the rows of a stream", () => {
    expect(intercom.each(IntercomStream.items(Contacts.list))).type.toBe<AsyncIterable<Contacts.Contact>>()
  })

  it("takes no stream that needs what a client does not have, and no effect", () => {
    expect(intercom.each).type.not.toBeCallableWith(Stream.fromEffect(needsFiles))
    expect(intercom.each).type.not.toBeCallableWith(Contacts.list())
  })
})

describe("a client", () => {
  it("takes a token as environments have it", () => {
    const env: Record<string, string | undefined> = {}
    expect(make({ accessToken: env["TOKEN"] })).type.toBe<Intercom>()
    expect(make).type.toBeCallableWith({ accessToken: async () => "token" })
    expect(make).type.not.toBeCallableWith({ accessToken: 1 })
    expect(make).type.not.toBeCallableWith({})
  })

  it("knows regions and versions", () => {
    expect(make).type.toBeCallableWith({ accessToken: "token", region: "eu", version: "2.11" })
    expect(make).type.not.toBeCallableWith({ accessToken: "token", region: "mars" })
    expect(make).type.not.toBeCallableWith({ accessToken: "token", version: "1.0" })
  })

  it("over a fake workspace runs what asks for that workspace, too", () => {
    const fake = fromLayer(FakeIntercom.layer())
    expect(fake).type.toBeCallableWith(FakeIntercom.use(({ requests }) => requests))
    expect(intercom).type.not.toBeCallableWith(FakeIntercom.use(({ requests }) => requests))
    expect(fake).type.toBeAssignableTo<(call: ReturnType<typeof Contacts.list>) => Promise<Contacts.ContactList>>()
  })
})
