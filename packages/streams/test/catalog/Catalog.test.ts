import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { failure, json, row, serve, workspace } from "../support/SmallWorkspace.ts"

const now = 1_790_000_000
const week = 7 * 24 * 3600

/** Where each stream lists, and under which name its rows stand. */
const places: ReadonlyArray<readonly [stream: Export.StreamName, path: string, key: string]> = [
  ["deleted_conversations", "/conversations/deleted", "conversations"],
  ["tickets", "/tickets/search", "tickets"],
  ["ticket_types", "/ticket_types", "data"],
  ["ticket_states", "/ticket_states", "data"],
  ["calls", "/calls", "data"],
  ["articles", "/articles", "data"],
  ["internal_articles", "/internal_articles", "data"],
  ["collections", "/help_center/collections", "data"],
  ["help_centers", "/help_center/help_centers", "data"],
  ["news_items", "/news/news_items", "data"],
  ["newsfeeds", "/news/newsfeeds", "data"],
  ["macros", "/macros", "data"],
  ["admins", "/admins", "admins"],
  ["teams", "/teams", "teams"],
  ["away_status_reasons", "/away_status_reasons", "data"],
  ["tags", "/tags", "data"],
  ["segments", "/segments", "segments"],
  ["subscription_types", "/subscription_types", "data"],
  ["brands", "/brands", "data"],
  ["audiences", "/audiences", "data"]
]

const idsOf = (exported: ReadonlyArray<Export.Exported<unknown>>) =>
  exported.map((one) => (one.kind === "record" ? one.id : one.kind))

describe("every stream has its list", () => {
  it("in the versions that have it", () => {
    const missingIn = (version: "2.7" | "2.16") =>
      Export.streamNames.filter((stream) => !Export.isAvailable(stream, version))
    assert.deepStrictEqual(missingIn("2.16"), [])
    assert.sameMembers(missingIn("2.7"), [
      "contact_merges",
      "deleted_conversations",
      "tickets",
      "ticket_types",
      "ticket_states",
      "calls",
      "call_transcripts",
      "conversation_handling_events",
      "side_conversations",
      "internal_articles",
      "macros",
      "away_status_reasons",
      "brands",
      "audiences"
    ])
  })

  for (const [stream, path, key] of places) {
    it.effect(stream, () =>
      Effect.gen(function* () {
        const server = serve(workspace(), (request) =>
          Effect.succeed(
            request.path === path
              ? json({ type: "list", [key]: [row("1", now), null, row("2", now)], total_count: 2, pages: null })
              : undefined
          )
        )
        const exported = yield* Export.stream(stream).pipe(Stream.runCollect, Effect.provide(server.client()))
        assert.deepStrictEqual(idsOf(exported), ["1", "2"])
        assert.lengthOf(server.received, 1)
      })
    )
  }

  it("and none is forgotten here", () => {
    const elsewhere = [
      "contacts",
      "companies",
      "conversations",
      "activity_logs",
      "data_attributes",
      "notes",
      "data_events",
      "contact_merges",
      "call_transcripts",
      "conversation_handling_events",
      "side_conversations",
      "content_data"
    ]
    assert.sameMembers([...Export.streamNames], [...places.map(([stream]) => stream), ...elsewhere])
  })

  it.effect("data attributes without an id are told apart by model and name", () =>
    Effect.gen(function* () {
      const data = [
        { model: "contact", full_name: "email" },
        { model: "company", full_name: "name" },
        { id: 7, model: "contact", full_name: "custom_attributes.plan" }
      ]
      const server = serve(workspace(), () => Effect.succeed(json({ type: "list", data })))
      const exported = yield* Export.stream("data_attributes").pipe(Stream.runCollect, Effect.provide(server.client()))
      assert.deepStrictEqual(idsOf(exported), ["contact.email", "company.name", "contact.custom_attributes.plan"])
    })
  )

  it.effect("times as text are compared as the instants they are", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const data = [
        { id: "1", updated_at: "2026-01-01T00:00:00Z" },
        { id: "2", updated_at: "2026-01-01T00:00:01.000+00:00" },
        { id: "3", updated_at: String(DateTime.toEpochMillis(DateTime.makeUnsafe("2026-01-02")) / 1000) }
      ]
      const server = serve(workspace(), () => Effect.succeed(json({ type: "list", data, pages: null })))
      const exported = yield* Export.stream("macros", { since: DateTime.makeUnsafe("2026-01-01T00:00:01Z") }).pipe(
        Stream.runCollect,
        Effect.provide(server.client())
      )
      assert.deepStrictEqual(idsOf(exported), ["2", "3"])
    })
  )
})

describe("T26: activity logs come newest first", () => {
  /** Two entries a page, the newest first, as Intercom hands them out. */
  const logs = (times: ReadonlyArray<number>) =>
    serve(workspace(), ({ path, query }) =>
      Effect.sync(() => {
        if (path !== "/admins/activity_logs") return undefined
        const after = Number(query["created_at_after"])
        const before = Number(query["created_at_before"] ?? Number.MAX_SAFE_INTEGER)
        const start = Number(query["start"] ?? 0)
        const found = times
          .filter((time) => time > after && time < before)
          .toSorted((one, other) => other - one)
          .map((time) => ({ id: `l${time - now}`, created_at: time }))
        const next = new URL("https://api.intercom.io/admins/activity_logs")
        for (const [name, value] of Object.entries({ ...query, start: start + 2 })) {
          next.searchParams.set(name, String(value))
        }
        return json({
          type: "activity_log.list",
          activity_logs: found.slice(start, start + 2),
          pages: { type: "pages", next: start + 2 < found.length ? next.toString() : null }
        })
      })
    )

  it.effect("a window is read week by week from its start, every entry once, always with a first day", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime((now + 10 * week) * 1000)
      // On the bounds of weeks, within them, and outside the window.
      const times = [-1, 0, 1, week - 1, week, week + 1, week + 2, 2 * week, 3 * week - 1, 3 * week].map(
        (delta) => now + delta
      )
      const server = logs(times)
      const exported = yield* Export.stream("activity_logs", {
        since: DateTime.makeUnsafe(now * 1000),
        until: DateTime.makeUnsafe((now + 3 * week) * 1000)
      }).pipe(Stream.runCollect, Effect.provide(server.client()))
      assert.sameMembers(
        idsOf(exported),
        times.slice(1, -1).map((time) => `l${time - now}`)
      )
      assert.lengthOf(exported, 8)
      const weeks = server.received.map(({ query }) => query["created_at_after"])
      assert.notInclude(weeks, undefined)
      assert.deepStrictEqual(weeks, weeks.toSorted())
    })
  )

  it.effect("without a window one list holds them all", () =>
    Effect.gen(function* () {
      const server = logs([now - 5, now - 4, now - 3])
      const exported = yield* Export.stream("activity_logs").pipe(Stream.runCollect, Effect.provide(server.client()))
      assert.deepStrictEqual(idsOf(exported), ["l-3", "l-4", "l-5"])
      assert.strictEqual(server.received[0]?.query["created_at_after"], "0")
    })
  )
})

describe("records that belong to contacts", () => {
  const people = () =>
    workspace({
      contacts: [row("ada", now - 900), row("gone", now - 900), row("grace", now - 900), row("none", now - 900)]
    })

  it.effect("notes are read for every contact, in the window of their own times", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const server = serve(people(), ({ path }) =>
        Effect.sync(() => {
          const contact = /^\/contacts\/(\w+)\/notes$/.exec(path)?.[1]
          if (contact === undefined) return undefined
          if (contact === "gone") return failure(404, "not_found")
          const times = contact === "none" ? [] : [now - 5000, now - 500, now - 400]
          const data = times.map((time) => ({ type: "note", id: `${contact}${time - now}`, created_at: time }))
          return json({ type: "list", data, total_count: data.length, pages: null })
        })
      )
      const exported = yield* Export.stream("notes", { since: DateTime.makeUnsafe((now - 1000) * 1000) }).pipe(
        Stream.runCollect,
        Effect.provide(server.client())
      )
      assert.sameMembers(idsOf(exported), ["ada-500", "ada-400", "gone", "grace-500", "grace-400"])
    })
  )

  it.effect("T27: events are told apart without an id, and the days Intercom no longer lists are flagged", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now * 1000)
      const server = serve(people(), ({ path, query }) =>
        Effect.succeed(
          path === "/events"
            ? json({
                type: "event.list",
                events: [1, 2].map((day) => ({
                  intercom_user_id: query["intercom_user_id"],
                  event_name: "ordered",
                  created_at: now - day
                })),
                pages: { next: null }
              })
            : undefined
        )
      )
      const delivered: Array<object> = []
      const run = (since?: number) =>
        Export.run({
          streams: ["data_events"],
          since: since === undefined ? undefined : DateTime.makeUnsafe(since * 1000),
          sink: ExportSink.make((_, records) => Effect.sync(() => delivered.push(...records)))
        }).pipe(Effect.provide(server.client()))
      const whole = yield* run()
      assert.lengthOf(delivered, 8)
      assert.isTrue(whole.complete)
      assert.strictEqual(whole.streams[0]?.clippedAt, now - 90 * 24 * 3600)
      assert.isDefined((yield* run(now - 91 * 24 * 3600)).streams[0]?.clippedAt)
      assert.isUndefined((yield* run(now - 89 * 24 * 3600)).streams[0]?.clippedAt)
    })
  )
})

describe("T25: lists inside records stop at ten", () => {
  const list = (count: number, total: number) => ({
    type: "list",
    data: Array.from({ length: count }, (_, index) => ({ type: "tag", id: `t${index}` })),
    total_count: total,
    has_more: total > count
  })
  const server = () =>
    serve(
      workspace({
        contacts: [
          row("few", now - 900, { tags: list(3, 3), companies: list(0, 0) }),
          row("many", now - 900, { tags: list(10, 11), companies: list(10, 25) }),
          row("gone", now - 900, { tags: list(10, 11) })
        ]
      }),
      ({ path, query }) =>
        Effect.sync(() => {
          if (path === "/contacts/gone/tags") return failure(404, "not_found")
          if (path === "/contacts/many/tags") return json(list(11, 11))
          if (path !== "/contacts/many/companies") return undefined
          const page = Number(query["page"] ?? 1)
          const companies = Array.from({ length: page === 1 ? 15 : 10 }, (_, index) => ({ id: `k${page}-${index}` }))
          return json({ type: "list", companies, total_count: 25, pages: { page, per_page: 15, total_pages: 2 } })
        })
    )

  const sizesOf = (exported: ReadonlyArray<object>) =>
    exported.map((record) =>
      ["tags", "companies"].map((field) => {
        const { [field]: found } = record as Record<string, { readonly data: ReadonlyArray<unknown> } | undefined>
        return found?.data.length
      })
    )

  it.effect("on request the rest is read, and only where there is more", () =>
    Effect.gen(function* () {
      const intercom = server()
      const exported = yield* Export.contacts({ lists: true }).pipe(
        Export.records,
        Stream.runCollect,
        Effect.provide(intercom.client())
      )
      assert.deepStrictEqual(sizesOf(exported), [
        [3, 0],
        [11, 25],
        [10, undefined]
      ])
      assert.lengthOf(intercom.received, 5)
    })
  )

  it.effect("otherwise records stay as they came", () =>
    Effect.gen(function* () {
      const intercom = server()
      const exported = yield* Export.contacts().pipe(
        Export.records,
        Stream.runCollect,
        Effect.provide(intercom.client())
      )
      assert.deepStrictEqual(sizesOf(exported)[1], [10, 10])
      assert.lengthOf(intercom.received, 1)
    })
  )
})
