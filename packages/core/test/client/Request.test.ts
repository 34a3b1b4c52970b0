import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { FileOperation, Observer, Operation } from "../../src/index.ts"
import {
  createContact,
  failureOf,
  findContacts,
  getContact,
  scripted,
  searchContacts,
  token
} from "../ScriptedIntercom.ts"

interface Tree {
  readonly name: string
  readonly children: ReadonlyArray<Tree>
}
const Tree: Schema.Codec<Tree> = Schema.Struct({
  name: Schema.String,
  children: Schema.Array(Schema.suspend(() => Tree))
})

const found = { body: { id: "1" } }

/** What a caller without types, or a command line, might pass. */
const untyped = <Input>(input: unknown): Input => input as Input

describe("path parameters", () => {
  it.effect.each([
    ["../admins", "/contacts/..%2Fadmins"],
    ["a/b?c", "/contacts/a%2Fb%3Fc"],
    ["a#b", "/contacts/a%23b"],
    ["%2e%2e", "/contacts/%252e%252e"],
    ["ünï", "/contacts/%C3%BCn%C3%AF"]
  ] as const)("%s stays within its segment", ([id, path]) => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      yield* getContact({ id })
      assert.strictEqual(intercom.received[0]?.url.pathname, path)
      assert.strictEqual(intercom.received[0]?.url.search, "")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect.each(["", ".", ".."])("%o is refused before anything is sent", (id) => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id }))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.strictEqual(intercom.received.length, 0)
    }).pipe(Effect.provide(intercom.layer()))
  })
})

describe("input", () => {
  it.effect("a field nobody declared is refused by name, before anything is sent", () => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      const error = yield* failureOf(createContact(untyped({ email: "ada@example.com", emial: "x" })))
      assert.deepStrictEqual(error.reason._tag === "InvalidInput" && error.reason.issues, [
        { path: "emial", message: "Expected no excess property" }
      ])
      assert.strictEqual(intercom.received.length, 0)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("every wrong field is named, and no value is", () => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      const error = yield* failureOf(createContact(untyped({ email: 4711, also: "secret" })))
      const paths = error.reason._tag === "InvalidInput" ? error.reason.issues.map(({ path }) => path) : []
      assert.deepStrictEqual(paths.toSorted(), ["also", "email"])
      assert.notInclude(error.message, "4711")
      assert.notInclude(error.message, "secret")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a field of an operation that takes none is refused", () => {
    const intercom = scripted(found)
    const ping = Operation.make("things.ping", {
      method: "GET",
      path: "/ping",
      since: "2.7",
      success: Schema.Struct({ id: Schema.String })
    })
    return Effect.gen(function* () {
      const error = yield* failureOf(ping(untyped({ id: "1" })))
      assert.strictEqual(error.message, "things.ping: InvalidInput: id: Expected no excess property")
      assert.strictEqual(intercom.received.length, 0)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "%s deep in an input is refused: as null it would empty what it was to change",
    (number) => {
      const intercom = scripted(found)
      return Effect.gen(function* () {
        const query = { custom_attributes: { note: "null", seats: [1, number] } }
        const error = yield* failureOf(searchContacts({ query }, { version: "2.11" }))
        assert.strictEqual(
          error.message,
          "contacts.search: InvalidInput: query.custom_attributes.seats[1]: Expected a finite number"
        )
        assert.strictEqual(intercom.received.length, 0)
        yield* searchContacts({ query: { note: null, seats: 1 } }, { version: "2.11" })
        assert.strictEqual(intercom.received.length, 1)
      }).pipe(Effect.provide(intercom.layer()))
    }
  )

  it.effect("an input JSON cannot hold is refused", () => {
    const intercom = scripted(found)
    const circular: Record<string, unknown> = {}
    circular["self"] = circular
    return Effect.gen(function* () {
      const error = yield* failureOf(searchContacts({ query: circular }, { version: "2.11" }))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.strictEqual(intercom.received.length, 0)
    }).pipe(Effect.provide(intercom.layer()))
  })
})

describe("an input nested a hundred thousand deep", () => {
  const deep: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000))
  let tree: Tree = { name: "leaf", children: [] }
  for (let depth = 0; depth < 100_000; depth++) tree = { name: "branch", children: [tree] }

  const path = "/trees" as const
  const planted = { since: "2.7", path, success: Schema.Unknown } as const
  const treeInput: Schema.Codec<{ readonly tree: Tree }> = Schema.Struct({ tree: Tree })
  const anyInput: Schema.Codec<{ readonly tree: unknown }> = Schema.Struct({ tree: Schema.Unknown })
  const make = Operation.make("trees.make", { ...planted, method: "POST", body: "json", input: treeInput })
  const find = Operation.make("trees.find", { ...planted, method: "GET", query: ["tree"], input: anyInput })
  const upload = FileOperation.upload("trees.upload", { ...planted, method: "POST", input: anyInput })

  it.effect.each([
    ["in a body", searchContacts({ query: deep }, { version: "2.11" })],
    ["in a query", find({ tree: deep })],
    ["in a form", upload({ tree: deep })],
    ["where the schema is nested as well", make({ tree })],
    ["in a text that is no Unicode", getContact({ id: "\ud800" })]
  ] as const)("%s is refused before anything is sent", ([, call]) => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      const error = yield* Effect.flip(call)
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.strictEqual(intercom.received.length, 0)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("and an answer where the schema is nested as well is told of as a whole", () => {
    const text = `{"name":"","children":[`.repeat(100_000) + "]}".repeat(100_000)
    const get = Operation.make("trees.get", { ...planted, method: "GET", success: Tree })
    return Effect.gen(function* () {
      const events: Array<Observer.Event> = []
      const value = yield* Observer.observed(get({}), (event) => Effect.sync(() => void events.push(event)))
      assert.strictEqual(value.children.length, 1)
      const [told] = events.flatMap((event) => (event._tag === "Mismatched" ? event.mismatches : []))
      assert.deepStrictEqual(told, { path: "", expected: "object", found: "nested too deep" })
      const error = yield* Effect.flip(get({}, { responses: "strict" }))
      assert.isTrue(error.reason._tag === "DecodeError" && error.reason.kind === "shape")
    }).pipe(Effect.provide(scripted({ body: text }).layer()))
  })
})

describe("what is sent", () => {
  it.effect("token, version and what is accepted, which headers of the caller cannot replace", () => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      yield* getContact({ id: "1" }, { headers: { Authorization: "Bearer other", "X-Trace": "1" } })
      const headers = intercom.received[0]?.headers ?? {}
      assert.strictEqual(headers["authorization"], `Bearer ${token}`)
      assert.strictEqual(headers["intercom-version"], "2.9")
      assert.strictEqual(headers["accept"], "application/json")
      assert.strictEqual(headers["accept-encoding"], "gzip")
      assert.strictEqual(headers["x-trace"], "1")
    }).pipe(Effect.provide(intercom.layer({ version: "2.9" })))
  })

  it.effect("query fields in the query, the others in the body, undefined ones nowhere", () => {
    const intercom = scripted(found)
    const update: Operation.Operation<
      { readonly id: string; readonly display_as?: string; readonly name?: string | undefined; readonly tags: object },
      { readonly id: string }
    > = Operation.make("things.update", {
      method: "PUT",
      path: "/things/{id}",
      query: ["display_as"],
      body: "json",
      since: "2.7",
      input: Schema.Struct({
        id: Schema.String,
        display_as: Schema.optionalKey(Schema.String),
        name: Schema.optional(Schema.String),
        tags: Schema.ObjectKeyword
      }),
      success: Schema.Struct({ id: Schema.String })
    })
    return Effect.gen(function* () {
      yield* update({ id: "7", display_as: "plaintext", name: undefined, tags: { a: [1] } }, { query: { beta: "1" } })
      const [request] = intercom.received
      assert.strictEqual(request?.url.pathname, "/things/7")
      assert.strictEqual(request?.url.search, "?display_as=plaintext&beta=1")
      assert.strictEqual(request?.body, `{"tags":{"a":[1]}}`)
      assert.strictEqual(request?.headers["content-type"], "application/json")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a GET without input has neither query nor body", () => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      yield* findContacts()
      assert.strictEqual(intercom.received[0]?.url.search, "")
      assert.strictEqual(intercom.received[0]?.body, "")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect.each([
    [{ region: "us" }, "https://api.intercom.io/contacts/1"],
    [{ region: "eu" }, "https://api.eu.intercom.io/contacts/1"],
    [{ region: "au" }, "https://api.au.intercom.io/contacts/1"],
    [{ region: "eu", baseUrl: "http://127.0.0.1:4010/proxy/" }, "http://127.0.0.1:4010/proxy/contacts/1"]
  ] as const)("goes to the host of %o", ([options, url]) => {
    const intercom = scripted(found)
    return Effect.gen(function* () {
      yield* getContact({ id: "1" })
      assert.strictEqual(intercom.received[0]?.url.href, url)
    }).pipe(Effect.provide(intercom.layer(options)))
  })

  it.effect.each(["", "   ", "two words", "line\nbreak"])(
    "a token of %o is refused before anything is sent",
    (wrong) => {
      const intercom = scripted(found)
      return Effect.gen(function* () {
        const error = yield* failureOf(getContact({ id: "1" }))
        assert.strictEqual(error.reason._tag, "InvalidInput")
        assert.include(error.message, "accessToken")
        if (wrong.trim() !== "") assert.notInclude(error.message, wrong)
        assert.strictEqual(intercom.received.length, 0)
      }).pipe(Effect.provide(intercom.layer({ accessToken: wrong })))
    }
  )

  it.effect.each(["ftp://x", "api.intercom.io", "https://user@host", "https://host?x=1"])(
    "a base address of %o is refused before anything is sent",
    (baseUrl) => {
      const intercom = scripted(found)
      return Effect.gen(function* () {
        const error = yield* failureOf(getContact({ id: "1" }))
        assert.strictEqual(error.reason._tag, "InvalidInput")
        assert.strictEqual(intercom.received.length, 0)
      }).pipe(Effect.provide(intercom.layer({ baseUrl })))
    }
  )
})
