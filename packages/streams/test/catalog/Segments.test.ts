import { Contacts } from "@effect-intercom/resources"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { type Listing, listing } from "../../src/catalog/Listing.ts"
import { inSegments } from "../../src/catalog/Segments.ts"
import * as Window from "../../src/time/Window.ts"

const createdWithin = (span: Window.Window): Listing => {
  const { after = 0, before = 4_000_000_000 } = Window.asked(span, "day")
  const bound = (operator: ">" | "<", value: number) => ({ field: "created_at", operator, value }) as const
  return listing(Contacts.search, { query: { operator: "AND", value: [bound(">", after), bound("<", before)] } })
}

const contacts = (minimum: number): Listing =>
  inSegments({ whole: listing(Contacts.list, {}), within: createdWithin, segments: 4, minimum })

const idsOf = (pages: ReadonlyArray<{ readonly items: ReadonlyArray<unknown> }>) =>
  pages.flatMap(({ items }) => items.map((item) => String((item as { readonly id: string }).id)))

const all = Effect.gen(function* () {
  const records = yield* Stream.runCollect((yield* FakeIntercom).dump("contacts"))
  return records.map(({ id }) => String(id)).toSorted()
})

const inWorkspace = <A, E, R>(timezone: string, test: Effect.Effect<A, E, R>) =>
  TestClock.setTime(seededUntil).pipe(
    Effect.andThen(test),
    Effect.provide(FakeIntercom.layer({ contacts: 2000, timezone }))
  )

describe("segments", () => {
  for (const timezone of ["UTC", "Pacific/Auckland"]) {
    it.effect(
      `hold every record once, in about equal parts, although searches know whole days only (${timezone})`,
      () =>
        inWorkspace(
          timezone,
          Effect.gen(function* () {
            const pages = yield* Stream.runCollect(contacts(1000).pages(undefined, Effect.void))
            assert.deepStrictEqual(idsOf(pages).toSorted(), yield* all)
            assert.isTrue(pages.every(({ totalCount }) => totalCount === 2000))
            const requests = yield* (yield* FakeIntercom).requests
            // The first page of the whole list tells that it is long; the next may be on its way by then.
            assert.isAtMost(requests.filter(({ path }) => path === "/contacts").length, 2)
            const { bounds } = JSON.parse(pages[0]?.cursor ?? "") as { bounds: Array<number> }
            assert.lengthOf(bounds, 3)
          })
        )
    )
  }

  it.effect(
    "T32: go on from the cursor of any page, with the same spans, and hold every record once",
    () =>
      inWorkspace(
        "UTC",
        Effect.gen(function* () {
          const expected = yield* all
          const pages = yield* Stream.runCollect(contacts(1000).pages(undefined, Effect.void))
          assert.isUndefined(pages.at(-1)?.cursor)
          for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
            const rest = yield* Stream.runCollect(contacts(1000).pages(cursor, Effect.void))
            assert.deepStrictEqual(idsOf([...pages.slice(0, index + 1), ...rest]).toSorted(), expected)
          }
        })
      ),
    60_000
  )

  it.effect("a short list is read as a whole, and goes on from any page", () =>
    inWorkspace(
      "UTC",
      Effect.gen(function* () {
        const expected = yield* all
        const pages = yield* Stream.runCollect(contacts(5000).pages(undefined, Effect.void))
        assert.deepStrictEqual(idsOf(pages).toSorted(), expected)
        const rest = yield* Stream.runCollect(contacts(5000).pages(pages[3]?.cursor, Effect.void))
        assert.deepStrictEqual(idsOf([...pages.slice(0, 4), ...rest]).toSorted(), expected)
      })
    )
  )

  it.effect("records that were all created within a few days are read as a whole", () =>
    inWorkspace(
      "UTC",
      Effect.gen(function* () {
        const imported = inSegments({
          whole: listing(Contacts.list, {}),
          // Whatever the span, its days are those of all records.
          within: (span) => ({
            ...createdWithin(span),
            count: Effect.succeed(span.until === undefined || span.until > 1_700_000_000 ? 2000 : 0)
          }),
          segments: 4,
          minimum: 1000
        })
        const pages = yield* Stream.runCollect(imported.pages(undefined, Effect.void))
        assert.deepStrictEqual(idsOf(pages).toSorted(), yield* all)
        assert.property(JSON.parse(pages[0]?.cursor ?? ""), "whole")
      })
    )
  )

  it.effect(
    "T35: a segment with fewer rows than Intercom announces is told, and one whose records were deleted is not",
    () =>
      inWorkspace(
        "UTC",
        Effect.gen(function* () {
          const shortsOf = (within: (span: Window.Window) => Listing) =>
            inSegments({ whole: listing(Contacts.list, {}), within, segments: 4, minimum: 1000 })
              .pages(undefined, Effect.void)
              .pipe(
                Stream.runCollect,
                Effect.map((pages) => pages.flatMap(({ short }) => (short === undefined ? [] : [short])))
              )
          assert.deepStrictEqual(yield* shortsOf(createdWithin), [])
          // The second page of every segment loses a row on its way.
          const lossy = (span: Window.Window): Listing => {
            const { pages, ...rest } = createdWithin(span)
            return {
              ...rest,
              pages: (from, onRestart) =>
                pages(from, onRestart).pipe(
                  Stream.zipWithIndex,
                  Stream.map(([page, index]) => (index === 1 ? { ...page, items: page.items.slice(1) } : page))
                )
            }
          }
          const shorts = yield* shortsOf(lossy)
          assert.lengthOf(shorts, 4)
          for (const { expected, seen } of shorts) assert.strictEqual(expected - seen, 1)
          const { workspace } = yield* FakeIntercom
          const [deleted] = yield* Stream.runCollect((yield* FakeIntercom).dump("contacts").pipe(Stream.take(1)))
          const deleting = (span: Window.Window): Listing => {
            const { pages, ...rest } = createdWithin(span)
            return {
              ...rest,
              pages: (from, onRestart) =>
                Stream.suspend(() => {
                  workspace.contacts.remove(String(deleted?.["id"]))
                  return pages(from, onRestart)
                })
            }
          }
          assert.deepStrictEqual(yield* shortsOf(deleting), [])
        })
      )
  )

  it.effect("a cursor that is none is refused", () =>
    inWorkspace(
      "UTC",
      Effect.gen(function* () {
        const error = yield* Effect.flip(Stream.runDrain(contacts(1000).pages("{}", Effect.void)))
        assert.strictEqual(error.reason._tag, "InvalidInput")
      })
    )
  )
})
