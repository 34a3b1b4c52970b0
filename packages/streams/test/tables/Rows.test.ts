import { assert, describe, it } from "@effect/vitest"
import { idOf } from "../../src/catalog/Field.ts"
import { Tables } from "../../src/index.ts"

const options = {
  idOf,
  changedAtOf: (record: object) => {
    const time: unknown = Reflect.get(record, "updated_at")
    return typeof time === "number" ? time : undefined
  }
}

const conversations = Tables.of("conversations")

const rowsOf = (record: object, storable = false) => Tables.mapper(conversations, { ...options, storable })(record, 100)

const named = (table: Tables.Table, row: Tables.Row | undefined) =>
  Object.fromEntries(table.columns.map(({ name }, index) => [name, row?.[index]]))

const mainOf = (record: object, storable = false) => named(conversations.main, rowsOf(record, storable).main)

const listOf = (name: string, record: object) => {
  const index = conversations.children.findIndex((child) => child.name === name)
  const list = rowsOf(record).children[index]
  const table = conversations.children[index]
  if (list === undefined || table === undefined) return undefined
  return { isWhole: list.isWhole, rows: Array.from(list.rows.values(), (row) => named(table, row)) }
}

describe("the rows of a record", () => {
  it("hold instants as seconds and ids as text, however they come", () => {
    const row = mainOf({ id: 7, created_at: "2026-01-02T03:04:05Z", admin_assignee_id: 12, updated_at: 90 })
    assert.deepInclude(row, { id: "7", created_at: 1_767_323_045, admin_assignee_id: "12", updated_at: 90 })
    assert.strictEqual(mainOf({ id: "7", created_at: "2026-01-02 03:04:05" })["created_at"], 1_767_323_045)
  })

  it("hold a time without its zone as one of UTC, or not at all, wherever the program runs", () => {
    const before = process.env["TZ"]
    try {
      for (const zone of ["Asia/Tokyo", "America/New_York"]) {
        process.env["TZ"] = zone
        for (const [text, seconds] of [
          ["2026-01-02T03:04:05.678", 1_767_323_045.678],
          ["2026-01-02 03:04", 1_767_323_040],
          ["2026-01-02 03:04:05 UTC", 1_767_323_045],
          ["2026-01-02 03:04:05 +0100", 1_767_319_445],
          ["2026-01-02T03:04:05-05:00", 1_767_341_045],
          ["2026-01-02", 1_767_312_000],
          ["2026-01-02 3:04:05", null],
          ["2026-01-02, 03:04:05", null]
        ] as const) {
          assert.strictEqual(mainOf({ id: "7", created_at: text })["created_at"], seconds, `${text} in ${zone}`)
        }
      }
    } finally {
      if (before === undefined) delete process.env["TZ"]
      else process.env["TZ"] = before
    }
  })

  it("lack what does not fit its column, tell it, and hold the record whole", () => {
    const record = { id: "7", created_at: "soon", open: "perhaps", statistics: { count_reopens: 1.5 }, title: ["a"] }
    const rows = rowsOf(record)
    const row = named(conversations.main, rows.main)
    assert.deepInclude(row, { created_at: null, open: null, statistics_count_reopens: null, title: null })
    assert.deepStrictEqual(JSON.parse(String(row["record"])), record)
    assert.sameMembers(
      rows.misfits.map(({ column }) => column),
      ["created_at", "open", "statistics_count_reopens", "title"]
    )
  })

  it("tell nothing of what is not there or empty", () => {
    const rows = rowsOf({ id: "7", waiting_since: "", statistics: null, source: { author: null } })
    assert.deepStrictEqual(rows.misfits, [])
  })

  it("have a column for a field that is text at times and an object at others", () => {
    const tickets = Tables.of("tickets")
    const rows = (record: object) => Tables.mapper(tickets, options)(record, 1)
    const one = rows({ id: "1", ticket_state: "submitted" })
    const other = rows({ id: "1", ticket_state: { type: "ticket_state", id: "3", category: "submitted" } })
    assert.deepInclude(named(tickets.main, one.main), { ticket_state: "submitted", ticket_state_id: null })
    assert.deepInclude(named(tickets.main, other.main), { ticket_state: null, ticket_state_category: "submitted" })
    assert.deepStrictEqual([...one.misfits, ...other.misfits], [])
  })

  it("are one for each element of a list, the last of those with the same id", () => {
    const tags = [{ id: "1", name: "a" }, null, { id: "2", name: "b" }, { id: "1", name: "c" }]
    const list = listOf("conversation_tags", { id: "7", tags: { type: "tag.list", tags } })
    assert.isTrue(list?.isWhole)
    assert.deepStrictEqual(
      list?.rows.map(({ conversation_id, name, tag_id }) => [conversation_id, tag_id, name]),
      [
        ["7", "1", "c"],
        ["7", "2", "b"]
      ]
    )
  })

  it("say where a list is not whole, and nothing of one that did not come", () => {
    const parts = (total_count: number) => ({
      id: "7",
      conversation_parts: { conversation_parts: [{ id: "1" }], total_count }
    })
    assert.isTrue(listOf("conversation_parts", parts(1))?.isWhole)
    assert.isFalse(listOf("conversation_parts", parts(2))?.isWhole)
    assert.isUndefined(listOf("conversation_parts", { id: "7" }))
    const linked = { id: "7", linked_objects: { data: [{ id: "9" }], has_more: true } }
    assert.isFalse(listOf("conversation_linked_objects", linked)?.isWhole)
  })

  it("hold of a part what no column has", () => {
    const part = { id: "1", body: "…", brand_new: { deep: [1] } }
    const list = listOf("conversation_parts", { id: "7", conversation_parts: { conversation_parts: [part] } })
    assert.strictEqual(list?.rows[0]?.["other"], JSON.stringify({ brand_new: { deep: [1] } }))
  })

  it("show custom attributes of a conversation by name, each in a column of its type", () => {
    const list = listOf("conversation_attributes", {
      id: "7",
      custom_attributes: { Plan: "team", seats: 3, paid: true, of: ["a"], none: null }
    })
    assert.deepStrictEqual(
      list?.rows.map(({ boolean, name, number, text, value }) => [name, text, number, boolean, value]),
      [
        ["Plan", "team", null, null, '"team"'],
        ["seats", "3", 3, null, "3"],
        ["paid", "true", null, true, "true"],
        ["of", null, null, null, '["a"]'],
        ["none", null, null, null, null]
      ]
    )
  })

  it("can be held by databases that lack the character 0 and halves of characters", () => {
    const record = { id: "7", title: "a\u0000b\ud800c", custom_attributes: { "x\\u0000": "\u0000 \\u0000 😀" } }
    const row = mainOf(record, true)
    assert.strictEqual(row["title"], "a\ufffdb\ufffdc")
    assert.deepStrictEqual(JSON.parse(String(row["record"])), {
      id: "7",
      title: "a\ufffdb\ufffdc",
      custom_attributes: { "x\\u0000": "\ufffd \\u0000 😀" }
    })
  })

  it("tell records without an id apart by all they hold", () => {
    assert.notStrictEqual(rowsOf({ title: "a" }).id, rowsOf({ title: "b" }).id)
    assert.strictEqual(rowsOf({ title: "a" }).id, rowsOf({ title: "a" }).id)
  })

  it("hash to the same only for the same record in the same columns", () => {
    const record = { id: "7", title: "a" }
    const wider = Tables.withAttributes(conversations, [{ model: "conversation", name: "p", data_type: "string" }])
    assert.strictEqual(rowsOf(record).hash, rowsOf({ ...record }).hash)
    assert.notStrictEqual(rowsOf(record).hash, rowsOf({ ...record, title: "b" }).hash)
    assert.notStrictEqual(rowsOf(record).hash, Tables.mapper(wider, options)(record, 100).hash)
  })

  it("come of any object at all, and hold it whole", () => {
    const any = arbitrary(7)
    for (let run = 0; run < 500; run++) {
      const record = Object.fromEntries(fields.flatMap((field) => (any.chance(0.4) ? [[field, any.value(3)]] : [])))
      const rows = rowsOf(record, true)
      for (const [index, { type }] of conversations.main.columns.entries()) {
        const cell = rows.main[index]
        if (cell !== null) assert.strictEqual(typeof cell, kinds[type], `${type} in ${JSON.stringify(record)}`)
      }
      assert.deepStrictEqual(JSON.parse(String(rows.main.at(-1))), record)
    }
  })
})

const fields = [...new Set(conversations.main.columns.flatMap(({ path }) => path)), "tags", "conversation_parts"]

const kinds = {
  text: "string",
  json: "string",
  bigint: "number",
  double: "number",
  timestamptz: "number",
  boolean: "boolean"
} as const

/** JSON of any form under the names that tables know, the same for the same seed. */
const arbitrary = (seed: number) => {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const scalars = ["", "a", "7", "2026-01-02", "true", 0, -1, 1.5, 1e300, 1_767_323_045, true, false, null]
  const among = <A>(values: ReadonlyArray<A>): A | undefined => values[Math.floor(random() * values.length)]
  const value = (depth: number): unknown => {
    const kind = random()
    if (depth === 0 || kind < 0.6) return among(scalars) ?? null
    if (kind < 0.75) return Array.from({ length: Math.floor(random() * 3) }, () => value(depth - 1))
    const keys = Array.from({ length: Math.floor(random() * 5) }, () => among(fields) ?? "id")
    return Object.fromEntries(keys.map((key) => [key, value(depth - 1)]))
  }
  return { chance: (share: number) => random() < share, value }
}
