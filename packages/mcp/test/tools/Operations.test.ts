import { assert, describe, it } from "@effect/vitest"
import { IntercomClient, Version } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { IntercomTools } from "../../src/index.ts"
import { mostBytes } from "../../src/text/Answer.ts"
import { bytesOf } from "../../src/text/Cut.ts"
import { pick } from "../../src/tools/Pick.ts"
import { toolsOf } from "../tools.ts"

const workspace = FakeIntercom.layer({ contacts: 60, articles: 3 })

describe("an answer that nests deeper than anything can look into", () => {
  const deep = `{"type":"list","data":[{"type":"tag","id":"1","name":"a","more":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}`

  it.effect("is told as words, and breaks no program that gives the tools to a model", () =>
    Effect.gen(function* () {
      const { handle } = yield* IntercomTools.toolkit
      const [answered] = yield* Stream.runCollect(
        Stream.unwrap(handle("call_operation", { operation: "tags.list", input: {} }))
      )
      assert.strictEqual(answered?.isFailure, true)
      assert.strictEqual(answered?.result, "The answer nests too deeply to be shown.")
    }).pipe(
      Effect.provide(IntercomTools.layer()),
      Effect.provide(IntercomClient.layer({ accessToken: "x" })),
      Effect.provideService(
        HttpClient.HttpClient,
        HttpClient.make((request) => Effect.sync(() => HttpClientResponse.fromWeb(request, new Response(deep))))
      )
    )
  )
})

describe("operations without a tool of their own", () => {
  it.effect("are found by what they do", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      for (const [text, id] of [
        ["news items", "newsItems.list"],
        ["help center collections", "collections.list"],
        ["notes of a contact", "notes.listForContact"],
        ["who is away", "awayStatusReasons.list"],
        ["subscription types", "subscriptionTypes.list"]
      ] as const) {
        assert.include((yield* call("find_operation", { text })).text, `${id} (read): `)
      }
      assert.match((yield* call("find_operation", { text: "xyzzy" })).text, /^Nothing is called so\. Next: /)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("are each described within an answer, all that this version has", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      for (const { access, id, operation } of Operations.all) {
        const { isError, text } = yield* call("describe_operation", { operation: id })
        const isThere =
          access === "read" && Version.isAvailable(operation, Version.latestStable) && operation.reads !== "bytes"
        assert.strictEqual(isError, !isThere, id)
        assert.isAtMost(bytesOf(text), mostBytes, id)
      }
      const { text } = yield* call("describe_operation", { operation: "notes.listForContact" })
      const search = yield* call("describe_operation", { operation: "contacts.search" })
      const query = JSON.parse(/query is (\{.*?\}) \(/.exec(search.text)?.[1] ?? "")
      const found = yield* call("call_operation", { operation: "contacts.search", input: { query } })
      assert.isFalse(found.isError, found.text)
      assert.match(text, /^notes\.listForContact: .+ GET \/contacts\/\{contact_id\}\/notes\nInput: \{"type":"object"/)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("are called with fields chosen, and answers go on where they were cut", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      const chosen = yield* call("call_operation", {
        operation: "contacts.list",
        input: { per_page: 3 },
        fields: ["data.id", "total_count"]
      })
      assert.match(chosen.text, /\{"data":\[(?:\{"id":"\w+"\},?){3}\],"total_count":60\}/)
      let cursor: string | undefined
      let json = ""
      do {
        const { isError, text } = yield* call("call_operation", {
          operation: "contacts.list",
          input: { per_page: 50 },
          ...(cursor === undefined ? {} : { cursor })
        })
        assert.isFalse(isError, text)
        assert.isAtMost(bytesOf(text), mostBytes)
        json += /^\| (.*?)(?: …)?$/m.exec(text)?.[1] ?? ""
        cursor = /cursor "([^"]+)"/.exec(text)?.[1]
      } while (cursor !== undefined)
      assert.strictEqual(JSON.parse(json).data.length, 50)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("refuse inputs that are none before anything is sent", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      const { clearRequests, requests } = yield* FakeIntercom
      yield* clearRequests
      const wrong = yield* call("call_operation", { operation: "contacts.get", input: { ID: "1" } })
      assert.match(
        wrong.text,
        /InvalidInput.+Next: correct the input; describe_operation shows the fields of contacts\.get\./
      )
      const long = yield* call("call_operation", { operation: "contacts.get", input: { id: "x".repeat(60_000) } })
      assert.match(long.text, /^The input is longer than 50000 characters/)
      const mistyped = yield* call("call_operation", { operation: "contact.get" })
      assert.match(mistyped.text, /^There is no operation contact\.get here\. Next: contacts\.get/)
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )
})

describe("fields that are chosen", () => {
  it("are taken out of lists and lists of lists", () => {
    const value = { data: [[{ a: 1, b: { c: 2, d: 3 } }], { a: 4 }], pages: { next: null } }
    assert.deepStrictEqual(pick(value, ["data.a", "data.b.c"]), { data: [[{ a: 1, b: { c: 2 } }], { a: 4 }] })
    assert.deepStrictEqual(pick(value, ["pages"]), { pages: { next: null } })
    assert.deepStrictEqual(pick("x", ["a"]), "x")
  })
})
