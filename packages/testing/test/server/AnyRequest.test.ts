import type { Operation } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Predicate } from "effect"
import { Agent, request } from "node:http"
import { valueOf } from "../../src/server/canned/SchemaValue.ts"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import { serve, type ServedFake } from "../../src/server/Serve.ts"
import { bits } from "../../src/workspace/seeding/Random.ts"
import { rawCall } from "../rawCall.ts"
import { exchange, head } from "./wire.ts"

/** A seed of its own for each run, printed; INTERCOM_FUZZ_SEED names one that was. */
const seed = Number(process.env["INTERCOM_FUZZ_SEED"] ?? Date.now() % 1_000_000)

const requests = Number(process.env["INTERCOM_FUZZ_REQUESTS"] ?? 5000)
const atOnce = 16

/** Numbers that depend on the seed and the request alone. */
type Dice = (below: number) => number

const diceOf = (number: number): Dice => {
  let rolled = 0
  return (below) => bits(seed, number, rolled++) % below
}

const oneOf = <A>(roll: Dice, choices: ReadonlyArray<A>): A => choices[roll(choices.length)] as A

/** What no program sends, and one that is in pieces. */
const junk = (roll: Dice): unknown =>
  oneOf<unknown>(roll, [
    null,
    true,
    "",
    "0",
    -1,
    0,
    1e21,
    1.5,
    "null",
    "__proto__",
    "constructor",
    "2026-11-31T25:00:00Z",
    "\u0000\ud800",
    "x".repeat(3000),
    [],
    {},
    [[]],
    [null],
    [7],
    { type: null },
    { toString: 1 },
    JSON.parse('{"__proto__":{"id":1},"length":-1}'),
    JSON.parse(`${"[".repeat(90)}${"]".repeat(90)}`)
  ])

/** A value with one place of it, somewhere, in pieces. */
const broken = (value: unknown, roll: Dice): unknown => {
  if (roll(4) === 0) return junk(roll)
  if (Array.isArray(value)) {
    if (value.length === 0) return [junk(roll)]
    return value.with(roll(value.length), broken(oneOf(roll, value), roll))
  }
  if (!Predicate.isObject(value)) return junk(roll)
  const names = Object.keys(value)
  if (names.length === 0) return { [oneOf(roll, ["id", "type", "constructor"])]: junk(roll) }
  const name = oneOf(roll, names)
  return { ...value, [name]: broken(value[name], roll) }
}

/** What the operation takes, with its fields that may be left out or without them. */
const bodyOf = (operation: Operation.Definition, roll: Dice): unknown => {
  if (operation.input === undefined) return {}
  const setting = { seed: roll(100), now: 1_790_000_000, optional: roll(2) === 0, record: "input" }
  return valueOf(operation.input.ast, setting)
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const queries = [
  "per_page",
  "page",
  "starting_after",
  "order",
  "display_as",
  "scroll_param",
  "type",
  "user_id",
  "email"
]

const requestOf = (roll: Dice, ids: ReadonlyArray<string>): Sent => {
  const { operation } = oneOf(roll, Operations.all)
  const id = () => oneOf(roll, roll(8) === 0 ? ["%00", "..", "%2f", "%ff", "last", "constructor", "-1", ""] : ids)
  const path = operation.path.replace(/\{\w+\}/g, id)
  const query = Array.from({ length: roll(3) }, () => {
    const value = oneOf(roll, ["", "1", "0", "-1", "9".repeat(30), "a", "asc", "%", "WzEsIjEiLDJd", "[]", "user"])
    return `${oneOf(roll, queries)}=${value}`
  })
  const whole = bodyOf(operation, roll)
  const body = JSON.stringify(roll(3) === 0 ? whole : broken(whole, roll))
  return {
    method:
      roll(10) === 0 ? oneOf(roll, ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]) : operation.method,
    path: query.length === 0 ? path : `${path}?${query.join("&")}`,
    headers: {
      authorization: roll(20) === 0 ? "Basic %%%" : "Bearer fake-access-token",
      "intercom-version": oneOf(roll, ["2.7", "2.11", "2.16", "Preview", "Preview", "Preview", "3"]),
      ...(roll(10) === 0 ? { accept: oneOf(roll, ["*/*", "text/plain", "\u00e9"]) } : {}),
      ...(roll(20) === 0 ? { "content-type": "multipart/form-data; boundary=x" } : {})
    },
    body: operation.method === "GET" && roll(4) !== 0 ? undefined : roll(20) === 0 ? body.slice(1) : body
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: atOnce })

const send = ({ url }: ServedFake, { body, headers, method, path }: Sent) =>
  Effect.tryPromise(
    () =>
      new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
        const { port } = new URL(url)
        const length = Buffer.byteLength(body ?? "")
        const sending = request(
          { agent, host: "127.0.0.1", port, method, path, headers: { ...headers, "content-length": length } },
          (response) => {
            let text = ""
            response.setEncoding("utf8")
            response.on("data", (part: string) => {
              text += part
            })
            response.on("end", () => resolve({ status: response.statusCode ?? 0, text }))
            response.on("error", reject)
          }
        )
        sending.on("error", reject)
        sending.end(body)
      })
  )

/** Bytes that are no request, or hardly one. */
const scrap = (roll: Dice): string => {
  const line = oneOf(roll, ["GET //", "GET http://[", "POST *", "GET /contacts?%", "CONNECT a:1", "get /me", "GET"])
  const headers = oneOf<Readonly<Record<string, string>>>(roll, [
    {},
    { Host: "[" },
    { Host: "" },
    { Host: "a b" },
    { "content-length": "-1" },
    { "content-length": "5", "transfer-encoding": "chunked" },
    { Upgrade: "websocket", Connection: "Upgrade, close" },
    { Expect: "100-continue" },
    { Authorization: "\u0001" },
    { Cookie: "x".repeat(20_000) }
  ])
  const whole = head(line, headers)
  return roll(4) === 0 ? whole.slice(roll(whole.length)) + "\r\n\r\n" : whole
}

describe("any request", () => {
  it.live("is answered, and the workspace goes on", () =>
    Effect.gen(function* () {
      console.log(`${requests} random requests, INTERCOM_FUZZ_SEED=${seed}`)
      const fake = yield* serve({
        contacts: 40,
        companies: 10,
        conversations: 20,
        tickets: 10,
        articles: 4,
        collections: 2,
        internalArticles: 2,
        newsItems: 2,
        calls: 3,
        rateLimit: false
      })
      const { workspace } = fake
      const now = workspace.now()
      const first = { limit: 3, now }
      const all = { key: "all", matches: undefined, order: "ascending", indexed: false } as const
      const byId = { ...all, sort: { name: "id", type: "id", of: ({ id }: { readonly id: string }) => id } } as const
      const shelves = [
        workspace.audiences,
        workspace.contentSnippets,
        workspace.dataConnectors,
        workspace.externalPages,
        workspace.folders,
        workspace.identitySecrets,
        workspace.importSources,
        workspace.officeHours,
        workspace.officeHoursExceptions
      ]
      const ids = [
        ...shelves.map((shelf) => shelf.add().id),
        ...workspace.macros.all().map(({ id }) => id),
        ...workspace.contacts.page(byId, first).rows.map(({ id }) => id),
        ...workspace.companies.page(byId, first).rows.map(({ id }) => id),
        ...workspace.conversations.page(byId, first).rows.map(({ id }) => id),
        ...workspace.tickets.page(byId, first).rows.map(({ id }) => id),
        ...workspace.articles.all().map(({ id }) => id),
        ...workspace.admins.slice(0, 2).map(({ id }) => id),
        ...Array.from({ length: 9 }, (_, number) => String(number + 1))
      ]
      const statuses = new Map<number, number>()
      const problems: Array<string> = []
      yield* Effect.forEach(
        Array.from({ length: requests }, (_, number) => number),
        Effect.fnUntraced(function* (number) {
          const roll = diceOf(number)
          if (number % 20 === 0) return void (yield* exchange(fake.url, scrap(roll)).pipe(Effect.timeout("2 minutes")))
          const sent = requestOf(roll, ids)
          const answer = yield* Effect.result(send(fake, sent).pipe(Effect.timeout("2 minutes")))
          const status = answer._tag === "Success" ? answer.success.status : 0
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          if (status >= 200 && status < 500) return
          const what = `${sent.method} ${sent.path} ${sent.headers["intercom-version"]} ${sent.body?.slice(0, 300)}`
          problems.push(`${number}: ${what}: ${answer._tag === "Success" ? answer.success.text : "no answer"}`)
        }),
        { concurrency: atOnce }
      )
      agent.destroy()
      console.log([...statuses].map(([status, count]) => `${count} × ${status}`).join(", "))
      assert.deepStrictEqual(problems.slice(0, 30), [])
      const alive = yield* Effect.promise(() =>
        fetch(`${fake.url}/me`, { headers: { authorization: "Bearer fake-access-token" } })
      )
      assert.strictEqual(alive.status, 200)
      assert.isAbove((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0), requests / 12)
    }).pipe(Effect.scoped)
  )

  it.effect(
    "is answered in time where random ones hardly come: half a character, a time beyond all dates, a million <",
    () =>
      Effect.gen(function* () {
        const { workspace } = yield* FakeIntercom
        const admin_id = workspace.admins[0]?.id
        const { id } = workspace.conversations.add()
        const contact = workspace.contacts.add({ email: "ada@example.com" })
        const before = performance.now()
        const statusOf = (method: "GET" | "POST", path: string, body?: unknown) =>
          Effect.map(rawCall(method, path, { body, headers: { "intercom-version": "2.14" } }), ({ status }) => status)
        const reply = { message_type: "comment", type: "admin", admin_id, body: "<".repeat(1_000_000) }
        const attachment_files = [{ name: "\ud800", content_type: "text/plain", data: "eA==" }]
        const message = { from: { type: "admin", id: admin_id }, to: { type: "user", id: contact.id }, body: "x" }
        assert.strictEqual(yield* statusOf("POST", `/conversations/${id}/reply`, { ...reply, attachment_files }), 200)
        assert.strictEqual(yield* statusOf("GET", `/conversations/${id}?display_as=plaintext`), 200)
        assert.strictEqual(yield* statusOf("POST", "/messages", { ...message, created_at: 1e21 }), 400)
        assert.isBelow(performance.now() - before, 20_000)
      }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})
