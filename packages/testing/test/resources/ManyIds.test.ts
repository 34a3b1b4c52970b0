import { CallOptions, IntercomClient, type IntercomError, Observer } from "@effect-intercom/core"
import { Batching, Contacts, Conversations, Tickets } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { type Cause, Effect, Exit, Fiber, Layer, Random, Stream } from "effect"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import * as Faults from "../../src/Faults.ts"

const sent = Effect.map(
  Effect.flatMap(FakeIntercom, ({ requests }) => requests),
  (requests) => requests.map(({ method, path }) => `${method} ${path}`)
)

const forget = Effect.flatMap(FakeIntercom, ({ clearRequests }) => clearRequests)

const idsOf = (resource: "contacts" | "conversations" | "tickets") =>
  Effect.flatMap(FakeIntercom, ({ dump }) =>
    dump(resource).pipe(
      Stream.map(({ id }) => String(id)),
      Stream.runCollect
    )
  )

/** Gets of all at a time, each with how it ended. */
const each = (ids: ReadonlyArray<string>) =>
  Effect.forEach(ids, (id) => Effect.exit(Contacts.get({ id })), { concurrency: "unbounded" })

/** Runs an effect while the clock goes on. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

/** Some of the contacts merged into others, deleted, archived, or changed; some ids that were never there. */
const disturbed = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const ids = yield* idsOf("contacts")
  const born: Array<string> = []
  for (const [at, id] of ids.entries()) {
    const dice = yield* Random.nextIntBetween(0, 8)
    const { email = null, role } = workspace.contacts.get(id) ?? {}
    if (dice === 0 && role === "user" && email !== null) {
      const lead = yield* Contacts.create({ role: "lead", email })
      born.push(lead.id)
      yield* Contacts.merge({ from: lead.id, into: id })
    }
    if (dice === 1) yield* Contacts.delete({ id })
    if (dice === 2) yield* Contacts.archive({ id })
    if (dice === 3) yield* Contacts.update({ id, name: `Contact ${at}` })
  }
  return [...ids, ...born, "6762f0dd1bb69f9f2193bb83", "no-such", ids[0] ?? "", "an id with spaces"]
})

/** Some records are behind and some are not. */
const anyLag = (record: { readonly id: string }) => `${(record.id.codePointAt(23) ?? 0) % 2 ? 0 : 90} seconds` as const

describe("many contacts", () => {
  it.effect("of a workspace whose index is up to date cost a request for each 150", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("contacts")
      const contacts = yield* Contacts.getMany(ids)
      assert.deepStrictEqual([...contacts.keys()], [...ids])
      assert.deepStrictEqual(
        yield* sent,
        Array.from({ length: 7 }, () => "POST /contacts/search")
      )
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1000, client: { responses: "strict" } })))
  )

  for (const indexLag of ["0 seconds", "90 seconds", anyLag] as const) {
    it.effect(
      `are those that gets find, new ones too, where the index is ${typeof indexLag === "string" ? indexLag : "here and there"} behind`,
      () =>
        Effect.gen(function* () {
          const known = yield* disturbed
          // What was changed is known by then, and what is new is not.
          yield* TestClock.adjust("90 seconds")
          const born = yield* Effect.replicateEffect(Contacts.create({ role: "lead" }), 20)
          const ids = [...known, ...born.map(({ id }) => id)]
          const single = new Map(
            (yield* each(ids)).flatMap((exit, at) => (Exit.isSuccess(exit) ? [[ids[at] ?? "", exit.value]] : []))
          )
          const many = yield* Contacts.getMany(ids)
          assert.deepStrictEqual(many, single)
          assert.isAbove(many.size, 120)
        }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 200, indexLag, rateLimit: false })))
    )
  }

  it.effect("of no ids ask nothing, and one is simply got", () =>
    Effect.gen(function* () {
      const [id = ""] = yield* idsOf("contacts")
      assert.strictEqual((yield* Contacts.getMany([])).size, 0)
      assert.deepStrictEqual([...(yield* Contacts.getMany([id, id])).keys()], [id])
      assert.deepStrictEqual(yield* sent, [`GET /contacts/${id}`])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5 })))
  )

  it.effect("are refused before anything is sent where an id is empty", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("contacts")
      const error = yield* Effect.flip(Contacts.getMany([...ids, ""]))
      assert.strictEqual(error.reason._tag, "InvalidInput")
      assert.deepStrictEqual(yield* sent, [])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5 })))
  )

  for (const body of [{}, { data: null }, { data: {} }, { data: [null, "x"] }]) {
    it.effect(`are got by themselves where a search answers ${JSON.stringify(body)}`, () =>
      Effect.gen(function* () {
        const ids = yield* idsOf("contacts")
        assert.deepStrictEqual([...(yield* Contacts.getMany(ids)).keys()], [...ids])
        assert.lengthOf(yield* sent, 6)
      }).pipe(
        Effect.provide(
          FakeIntercom.layer({ contacts: 5, faults: Faults.script([{ at: 1, fault: { status: 200, body } }]) })
        )
      )
    )
  }

  it.effect("fail with what keeps all of them from being read", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Contacts.getMany(yield* idsOf("contacts")))
      assert.strictEqual(error.reason._tag, "ServerError")
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          contacts: 5,
          client: { retry: false },
          faults: Faults.script([{ at: 1, fault: 503 }])
        })
      )
    )
  )
})

describe("many conversations", () => {
  it.effect("come without their parts, shown by search or not", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("conversations")
      const many = yield* Conversations.getMany([...ids.map(Number), "404"])
      assert.deepStrictEqual([...many.keys()], [...ids])
      for (const [id, conversation] of many) {
        const { conversation_parts: _, ...single } = yield* Conversations.get({ id })
        assert.deepStrictEqual(conversation, single)
      }
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 20, conversations: 20, indexLag: anyLag })))
  )
})

describe("many tickets", () => {
  it.effect("are those that gets find", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("tickets")
      const many = yield* Tickets.getMany([...ids, "404"])
      assert.lengthOf(yield* sent, 3)
      const single = yield* Effect.forEach(ids, (id) => Tickets.get({ id }))
      assert.deepStrictEqual(many, new Map(single.map((ticket) => [ticket.id, ticket])))
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 20, tickets: 60 })))
  )
})

describe("gets that are batched", () => {
  it.effect("at a time, a thousand, are seven searches", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("contacts")
      const contacts = yield* inTime(
        Effect.provide(
          Effect.forEach(ids, (id) => Contacts.get({ id }), { concurrency: "unbounded" }),
          Batching.layer()
        )
      )
      assert.deepStrictEqual(
        contacts.map(({ id }) => id),
        [...ids]
      )
      assert.deepStrictEqual(
        yield* sent,
        Array.from({ length: 7 }, () => "POST /contacts/search")
      )
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1000, client: { responses: "strict" } })))
  )

  for (const indexLag of ["0 seconds", "90 seconds", "1 day", anyLag] as const) {
    it.effect(
      `end as they do one by one, where the index is ${typeof indexLag === "string" ? indexLag : "here and there"} behind`,
      () =>
        Effect.gen(function* () {
          const [ids, batched] = yield* Effect.gen(function* () {
            // What the program itself changed, it reads as changed.
            const all = yield* disturbed
            return [all, yield* inTime(each(all))] as const
          }).pipe(Effect.provide(Batching.layer()))
          const single = yield* each(ids)
          const reasons = single.flatMap((exit) => (Exit.isFailure(exit) ? exit.cause.reasons.map(tagOf) : []))
          assert.includeMembers(reasons, ["Gone", "NotFound"])
          for (const [at, exit] of batched.entries()) {
            assert.deepStrictEqual(ended(exit), ended(single[at] ?? exit), ids[at])
          }
        }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 200, indexLag, rateLimit: false })))
    )
  }

  it.effect("wait no longer than told when there is only one, and send it as it is", () =>
    Effect.gen(function* () {
      const [id = ""] = yield* idsOf("contacts")
      const fiber = yield* Effect.forkChild(
        Effect.provide(Contacts.get({ id }), Batching.layer({ delay: "20 millis" }))
      )
      yield* TestClock.adjust("19 millis")
      assert.deepStrictEqual(yield* sent, [])
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(fiber)).id, id)
      assert.deepStrictEqual(yield* sent, [`GET /contacts/${id}`])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5 })))
  )

  it.effect("wait for those of the same turn only, where they are told to wait for nothing", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("contacts")
      yield* Effect.provide(each(ids), Batching.layer({ delay: 0 }))
      assert.deepStrictEqual(yield* sent, ["POST /contacts/search"])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5 })))
  )

  it.effect("of one contact are one get, and of one with other input none of the batch", () =>
    Effect.gen(function* () {
      const [id = ""] = yield* idsOf("contacts")
      yield* Effect.provide(each([id, id, id]), Batching.layer({ delay: 0 }))
      assert.deepStrictEqual(yield* sent, [`GET /contacts/${id}`])
      yield* forget
      const withHistory = Contacts.get({ id, include_merge_history: true })
      yield* Effect.provide(Effect.all([withHistory, withHistory], { concurrency: 2 }), Batching.layer())
      assert.deepStrictEqual(yield* sent, [`GET /contacts/${id}`, `GET /contacts/${id}`])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5 })))
  )

  it.effect("of different options or observers do not share a search", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("contacts")
      const { requests } = yield* FakeIntercom
      const seen: Array<string> = []
      const observer: Observer.Observer = ({ operation }) => Effect.sync(() => seen.push(operation))
      yield* Effect.all(
        [
          CallOptions.withOptions(each(ids), { version: "2.11" }),
          CallOptions.withOptions(each(ids), { version: "2.12" }),
          CallOptions.withOptions(each(ids), { version: "2.12" }),
          Observer.observed(each(ids), observer)
        ],
        { concurrency: 4 }
      ).pipe(Effect.provide(Batching.layer({ delay: 0 })))
      const versions = (yield* requests).map(({ headers }) => headers["intercom-version"])
      assert.deepStrictEqual(versions, ["2.11", "2.12", versions[2]])
      assert.deepStrictEqual(seen, ["contacts.search"])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5 })))
  )

  it.effect("fail as gets where the search fails", () =>
    Effect.gen(function* () {
      const exits = yield* Effect.provide(each(yield* idsOf("contacts")), Batching.layer({ delay: 0 }))
      assert.lengthOf(exits, 5)
      for (const exit of exits) {
        const error = yield* Effect.flip(exit)
        assert.deepInclude(error, { operation: "contacts.get", method: "GET" })
        assert.match(error.url, /\/contacts\/\{id\}$/)
        assert.strictEqual(error.reason._tag, "ServerError")
      }
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          contacts: 5,
          client: { retry: false },
          faults: Faults.script([{ at: 1, fault: 503 }])
        })
      )
    )
  )

  it.effect("name the whole address where they fail, also behind a proxy", () =>
    Effect.gen(function* () {
      const http = yield* HttpClient.HttpClient
      const proxied = IntercomClient.layer({
        accessToken: "fake-access-token",
        baseUrl: "https://proxy.example/intercom",
        retry: false
      }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, http)))
      const exits = yield* each(["1", "2"]).pipe(Effect.provide(Batching.layer({ delay: 0 })), Effect.provide(proxied))
      for (const exit of exits) {
        assert.strictEqual((yield* Effect.flip(exit)).url, "https://proxy.example/intercom/contacts/{id}")
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("end their search when nobody waits for it any more", () =>
    Effect.gen(function* () {
      const state = { open: 0, ended: 0 }
      const client = yield* IntercomClient.IntercomClient
      const hanging: typeof client = {
        ...client,
        execute: () =>
          Effect.suspend(() => {
            state.open++
            return Effect.onInterrupt(Effect.never, () => Effect.sync(() => state.ended++))
          })
      }
      const between = yield* Effect.gen(function* () {
        const one = yield* Effect.forkChild(Contacts.get({ id: "1" }))
        const two = yield* Effect.forkChild(Contacts.get({ id: "2" }))
        yield* TestClock.adjust("5 millis")
        yield* Fiber.interrupt(one)
        const whileOneWaits = { ...state }
        yield* Fiber.interrupt(two)
        return whileOneWaits
      }).pipe(Effect.provide(Batching.layer()), Effect.provideService(IntercomClient.IntercomClient, hanging))
      assert.deepStrictEqual(between, { open: 1, ended: 0 })
      yield* Effect.yieldNow
      assert.deepStrictEqual(state, { open: 1, ended: 1 })
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("of conversations come without parts where that is asked for, else with all of them", () =>
    Effect.gen(function* () {
      const ids = yield* idsOf("conversations")
      const gets = Effect.forEach(ids, (id) => Conversations.get({ id }), { concurrency: "unbounded" })
      const whole = yield* Effect.provide(gets, Batching.layer({ delay: 0 }))
      assert.isTrue(whole.every(({ conversation_parts }) => conversation_parts !== undefined))
      yield* forget
      const without = yield* Effect.provide(gets, Batching.layer({ delay: 0, withoutParts: true }))
      assert.isTrue(without.every(({ conversation_parts }) => conversation_parts === undefined))
      assert.deepStrictEqual(yield* sent, ["POST /conversations/search"])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5, conversations: 5 })))
  )
})

const tagOf = (reason: Cause.Reason<IntercomError>): string =>
  reason._tag === "Fail" ? reason.error.reason._tag : reason._tag

/** How a get ended, without what tells of the request. */
const ended = (exit: Effect.Success<ReturnType<typeof each>>[number]): unknown =>
  Exit.match(exit, {
    onSuccess: (contact) => contact,
    onFailure: ({ reasons }) =>
      reasons.map((reason) => {
        if (reason._tag !== "Fail") return reason._tag
        const { method, operation, reason: why, url } = reason.error
        const { requestId: _, ...told } = { requestId: undefined, ...why }
        return { method, operation, url, told }
      })
  })
