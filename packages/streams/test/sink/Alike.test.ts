import { assert, describe, it } from "@effect/vitest"
import * as Alike from "../../src/sink/Alike.ts"
import * as Tables from "../../src/Tables.ts"
import type { Cell } from "../../src/tables/Cell.ts"

const { main } = Tables.of("tags")
const at = (name: string) => main.columns.findIndex((column) => column.name === name)
const rowOf = (values: Readonly<Record<string, Cell>>) => main.columns.map(({ name }) => values[name] ?? null)

describe("columns in which all rows are alike", () => {
  it("are those with one value in each page, which may be another in each, or none", () => {
    const alike = Alike.make([main])
    const first = alike(main, [rowOf({ id: "1", type: "tag", name: "a" }), rowOf({ id: "2", type: "tag", name: "b" })])
    assert.isTrue(first(at("type")))
    assert.isFalse(first(at("name")))
    assert.isTrue(alike(main, [rowOf({ id: "3", type: "other" })])(at("type")))
    assert.isTrue(alike(main, [rowOf({ id: "4" }), rowOf({ id: "5" })])(at("type")))
    assert.isFalse(alike(main, [rowOf({ id: "4" }), rowOf({ id: "5", type: "tag" })])(at("type")))
  })

  it("are none any more when they had two values in a page, and never the key or the record", () => {
    const alike = Alike.make([main])
    alike(main, [rowOf({ id: "1", type: "tag" }), rowOf({ id: "2", type: "other" })])
    const later = alike(main, [rowOf({ id: "3", type: "tag" })])
    assert.isFalse(later(at("type")))
    assert.isFalse(later(at("id")))
    assert.isFalse(later(at("record")))
  })
})
