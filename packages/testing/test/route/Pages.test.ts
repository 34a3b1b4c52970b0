import { Companies, Contacts } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { objection, rawCall } from "../rawCall.ts"
import { FakeIntercom } from "../../src/FakeIntercom.ts"

/** Every page of the contacts list, with `between` run after the first. */
const readAll = Effect.fnUntraced(function* (perPage: number, between: Effect.Effect<void> = Effect.void) {
  const ids: Array<string> = []
  const sizes: Array<number> = []
  let startingAfter: string | undefined
  do {
    const page = yield* Contacts.list({
      per_page: perPage,
      ...(startingAfter === undefined ? {} : { starting_after: startingAfter })
    })
    ids.push(...page.data.map(({ id }) => id))
    sizes.push(page.data.length)
    if (sizes.length === 1) yield* between
    const next = page.pages?.next
    startingAfter = typeof next === "object" && next !== null ? (next.starting_after ?? undefined) : undefined
  } while (startingAfter !== undefined)
  return { ids, sizes }
})

describe("pages by cursor", () => {
  it.effect("hold every record once and end without a next", () =>
    Effect.gen(function* () {
      const { ids, sizes } = yield* readAll(150)
      assert.deepStrictEqual(sizes, [150, 150, 100])
      assert.strictEqual(new Set(ids).size, 400)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 400 })))
  )

  it.effect("end exactly where the last page is full", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* readAll(100)).sizes, [100, 100])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 200 })))
  )

  it.effect("do not shift when records are added, changed or removed in between", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const before = yield* Stream.runCollect((yield* FakeIntercom).dump("contacts"))
      const oldest = String(before[0]?.["id"])
      const { ids } = yield* readAll(
        10,
        Effect.sync(() => {
          workspace.contacts.add({ name: "Newest", created_at: workspace.now() })
          workspace.contacts.update(oldest, { name: "Changed" })
          workspace.contacts.remove(String(before[1]?.["id"]))
        })
      )
      assert.strictEqual(ids.length, 39)
      assert.strictEqual(new Set(ids).size, 39)
      assert.strictEqual(ids.at(-1), oldest)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 40 })))
  )

  it.effect("hold hundreds of records of one second without losing one", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const added = Array.from({ length: 400 }, () => workspace.contacts.add({ created_at: 1_700_000_000 }).id)
      const { ids } = yield* readAll(150)
      assert.deepStrictEqual(ids.toSorted(), added.toSorted())
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("tell where they are and how many there are", () =>
    Effect.gen(function* () {
      const first = yield* Contacts.list({ per_page: 15 })
      assert.deepInclude(first.pages, { type: "pages", page: 1, per_page: 15, total_pages: 3 })
      assert.strictEqual(first.total_count, 40)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 40 })))
  )

  it.effect("refuse an empty cursor, a foreign one, and a size out of bounds", () =>
    Effect.gen(function* () {
      const statuses = yield* Effect.forEach(
        [
          "/contacts?starting_after=",
          "/contacts?starting_after=abc",
          `/contacts?starting_after=${btoa('[1,"x"]')}`,
          "/contacts?per_page=0",
          "/contacts?per_page=151",
          "/contacts?per_page=ten",
          "/conversations?per_page=151",
          "/companies?per_page=61"
        ],
        (path) => Effect.map(rawCall("GET", path), (answer) => `${answer.status} ${objection(answer).split(":")[0]}`)
      )
      assert.deepStrictEqual([...new Set(statuses)], ["400 parameter_invalid"])
      const empty = yield* rawCall("GET", "/contacts?starting_after=")
      assert.strictEqual(objection(empty), "parameter_invalid: starting_after can't be empty")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 40 })))
  )
})

describe("pages by number", () => {
  it.effect("hold every company once and end with a null next", () =>
    Effect.gen(function* () {
      const ids: Array<string | undefined> = []
      let page = 1
      for (;;) {
        const { data, pages, total_count } = yield* Companies.list({ page, per_page: 60 })
        assert.strictEqual(total_count, 130)
        ids.push(...data.map(({ id }) => id))
        if (pages?.next === null) break
        assert.strictEqual(pages?.next, `https://api.intercom.io/companies/list?page=${page + 1}&per_page=60`)
        page++
      }
      assert.strictEqual(page, 3)
      assert.strictEqual(new Set(ids).size, 130)
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 130 })))
  )

  it.effect("come in either order", () =>
    Effect.gen(function* () {
      const down = yield* Companies.list({ per_page: 5, order: "desc" })
      const up = yield* Companies.list({ per_page: 5, order: "asc", page: 4 })
      assert.deepStrictEqual(
        up.data.map(({ id }) => id).toReversed(),
        down.data.map(({ id }) => id)
      )
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 20 })))
  )

  it.effect("reach the ten-thousandth company and none behind it", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      assert.strictEqual((yield* rawCall("POST", "/companies/list?page=167&per_page=60")).status, 200)
      workspace.companies.add()
      const answer = yield* rawCall("POST", "/companies/list?page=167&per_page=60")
      assert.strictEqual(objection(answer), "bad_request: page limit reached, please use scroll API")
      assert.strictEqual((yield* rawCall("POST", "/companies/list?page=166&per_page=60")).status, 200)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ companies: 10_000 })))
  )
})

describe("page zero", () => {
  it.effect("has the rows of the first page, and leads to it", () =>
    Effect.gen(function* () {
      const { admins, articles, contacts, notes } = (yield* FakeIntercom).workspace
      for (let nth = 0; nth < 3; nth++) articles.add({ title: `Article ${nth}` })
      const { id } = contacts.add()
      notes.add({ on: { type: "contact", id }, author: admins[0]?.id ?? "", body: "<p>Likes engines</p>" })
      for (const [path, rows] of [
        [`/contacts/${id}/notes`, 1],
        ["/articles", 3],
        ["/companies", 4]
      ] as const) {
        const zero = yield* rawCall("GET", `${path}?page=0&per_page=10`)
        const one = yield* rawCall("GET", `${path}?page=1&per_page=10`)
        const { data, pages } = zero.body as {
          readonly data: ReadonlyArray<unknown>
          readonly pages: { readonly page: number; readonly next: string | null; readonly total_pages: number }
        }
        assert.strictEqual(data.length, rows)
        assert.deepInclude(one.body, { data })
        assert.deepInclude(pages, { page: 0, total_pages: 1 })
        assert.strictEqual(new URL(pages.next ?? "").searchParams.get("page"), "1")
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ companies: 4 })))
  )

  it.effect("of nothing leads nowhere", () =>
    Effect.gen(function* () {
      const { body } = yield* rawCall("GET", "/articles?page=0")
      assert.deepInclude((body as { readonly pages: object }).pages, { page: 0, next: null, total_pages: 0 })
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})

describe("numbered lists", () => {
  it.effect("end without a next, also where there is nothing", () =>
    Effect.gen(function* () {
      const last = yield* rawCall("GET", "/companies?page=2&per_page=3")
      const none = yield* rawCall("GET", "/articles")
      assert.deepInclude((last.body as { readonly pages: object }).pages, { next: null, total_pages: 2 })
      assert.deepInclude((none.body as { readonly pages: object }).pages, { next: null, total_pages: 0 })
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ companies: 5 })))
  )
})
