import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Export, Tables } from "../src/index.ts"
import { fakeRecords } from "./support/fakeRecords.ts"

const columnsOf = (table: Tables.Table | undefined) =>
  Object.fromEntries((table?.columns ?? []).map(({ name, type }) => [name, type]))

const childOf = (stream: Export.StreamName, name: string) =>
  Tables.of(stream).children.find((child) => child.name === name)

describe("the tables of the streams", () => {
  it("have typed columns for what a record says of itself and of objects it has once", () => {
    assert.deepInclude(columnsOf(Tables.of("conversations").main), {
      id: "text",
      created_at: "timestamptz",
      open: "boolean",
      admin_assignee_id: "text",
      source_author_id: "text",
      statistics_first_close_at: "timestamptz",
      statistics_count_reopens: "bigint",
      statistics_time_to_admin_reply: "double",
      custom_attributes: "json",
      updated_at: "timestamptz",
      deleted_at: "timestamptz",
      exported_at: "timestamptz",
      workspace_id: "text",
      record: "json"
    })
  })

  it("have a child table for each list of objects, keyed by parent and child", () => {
    const keys = Object.fromEntries(
      Tables.all().flatMap(({ children }) => children.map(({ key, name }) => [name, key.join(", ")]))
    )
    assert.deepInclude(keys, {
      conversation_parts: "conversation_id, id",
      conversation_contacts: "conversation_id, contact_id",
      conversation_tags: "conversation_id, tag_id",
      conversation_teammates: "conversation_id, admin_id",
      conversation_attributes: "conversation_id, name",
      ticket_parts: "ticket_id, id",
      ticket_contacts: "ticket_id, contact_id",
      contact_tags: "contact_id, tag_id",
      contact_companies: "contact_id, company_id",
      company_tags: "company_id, tag_id",
      company_segments: "company_id, segment_id"
    })
  })

  it("say which lists only grow, and of which Intercom sends the first ten", () => {
    const grows = Tables.all().flatMap(({ children }) => children.filter(({ holds }) => holds === "grows"))
    assert.sameMembers(
      grows.map(({ name }) => name),
      ["conversation_parts", "ticket_parts", "side_conversation_parts"]
    )
    assert.isTrue(childOf("contacts", "contact_tags")?.isShortened)
    assert.isFalse(childOf("companies", "company_tags")?.isShortened)
    assert.deepInclude(columnsOf(Tables.of("contacts").main), {
      tags_total_count: "bigint",
      tags_has_more: "boolean"
    })
  })

  it("have names of their own that every database takes", () => {
    const tables = Tables.all().flatMap(({ children, main }) => [main, ...children])
    assert.strictEqual(new Set(tables.map(({ name }) => name)).size, tables.length)
    for (const { columns, key, name } of tables) {
      const names = columns.map((column) => column.name)
      assert.strictEqual(new Set(names).size, names.length, name)
      for (const one of [name, ...names]) assert.match(one, /^[a-z_][a-z0-9_]{0,62}$/, name)
      assert.includeMembers([...names], [...key], name)
    }
  })

  it("tell which columns are called otherwise than their field", () => {
    assert.deepInclude([...Tables.of("deleted_conversations").renamed], {
      table: "deleted_conversations",
      from: "deleted_at",
      to: "deleted_conversation_deleted_at"
    })
  })

  it.effect("take every record of a workspace, whole, with no value that does not fit", () =>
    Effect.gen(function* () {
      const streams = yield* fakeRecords
      assert.sameMembers([...streams.keys()], [...Export.streamNames])
      const filled = new Set<string>()
      for (const [stream, { records, target }] of streams) {
        const tables = Tables.ofNamed(stream)
        const rowsOf = Tables.mapper(tables, target)
        for (const record of records) {
          const rows = rowsOf(record, 1)
          assert.deepStrictEqual(rows.misfits, [], stream)
          assert.deepStrictEqual(JSON.parse(String(rows.main.at(-1))), record)
          assert.lengthOf(rows.main, tables.main.columns.length)
          for (const [index, child] of tables.children.entries()) {
            for (const row of rows.children[index]?.rows.values() ?? []) {
              filled.add(child.name)
              assert.lengthOf(row, child.columns.length)
              assert.strictEqual(row[0], rows.id)
            }
          }
        }
      }
      assert.includeMembers(
        [...filled],
        ["conversation_parts", "conversation_contacts", "conversation_tags", "contact_tags", "company_tags"]
      )
    })
  )
})
