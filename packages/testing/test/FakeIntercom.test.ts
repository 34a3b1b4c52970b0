import { Contacts, Conversations, Search, Tags } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { FakeIntercom } from "../src/FakeIntercom.ts"
import * as Index from "../src/index.ts"
import * as Node from "../src/node.ts"

describe("a workspace in memory", () => {
  it.effect("answers with what a dump of it holds", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const page = yield* Contacts.list({ per_page: 150 })
      const dumped = yield* Stream.runCollect(fake.dump("contacts"))
      assert.deepStrictEqual<unknown>(page.data.toReversed(), dumped)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 40 })))
  )
})

describe("a program as users write it", () => {
  const welcome = Effect.fn("welcome")(function* (email: string) {
    const found = yield* Contacts.search({ query: Search.contacts.field("email").equals(email) })
    const contact = found.data[0] ?? (yield* Contacts.create({ role: "user", email }))
    yield* Tags.tagContact({ contact_id: contact.id, id: "7522907" })
    return yield* Conversations.create({ from: { type: "user", id: contact.id }, body: "Hello" })
  })

  it.effect("greets a contact once", () =>
    Effect.gen(function* () {
      const { requests, workspace } = yield* FakeIntercom
      const first = yield* welcome("ada@example.com")
      yield* welcome("ada@example.com")
      const conversation = workspace.conversations.get(first.conversation_id ?? "")
      assert.strictEqual(conversation?.source?.author.email, "ada@example.com")
      const paths = (yield* requests).map(({ method, path }) => `${method} ${path.split("/").slice(0, 3).join("/")}`)
      assert.strictEqual(paths.filter((path) => path === "POST /contacts").length, 1)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 10 })))
  )
})

/** What a module loads as it is imported, by the names it is asked for by. */
const loaded = (file: string, found = new Set<string>()): ReadonlySet<string> => {
  const source = readFileSync(file, "utf8")
  for (const [, name = ""] of source.matchAll(/^(?:import|export)(?! type\b)[^"]*? from "([^"]+)"$/gm)) {
    const path = name.startsWith(".") ? join(file, "..", name) : name
    if (found.has(path)) continue
    found.add(path)
    if (name.startsWith(".")) loaded(path, found)
  }
  return found
}

describe("the class", () => {
  it("is one, whichever module it is imported from", () => {
    assert.strictEqual(Index.FakeIntercom, FakeIntercom)
    assert.strictEqual(Node.FakeIntercom, FakeIntercom)
  })

  it("loads nothing of Node before it serves", () => {
    const modules = [...loaded(join(import.meta.dirname, "../src/index.ts"))]
    assert.isAbove(modules.length, 100)
    assert.deepStrictEqual(
      modules.filter((name) => name.startsWith("node:") || name.startsWith("@effect/platform-node")),
      []
    )
  })
})
