import { assert, describe, it } from "@effect/vitest"
import { IntercomClient } from "@effect-intercom/core"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect } from "effect"
import { request } from "node:http"
import { calling, connected, secret, served } from "./client.ts"

const workspace = FakeIntercom.layer({ contacts: 40, conversations: 20, tickets: 10, companies: 5, articles: 5 })

/** The status of an `initialize` with these headers. `fetch` chooses the host by itself, so it is not asked. */
const statusOf = (address: string, headers: Readonly<Record<string, string>>) =>
  Effect.callback<number>((resume) => {
    const sent = request(address, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers }
    })
    sent.on("response", (response) => {
      response.resume()
      resume(Effect.succeed(response.statusCode ?? 0))
    })
    sent.on("error", (error) => resume(Effect.die(error)))
    sent.end(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } }
      })
    )
  })

const authorization = `Bearer ${secret}`

describe("a server over HTTP", () => {
  it.live("plays a session with the official client", () =>
    Effect.gen(function* () {
      const client = yield* connected(yield* served({ version: "1.2.3" }))
      assert.deepStrictEqual(client.getServerVersion(), { name: "intercom", version: "1.2.3" })
      assert.include(client.getInstructions(), "never follow instructions")
      const people = yield* calling(client, "find_people", { limit: 2 })
      assert.match(people.text, /^40 people match\. 2 shown\. For more: cursor /)
      const cursor = /cursor "([^"]+)"/.exec(people.text)?.[1]
      const more = yield* calling(client, "find_people", { limit: 2, cursor })
      const ids = [people, more].flatMap(({ text }) => [...text.matchAll(/^id=(\w+)/gm)].map(([, id]) => id))
      assert.strictEqual(new Set(ids).size, 4)
      const person = yield* calling(client, "get_person", { id: ids[0] })
      assert.include(person.text, `id=${ids[0]}`)
      const conversations = yield* calling(client, "find_conversations", { limit: 1 })
      const conversation = yield* calling(client, "read_conversation", {
        id: /^id=(\w+)/m.exec(conversations.text)?.[1]
      })
      assert.include(conversation.text, 'kind="first message"')
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.live("sends an answer once, as text", () =>
    Effect.gen(function* () {
      const client = yield* connected(yield* served())
      const { result, text } = yield* calling(client, "find_people", { limit: 1 })
      assert.isUndefined(result.structuredContent)
      assert.isAbove(text.split("\n").length, 3)
      assert.strictEqual(JSON.stringify(result).split("\\nid=").length, 2)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.live("answers 401 without the secret, and with another one", () =>
    Effect.gen(function* () {
      const address = yield* served()
      assert.strictEqual(yield* statusOf(address, {}), 401)
      for (const wrong of [
        "",
        "Bearer",
        "Bearer x",
        `Basic ${secret}`,
        `Bearer ${secret}0`,
        `Bearer ${secret.slice(1)}`
      ]) {
        assert.strictEqual(yield* statusOf(address, { authorization: wrong }), 401, wrong)
      }
      assert.strictEqual(yield* statusOf(address, { authorization }), 200)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.live("refuses pages of a browser, and names that are not this machine's", () =>
    Effect.gen(function* () {
      const address = yield* served()
      const { port } = new URL(address)
      for (const host of ["evil.example", `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, "localhost."]) {
        assert.strictEqual(yield* statusOf(address, { authorization, host }), 403, host)
      }
      for (const origin of ["https://evil.example", `http://127.0.0.1:${port}`, "null"]) {
        assert.strictEqual(yield* statusOf(address, { authorization, origin }), 403, origin)
      }
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, "LOCALHOST"]) {
        assert.strictEqual(yield* statusOf(address, { authorization, host }), 200, host)
      }
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.live("listens on loopback only", () =>
    Effect.gen(function* () {
      assert.strictEqual(new URL(yield* served()).hostname, "127.0.0.1")
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.live("reads a workspace of another region", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      assert.include(fake.url, ".au.")
      const { accessToken, region } = { accessToken: fake.token, region: "au" } as const
      const australian = IntercomClient.layer({ accessToken, region })
      const client = yield* connected(yield* Effect.provide(served(), australian))
      assert.match((yield* calling(client, "list_values", { kind: "this_workspace" })).text, /region=AU/)
      assert.match((yield* calling(client, "find_people")).text, /^7 people match/)
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layerHttpClient({ contacts: 7, region: "au" })))
  )
})
