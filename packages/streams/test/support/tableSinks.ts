/**
 * What every sink with tables has to do, whatever database is behind it.
 */
import { assert, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { idOf, secondsOf } from "../../src/catalog/Field.ts"
import type { ExportSink, Intent, SinkTarget, Tombstone } from "../../src/ExportSink.ts"
import { Tables } from "../../src/index.ts"
import { emptyCheckpoint } from "./emptyCheckpoint.ts"
import { fakeRecords } from "./fakeRecords.ts"

/** A database, empty at first. */
export interface TablePlace<R> {
  /** A sink into it; called again, it is another run. */
  readonly sink: (attributes?: ReadonlyArray<Tables.Attribute>) => ExportSink<R>
  /** The rows of a table: instants as Unix seconds, JSON as values, and booleans as such. */
  readonly rows: (table: string) => Effect.Effect<ReadonlyArray<Readonly<Record<string, unknown>>>, unknown, R>
  readonly run: (statement: string) => Effect.Effect<unknown, unknown, R>
}

export interface TableHarness<R, E> {
  readonly place: Effect.Effect<TablePlace<R>, unknown, Scope.Scope>
  readonly layer: Layer.Layer<R, E>
  /** Whether text that Unicode does not have comes back as it went in. */
  readonly isVerbatim: boolean
}

const target = (stream: string, intent: Intent, workspace = "w1"): SinkTarget => ({
  stream,
  idOf,
  changedAtOf: (record) => secondsOf(record, "updated_at"),
  intent,
  workspace
})

/** A run: pages of records, what is gone, and the checkpoint. It answers with the state to go on from. */
const run = Effect.fnUntraced(function* <R>(
  sink: ExportSink<R>,
  to: SinkTarget,
  pages: ReadonlyArray<ReadonlyArray<object>>,
  { gone = [], state }: { readonly gone?: ReadonlyArray<Tombstone>; readonly state?: unknown } = {}
) {
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const stream = yield* sink.open(to, state)
      const refused: Array<unknown> = []
      for (const page of pages) refused.push(...((yield* stream.write(page, [])) ?? []))
      if (stream.remove !== undefined) yield* stream.remove(gone)
      if (stream.settle !== undefined) refused.push(...(yield* stream.settle))
      const next = yield* stream.commit
      yield* save(sink)
      return { next, refused }
    })
  )
})

const save = <R>(sink: ExportSink<R>) =>
  sink.checkpoint === undefined ? Effect.die("no checkpoint") : sink.checkpoint.save(emptyCheckpoint)

const parts = (ids: ReadonlyArray<number>, total = ids.length) => ({
  type: "conversation_part.list",
  conversation_parts: ids.map((id) => ({ type: "conversation_part", id: String(id), body: `part ${id}` })),
  total_count: total
})

const tags = (...ids: ReadonlyArray<string>) => ({
  type: "tag.list",
  tags: ids.map((id) => ({ type: "tag", id, name: `tag ${id}` }))
})

/** What a table ought to hold, as the tests read it. */
export const expectedRows = (table: Tables.Table, rows: Iterable<Tables.Row>) =>
  Array.from(rows, (row) =>
    Object.fromEntries(
      table.columns.map(({ name, type }, index) => {
        const cell = row[index] ?? null
        return [name, type === "json" && typeof cell === "string" ? JSON.parse(cell) : cell]
      })
    )
  )

/** Rows in an order of their own; the keys of JSON have none. */
export const comparable = (rows: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
  rows.map((row) => JSON.stringify(sorted({ ...row, exported_at: null }))).toSorted()

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [key, sorted(one)])
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Two tables, told apart by the first row that differs. */
export const assertSame = (held: ReadonlyArray<string>, expected: ReadonlyArray<string>, name: string) => {
  assert.strictEqual(held.length, expected.length, `rows of ${name}`)
  const differing = held.findIndex((row, index) => row !== expected[index])
  if (differing >= 0)
    assert.deepStrictEqual(JSON.parse(held[differing] ?? ""), JSON.parse(expected[differing] ?? ""), name)
}

/** Companies with an attribute of each type, called as that. */
const withAttributesOf = (types: ReadonlyArray<string>) => ({
  /** The attributes, once all of them have become of one type. */
  attributes: (data_type?: string) =>
    types.map((type) => ({ model: "company", name: type, data_type: data_type ?? type })),
  company: (id: string, values: ReadonlyArray<unknown>) => ({
    id,
    updated_at: 1,
    custom_attributes: Object.fromEntries(types.map((type, index) => [type, values[index]]))
  })
})

/** Nothing in it repeats, so that it does not become short. */
const longId = Array.from({ length: 2000 }, (_, index) => Math.imul(index + 1, 2_654_435_761) >>> 0).join("")

/** Declares the tests. */
export const behavesAsTables = <R, E>({ isVerbatim, layer, place }: TableHarness<R, E>): void => {
  const test = (name: string, body: (place: TablePlace<R>) => Effect.Effect<void, unknown, R>) =>
    it.live(name, () => Effect.scoped(Effect.flatMap(place, body)).pipe(Effect.provide(layer)), 60_000)

  it.effect("holds every record of every stream in its tables, and nothing else", () =>
    Effect.gen(function* () {
      const streams = yield* fakeRecords
      yield* TestClock.withLive(
        Effect.scoped(
          Effect.gen(function* () {
            const { rows, sink } = yield* place
            const to = sink()
            yield* Effect.scoped(
              Effect.gen(function* () {
                for (const { records, target } of streams.values()) {
                  const stream = yield* to.open({ ...target, intent: "begin", workspace: "w1" }, undefined)
                  const half = Math.ceil(records.length / 2)
                  // The second half comes twice.
                  for (const page of [records.slice(0, half), records.slice(half), records.slice(half)]) {
                    assert.deepStrictEqual((yield* stream.write(page, [])) ?? [], [], target.stream)
                  }
                  yield* stream.commit
                }
                yield* save(to)
              })
            )
            for (const [stream, { records, target }] of streams) {
              const tables = Tables.ofNamed(stream)
              const rowsOf = Tables.mapper(tables, { ...target, workspace: "w1", storable: !isVerbatim })
              const expected = records.map((record) => rowsOf(record, 0))
              assertSame(
                comparable(yield* rows(tables.main.name)),
                comparable(expectedRows(tables.main, new Map(expected.map(({ id, main }) => [id, main])).values())),
                stream
              )
              for (const [index, child] of tables.children.entries()) {
                const all = new Map(
                  expected.flatMap(({ children, id }) =>
                    Array.from(children[index]?.rows ?? [], ([key, row]): [string, Tables.Row] => [`${id} ${key}`, row])
                  )
                )
                assertSame(
                  comparable(yield* rows(child.name)),
                  comparable(expectedRows(child, all.values())),
                  child.name
                )
              }
            }
          })
        ).pipe(Effect.provide(layer))
      )
    })
  )

  test("takes changes: lists shrink, parts only grow, and what is older replaces nothing", ({ rows, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const first = { id: "1", updated_at: 100, title: "a", tags: tags("1", "2"), conversation_parts: parts([1, 2]) }
      const { next } = yield* run(to, target("conversations", "begin"), [[first]])
      const second = { id: "1", updated_at: 200, title: "b", tags: tags("2"), conversation_parts: parts([2, 3], 3) }
      yield* run(to, target("conversations", "add"), [[second]], { state: next })
      const ids = (table: string, key: string) =>
        Effect.map(rows(table), (all) => all.map((row) => String(row[key])).toSorted())
      assert.deepStrictEqual(yield* ids("conversation_tags", "tag_id"), ["2"])
      assert.deepStrictEqual(yield* ids("conversation_parts", "id"), ["1", "2", "3"])
      const older = { id: "1", updated_at: 150, title: "old", tags: tags("9"), conversation_parts: parts([0, 2]) }
      yield* run(to, target("conversations", "add"), [[older]], { state: next })
      assert.deepStrictEqual(
        (yield* rows("conversations")).map(({ title, updated_at }) => [title, updated_at]),
        [["b", 200]]
      )
      assert.deepStrictEqual(yield* ids("conversation_tags", "tag_id"), ["2"])
      assert.deepStrictEqual(yield* ids("conversation_parts", "id"), ["0", "1", "2", "3"])
      // Read without its parts, it says nothing of them.
      yield* run(to, target("conversations", "add"), [[{ id: "1", updated_at: 300, tags: tags() }]], { state: next })
      assert.deepStrictEqual(yield* ids("conversation_tags", "tag_id"), [])
      assert.deepStrictEqual(yield* ids("conversation_parts", "id"), ["0", "1", "2", "3"])
    }))

  test("holds all parts of a conversation that has grown over what Intercom hands out", ({ rows, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const range = (from: number, until: number) => Array.from({ length: until - from }, (_, index) => from + index)
      const grown = (from: number, until: number) => ({
        id: "1",
        updated_at: until,
        conversation_parts: parts(range(from, until), until)
      })
      const { next } = yield* run(to, target("conversations", "begin"), [[grown(0, 480)]])
      yield* run(to, target("conversations", "add"), [[grown(120, 620)]], { state: next })
      assert.lengthOf(yield* rows("conversation_parts"), 620)
    }))

  test("keeps the rows of a list that came short, and those of one that is whole", ({ rows, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const contact = (updated_at: number, has_more: boolean, ...ids: ReadonlyArray<string>) => ({
        id: "c",
        updated_at,
        tags: { data: ids.map((id) => ({ type: "tag", id })), total_count: has_more ? 12 : ids.length, has_more }
      })
      const { next } = yield* run(to, target("contacts", "begin"), [[contact(1, false, "1", "2")]])
      yield* run(to, target("contacts", "add"), [[contact(2, true, "3")]], { state: next })
      assert.lengthOf(yield* rows("contact_tags"), 3)
      yield* run(to, target("contacts", "add"), [[contact(3, false, "3")]], { state: next })
      assert.lengthOf(yield* rows("contact_tags"), 1)
    }))

  test("marks what is gone and keeps it, until it comes again", ({ rows, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const contact = (id: string) => ({ id, updated_at: 100, email: `${id}@example.com` })
      const { next } = yield* run(to, target("contacts", "begin"), [[contact("a"), contact("b"), contact("c")]])
      yield* run(to, target("contacts", "add"), [], {
        state: next,
        gone: [
          { id: "a", reason: "merged", mergedInto: "b", at: 500 },
          { id: "c", reason: "deleted", at: 600 },
          { id: "nobody", reason: "missing" }
        ]
      })
      const seen = Effect.map(rows("contacts"), (all) =>
        all.map((row) => [row["id"], row["deleted_at"], row["deleted_reason"], row["merged_into"]]).toSorted()
      )
      assert.deepStrictEqual(yield* seen, [
        ["a", 500, "merged", "b"],
        ["b", null, null, null],
        ["c", 600, "deleted", null]
      ])
      assert.deepStrictEqual(
        (yield* rows("current_contacts")).map(({ id }) => id),
        ["b"]
      )
      yield* run(to, target("contacts", "add"), [[contact("c")]], { state: next })
      assert.deepStrictEqual((yield* seen)[2], ["c", null, null, null])
    }))

  test("leaves what has not changed as it is", ({ rows, run: execute, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const record = { id: "1", updated_at: 1, conversation_parts: parts([1]) }
      const { next } = yield* run(to, target("conversations", "begin"), [[record]])
      yield* execute("UPDATE conversations SET title = 'untouched'")
      yield* run(to, target("conversations", "upsert"), [[record]], { state: next })
      assert.deepStrictEqual(
        (yield* rows("conversations")).map(({ title }) => title),
        ["untouched"]
      )
    }))

  test("takes a record whose rows of lists are there although somebody removed it", ({ rows, run: execute, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const record = { id: "1", updated_at: 1, tags: tags("1"), conversation_parts: parts([1, 2]) }
      const other = { id: "2", updated_at: 1, conversation_parts: parts([3]) }
      const { next } = yield* run(to, target("conversations", "begin"), [[record]])
      yield* execute("DELETE FROM conversations")
      const { refused } = yield* run(to, target("conversations", "upsert"), [[record, other]], { state: next })
      assert.deepStrictEqual(refused, [])
      assert.lengthOf(yield* rows("conversations"), 2)
      assert.lengthOf(yield* rows("conversation_tags"), 1)
      assert.lengthOf(yield* rows("conversation_parts"), 3)
    }))

  test("takes one of two versions in a page, the later", ({ rows, sink }) =>
    Effect.gen(function* () {
      const versions = [3, 1, 2].map((updated_at) => ({ id: "1", updated_at, name: String(updated_at) }))
      yield* run(sink(), target("contacts", "begin"), [versions])
      assert.deepStrictEqual(
        (yield* rows("contacts")).map(({ name }) => name),
        ["3"]
      )
    }))

  test("takes the later of versions on pages that are on their way at once", ({ rows, sink }) =>
    Effect.gen(function* () {
      // As much as is written in one statement, so that each goes by itself.
      const large = (id: string, updated_at: number) => ({
        id,
        updated_at,
        title: `version ${updated_at}`,
        source: { type: "email", body: "long ".repeat(250_000) },
        tags: tags(String(updated_at)),
        conversation_parts: parts([updated_at])
      })
      const pages = [large("1", 1), large("2", 5), large("1", 2), large("2", 4), large("3", 3), large("1", 3)].map(
        (one) => [one]
      )
      const { refused } = yield* run(sink(), target("conversations", "begin"), pages)
      assert.deepStrictEqual(refused, [])
      const seen = (yield* rows("conversations")).map(({ id, title }) => [id, title])
      assert.deepStrictEqual(seen.toSorted(), [
        ["1", "version 3"],
        ["2", "version 5"],
        ["3", "version 3"]
      ])
      const tagged = (yield* rows("conversation_tags")).map((row) => [row["conversation_id"], row["tag_id"]])
      assert.deepStrictEqual(tagged.toSorted(), [
        ["1", "3"],
        ["2", "5"],
        ["3", "3"]
      ])
      assert.lengthOf(yield* rows("conversation_parts"), 6)
    }))

  test("loses no record to text that a database cannot hold, and none to a value that does not fit", ({ rows, sink }) =>
    Effect.gen(function* () {
      const records = [
        { id: "1", updated_at: 1, title: "a\u0000b", source: { body: "half \ud800 of one" }, "k\u0000": "\udfff" },
        { id: "2\u0000", updated_at: 1, title: ["no text"], created_at: 1e300, statistics: { count_reopens: 1e300 } },
        { id: "3", updated_at: 1, title: "x".repeat(3_000_000), custom_attributes: { big: 1e308, list: [[[[]]]] } },
        { id: longId, updated_at: 1, title: "an id longer than an index takes" },
        {
          id: "5",
          updated_at: 1,
          title: "fine",
          conversation_parts: { conversation_parts: [{ id: 5, body: "\u0000" }] }
        },
        { updated_at: 1, title: "no id" }
      ]
      const { refused } = yield* run(sink(), target("conversations", "begin"), [records])
      const held = yield* rows("conversations")
      assert.strictEqual(held.length + refused.length, records.length)
      assert.isAtMost(refused.length, 1)
      const titles = held.map(({ title }) => (title === null ? null : String(title).slice(0, 20)))
      assert.includeMembers(titles, [isVerbatim ? "a\u0000b" : "a\ufffdb", "fine", "no id", null, "x".repeat(20)])
      assert.deepStrictEqual(
        (yield* rows("export_problems"))
          .filter(({ kind }) => kind === "column")
          .map(({ problem }) => JSON.parse(String(problem)).column)
          .toSorted(),
        ["created_at", "statistics_count_reopens", "title"]
      )
    }))

  test("gets columns for custom attributes, also later, and loses none", ({ rows, run: execute, sink }) =>
    Effect.gen(function* () {
      const attribute = (name: string, data_type: string) => ({ model: "contact", name, data_type })
      const contact = (updated_at: number) => ({
        id: "c",
        updated_at,
        custom_attributes: { plan: "team", Seats: 3, seats: 4, since: 1_700_000_000 }
      })
      const { next } = yield* run(sink([attribute("Seats", "integer")]), target("contacts", "begin"), [[contact(1)]])
      // Its column would stand before the one that is there, and a view stands on this one.
      yield* execute("CREATE VIEW mine AS SELECT id, custom_seats FROM current_contacts")
      yield* run(
        sink([attribute("Extra", "string"), attribute("Seats", "integer")]),
        target("contacts", "add"),
        [[contact(1)]],
        { state: next }
      )
      yield* execute("DROP VIEW mine")
      const more = [attribute("seats", "integer"), attribute("plan", "string"), attribute("since", "date")]
      yield* run(sink([...more, attribute("Seats", "float")]), target("contacts", "add"), [[contact(1)]], {
        state: next
      })
      const [row] = yield* rows("contacts")
      assert.deepInclude(row, { custom_plan: "team", custom_since: 1_700_000_000, custom_seats: 3 })
      const other = Object.entries(row ?? {}).find(([name]) => /^custom_seats_[0-9a-f]{8}$/.test(name))
      assert.strictEqual(other?.[1], 4)
      // A run that does not ask for them leaves them, and what is in them is not of an earlier version.
      const later = { ...contact(2), name: "b", custom_attributes: { plan: "pro" } }
      yield* run(sink(), target("contacts", "add"), [[later]], { state: next })
      assert.deepInclude((yield* rows("contacts"))[0], { custom_plan: "pro", custom_seats: null })
      assert.deepInclude((yield* rows("current_contacts"))[0], { name: "b", custom_plan: "pro" })
    }))

  test("gets a wider column where the type has changed", ({ rows, sink }) =>
    Effect.gen(function* () {
      const attribute = (data_type: string) => ({ model: "company", name: "tier", data_type })
      const company = (updated_at: number, tier: unknown) => ({
        id: String(updated_at),
        updated_at,
        custom_attributes: { tier }
      })
      const { next } = yield* run(sink([attribute("integer")]), target("companies", "begin"), [[company(1, 7)]])
      yield* run(sink([attribute("float")]), target("companies", "add"), [[company(2, 1.5)]], { state: next })
      yield* run(sink([attribute("string")]), target("companies", "add"), [[company(3, "gold")]], { state: next })
      const tiers = new Map((yield* rows("companies")).map(({ custom_tier, id }) => [id, String(custom_tier)]))
      // Databases write the same number in ways of their own.
      assert.deepStrictEqual([Number(tiers.get("1")), Number(tiers.get("2")), tiers.get("3")], [7, 1.5, "gold"])
    }))

  test("keeps text as it came in a column that held numbers or truth before", ({ rows, sink }) =>
    Effect.gen(function* () {
      const types = ["integer", "float", "boolean"]
      const { attributes, company } = withAttributesOf(types)
      const first = [company("1", [7, 1.5, true]), company("2", [null, null, null])]
      const { next } = yield* run(sink(attributes()), target("companies", "begin"), [first])
      const texts = ["007", "1e3", "1"]
      yield* run(sink(attributes("string")), target("companies", "add"), [[company("3", texts)]], { state: next })
      const held = (yield* rows("current_companies")).map((row) => types.map((type) => row[`custom_${type}`]))
      assert.sameDeepMembers(held, [["7", "1.5", "true"], [null, null, null], texts])
    }))

  test("keeps JSON in a column that held something else before", ({ rows, sink }) =>
    Effect.gen(function* () {
      const types = ["integer", "boolean", "string"]
      const { attributes, company } = withAttributesOf(types)
      const first = [company("1", [7, false, "gold"]), company("2", [null, null, null])]
      const { next } = yield* run(sink(attributes()), target("companies", "begin"), [first])
      const lists = [["7"], [false], ["gold"]]
      yield* run(sink(attributes("relationship")), target("companies", "add"), [[company("3", lists)]], { state: next })
      const held = (yield* rows("companies")).map((row) => types.map((type) => row[`custom_${type}`]))
      assert.sameDeepMembers(held, [[7, false, "gold"], [null, null, null], lists])
    }))

  test("keeps what it knows of ids, whatever they hold", ({ sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const ids = to.checkpoint?.ids
      if (ids === undefined) return assert.fail("it keeps no ids")
      const odd = ["a\u0000b", "", "c'd", "e\nf", "\u{1F600}"]
      const known = { generation: 1, end: null }
      const seen = { generation: 2, end: null }
      yield* Effect.scoped(
        Effect.gen(function* () {
          const stream = yield* to.open(target("contacts", "begin"), undefined)
          yield* stream.commit
          const before = yield* ids.open("contacts", known)
          yield* before.add(odd)
          yield* before.commit
          const now = yield* ids.open("contacts", seen)
          yield* now.add(odd.slice(0, 2))
          yield* now.commit
          yield* save(to)
          const missing = yield* Stream.runCollect(ids.missing("contacts", [known], seen))
          assert.sameMembers(missing.flat(), odd.slice(2))
          yield* now.remove(odd)
        })
      )
    }))

  test("finds what is missing of many ids without comparing each with all", ({ sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const ids = to.checkpoint?.ids
      if (ids === undefined) return assert.fail("it keeps no ids")
      const all = Array.from({ length: 20_000 }, (_, index) => `65a${String(index).padStart(21, "0")}`)
      const known = { generation: 1, end: null }
      const seen = { generation: 2, end: null }
      yield* Effect.scoped(
        Effect.gen(function* () {
          const stream = yield* to.open(target("contacts", "begin"), undefined)
          yield* stream.commit
          const before = yield* ids.open("contacts", known)
          yield* before.add(all)
          // A record that changed came more than once.
          yield* before.add(all.slice(0, 100))
          yield* before.commit
          const now = yield* ids.open("contacts", seen)
          yield* now.add(all.filter((_, index) => index % 3 > 0))
          yield* now.commit
          yield* save(to)
          const begun = yield* Clock.currentTimeMillis
          const missing = yield* Stream.runCollect(ids.missing("contacts", [known], seen))
          // One by one it takes minutes.
          assert.isBelow((yield* Clock.currentTimeMillis) - begun, 10_000)
          assert.deepStrictEqual(
            missing.flat(),
            all.filter((_, index) => index % 3 === 0)
          )
        })
      )
    }))

  test("tells of what is gone when it was noticed, where the time of it is none", ({ rows, sink }) =>
    Effect.gen(function* () {
      const gone = [1e15, -1e15].map((at, index): Tombstone => ({ id: String(index), reason: "deleted", at }))
      const contacts = gone.map(({ id }) => ({ id, updated_at: 1 }))
      const { next } = yield* run(sink(), target("contacts", "begin"), [contacts])
      const before = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      yield* run(sink(), target("contacts", "add"), [], { state: next, gone })
      for (const { deleted_at } of yield* rows("contacts")) assert.isAtLeast(Number(deleted_at), before)
      assert.deepStrictEqual(yield* rows("current_contacts"), [])
    }))

  test("refuses another workspace, and rows that no checkpoint speaks of", ({ run: execute, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const contact = { id: "a", updated_at: 1 }
      const { next } = yield* run(to, target("contacts", "begin"), [[contact]])
      const other = yield* Effect.flip(run(to, target("contacts", "overwrite", "w2"), [[contact]], { state: next }))
      assert.deepInclude(other, { _tag: "SinkError", kind: "occupied" })
      const again = yield* Effect.flip(run(to, target("contacts", "begin"), [[contact]]))
      assert.deepInclude(again, { _tag: "SinkError", kind: "occupied" })
      yield* execute("CREATE TABLE tags (mine TEXT)")
      const taken = yield* Effect.flip(run(to, target("tags", "begin"), [[contact]]))
      assert.deepInclude(taken, { _tag: "SinkError", kind: "occupied" })
      assert.include(String(Reflect.get(taken as object, "message")), "no export made")
    }))

  test("begins anew where it may overwrite, also with the same ids", ({ rows, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const contact = (id: string, name: string) => ({ id, updated_at: 1, name, social_profiles: { data: [{ name }] } })
      const { next } = yield* run(to, target("contacts", "begin"), [[contact("a", "1"), contact("b", "1")]])
      yield* run(to, target("contacts", "overwrite"), [[contact("a", "2")]], { state: next })
      assert.deepStrictEqual(
        (yield* rows("contacts")).map(({ id, name }) => [id, name]),
        [["a", "2"]]
      )
      assert.deepStrictEqual(
        (yield* rows("contact_social_profiles")).map(({ name }) => name),
        ["2"]
      )
    }))

  test("takes several versions of a record, and a tag that goes and comes back, before one checkpoint", ({
    rows,
    sink
  }) =>
    Effect.gen(function* () {
      const version = (updated_at: number, ...ids: ReadonlyArray<string>) => ({
        id: "1",
        updated_at,
        tags: tags(...ids),
        conversation_parts: parts(Array.from({ length: updated_at }, (_, index) => index))
      })
      const versions = [version(1, "1", "2"), version(2, "2"), version(3, "1", "2"), version(4), version(5, "1")]
      yield* run(
        sink(),
        target("conversations", "begin"),
        versions.map((record) => [record])
      )
      assert.deepStrictEqual(
        (yield* rows("conversations")).map(({ updated_at }) => updated_at),
        [5]
      )
      assert.deepStrictEqual(
        (yield* rows("conversation_tags")).map(({ tag_id }) => tag_id),
        ["1"]
      )
      assert.lengthOf(yield* rows("conversation_parts"), 5)
    }))

  test("keeps nothing that no checkpoint speaks of", ({ rows, sink }) =>
    Effect.gen(function* () {
      const to = sink()
      const { next } = yield* run(to, target("contacts", "begin"), [[{ id: "a", updated_at: 1 }]])
      yield* Effect.scoped(
        Effect.gen(function* () {
          const stream = yield* to.open(target("contacts", "add"), next)
          yield* stream.write([{ id: "b", updated_at: 1 }], [])
          yield* stream.commit
        })
      )
      assert.deepStrictEqual(
        (yield* rows("contacts")).map(({ id }) => id),
        ["a"]
      )
    }))

  test("refuses a second export while one runs", ({ sink }) =>
    Effect.gen(function* () {
      const error = yield* Effect.scoped(
        Effect.gen(function* () {
          yield* sink().open(target("contacts", "begin"), undefined)
          return yield* Effect.flip(Effect.scoped(sink().open(target("companies", "begin"), undefined)))
        })
      )
      assert.deepInclude(error, { kind: "locked" })
      yield* run(sink(), target("companies", "begin"), [])
    }))

  test("tells where a table its checkpoint counts on is not there any more", ({ sink }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run(sink(), target("contacts", "goOn"), [], { state: { table: "contacts" } }))
      assert.deepInclude(error, { kind: "lost" })
    }))
}
