import { IntercomClient, Region } from "@effect-intercom/core"
import { Companies, Contacts, Conversations, Tickets } from "@effect-intercom/resources"
import { FakeIntercom, Faults, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import * as IntercomStream from "../../src/IntercomStream.ts"
import type { ScrollEvent } from "../../src/paging/scroll/Options.ts"
import { running } from "../support/running.ts"

const idsOf = (records: ReadonlyArray<object>) =>
  records.map((record) => String("id" in record ? record.id : undefined))

/** Every id once, and all that the workspace holds. */
const assertAll = Effect.fnUntraced(function* (
  resource: "contacts" | "companies" | "conversations" | "tickets",
  found: ReadonlyArray<object>
) {
  const held = yield* Stream.runCollect((yield* FakeIntercom).dump(resource))
  assert.deepStrictEqual(idsOf(found).toSorted(), idsOf(held).toSorted())
})

const requests = Effect.flatMap(FakeIntercom, (fake) => fake.requests)

const everything = { field: "created_at", operator: ">", value: 0 } as const

describe("scrolls of a workspace", () => {
  const companies = (events: Array<ScrollEvent> = []) =>
    IntercomStream.items(
      Companies.scroll,
      {},
      { scroll: { onEvent: (event) => Effect.sync(() => void events.push(event)) } }
    )

  for (const scrollEnd of ["empty", "404"] as const) {
    it.effect(`T12, T13: 250 companies come once although every page has the same token, ended by ${scrollEnd}`, () =>
      Effect.gen(function* () {
        yield* assertAll("companies", yield* Stream.runCollect(companies()))
        const tokens = (yield* requests).slice(1).map(({ query }) => query["scroll_param"])
        assert.strictEqual(new Set(tokens).size, 1)
      }).pipe(Effect.provide(FakeIntercom.layer({ companies: 250, scrollEnd })))
    )
  }

  it.effect("T13: a 404 in the middle is a scroll that expired: all companies come once, with one restart", () =>
    Effect.gen(function* () {
      const events: Array<ScrollEvent> = []
      yield* assertAll("companies", yield* running(Stream.runCollect(companies(events)), "1 second"))
      assert.lengthOf(
        events.filter(({ _tag }) => _tag === "ScrollRestarted"),
        1
      )
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          companies: 650,
          before: [{ request: 4, run: (workspace) => workspace.scrolls.close() }]
        })
      )
    )
  )

  it.effect("T14: a consumer that stalls five minutes gets all companies from one scroll", () =>
    Effect.gen(function* () {
      const events: Array<ScrollEvent> = []
      let count = 0
      const found = yield* running(
        companies(events).pipe(
          Stream.tap(() => (++count === 150 ? Effect.sleep("5 minutes") : Effect.void)),
          Stream.runCollect
        ),
        "5 seconds"
      )
      yield* assertAll("companies", found)
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["ScrollOpened"]
      )
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 1500 })))
  )

  it.effect("T15: a foreign scroll is waited for, and one that never ends is an error with a name", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      assert.isDefined(workspace.scrolls.open(workspace.now()))
      const events: Array<ScrollEvent> = []
      yield* assertAll("companies", yield* running(Stream.runCollect(companies(events)), "1 second"))
      assert.isTrue(events.some(({ _tag }) => _tag === "ScrollWaiting"))
      // Somebody who never stops: their scroll is used again before it expires.
      const foreign = workspace.scrolls.open(workspace.now())
      yield* Effect.forkChild(
        Effect.forever(
          Effect.andThen(
            Effect.sleep("20 seconds"),
            Effect.sync(() => workspace.scrolls.resume(foreign?.param ?? "", workspace.now()))
          )
        )
      )
      const error = yield* running(Effect.flip(Stream.runDrain(companies())), "1 second")
      assert(error.reason._tag === "PaginationError", error.message)
      assert.strictEqual(error.reason.kind, "scroll")
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 250 })))
  )

  it.effect(
    "T16: a 500 at the seventh page restarts the scroll once, told by the report, and each company comes once",
    () =>
      Effect.gen(function* () {
        const found: Array<object> = []
        const sink = ExportSink.make((_, records) => Effect.sync(() => void found.push(...records)))
        const report = yield* running(Export.run({ streams: ["companies"], sink }), "1 second")
        yield* assertAll("companies", found)
        assert.include(report.streams[0], { restarts: 1, rows: 1000, complete: true })
      }).pipe(
        Effect.provide(
          FakeIntercom.layer({
            companies: 1000,
            faults: Faults.script([{ when: ({ path }) => path === "/companies/scroll", at: 7, fault: 500 }]),
            before: [{ request: 7, run: (workspace) => workspace.scrolls.close() }]
          })
        )
      )
  )

  it.effect("T34: interrupted, it leaves the scroll to the next reader", () =>
    Effect.gen(function* () {
      const holder = yield* companies().pipe(
        Stream.runForEach(() => Effect.never),
        Effect.forkChild
      )
      yield* TestClock.adjust("1 second")
      yield* TestClock.withLive(Effect.sleep("5 millis"))
      yield* Fiber.interrupt(holder)
      const before = (yield* requests).length
      yield* TestClock.adjust("10 minutes")
      assert.lengthOf(yield* requests, before)
      yield* assertAll("companies", yield* running(Stream.runCollect(companies()), "1 second"))
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 450 })))
  )
})

describe("lists of a workspace", () => {
  it.effect("T17: a numbered list of 10,001 companies fails, and the export has them all", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Stream.runDrain(IntercomStream.items(Companies.list)))
      assert(error.reason._tag === "PaginationError", error.message)
      assert.strictEqual(error.reason.kind, "limit")
      yield* assertAll("companies", yield* Stream.runCollect(Export.companies().pipe(Export.records)))
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 10_001 })))
  )

  it.effect("T18: no empty cursor is ever sent, whatever says that there is no next page", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const page = { type: "list", data: [{ type: "contact", id: "1", role: "user" }], total_count: 1 }
      for (const next of [
        undefined,
        null,
        "",
        {},
        { page: 2, starting_after: "" },
        { page: 2, starting_after: null }
      ]) {
        yield* fake.clearRequests
        yield* fake.setFaults(
          Faults.script([{ fault: { status: 200, body: { ...page, pages: next === undefined ? null : { next } } } }])
        )
        const found = yield* Stream.runCollect(IntercomStream.items(Contacts.list, {}, { responses: "trust" }))
        assert.lengthOf(found, 1)
        assert.lengthOf(yield* fake.requests, 1)
      }
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("T18: a next page on another host is refused before the token is sent there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Stream.runDrain(IntercomStream.items(Contacts.list, {}, { responses: "trust" })))
      assert.strictEqual(error.reason._tag, "PaginationError")
      assert.lengthOf(yield* requests, 1)
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          faults: Faults.script([
            {
              fault: {
                status: 200,
                body: { type: "list", data: [], pages: { next: "https://intercom.example/contacts?starting_after=a" } }
              }
            }
          ])
        })
      )
    )
  )

  it.effect("T19: a page that comes again and again ends the stream with an error", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Stream.runDrain(IntercomStream.items(Contacts.list, {}, { responses: "trust" })))
      assert(error.reason._tag === "PaginationError", error.message)
      assert.strictEqual(error.reason.kind, "cycle")
      assert.isBelow((yield* requests).length, 5)
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          faults: Faults.script([
            {
              fault: {
                status: 200,
                body: { type: "list", data: [{ id: "1" }], pages: { next: { page: 2, starting_after: "same" } } }
              }
            }
          ])
        })
      )
    )
  )

  it.effect("T20: a page without rows in the middle is not the end", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const first = yield* Contacts.list({ per_page: 150 })
      const second = yield* Contacts.list({ per_page: 150, starting_after: cursor(first.pages)?.starting_after })
      yield* fake.clearRequests
      // The second page has no rows, and leads on.
      const pages = { next: cursor(second.pages) }
      yield* fake.setFaults(Faults.script([{ at: 2, fault: { status: 200, body: { type: "list", data: [], pages } } }]))
      const found = yield* Stream.runCollect(IntercomStream.items(Contacts.list, {}, { responses: "trust" }))
      assert.lengthOf(found, 500 - 150)
      assert.lengthOf(yield* fake.requests, 4)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 500 })))
  )

  it.effect("T29: the exporter's searches are sorted, in the words a strict server takes", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const since = DateTime.makeUnsafe("2026-06-01")
      for (const stream of ["contacts", "conversations", "tickets"] as const) {
        const found = yield* Stream.runCollect(Export.stream(stream, { since, parts: false }).pipe(Export.records))
        assert.isAbove(found.length, 5)
        const times = found.map((record) => Number("updated_at" in record ? record.updated_at : 0))
        assert.deepStrictEqual(
          times,
          times.toSorted((one, other) => one - other),
          stream
        )
      }
      const sent = (yield* requests).filter(({ path }) => path.endsWith("/search"))
      for (const { body } of sent) {
        assert.deepInclude(body, { sort: { field: "updated_at", order: "ascending" } })
      }
      assert.isTrue(sent.every(({ status }) => status === 200))
      for (const search of [Conversations.search, Tickets.search, Contacts.search]) {
        const found = yield* search({ query: everything, sort: { field: "created_at", order: "descending" } })
        assert.isObject(found)
      }
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 300, conversations: 100, tickets: 100 })))
  )

  it.effect("T34: one row of a million takes one request", () =>
    Effect.gen(function* () {
      const found = yield* IntercomStream.items(Contacts.list).pipe(Stream.take(1), Stream.runCollect)
      assert.lengthOf(found, 1)
      assert.lengthOf(yield* requests, 1)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1_000_000 })))
  )

  it.effect("T34: a consumer that stalls stops the requests, and an interruption ends them", () =>
    Effect.gen(function* () {
      const stalled = yield* IntercomStream.items(Contacts.list).pipe(
        Stream.runForEach(() => Effect.never),
        Effect.forkChild
      )
      yield* TestClock.adjust("1 hour")
      yield* TestClock.withLive(Effect.sleep("5 millis"))
      assert.lengthOf(yield* requests, 1)
      yield* Fiber.interrupt(stalled)
      yield* TestClock.adjust("1 hour")
      assert.lengthOf(yield* requests, 1)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1_000_000 })))
  )
})

describe("regions", () => {
  for (const region of Region.regions) {
    it.effect(`T36: a workspace of ${region} is exported from its own host, and no other takes its token`, () =>
      Effect.gen(function* () {
        const fake = yield* FakeIntercom
        const own = IntercomClient.layer({ accessToken: fake.token, region })
        yield* assertAll(
          "contacts",
          yield* Stream.runCollect(Export.contacts().pipe(Export.records)).pipe(Effect.provide(own))
        )
        const hosts = (yield* fake.requests).map(({ host }) => host)
        assert.deepStrictEqual([...new Set(hosts)], [new URL(Region.hosts[region]).host])
        for (const other of Region.regions.filter((each) => each !== region)) {
          const error = yield* Effect.flip(Stream.runDrain(Export.contacts())).pipe(
            Effect.provide(IntercomClient.layer({ accessToken: fake.token, region: other }))
          )
          assert.strictEqual(error.reason._tag, "Unauthorized")
        }
      }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 200, region })))
    )
  }
})

const cursor = (pages: unknown): { readonly page: number; readonly starting_after: string } | null => {
  const next = typeof pages === "object" && pages !== null && "next" in pages ? pages.next : null
  // The fake answers the next page of a list of contacts as an object.
  return next as { readonly page: number; readonly starting_after: string } | null
}
