import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Tables } from "../../src/index.ts"
import { fromSchema } from "../../src/tables/Shape.ts"

const before = fromSchema("things", Schema.Struct({ id: Schema.String, size: Schema.Number, name: Schema.String }))

const heldBy = ({ children, main }: Tables.StreamTables): Array<Tables.HeldColumn> =>
  [main, ...children].flatMap((table) =>
    table.columns.map((column) => ({
      table: table.name,
      name: column.name,
      type: column.type,
      place: Tables.placeOf(column)
    }))
  )

const typeOf = ({ main }: Tables.StreamTables, name: string) =>
  main.columns.find((column) => column.name === name)?.type

describe("tables that hold rows", () => {
  it("stay as they are where nothing is new", () => {
    const { changes, tables } = Tables.evolve(before, heldBy(before))
    assert.deepStrictEqual(changes, [])
    assert.deepStrictEqual(tables, before)
  })

  it("get a column for a new field and a table for a new list, and lose none", () => {
    const after = fromSchema(
      "things",
      Schema.Struct({
        id: Schema.String,
        size: Schema.Number,
        colour: Schema.String,
        tags: Schema.Array(Schema.Struct({ id: Schema.String }))
      })
    )
    const { changes } = Tables.evolve(after, heldBy(before))
    assert.deepStrictEqual(
      changes.map((change) => [change.kind, change.kind === "create" ? change.table.name : change.column.name]),
      [
        ["add", "colour"],
        ["create", "thing_tags"]
      ]
    )
  })

  it("get the wider of two types, whichever came first", () => {
    const after = fromSchema("things", Schema.Struct({ id: Schema.String, size: Schema.String, name: Schema.Number }))
    const { changes, tables } = Tables.evolve(after, heldBy(before))
    assert.deepStrictEqual(
      changes.map((change) => change.kind === "widen" && [change.column.name, change.from, change.column.type]),
      [["size", "bigint", "text"]]
    )
    assert.strictEqual(typeOf(tables, "name"), "text")
    assert.strictEqual(Tables.wider("bigint", "double"), "double")
    assert.strictEqual(Tables.wider("timestamptz", "boolean"), "text")
    assert.strictEqual(Tables.wider("text", "json"), "json")
  })

  it("keep the name of an attribute when another comes that would have had it", () => {
    const attribute = (name: string) => ({ model: "contact", name, data_type: "string" })
    const contacts = Tables.of("contacts")
    const held = heldBy(Tables.withAttributes(contacts, [attribute("Plan")]))
    const { tables } = Tables.evolve(Tables.withAttributes(contacts, ["plan", "Plan"].map(attribute)), held)
    const names = new Map(tables.main.columns.map((column) => [column.path.join("."), column.name]))
    assert.strictEqual(names.get("custom_attributes.Plan"), "custom_plan")
    assert.match(String(names.get("custom_attributes.plan")), /^custom_plan_[0-9a-f]{8}$/)
  })
})

describe("custom attributes", () => {
  const columnsOf = (...names: Array<string>) =>
    Tables.withAttributes(
      Tables.of("contacts"),
      names.map((name) => ({ model: "contact", name, data_type: "integer" }))
    )

  it("have names that differ where a database sees no difference, in whatever order they come", () => {
    const one = columnsOf("Plan", "plan", "PLAN", "größe", "x".repeat(90), "日本")
    const other = columnsOf("日本", "PLAN", "x".repeat(90), "größe", "plan", "Plan")
    const names = one.main.columns
      .slice(Tables.of("contacts").main.columns.length)
      .map(({ name, path }) => [path[1], name])
    assert.sameDeepMembers(
      names,
      other.main.columns.slice(Tables.of("contacts").main.columns.length).map(({ name, path }) => [path[1], name])
    )
    assert.strictEqual(new Set(names.map(([, name]) => name)).size, 6)
    assert.deepInclude(names, ["plan", "custom_plan"])
    for (const [, name] of names) assert.match(String(name), /^[a-z][a-z0-9_]{0,62}$/)
    assert.includeMembers(
      one.renamed.map(({ from }) => from),
      ["custom_attributes.Plan", "custom_attributes.PLAN"]
    )
  })

  it("are those of the stream's records, and custom", () => {
    const tables = Tables.withAttributes(Tables.of("contacts"), [
      { model: "company", name: "plan", data_type: "string" },
      { model: "contact", name: "email", data_type: "string", custom: false }
    ])
    assert.strictEqual(tables, Tables.of("contacts"))
  })
})
