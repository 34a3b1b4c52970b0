import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { ExportSegment } from "../src/index.ts"

const idsOf = (records: ReadonlyArray<object>): ReadonlyArray<string> =>
  records.map((record) => (Predicate.hasProperty(record, "id") ? String(record.id) : ""))

const dumped = Effect.fnUntraced(function* (resource: "contacts" | "conversations") {
  const { dump } = yield* FakeIntercom
  return (yield* Stream.runCollect(dump(resource))).map(({ id }) => String(id))
})

const size = { contacts: 900, conversations: 700, companies: 5 }

describe("ExportSegment", () => {
  for (const stream of ["contacts", "conversations"] as const) {
    it.live(`cuts ${stream} into segments that hold each record once, all together`, () =>
      Effect.gen(function* () {
        const segments = yield* ExportSegment.find(stream, { rows: 100 })
        assert.isAbove(segments.length, 3)
        const ids: Array<string> = []
        for (const segment of segments) {
          const pages = yield* Stream.runCollect(ExportSegment.pages(stream, { segment, parts: false }))
          assert.deepStrictEqual(
            pages.map(({ isLast }) => isLast).filter((is) => is),
            [true]
          )
          for (const { owed, records } of pages) {
            ids.push(...idsOf(records))
            assert.deepStrictEqual(owed, [])
          }
        }
        assert.deepStrictEqual(ids.toSorted(), (yield* dumped(stream)).toSorted())
      }).pipe(Effect.provide(FakeIntercom.layer(size)))
    )
  }

  it.live("asks about one request for a segment, to cut", () =>
    Effect.gen(function* () {
      const { clearRequests, requests } = yield* FakeIntercom
      yield* clearRequests
      const segments = yield* ExportSegment.find("conversations", { rows: 50 })
      assert.isAbove(segments.length, 8)
      assert.isAtMost((yield* requests).length, segments.length * 4)
    }).pipe(Effect.provide(FakeIntercom.layer(size)))
  )

  it.live("goes on after the page whose cursor was kept, with what was on its way", () =>
    Effect.gen(function* () {
      const [first] = yield* ExportSegment.find("conversations", { rows: 300 })
      assert.isDefined(first)
      if (first === undefined) return
      const pages = (from?: string) =>
        ExportSegment.pages("conversations", { segment: first, ...(from === undefined ? {} : { from }) })
      const whole = (yield* Stream.runCollect(pages())).flatMap(({ records }) => idsOf(records))
      const begun = yield* Stream.runCollect(Stream.take(pages(), 1))
      const rest = yield* Stream.runCollect(pages(begun[0]?.cursor))
      const joined = [...begun, ...rest].flatMap(({ records }) => idsOf(records))
      assert.deepStrictEqual(joined.toSorted(), whole.toSorted())
      assert.isTrue(rest.at(-1)?.isLast)
    }).pipe(Effect.provide(FakeIntercom.layer(size)))
  )

  it.live("is one segment where no time finds the records, and reads by ids what is owed", () =>
    Effect.gen(function* () {
      const segments = yield* ExportSegment.find("companies")
      assert.deepStrictEqual(segments, [{ since: null, until: null, expected: null, after: 0 }])
      const [id = ""] = yield* dumped("conversations")
      const owed = yield* Stream.runCollect(ExportSegment.owed("conversations", [id, "no-such-id"]))
      assert.deepStrictEqual(
        owed.flatMap(({ records }) => idsOf(records)),
        [id]
      )
      assert.deepStrictEqual(
        owed.flatMap(({ problems }) => problems),
        [{ kind: "gone", id: "no-such-id" }]
      )
    }).pipe(Effect.provide(FakeIntercom.layer(size)))
  )

  it.live("refuses rows and cursors that are none before anything is sent", () =>
    Effect.gen(function* () {
      const { clearRequests, requests } = yield* FakeIntercom
      yield* clearRequests
      const segment = { since: null, until: null, expected: null, after: 0 }
      const rows = yield* Effect.flip(ExportSegment.find("contacts", { rows: 0 }))
      assert.strictEqual(rows.reason._tag, "InvalidInput")
      const from = yield* Effect.flip(
        Stream.runCollect(ExportSegment.pages("contacts", { segment, from: "no cursor" }))
      )
      assert.strictEqual("reason" in from && from.reason._tag, "InvalidInput")
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(FakeIntercom.layer(size)))
  )
})
