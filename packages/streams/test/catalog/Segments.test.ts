import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { ListedPage, Listing } from "../../src/catalog/Listing.ts"
import * as Window from "../../src/time/Window.ts"
import { running } from "../support/running.ts"
import { timedList, type TimedListOptions, type TimedRow } from "../support/TimedList.ts"

const day = 86_400
const start = 19_000 * day
const now = start + 400 * day

/** Numbers that look as if they came by chance, the same every time. */
const chance = (seed: number) => {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

const rowsAt = (times: ReadonlyArray<number>): Array<TimedRow> =>
  times.map((time, index) => ({ id: String(index), created_at: time, updated_at: time }))

const timesOf = (count: number, timeOf: (random: () => number, index: number) => number): ReadonlyArray<number> => {
  const random = chance(7)
  return Array.from({ length: count }, (_, index) => Math.floor(timeOf(random, index)))
}

const workspaces = {
  "evenly over a year": timesOf(1500, (random) => start + random() * 365 * day),
  "one a second": timesOf(1500, (_, index) => start + index),
  "mostly in a busy week": timesOf(
    1500,
    (random) => start + (random() < 0.8 ? 200 + random() * 7 : random() * 365) * day
  ),
  "mostly in one second": timesOf(1500, (random) => (random() < 0.7 ? start + 1000 : start + random() * 365 * day)),
  "ever more": timesOf(1500, (random) => start + (1 - random() ** 4) * 365 * day),
  "on three days": timesOf(1500, (random) => start + (Math.floor(random() * 3) * 2 + random()) * day)
}

const idsOf = (pages: ReadonlyArray<ListedPage>) =>
  pages.flatMap(({ items }) => items.map((item) => String((item as TimedRow).id)))

const byNumber = (one: string, other: string) => Number(one) - Number(other)

const assertEach = (pages: ReadonlyArray<ListedPage>, rows: ReadonlyArray<TimedRow>, message = "") =>
  assert.deepStrictEqual(idsOf(pages).toSorted(byNumber), rows.map(({ id }) => id).toSorted(byNumber), message)

const readAll = (listing: Listing, from?: string) =>
  running(Stream.runCollect(listing.pages(from, () => Effect.void)), "20 millis")

const atTheEnd = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  TestClock.setTime(now * 1000).pipe(Effect.andThen(test), Effect.provide(FakeIntercom.layer()))

const spansOf = (pages: ReadonlyArray<ListedPage>) => pages.findLast(({ spans }) => spans !== undefined)?.spans

const searches: Record<string, TimedListOptions> = {
  "to the second": {},
  "to the second, bounds included": { isInclusive: true },
  "by whole days": { precision: "day" },
  "by whole days of UTC+14": { precision: "day", offset: 14 * 3600 },
  "by whole days of UTC-11": { precision: "day", offset: -11 * 3600 },
  "to the second, in no order": { isOrdered: false, comesOrdered: false },
  "by whole days, in no order": { precision: "day", isOrdered: false, comesOrdered: false },
  "to the second, in no order although asked to": { comesOrdered: false }
}

describe("spans of a long list", () => {
  for (const [search, options] of Object.entries(searches)) {
    for (const [name, times] of Object.entries(workspaces)) {
      it.effect(`T3: hold every row once, where they lie ${name} and search works ${search}`, () =>
        atTheEnd(
          Effect.gen(function* () {
            const rows = rowsAt(times)
            const pages = yield* readAll(timedList(() => rows, options))
            assertEach(pages, rows)
            assert.deepStrictEqual(
              pages.flatMap(({ short }) => short ?? []),
              []
            )
            assert.isTrue(pages.every(({ totalCount }) => totalCount === 1500))
            assert.isUndefined(pages.at(-1)?.cursor)
          })
        )
      )
    }
  }

  for (const search of ["to the second", "by whole days", "by whole days, in no order"]) {
    it.effect(`T32: go on from the cursor of any page, and hold every row once, where search works ${search}`, () =>
      atTheEnd(
        Effect.gen(function* () {
          const rows = rowsAt(workspaces["evenly over a year"])
          const listing = timedList(() => rows, { ...searches[search], latency: "40 millis" })
          const pages = yield* readAll(listing)
          assert.isAbove(spansOf(pages)?.atOnce ?? 0, 2)
          for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
            if (index % 3 !== 0) continue
            const rest = yield* readAll(listing, cursor)
            assertEach([...pages.slice(0, index + 1), ...rest], rows, `after page ${index}`)
          }
        })
      )
    )
  }

  it.effect("go on from a cursor of an earlier version, and hold every row once", () =>
    atTheEnd(
      Effect.gen(function* () {
        const rows = rowsAt(workspaces["evenly over a year"])
        const bounds = [start + 100 * day, start + 300 * day]
        const counts = [
          { expected: 410, seen: 10 },
          { expected: 820, seen: 820 },
          { expected: 270, seen: 0 }
        ]
        const [first = []] = [rows.filter(({ created_at }) => created_at < start + 100 * day)]
        const tenth = first.toSorted((one, other) => one.created_at - other.created_at)[9]
        const cursor = JSON.stringify({
          bounds,
          cursors: [String((tenth?.created_at ?? 0) * 1e6 + Number(tenth?.id)), false, null],
          total: 1500,
          counts
        })
        const pages = yield* readAll(
          timedList(() => rows),
          cursor
        )
        const read = rows.filter(
          ({ created_at }) =>
            (created_at > (tenth?.created_at ?? 0) && created_at < start + 100 * day) || created_at >= start + 300 * day
        )
        assertEach(pages, read)
        assert.isUndefined(pages.at(-1)?.cursor)
      })
    )
  )

  it.effect("a cursor of Intercom's own, written before lists were read in spans, is gone on with", () =>
    atTheEnd(
      Effect.gen(function* () {
        const rows = rowsAt(workspaces["one a second"])
        const pages = yield* readAll(
          timedList(() => rows),
          String((start + 999) * 1e6 + 999)
        )
        assertEach(pages, rows.slice(1000))
      })
    )
  )

  it.effect("a cursor that is none is refused", () =>
    atTheEnd(
      Effect.gen(function* () {
        const error = yield* Effect.flip(Stream.runDrain(timedList(() => []).pages("{}", () => Effect.void)))
        assert.strictEqual(error.reason._tag, "InvalidInput")
      })
    )
  )
})

describe("how many spans there are", () => {
  const requestsOf = (rows: ReadonlyArray<TimedRow>, options: TimedListOptions = {}) =>
    Effect.gen(function* () {
      const requests = { page: 0, count: 0, most: 0 }
      const listing = timedList(() => rows, {
        ...options,
        onRequest: ({ kind, onTheirWay }) =>
          Effect.sync(() => {
            requests[kind]++
            requests.most = Math.max(requests.most, onTheirWay)
          })
      })
      const startedAt = yield* Clock.currentTimeMillis
      const pages = yield* readAll(listing)
      assertEach(pages, rows)
      return { ...requests, pages, millis: (yield* Clock.currentTimeMillis) - startedAt }
    })

  it.effect("few rows are few requests", () =>
    atTheEnd(
      Effect.gen(function* () {
        for (const count of [0, 5, 10, 100, 119]) {
          const {
            count: counts,
            most,
            page
          } = yield* requestsOf(rowsAt(timesOf(count, (random) => start + random() * day)))
          assert.deepStrictEqual([page, counts, most], [Math.max(Math.ceil(count / 10), 1), 0, 1], `${count} rows`)
        }
        const {
          count: counts,
          most,
          page
        } = yield* requestsOf(rowsAt(timesOf(150, (random) => start + random() * day)))
        assert.isAtMost(page + counts, 20)
        assert.isAtMost(most, 2)
      })
    )
  )

  it.effect(
    "many rows are read in an eighth of the time where the rate limit is not told, or as few spans as asked for",
    () =>
      atTheEnd(
        Effect.gen(function* () {
          const rows = rowsAt(timesOf(4000, (random) => start + random() * 365 * day))
          const one = yield* requestsOf(rows, { segments: 1 })
          assert.strictEqual(one.most, 1)
          const three = yield* requestsOf(rows, { segments: 3 })
          assert.strictEqual(three.most, 3)
          const many = yield* requestsOf(rows)
          assert.strictEqual(many.most, 8)
          assert.isBelow(many.millis / one.millis, 1 / 6)
          assert.isBelow((many.page + many.count) / one.page, 1.2)
        })
      )
  )

  it.effect("a span that turns out dense is divided again while it is read", () =>
    atTheEnd(
      Effect.gen(function* () {
        const rows = rowsAt(workspaces["ever more"])
        const one = yield* requestsOf(rows, { segments: 1 })
        const many = yield* requestsOf(rows, { segments: 8 })
        assert.isBelow(many.millis / one.millis, 1 / 3)
      })
    )
  )

  it.effect("a reader that is slow is read for in one span", () =>
    atTheEnd(
      Effect.gen(function* () {
        const rows = rowsAt(workspaces["evenly over a year"])
        let most = 0
        const listing = timedList(() => rows, {
          onRequest: ({ onTheirWay }) => Effect.sync(() => (most = Math.max(most, onTheirWay)))
        })
        const pages: Array<ListedPage> = []
        yield* running(
          Stream.runForEach(
            listing.pages(undefined, () => Effect.void),
            (page) =>
              Effect.andThen(
                Effect.sleep("150 millis"),
                Effect.sync(() => pages.push(page))
              )
          ),
          "50 millis"
        )
        assertEach(pages, rows)
        assert.strictEqual(most, 1)
      })
    )
  )

  it.effect("T34: a reader that stalls stops the requests", () =>
    atTheEnd(
      Effect.gen(function* () {
        const rows = rowsAt(timesOf(4000, (random) => start + random() * 365 * day))
        let requests = 0
        let asked = 0
        const listing = timedList(() => rows, { onRequest: () => Effect.sync(() => requests++) })
        yield* running(
          listing
            .pages(undefined, () => Effect.void)
            .pipe(
              Stream.take(40),
              Stream.zipWithIndex,
              Stream.runForEach(([, index]) =>
                index < 39
                  ? Effect.void
                  : Effect.sleep("2 seconds").pipe(
                      Effect.andThen(Effect.sync(() => (asked = requests))),
                      Effect.andThen(Effect.sleep("10 minutes"))
                    )
              )
            ),
          "100 millis"
        )
        assert.strictEqual(requests, asked)
      })
    )
  )

  it.effect("T24: pages that weigh much are read by fewer readers, and all of them", () =>
    atTheEnd(
      Effect.gen(function* () {
        const text = "x".repeat(400_000)
        const rows = timesOf(600, (random) => start + random() * 365 * day).map((time, index) => ({
          id: String(index),
          created_at: time,
          updated_at: time,
          // Little at first.
          text: time > start + 100 * day ? text : ""
        }))
        let heavy = 0
        let most = 0
        const listing = timedList(() => rows, {
          lose: (page) => {
            heavy = page.filter((row) => "text" in row && row.text !== "").length
            return page
          },
          onRequest: ({ onTheirWay }) => Effect.sync(() => (most = heavy > 0 ? Math.max(most, onTheirWay) : most))
        })
        const pages = yield* readAll(listing)
        assertEach(pages, rows)
        // Ten rows are 4 MB, and 32 MB may wait.
        assert.isAtMost(most, 8)
        assert.isAtLeast(most, 4)
      })
    )
  )

  for (const [search, name] of [
    ["by whole days", "on one day"],
    ["to the second", "in one second"]
  ] as const) {
    it.effect(`rows that all lie ${name} are read page by page, which is told, where search works ${search}`, () =>
      atTheEnd(
        Effect.gen(function* () {
          const length = search === "to the second" ? 1 : day
          const rows = rowsAt(timesOf(1500, (random) => start + random() * length))
          const { most, page, pages } = yield* requestsOf(rows, searches[search])
          assert.strictEqual(most, 1)
          assert.isAtMost(page, 152)
          const { atOnce, undivided } = spansOf(pages) ?? {}
          assert.strictEqual(atOnce, 1)
          assert.isAbove(undivided?.rows ?? 0, 1200)
        })
      )
    )
  }
})

describe("rows that change while they are read", () => {
  it.effect("T35: a span with fewer rows than announced is told, and one whose rows were deleted is not", () =>
    atTheEnd(
      Effect.gen(function* () {
        const all = rowsAt(workspaces["evenly over a year"])
        let pages = 0
        const lossy = yield* readAll(
          timedList(() => all, { lose: (page) => (++pages > 20 && pages % 25 === 0 ? page.slice(1) : page) })
        )
        const lost = all.length - idsOf(lossy).length
        assert.isAbove(lost, 2)
        const told = lossy.flatMap(({ short }) => (short === undefined ? 0 : short.expected - short.seen))
        assert.strictEqual(
          told.reduce((sum, each) => sum + each, 0),
          lost
        )

        let rows = all
        let requests = 0
        const kept = yield* readAll(
          timedList(() => rows, {
            onRequest: () => Effect.sync(() => (++requests % 20 === 0 ? (rows = rows.slice(0, -1)) : rows))
          })
        )
        assert.isBelow(rows.length, all.length)
        assert.deepStrictEqual(
          kept.flatMap(({ short }) => short ?? []),
          []
        )
        const ids = new Set(idsOf(kept))
        assert.isTrue(rows.every(({ id }) => ids.has(id)))
      })
    )
  )

  it.effect("T5: what changes in a window that has not ended comes as it is at the end, however often it moves", () =>
    atTheEnd(
      Effect.gen(function* () {
        const random = chance(11)
        let rows = rowsAt(workspaces["evenly over a year"])
        let changes = 0
        const window = { since: start - day, until: now + 300 }
        const listing = timedList(() => rows, {
          field: "updated_at",
          window,
          onRequest: () =>
            Effect.gen(function* () {
              const changed = Math.floor(random() * rows.length)
              const updated_at = Math.floor((yield* Clock.currentTimeMillis) / 1000)
              rows = rows.with(changed, { ...(rows[changed] as TimedRow), updated_at })
              changes++
            })
        })
        const pages = yield* readAll(listing)
        assert.isAbove(spansOf(pages)?.atOnce ?? 0, 4)
        assert.isAbove(changes, 100)
        const latest = new Map<string, number>()
        for (const item of pages.flatMap(({ items }) => items)) {
          const { id, updated_at } = item as TimedRow
          latest.set(id, updated_at)
        }
        // What changed after its last page was asked for is the next run's.
        const missed = rows.filter(({ id, updated_at }) => latest.get(id) !== updated_at)
        assert.isAtMost(missed.length, 3)
        assert.strictEqual(latest.size, 1500)
      })
    )
  )

  it.effect("T5: what changes in a window that has ended leaves it, and nothing else is missing", () =>
    atTheEnd(
      Effect.gen(function* () {
        const random = chance(13)
        let rows = rowsAt(workspaces["evenly over a year"])
        const window: Window.Window = { since: start + 50 * day, until: now - 60 }
        const listing = timedList(() => rows, {
          field: "updated_at",
          window,
          onRequest: () =>
            Effect.sync(() => {
              const changed = Math.floor(random() * rows.length)
              rows = rows.with(changed, { ...(rows[changed] as TimedRow), updated_at: now + 1 })
            })
        })
        const pages = yield* readAll(listing)
        const ids = new Set(idsOf(pages))
        const unchanged = rows.filter(({ updated_at }) => Window.contains(window, updated_at))
        assert.deepStrictEqual(
          unchanged.filter(({ id }) => !ids.has(id)),
          []
        )
        assert.strictEqual(ids.size, idsOf(pages).length)
        assert.deepStrictEqual(
          pages.flatMap(({ short }) => short ?? []),
          []
        )
      })
    )
  )

  it.effect("rows that are created meanwhile come too", () =>
    atTheEnd(
      Effect.gen(function* () {
        const rows = rowsAt(workspaces["evenly over a year"])
        const listing = timedList(() => rows, {
          onRequest: ({ kind }) =>
            Effect.gen(function* () {
              const time = Math.floor((yield* Clock.currentTimeMillis) / 1000)
              if (kind === "page" && rows.length < 1550) {
                rows.push({ id: String(rows.length), created_at: time, updated_at: time })
              }
            })
        })
        assertEach(yield* readAll(listing), rows)
      })
    )
  )
})
